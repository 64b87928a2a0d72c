from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.ontology import Ontology, load
from kg.ontology.decisions import COLUMNS, Decision, effective, folded, plain, read_decisions, replay
from kg.ontology.files import Faults
from kg.review.folder import write_out
from tests.graphs import schema
from tests.review.cases import hostile

LAB = Decision("new", "name saltglass labs", "saltglass-labs", "Lab", "Saltglass Labs", ("Saltglass",), former=("nil-1",))
ALIAS = Decision("alias", "name open intelligence", "openai", names=("Open Intelligence",), former=("nil-2",))
HANDLE = Decision("alias", "handle saltglasslabs", "saltglass-labs", names=("saltglasslabs",), former=("nil-3",))
VERSION = Decision(
    "new", "version qwen-97", "qwen97", "Model", "Qwen 97", facts=(("member_of_family", "qwen-family"),), former=("qwen-97",)
)
LINK = Decision("wrong-link", "link cursor -> cursor-company", "cursor-company", names=("cursor",), document="a#1")
CLAIM = Decision("wrong-claim", "claim phi-4 released_by openai")
NEVER = Decision("never", "name tin cup")
ALL = (LAB, ALIAS, HANDLE, VERSION, LINK, CLAIM, NEVER)


def _log(folder: Path, *decisions: Decision | str) -> Path:
    folder.mkdir(exist_ok=True)
    lines = [d if isinstance(d, str) else d.line() for d in decisions]
    (folder / "decisions.tsv").write_text("\n".join(["\t".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return folder


def _added(redirects: Mapping[str, str]) -> dict[str, str]:
    """Return the redirects that do not ship."""
    ships = load().corrections.redirects
    return {old: new for old, new in redirects.items() if old not in ships}


def _loaded(folder: Path) -> Ontology:
    return load(folder)


@given(hostile)
def test_every_text_becomes_a_cell(text: str) -> None:
    """A name of the web would break the table that holds it, or come back as another one."""
    cell = plain(text)
    assert plain(cell) == cell
    assert folded(folded(text)) == folded(text)
    assert not set(cell) & set("\t\n\r|\x0b\x1c\u2028")
    assert cell.encode().decode() == cell


_texts = hostile.map(plain).filter(bool)


@given(
    st.builds(
        Decision, st.just("new"), _texts, st.just("an-id"), st.just("Lab"), _texts, st.lists(_texts).map(tuple),
        st.lists(st.tuples(st.just("country"), _texts)).map(lambda facts: tuple(sorted(facts))), st.just(("nil-1",)), _texts,
        _texts,
    )
)  # fmt: skip
def test_a_decision_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, decision: Decision) -> None:
    """What a person decided would be another thing when it is replayed."""
    faults = Faults()
    found = read_decisions(_log(tmp_path_factory.mktemp("log"), decision), faults)
    assert faults.found == []
    assert [d for _, d in found] == [decision]


def test_the_last_line_about_an_item_counts_and_no_other_order() -> None:
    """The same decisions would give other records when somebody sorts the file."""
    later = replace(LAB, label="Saltglass Laboratories")
    lines = list(enumerate((LAB, *ALL[1:], later)))
    assert later in [d for _, d in effective(lines)]
    assert LAB not in [d for _, d in effective(lines)]
    mixed = lines[1:-1]
    random.Random(5).shuffle(mixed)
    assert replay([lines[0], *mixed, lines[-1]], schema(), ()) == replay(lines, schema(), ())


def test_what_was_accepted_is_part_of_the_ontology(tmp_path: Path) -> None:
    """Decisions would be kept and come to nothing."""
    o = _loaded(_log(tmp_path / "mine", *ALL))
    lab = o.entities["saltglass-labs"]
    assert (lab.label, lab.aliases, lab.hidden) == ("Saltglass Labs", ("Saltglass",), ("saltglasslabs",))
    assert lab.source == "unverified"
    assert "Open Intelligence" in o.entities["openai"].aliases
    assert {n.text for n in o.names if n.entity == "saltglass-labs"} == {"Saltglass Labs", "Saltglass", "saltglasslabs"}
    corrections = o.corrections
    assert _added(corrections.redirects) == {
        "nil-1": "saltglass-labs", "nil-2": "openai", "nil-3": "saltglass-labs", "qwen-97": "qwen97",
    }  # fmt: skip
    assert {(w.surface, w.entity, w.document) for w in corrections.wrong_links} == {("cursor", "cursor-company", "a#1")}
    assert corrections.wrong_claims == {("phi-4", "released_by", "openai")}
    assert "name tin cup" in corrections.settled
    assert corrections.accepted == {"saltglass-labs", "qwen97"}


def test_the_clean_records_say_the_same_as_the_decisions(tmp_path: Path) -> None:
    """What a person reads and promotes would be another thing than what the program does."""
    mine = _log(tmp_path / "mine", *ALL)
    first = load(mine)
    assert write_out(mine, first)
    assert write_out(mine, first) == []
    second = load(mine / "reviewed")
    assert second.entities == first.entities
    assert second.names == first.names
    assert second.corrections.redirects == first.corrections.redirects
    assert second.corrections.wrong_links == first.corrections.wrong_links
    assert second.corrections.wrong_claims == first.corrections.wrong_claims


def test_writing_the_clean_records_links_nothing_anew(tmp_path: Path) -> None:
    """Each look at the queue would cost a whole build."""
    mine = _log(tmp_path / "mine", *ALL)
    before = load(mine)
    write_out(mine, before)
    assert load(mine).fingerprint == before.fingerprint
    _log(mine, *ALL, replace(NEVER, item="name other"))
    assert load(mine).fingerprint != before.fingerprint


def test_a_wrong_claim_follows_an_id_that_moves(tmp_path: Path) -> None:
    """A claim called wrong would come back under the new id of its subject."""
    claim = Decision("wrong-claim", "claim qwen-97 developed_by openai")
    assert _loaded(_log(tmp_path / "mine", VERSION, claim)).corrections.wrong_claims == {("qwen97", "developed_by", "openai")}


def test_a_record_that_the_ontology_has_learnt_since_wins(tmp_path: Path) -> None:
    """An old acceptance would hide the better record that ships now, or its names would be lost."""
    old = Decision("new", "name open ai lab", "openai", "Company", "Open AI Lab", former=("nil-9", "openai-lab"))
    o = _loaded(_log(tmp_path / "mine", old))
    assert o.entities["openai"].label == "OpenAI"
    assert "Open AI Lab" in o.entities["openai"].aliases
    assert _added(o.corrections.redirects) == {"nil-9": "openai", "openai-lab": "openai"}


def test_redirects_follow_each_other_and_never_hide_a_record(tmp_path: Path) -> None:
    """An id that moved twice would lead nowhere, and a living id somewhere else."""
    mine = _log(tmp_path / "mine", LAB)
    (mine / "redirects.tsv").write_text("old\tnew\nolder\tnil-1\nanthropic\topenai\n", encoding="utf-8")
    redirects = _loaded(mine).corrections.redirects
    assert _added(redirects) == {"nil-1": "saltglass-labs", "older": "saltglass-labs"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("delete\tname a", "decisions.tsv:2: unknown action 'delete'"),
        ("new\t", "does not say what it is about"),
        ("new\tname a\tA Lab\tLab\tA", "no slug"),
        ("new\tname a\ta\tLaboratory\tA", "the class 'Laboratory'"),
        ("new\tname a\ta\tLab\t", "no label"),
        ("new\tname a\ta\tModel\tA\t\tdeveloped_by=nobody", "developed_by names 'nobody'"),
        ("new\tname a\ta\tLab\tA\t\tcountry", "name=value"),
        ("alias\tname a\tnobody\t\t\tA", "'nobody' is no record"),
        ("alias\tname a\topenai", "names nothing"),
        ("alias\tname a\topenai\t\t\t...", "no letter or digit"),
        ("wrong-claim\tclaim a b", "a claim is written as"),
    ],
)
def test_faulty_lines_are_named(tmp_path: Path, line: str, fault: str) -> None:
    """An edited file with a typo would be read as something else, or not at all."""
    with pytest.raises(OntologyError) as caught:
        load(_log(tmp_path / "mine", line))
    assert any(fault in what and "mine/decisions.tsv:2" in what for what in caught.value.faults), caught.value.faults


def test_a_redirect_in_a_circle_is_a_fault(tmp_path: Path) -> None:
    """Following it would never end."""
    (tmp_path / "redirects.tsv").write_text("old\tnew\na\tb\nb\ta\n", encoding="utf-8")
    with pytest.raises(OntologyError, match="is moved to"):
        load(tmp_path)
