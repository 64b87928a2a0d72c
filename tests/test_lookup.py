"""Names typed by a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from kg.errors import LookupFailed
from kg.lookup import find, fold, search
from kg.records import EntityType
from tests.graphs import HOSTILE, MODEL, entity, graph, industry, node

HOMONYMS = graph([
    node(entity("qwen-team", "Qwen team", aliases=("Qwen",)), 5),
    node(entity("qwen-family", "Qwen", MODEL), 9),
    node(entity("qwen3.5", "Qwen3.5", MODEL), 7),
    node(entity("qwen35", "Qwen35", MODEL), 1),
    node(entity("deepmind", "Google DeepMind", aliases=("DeepMind",)), 3),
    node(entity("codex", "Codex", EntityType.PRODUCT, hidden=("qwen35",)), 2),
    node(entity("yi", "零一万物"), 1),
    node(entity("command-r", "Command R", MODEL), 1),
    node(entity("command-r-plus", "Command R+", MODEL), 1),
])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gpt-5.4", "gpt-5.4"), ("gpt 5.4", "gpt-5.4"), ("GPT5.4", "gpt-5.4"), ("  Gpt_5.4 ", "gpt-5.4"),
        ("aig:openai", "openai"), ("OPEN ai", "openai"), ("open-ai", "openai"), ("OpenAI Inc", "openai"),
        ("ada reed", "ada-reed"), ("ＧＰＴ", "gpt"),
    ],
)  # fmt: skip
def test_case_and_separators_do_not_matter(typed: str, found: str) -> None:
    """A user would have to know the exact spelling."""
    assert find(industry(), typed).id == found


def test_names_that_differ_are_kept_apart() -> None:
    """Qwen3.5 and Qwen35, or R and R+, would be one."""
    assert find(HOMONYMS, "Qwen 3.5").id == "qwen3.5"
    assert find(HOMONYMS, "Qwen 35").id == "qwen35", "a name goes before a hidden label"
    assert find(HOMONYMS, "command r").id == "command-r"
    assert find(HOMONYMS, "command r+").id == "command-r-plus"
    assert find(HOMONYMS, "零一万物").id == "yi"


def test_shared_name_lists_all_that_share_it() -> None:
    """A homonym would be answered with one of its readings, unsaid."""
    with pytest.raises(LookupFailed) as caught:
        find(HOMONYMS, "qwen")
    assert caught.value.candidates == ("qwen-family (Model)", "qwen-team (Lab)")
    assert "stands for several entities" in str(caught.value)
    assert find(HOMONYMS, "qwen-team").id == "qwen-team"


def test_a_name_without_its_bracket() -> None:
    """Who types a firm's name would be told that it is not there, where only its product is called just that."""
    firm = node(entity("gullwing-company", "Gullwing (company)"), 2)
    assert find(graph([firm]), "gullwing").id == "gullwing-company"
    product = node(entity("gullwing", "Gullwing IDE", EntityType.PRODUCT, aliases=("Gullwing",)), 1)
    assert find(graph([firm, product]), "Gullwing").id == "gullwing", "the name itself goes before a part of another's label"


def test_unknown_name_gets_the_nearest() -> None:
    """A slip of the finger would end in a bare refusal."""
    with pytest.raises(LookupFailed, match="is not in the graph") as caught:
        find(HOMONYMS, "Deepmnd")
    assert caught.value.candidates[0] == "deepmind (Lab)"
    with pytest.raises(LookupFailed) as caught:
        find(HOMONYMS, "google")
    assert caught.value.candidates == ("deepmind (Lab)",)
    for nothing in ("", "  ", "?!", "zzzzzz"):
        with pytest.raises(LookupFailed) as caught:
            find(HOMONYMS, nothing)
        assert caught.value.candidates == ()


def test_search_ranks_exact_prefix_word_fuzzy() -> None:
    """The entity that was meant would stand below one that is merely like it."""
    hits = search(HOMONYMS, "qwen")
    assert [(h.entity.id, h.how) for h in hits] == [
        ("qwen-family", "exact"), ("qwen-team", "exact"), ("qwen3.5", "prefix"), ("codex", "prefix"), ("qwen35", "prefix"),
    ]  # fmt: skip
    assert [(h.entity.id, h.name, h.how) for h in search(HOMONYMS, "mind")] == []
    assert [(h.name, h.how) for h in search(HOMONYMS, "deep mind")] == [("DeepMind", "exact")]
    assert [(h.name, h.how) for h in search(HOMONYMS, "team")] == [("Qwen team", "word")]
    assert [(h.entity.id, h.how) for h in search(HOMONYMS, "dipmind")] == [("deepmind", "fuzzy")]
    assert len(search(HOMONYMS, "qwen", limit=2)) == 2
    assert search(HOMONYMS, "...") == []


@given(HOSTILE, HOSTILE)
def test_any_text_is_answered(name: str, typed: str) -> None:
    """A strange name, or strange input, would end in a traceback."""
    made = graph([node(entity("x", name))])
    scores = [hit.score for hit in search(made, typed)]
    assert all(0 < score <= 1 for score in scores)
    if fold(name):
        assert find(made, name).id == "x"
    assert fold(fold(typed)) == fold(typed)


def test_a_former_id_stands_for_what_took_its_place() -> None:
    """A bookmark of a provisional id would be lost as soon as the ontology learns the model."""
    known = graph([node(entity("qwen-image-2.0", "Qwen-Image-2.0", MODEL))])
    moved = replace(known, redirects=(("nil-1", "qwen-image-2.0"), ("qwen-image-2", "qwen-image-2.0")))
    for old in ("qwen-image-2", "aig:qwen-image-2", "nil-1"):
        assert find(moved, old).id == "qwen-image-2.0"
    with pytest.raises(LookupFailed):
        find(known, "nil-1")
