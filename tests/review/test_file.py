from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.ontology.decisions import folded, plain
from kg.review.answers import answer_to
from kg.review.file import parse, render
from kg.review.items import Item, Near, Proposal, Quote
from kg.review.queue import queue
from tests.review.cases import hostile, review_graph, shipped

_names = hostile.map(plain).filter(lambda name: bool(name) and name[0] != "#")
_items = st.builds(
    Item, kind=st.sampled_from(["name", "handle", "version"]), about=hostile.map(folded).filter(bool), title=hostile,
    type=hostile, documents=st.integers(0, 9), sources=st.integers(0, 9), company=st.integers(0, 9), rank=st.floats(0, 9),
    quotes=st.lists(st.builds(Quote, hostile, hostile, hostile, hostile), max_size=2).map(tuple),
    near=st.lists(st.builds(Near, hostile, hostile, hostile), max_size=2).map(tuple),
    proposal=st.builds(
        Proposal, id=st.just("an-id"), class_id=st.just("Lab"), label=_names, names=st.lists(_names, max_size=2).map(tuple),
        facts=st.lists(st.tuples(st.just("country"), _names.filter(lambda v: "=" not in v)), max_size=2).map(tuple),
        former=st.just(("nil-1", "nil-2")),
    ),
)  # fmt: skip


@given(st.lists(_items, max_size=4, unique_by=lambda item: item.key))
def test_what_is_written_is_read_back(items: list[Item]) -> None:
    """A name with a sign, a line break or right-to-left text would become another name, or break the blocks after it."""
    text = render(items)
    text.encode()
    blocks, faults = parse(text)
    assert faults == []
    assert [b.answer for b in blocks] == [answer_to(item) for item in items]
    lines = text.split("\n")
    assert all(lines[b.line - 1] == "decision  skip" for b in blocks)


def test_the_queue_comes_back_as_skipped() -> None:
    """A text that nobody edited would decide something."""
    items = queue(review_graph(), shipped())
    blocks, faults = parse(render(items))
    assert faults == []
    assert {b.answer.action for b in blocks} == {"skip"}
    assert [b.answer.item for b in blocks] == [item.key for item in items]


@given(st.text() | hostile)
def test_any_text_is_answered_with_faults_only(text: str) -> None:
    """A broken file would end in a trace."""
    _, faults = parse(text)
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in faults)


def test_faults_carry_their_lines() -> None:
    """Somebody with a file of a thousand lines would have to look for the typo."""
    text = "decision new\n\nitem name a\ncolour red\nid x\nid y\n\nitem name b\ndecision skip\n\nitem name b\ndecision skip\n"
    _, faults = parse(text)
    assert [line for line, _ in sorted(faults)] == [1, 3, 4, 6, 11]


def test_a_wrong_link_may_name_an_entity_and_a_document() -> None:
    """A link that is wrong in one text could only be taken out everywhere."""
    text = "item tie qwen\ndecision wrong-link qwen-team in doc in two\n\nitem link x -> y\ndecision wrong-link in d#1\n"
    blocks, _ = parse(text)
    assert [(b.answer.target, b.answer.document) for b in blocks] == [("qwen-team", "doc in two"), ("", "d#1")]
