"""A store made from Parquet tables: the rows that were in them, or nothing at all."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from kg.errors import StoreError
from kg.store import Store
from kg.store.schema import TABLES
from kg.store.tables import DONE, write_done
from tests.graphs import document, entity, evidence, mentions, on, ontology

KNOWN = ontology(entity("ann"), entity("bob"))
_ROWS = ("documents", "places", "analyses", "mentions", "evidence", "provisional")


def store_of(path: Path) -> Path:
    """Write a store of two documents."""
    one = document("a", "Ann bought Bob. \ud800", published=on(1), outlet="The Pier")
    two = document("b", "Ann met Bob.", authors=("Nell Quay",))
    with Store.open(path) as store, store.batch():
        for doc, said in ((one, [evidence("ann", "acquired", "bob", one.id)]), (two, [])):
            store.put_document(doc)
            store.put_analysis(doc.id, doc.revision, "f", mentions(doc, Ann="ann", Bob="bob"), said, (), "d")
    return path


def tables_of(store: Path, folder: Path) -> Path:
    """Write the tables of a store as a job on many machines leaves them: the rows, and what was counted."""
    folder.mkdir()
    with Store.open(store) as opened:
        graph = opened.graph(KNOWN)
    with duckdb.connect(str(store)) as connection:
        for table in _ROWS:
            (folder / table).mkdir()
            connection.execute(f"COPY (SELECT * FROM {table}) TO '{folder / table / 'part-0.parquet'}'")
        made = {
            "failures": "SELECT 1 AS part, 1 AS piece, '' AS document, 'x.jsonl#3' AS source, 'is no JSON' AS reason "
            "UNION ALL SELECT 9, 0, 'doc-a', 'a', 'could not be analysed'",
            "totals": " UNION ALL ".join(f"SELECT '{name}' AS name, {number} AS number" for name, number in graph.removals),
        }
        for table, query in made.items():
            (folder / table).mkdir()
            connection.execute(f"COPY ({query}) TO '{folder / table / 'part-0.parquet'}'")
        connection.execute("CREATE TABLE p (a TEXT, b TEXT, sentences INT, paragraphs INT, documents INT, sources INT, "
                           "npmi_sentence DOUBLE, npmi_paragraph DOUBLE, npmi_document DOUBLE, first_seen TIMESTAMP, "
                           "last_seen TIMESTAMP, quote TEXT, quote_document TEXT)")  # fmt: skip
        for pair in graph.co_mentions:
            row = [getattr(pair, name) for name in pair.__dataclass_fields__]
            row[9:11] = [when and when.replace(tzinfo=None) for when in row[9:11]]
            row[11] = row[11].replace("\ud800", "\ufdd0d800")
            connection.execute(f"INSERT INTO p VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("CREATE TABLE c (id TEXT, subject TEXT, predicate TEXT, broad TEXT, object TEXT, belief DOUBLE, "
                           "status TEXT, evidence TEXT[], first_stated TIMESTAMP, last_stated TIMESTAMP, true_from TEXT, "
                           "true_until TEXT)")  # fmt: skip
        for claim in graph.claims:
            when = claim.first_stated and claim.first_stated.replace(tzinfo=None)
            row = [claim.id, claim.subject, claim.predicate, claim.broad, claim.object, claim.belief, claim.status.value]
            connection.execute(
                "INSERT INTO c VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')", [*row, [e.id for e in claim.evidence], when, when]
            )
        for table, name in (("p", "pairs"), ("c", "claims")):
            (folder / name).mkdir()
            connection.execute(f"COPY (SELECT * FROM {table}) TO '{folder / name / 'part-0.parquet'}'")
    return folder


def test_a_store_from_tables_is_the_store_they_are_of(tmp_path: Path) -> None:
    """What a cluster made could not be looked at, built on or removed from like any other store."""
    first = store_of(tmp_path / "a.duckdb")
    folder = tables_of(first, tmp_path / "tables").rename(tmp_path / "it's tables")
    write_done(folder, "ont", "p")
    with Store.open(first) as store:
        wanted = store.graph(KNOWN)
    with Store.open(tmp_path / "b.duckdb") as store:
        unread, faulty = store.take_tables(folder)
        assert store.graph(KNOWN, folder) == wanted
        assert store.graph(KNOWN) == wanted
        assert not list(store.pending("f"))
    assert [f.source for f in unread] == ["x.jsonl#3"]
    assert [f.source for f in faulty] == ["a"]
    assert wanted.claims
    assert wanted.co_mentions
    assert set(TABLES) > {*_ROWS}


def test_tables_that_are_not_whole_fill_no_store(tmp_path: Path) -> None:
    """A job that was stopped would leave a store with half of the mentions, and nobody would know."""
    folder = tables_of(store_of(tmp_path / "a.duckdb"), tmp_path / "tables")
    with Store.open(tmp_path / "b.duckdb") as store:
        with pytest.raises(StoreError, match="did not end"):
            store.take_tables(folder)
        write_done(folder, "ont", "p")
        about = json.loads((folder / DONE).read_text(encoding="utf-8"))
        (folder / DONE).write_text(json.dumps({**about, "store_version": 0}), encoding="utf-8")
        with pytest.raises(StoreError, match="another version"):
            store.take_tables(folder)
        (folder / DONE).write_text("{", encoding="utf-8")
        with pytest.raises(StoreError, match="cannot be read"):
            store.take_tables(folder)
        write_done(folder, "ont", "p")
        (folder / "evidence" / "part-0.parquet").unlink()
        with pytest.raises(StoreError):
            store.take_tables(folder)
        assert not list(store.documents())


def test_a_store_with_documents_takes_no_tables(tmp_path: Path) -> None:
    """Two corpora would be mixed without anybody folding the copies of one in the other."""
    folder = tables_of(store_of(tmp_path / "a.duckdb"), tmp_path / "tables")
    write_done(folder, "ont", "p")
    with Store.open(tmp_path / "a.duckdb") as store, pytest.raises(StoreError, match="holds documents already"):
        store.take_tables(folder)
