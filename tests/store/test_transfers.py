"""What is remembered of addresses comes back as it was, and goes in with the documents or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.sources.web.memory import Remembered
from kg.store import Store
from tests.graphs import document

WHEN = datetime(2026, 5, 4, 12, tzinfo=UTC)
FULL = Remembered(
    "http://a.example/\ud800", "http://s.example/", read_by="code", answered="http://b.example/", etag='"e"',
    last_modified="Mon", digest="d", listed=b"\x00\xff<opml>", moved_to="http://b.example/", fresh_until=WHEN, failures=4,
    retry_at=WHEN, succeeded=WHEN, error="failed",
)  # fmt: skip


def test_what_comes_back_is_what_went_in(tmp_path: Path) -> None:
    """A validator would be sent back changed, and every answer be transferred whole."""
    bare = Remembered("http://a.example/")
    with Store.open(tmp_path / "s") as store:
        store.put_transfers([FULL, bare])
    with Store.open(tmp_path / "s") as store:
        assert store.transfers() == (bare, FULL)


def test_a_later_record_replaces_the_one_of_its_source_and_address_only(tmp_path: Path) -> None:
    """Records would pile up with each run, or what one source had would count for another."""
    one, two = Remembered("http://p.example/", "one"), Remembered("http://p.example/", "two")
    with Store.open(tmp_path / "s") as store:
        store.put_transfers([one, two])
        store.put_transfers([later := Remembered("http://p.example/", "one", etag='"2"')])
        assert store.transfers() == (later, two)


def test_nothing_is_remembered_of_documents_that_did_not_go_in(tmp_path: Path) -> None:
    """A run that ends while it writes would take for read what the store does not hold."""
    with Store.open(tmp_path / "s") as store:
        with pytest.raises(ZeroDivisionError), store.batch():
            store.put_document(document("one", "Text."))
            store.put_transfers([FULL])
            raise ZeroDivisionError
        assert (store.transfers(), list(store.documents())) == ((), [])
