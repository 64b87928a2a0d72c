"""The digest of a span of days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kg.news import Span, news
from kg.quoting import LEFT_OUT
from kg.records import Document, Entity, EntityType, KnowledgeGraph, Mention, Node, Status
from kg.report import Digest, digest, markdown, page
from tests.exporters.demo import demo_graph
from tests.graphs import on

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    """Return the invented graph."""
    return demo_graph()


@pytest.fixture(scope="module")
def march(graph: KnowledgeGraph) -> Digest:
    """Return what March brought, all of it."""
    return digest(graph, news(graph, MARCH), 1000)


def test_it_tells_what_the_news_tell(graph: KnowledgeGraph, march: Digest) -> None:
    """A digest would say something else than `kg new` of the same days."""
    found = news(graph, MARCH)
    parts = {part.title: part for part in march.parts}
    assert [e.head for e in parts["New entities"].entries] == [a.entity.label for a in found.entities]
    assert parts["New claims"].total == len(found.claims) == len(parts["New claims"].entries)
    assert parts["Rising pairs"].total == len(found.rising)
    for entry, stated in zip(parts["New claims"].entries, found.claims, strict=True):
        assert entry.quotes[0].text in (" ".join(stated.evidence.quote.split()), LEFT_OUT)
        assert entry.head.split(f" {stated.claim.predicate} ")[1:], "the predicate is spelt as elsewhere"


def test_contested_claims_show_both_sides(graph: KnowledgeGraph, march: Digest) -> None:
    """A reader would see that a statement is disputed, and only one of the two sides."""
    within = {d.id for d in graph.documents if MARCH.holds(d)}
    wanted = [c for c in graph.claims if c.status is Status.CONTESTED and any(e.document in within for e in c.evidence)]
    part = next(p for p in march.parts if p.title == "Contested claims")
    assert part.total == len(wanted) > 0
    for entry in part.entries:
        assert len(entry.quotes) == 2
        assert ["denied" in q.how for q in entry.quotes] == [False, True]


def test_what_is_left_out_is_counted(graph: KnowledgeGraph) -> None:
    """A long list would be cut without a word."""
    short = digest(graph, news(graph, MARCH), 2)
    total = short.parts[0].total
    assert f"## New entities (2 of {total})" in markdown(short)
    assert f"2 of {total}</span>" in page(short)


def test_an_empty_span_says_so(graph: KnowledgeGraph) -> None:
    """A quiet week would be a blank page."""
    quiet = digest(graph, news(graph, Span(date(1999, 1, 1), date(1999, 1, 7))))
    for text in (markdown(quiet), page(quiet)):
        assert "0 documents" in text
        assert "No new claim." in text
        assert "no document in the span before" in text


def _of(label: str, text: str, title: str, outlet: str, link: str) -> Digest:
    body = label + " " + text
    document = Document("doc-1", "a", body, title, published=on(3, 5), link=link, outlet=outlet)
    entity = Entity("x", label, "Lab", EntityType.LAB)
    mention = Mention("doc-1", 0, len(label), label, EntityType.LAB, "x", label)
    made = KnowledgeGraph((Node(entity, 1, 1, on(3, 5), on(3, 5)),), (document,), (mention,), (), (), ())
    return digest(made, news(made, Span(on(1, 5).date(), on(9, 5).date())))


def test_no_record_turns_a_line_around() -> None:
    """A name with a right-to-left override would show the words after it backwards, and a quote could say its opposite."""
    turned = "a\u202eb\u2066c\x9bd"
    for text in (markdown(_of(turned, turned, turned, turned, "")), page(_of(turned, turned, turned, turned, ""))):
        assert "a\ufffdb\ufffdc\ufffdd" in text
        assert not set("\u202e\u2066\x9b") & set(text)


def test_a_report_quotes_a_part_of_a_document() -> None:
    """A post of names alone would be sent round sentence by sentence."""
    names = [f"Lab {chr(65 + n)}{chr(75 - n)}" for n in range(10)]
    text = " ".join(f"{name} opened an office, and this is how its press office put the matter to us." for name in names)
    document = Document("doc-1", "a", text, "Title", published=on(5, 3))
    at = [text.index(name) for name in names]
    nodes = tuple(Node(Entity(str(i), name, "Lab", EntityType.LAB), 1, 1, on(5, 3)) for i, name in enumerate(names))
    found = tuple(
        Mention("doc-1", k, k + len(name), name, EntityType.LAB, str(i), name)
        for i, (k, name) in enumerate(zip(at, names, strict=True))
    )
    made = KnowledgeGraph(nodes, (document,), found, (), (), ())
    quotes = [e.quotes[0].text for e in digest(made, news(made, MARCH), None).parts[0].entries]
    assert len(quotes) == 10
    assert 0 < sum(len(q) for q in quotes if q != LEFT_OUT) <= len(text) / 2


_ATTACK = (
    "](javascript:alert(1)) <script>x</script> `code` **bold** ![i](http://evil.example/p.png) \n# head\n1. one\n- two | & &lt;"
)


def test_nothing_in_a_record_becomes_markup() -> None:
    """A headline in a feed could put a link, a picture or a script into the digest that goes round."""
    bad = _of(_ATTACK, _ATTACK, _ATTACK, _ATTACK, "https://news.example/a>b(c)")
    plain = _of("Plain", "words", "Title", "Outlet", "https://news.example/a")
    assert _kinds(markdown(bad)) == _kinds(markdown(plain))
    assert re.findall(r"<(\w+)", page(bad)) == re.findall(r"<(\w+)", page(plain))
    assert "default-src 'none'" in page(bad)
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', page(_of("A", "b", "c", "d", "javascript:alert(1)"))))


def _kinds(text: str) -> list[str]:
    """Return the kinds of markup that a reader of Markdown finds, but for line breaks and runs of text."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type not in ("text", "softbreak", "hardbreak")]
    return found


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(lambda s: s.strip()))
def test_any_text_stays_text(text: str) -> None:
    """Some name or headline would break the digest of the day it appears in."""
    made = _of("Plain", "words", "Title", "Outlet", "")
    entry = made.parts[0].entries[0]
    changed = replace(entry, head=f"x{text}", note=f"x{text}", quotes=(replace(entry.quotes[0], text=text, source=f"x{text}"),))
    again = replace(made, parts=(replace(made.parts[0], entries=(changed,)), *made.parts[1:]))
    assert _kinds(markdown(again)) == _kinds(markdown(made))
