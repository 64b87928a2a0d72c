"""What appeared in a span of days, worked out by hand on a graph of a few documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.news import Span, news, span_of
from kg.records import Document, KnowledgeGraph, Node
from tests.graphs import LAB, claim, document, entity, evidence, mentions, on

NAMES = {"Ann": "ann", "Bob": "bob", "Cat": "cat"}
MAY = Span(date(2026, 5, 8), date(2026, 5, 14))


def graph(*texts: tuple[str, int | None]) -> KnowledgeGraph:
    """Return the graph of documents of these days in May 2026, without claims."""
    documents = tuple(
        document(f"{n:02}", text, published=None if day is None else on(day, 5)) for n, (text, day) in enumerate(texts)
    )
    found = tuple(m for d in documents for m in mentions(d, **{k: v for k, v in NAMES.items() if k in d.text}))
    nodes = []
    for key in sorted({m.entity for m in found if m.entity}):
        held = {m.document for m in found if m.entity == key}
        days = [d.published for d in documents if d.id in held and d.published]
        first, last = (min(days), max(days)) if days else (None, None)
        nodes.append(Node(entity(key, key.title(), LAB), sum(m.entity == key for m in found), len(held), first, last))
    return KnowledgeGraph(tuple(nodes), documents, found, (), (), ())


def test_a_span_is_the_week_up_to_the_newest_document() -> None:
    """`kg new` without a day would show nothing, or depend on the day that it is run."""
    some = graph(("Ann.", 3), ("Bob.", 20), ("Cat.", None))
    assert span_of(some, None, None) == Span(date(2026, 5, 14), date(2026, 5, 20))
    assert span_of(some, date(2026, 5, 1), None) == Span(date(2026, 5, 1), date(2026, 5, 20))
    assert span_of(some, None, date(2026, 5, 9)) == Span(date(2026, 5, 3), date(2026, 5, 9))
    assert span_of(some, date(2027, 1, 1), None) == Span(date(2027, 1, 1), date(2027, 1, 1))
    assert span_of(graph(("Cat.", None)), None, None) is None
    with pytest.raises(ValueError, match="before it begins"):
        span_of(some, date(2026, 5, 9), date(2026, 5, 8))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 800))
def test_the_span_before_is_as_long_and_ends_the_day_before(since: date, days: int) -> None:
    """A pair would seem to rise because its span is longer, or a day would count for both."""
    span = Span(since, date.fromordinal(since.toordinal() + days))
    assert span.before is not None
    assert (span.before.until - span.before.since).days == days
    assert span.before.until.toordinal() == since.toordinal() - 1


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        (date.min, date.max, None),
        (date.min, date.min, None),
        (date(1, 1, 5), date(1, 1, 31), Span(date.min, date(1, 1, 4))),
        (date.max, date.max, Span(date(9999, 12, 30), date(9999, 12, 30))),
    ],
    ids=["all days", "the first day", "more days than there were before", "the last day"],
)
def test_the_span_before_ends_with_the_calendar(since: date, until: date, before: Span | None) -> None:
    """`kg new --since 0001-01-01`, for all there is, would end in a traceback."""
    some = graph(("Ann.", 3), ("Bob.", 20))
    span = span_of(some, since, until)
    assert span is not None
    assert span.before == before
    assert news(some, span).before == 0


def test_a_week_that_the_calendar_cuts_short() -> None:
    """A last day in the first week of year 1 would end before it begins."""
    assert span_of(graph(("Ann.", 3)), None, date.min) == Span(date.min, date.min)
    assert span_of(graph(("Ann.", 3)), None, date(1, 1, 7)) == Span(date.min, date(1, 1, 7))


def test_both_ends_of_a_span_belong_to_it() -> None:
    """What was published on the first or the last day would never be told."""
    found = news(graph(("Ann.", 7), ("Bob.", 8), ("Cat.", 14)), MAY)
    assert [a.entity.id for a in found.entities] == ["bob", "cat"]
    assert (found.documents, found.before) == (2, 1)


def test_new_is_what_was_never_named_before() -> None:
    """Old acquaintances would be told as new, or with a sentence of another day."""
    found = news(
        graph(("Ann met Bob.", 2), ("Ann came. Then Cat and Ann left. Cat!", 9), ("Cat slept.", 10), ("Cat.", None)), MAY
    )
    [new] = found.entities
    assert (new.entity.id, new.mentions, new.documents, new.day) == ("cat", 3, 2, date(2026, 5, 9))
    assert (new.quote, new.document) == ("Then Cat and Ann left.", "doc-01")
    assert found.undated == 1


def test_rising_is_measured_against_the_span_before() -> None:
    """The formula that the help states would not be the one that is used."""
    found = news(graph(("Ann met Bob.", 8), ("Ann and Bob.", 9), ("Ann.\n\nBob.", 10), ("Ann, Bob.", 2), ("Cat.", 3)), MAY)
    [pair] = found.rising
    assert (pair.a, pair.b, pair.documents, pair.before) == ("ann", "bob", 2, 1)
    assert pair.rise == round(log2((3 / 5) / (2 / 4)), 3)
    assert (pair.quote, pair.document) == ("Ann and Bob.", "doc-01")


def test_nothing_rises_without_a_span_before() -> None:
    """On the first day all pairs would be told as rising."""
    assert news(graph(("Ann met Bob.", 8), ("Ann and Bob.", 9)), MAY).rising == ()


def test_a_claim_is_new_when_it_was_first_stated_then() -> None:
    """A claim that is repeated each week would be news each week."""
    some = graph(("Ann met Bob.", 2), ("Cat met Ann.", 9))
    one, two = some.documents
    old = claim(evidence("ann", "partners_with", "bob", one.id, one.text))
    new = claim(evidence("cat", "partners_with", "ann", two.id, two.text))
    some = replace(some, claims=(replace(old, first_stated=on(2, 5), last_stated=on(9, 5)), replace(new, first_stated=on(9, 5))))
    [stated] = news(some, MAY).claims
    assert (stated.claim.id, stated.evidence.quote) == (new.id, "Cat met Ann.")
    assert news(some, MAY, {"bob"}).claims == ()
    assert news(some, MAY, {"ann"}).claims == (stated,)


def test_a_watch_list_keeps_what_has_to_do_with_it() -> None:
    """Who follows one lab would get the news of all, or miss what is new beside it."""
    some = graph(("Ann met Bob.", 8), ("Ann and Bob.", 9), ("Cat came.", 9), ("Dull.", 2))
    assert [a.entity.id for a in news(some, MAY, {"ann"}).entities] == ["ann", "bob"]
    assert [a.entity.id for a in news(some, MAY, {"cat"}).entities] == ["cat"]
    assert news(some, MAY, {"cat"}).rising == ()
    assert len(news(some, MAY, {"bob"}).rising) == 1


def test_a_crowded_paragraph_makes_no_pairs() -> None:
    """A list of all models of a year would make every two of them a rising pair."""
    names = {f"N{chr(65 + n // 26)}{chr(97 + n % 26)}": f"n{n}" for n in range(45)}
    text = ", ".join(names) + "."
    documents: tuple[Document, ...] = tuple(document(f"{n}", text, published=on(8 + n, 5)) for n in range(3))
    documents += (document("9", "Nothing.", published=on(2, 5)),)
    found = tuple(m for d in documents[:3] for m in mentions(d, **names))
    assert news(KnowledgeGraph((), documents, found, (), (), ()), MAY).rising == ()
