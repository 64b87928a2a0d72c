"""JSON Feed to documents."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.records import Failure, ZoneKind
from kg.sources.formats.jsonfeed import read_json_feed
from kg.sources.kept import Piece

VERSION = "https://jsonfeed.org/version/1.1"
ITEM = {"id": "1", "url": "https://l.example/p/one", "title": "One", "content_html": "<p>First words.</p>"}


def feed(*items: Any, **fields: Any) -> bytes:
    """Return a feed of items."""
    return json.dumps({"version": VERSION, "title": "The Ledger", "items": list(items), **fields}).encode()


def read(data: bytes) -> tuple[tuple[Piece, ...], list[Failure]]:
    """Return what a feed gives and what fails in it."""
    failures: list[Failure] = []
    return read_json_feed(data, "f.json", on_failure=failures.append), failures


def test_item() -> None:
    """A post would lose its text, link, dates, authors or language."""
    item = {
        "id": "x", "url": "/p/open?utm_source=rss", "external_url": "https://other.example/thing", "title": " Pellucid  opens ",
        "content_html": "<h2>Head</h2><p>A &amp; B</p>", "summary": "Short.", "date_published": "2026-04-15T20:20:00+02:00",
        "date_modified": "2026-04-16T08:00:00Z", "authors": [{"name": "Ada Quill"}, {"name": "a@b.example"}, 7], "language": "de",
        "attachments": [{"url": "https://l.example/a.mp3"}],
    }  # fmt: skip
    (piece,), failures = read(feed(item, home_page_url="https://l.example/", next_url="https://l.example/2"))
    assert not failures
    assert piece.kept.text == "Pellucid opens\n\nHead\n\nA & B"
    assert [z.kind for z in piece.kept.zones] == [ZoneKind.TITLE, ZoneKind.HEADING]
    assert (piece.link, piece.item) == ("https://l.example/p/open", "https://l.example/p/open")
    assert piece.published == datetime(2026, 4, 15, 18, 20, tzinfo=UTC)
    assert piece.updated == datetime(2026, 4, 16, 8, tzinfo=UTC)
    assert (piece.authors, piece.language, piece.outlet, piece.excerpt) == (("Ada Quill",), "de", "The Ledger", False)


def test_version_one_and_what_items_inherit() -> None:
    """Feeds of version 1.0 would lose their one author, and items what the feed says for all."""
    data = feed(
        {"id": 7, "content_text": "a < b"}, version="http://jsonfeed.org/version/1", author={"name": "Bo Lint"}, language="en"
    )
    (piece,), failures = read(data)
    assert not failures
    assert (piece.item, piece.authors, piece.language, piece.kept.text) == ("7", ("Bo Lint",), "en", "a < b")


@pytest.mark.parametrize(
    ("fields", "excerpt"),
    [
        ({"summary": "The beginning of it."}, True),
        ({"content_html": "<p>All of it.</p>", "summary": "All"}, False),
        ({"content_text": "Cut by a machine [...]"}, True),
        ({"content_text": "He trailed off..."}, False),
    ],
)
def test_excerpts(fields: dict[str, str], excerpt: bool) -> None:
    """A beginning would pass for a whole text, and its page never be fetched."""
    assert read(feed({"id": "1", "url": "https://l.example/1", **fields}))[0][0].excerpt is excerpt


@pytest.mark.parametrize(
    "item",
    [
        3, None, [], "text", {}, {"id": "x"}, {"id": []}, {"id": "x", "title": ["a"]}, {"id": "x", "content_html": {"a": 1}},
        {"id": "x", "content_text": 5}, {"id": "x", "title": "t", "url": 5}, {"id": "x", "title": True},
        {"id": {"a": "b"}, "title": "t"},
    ],
)  # fmt: skip
def test_a_bad_item_costs_only_itself(item: object) -> None:
    """One wrong type would end the run or take the neighbours along."""
    pieces, failures = read(feed(ITEM, item, {**ITEM, "id": "2", "url": "https://l.example/p/two"}))
    assert [p.link for p in pieces] == ["https://l.example/p/one", "https://l.example/p/two"]
    assert [f.source for f in failures] == ["f.json#2"]


def test_fields_that_do_not_matter_cost_nothing() -> None:
    """A post would be lost for a date or an author that is none."""
    (piece,), failures = read(feed({**ITEM, "date_published": 5, "authors": "Ada", "author": [], "language": {}}))
    assert not failures
    assert (piece.published, piece.authors, piece.language) == (None, (), "")


def test_duplicates_are_told_apart_and_named() -> None:
    """Two items under one id would become one document; a field given twice would change a text unseen."""
    pieces, _ = read(feed({"id": "1", "title": "a"}, {"id": "1", "title": "b"}))
    assert len({p.item for p in pieces}) == 2
    twice = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a", "title": "b"}]}'
    (piece,), failures = read(twice)
    assert piece.title == "b"
    assert "names a field twice in one object (title)" in failures[0].reason


def test_a_feed_that_breaks_off_keeps_what_came() -> None:
    """An answer that was cut would cost every post in it."""
    data = feed(ITEM, {**ITEM, "id": "2", "url": "https://l.example/p/two"})
    pieces, failures = read(data[:-20])
    assert [(p.link, p.outlet) for p in pieces] == [("https://l.example/p/one", "The Ledger")]
    assert "is broken JSON" in failures[0].reason
    assert failures[0].reason.endswith("1 entry was read")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[1]", "its top is no object"),
        (b'{"items": []}', "no JSON Feed"),
        (b'{"version": 1, "items": [{}]}', "no JSON Feed"),
        (feed(), "without entries"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "without a list of items"),
        (b'{"a":' * 200_000, "nests too deep"),
        (b"[" * 200_000, "nests too deep"),
        (feed({"id": "x"}), "none with a title or a text"),
        (b'{"version": ', "is broken JSON"),
    ],
)
def test_what_is_no_feed_says_so(data: bytes, reason: str) -> None:
    """A person would not learn what was wrong, or see a traceback."""
    with pytest.raises(SourceError, match=reason):
        read(data)


def test_hostile_values() -> None:
    """A number of a million digits would hang the run, NaN or half a character end it when the text is written."""
    head = b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1","items":['
    items = b'{"id":' + b"9" * 100_000 + b',"title":"n"},{"id":NaN,"title":"\\ud800 x\\u0000"},{"id":1e999999,"title":"e"}'
    pieces, _ = read(head + items + b"]}")
    assert [p.title for p in pieces] == ["n", "\ufffd x\ufffd", "e"]
    "".join(p.kept.text for p in pieces).encode()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["https://l.example/1", "<p>x</p><ul><li>y", "2026-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url"]), inner, max_size=2),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["id", "url", "title", "content_html", "content_text", "summary", "date_published", "authors", "language"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(FIELDS, VALUES), max_size=4), st.integers(0, 400), st.binary(max_size=5))
def test_zones_lie_in_the_text_and_damage_never_crashes(items: list[Any], at: int, noise: bytes) -> None:
    """A zone would point outside its text, or some damage end the run."""
    for data in (feed(ITEM, *items), feed(ITEM, *items)[:at] + noise + feed(ITEM, *items)[at:]):
        with contextlib.suppress(SourceError):
            for piece in read(data)[0]:
                assert list(piece.kept.zones) == sorted(piece.kept.zones, key=lambda z: (z.start, -z.end, z.kind))
                assert all(0 <= z.start < z.end <= len(piece.kept.text) for z in piece.kept.zones)
                piece.kept.text.encode()
