from __future__ import annotations

import pytest

from kg.linking import Linker
from tests.linking.reading import ids, link, spans


@pytest.mark.parametrize(("text", "found"), [
    ("Veloria-2 by quillmere: small.", [("Veloria-2", "Model"), ("quillmere", "Lab")]),
    ("Morrow-7B by @hilltop-labs: odd.", [("Morrow-7B", "Model"), ("hilltop-labs", "Lab")]),
])  # fmt: skip
def test_a_byline_names_a_model_and_its_maker(linker: Linker, text: str, found: list[tuple[str, str]]) -> None:
    """Round-ups, which name models no list has, would give nothing."""
    assert spans(linker, text) == found


@pytest.mark.parametrize(("text", "maker"), [
    ("Kimi-K2.5 by moonshotai: long context.", "moonshot-ai"), ("GLM-5 by zai-org: open weights.", "zhipu-ai"),
    ("GPT-5.4 by openai: better at tables.", "openai"),
])  # fmt: skip
def test_a_known_handle_in_a_byline_is_its_lab(linker: Linker, text: str, maker: str) -> None:
    """A lab would have a second self by the name of its account."""
    assert ids(linker, text)[-1][1] == maker


def test_a_sentence_with_by_is_no_byline(linker: Linker) -> None:
    """A sentence that ends in "by us" would make a model of its words."""
    assert spans(linker, "It was made by us: slowly.") == []


@pytest.mark.parametrize("text", [
    "Side by side: two drafts.", "Results by maker\n", "Step by step: a recipe.", "Read it line by line",
])  # fmt: skip
def test_ordinary_words_are_no_byline(linker: Linker, text: str) -> None:
    """If this fails, headings with "by" name models and labs."""
    assert spans(linker, text) == []


def test_a_hub_id_is_a_maker_and_a_model(linker: Linker) -> None:
    """The address of a model on a hub would be lost."""
    assert spans(linker, "It is at quillmere/lanternfish-7b-chat now.") == [
        ("quillmere", "Lab"),
        ("lanternfish-7b-chat", "Model"),
    ]


@pytest.mark.parametrize(("text", "found"), [
    ("The TideBench scores are up.", ("TideBench", "Benchmark")),
    ("The Tideline dataset is large.", ("Tideline", "Dataset")),
    ("It is under the Harbour Community License now.", ("Harbour Community License", "License")),
])  # fmt: skip
def test_other_things_by_their_form(linker: Linker, text: str, found: tuple[str, str]) -> None:
    """A benchmark, dataset or licence that no list has would be missed."""
    assert spans(linker, text) == [found]


@pytest.mark.parametrize("text", [
    "See Chapter 3 and Figure 12.", "Step 2 is Step 1 again.", "It was on Day 3 of Week 12.", "We use Windows 11.",
])  # fmt: skip
def test_counted_things_are_no_models(linker: Linker, text: str) -> None:
    """Every chapter and step would be a model with a version."""
    assert not [m for m in link(linker, text) if m.type.value == "Model"]


def test_a_byline_is_read_at_the_head_of_its_line_alone(linker: Linker) -> None:
    """A long line would be read once for each of its words "by"."""
    text = "Quill-7B by mara: new\nseen by some and by others\nOrsk-2B by tovin"
    assert [s for s, kind in spans(linker, text) if kind == "Model"] == ["Quill-7B", "Orsk-2B"]


@pytest.mark.parametrize(
    "text", ["reply by moss_garden\n\nIt runs.", "Posted by @moss_garden\n\nIt runs.", "ANSWER by moss_garden: it runs."]
)
def test_who_writes_a_post_is_a_person(linker: Linker, text: str) -> None:
    """Every post of a forum would be a model, and its writer a lab."""
    assert spans(linker, text) == [("moss_garden", "Person")]


def test_what_stands_by_something_is_no_byline(linker: Linker) -> None:
    """A headline about a desk by the window would name a model."""
    assert not spans(linker, "A desk by the window\n\nIt was large.")


def test_collections_are_known_by_their_noun(linker: Linker) -> None:
    """If this fails, a corpus that no list has is missed, or is taken for the model that it is named after."""
    text = "They used the Aomori Folk Narrative Corpus and Qwen Math Corpus v2. Our Training Corpus is secret."
    assert spans(linker, text) == [("Aomori Folk Narrative Corpus", "Dataset"), ("Qwen Math Corpus v2", "Dataset")]


def test_techniques_are_no_benchmarks(linker: Linker) -> None:
    """If this fails, grouped-query attention (GQA) is a test of question answering."""
    assert spans(linker, "Grouped-query attention (GQA) was proposed in 2023.") == []
