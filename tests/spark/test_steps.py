"""The steps that analyse and judge, and the columns that documents pass through, called on record batches without Spark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.examiner import Examiner
from kg.analysis.messages import Task
from kg.claims import assemble
from kg.errors import OntologyError
from kg.ontology import Ontology, load
from kg.records import Document, Modality, Place, Polarity, Zone, ZoneKind
from kg.sources import read
from kg.spark.analysing import EVIDENCE, FOUND, Analysis
from kg.spark.claims import CLAIMS, Judging
from kg.spark.columns import DOCUMENT, batches_of, document_cells, document_of, grouped, rows_in, schema_with
from kg.spark.parts import parts_of
from kg.spark.reading import PARTS, READ
from kg.spark.reading import read as read_parts
from kg.store import windows
from kg.store.rows import evidence_row, provisional_row, stamp
from kg.voices import voices
from tests.graphs import HOSTILE, document, entity, evidence, on, ontology


@dataclass(frozen=True)
class Known:
    """What stands in for a broadcast."""

    value: Task


def test_hostile_texts_pass_through_columns() -> None:
    """A broken feed's lone surrogate would end a job of hours, or come back as another text."""

    @given(text=HOSTILE, title=HOSTILE, source=HOSTILE, label=HOSTILE, authors=st.lists(HOSTILE, max_size=2))
    @settings(max_examples=80, deadline=None)
    def passes(text: str, title: str, source: str, label: str, authors: list[str]) -> None:
        zones = (Zone(0, len(text), ZoneKind.QUOTATION, label),)
        places = (Place(source, title, label, on(2)), Place(label, "", ""))
        one = Document("doc-a", title, text, title, tuple(authors), on(1), None, "", "en", label, zones, places, excerpt=True)
        [batch] = batches_of(DOCUMENT, [document_cells(one)])
        assert [document_of(row) for row in rows_in([batch])] == [one]

    passes()


def test_a_group_may_lie_in_several_batches() -> None:
    """What a batch ends in the midst of would be judged twice, each time by half of it."""
    schema = pa.schema([("key", pa.string()), ("n", pa.int32())])
    batches = batches_of(schema, [("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5), ("c", 6)], 2)
    assert [[row["n"] for row in group] for group in grouped(batches, "key")] == [[1, 2, 3], [4], [5, 6]]


def test_reading_gives_rows_of_documents_and_of_failures(tmp_path: Path) -> None:
    """What a worker cannot read would be lost on the way to the one who asked."""
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\nnope\n{"text": "Two."}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text(" \n", encoding="utf-8")
    parts = parts_of([str(tmp_path)], lambda _: None)
    given = batches_of(PARTS, [tuple(getattr(part, f.name) for f in fields(part)) for part in parts])
    rows = list(rows_in(read_parts(given)))
    assert [batch.schema for batch in read_parts([])] == []
    assert set(rows[0]) == set(READ.names)
    assert [(row["part"], row["piece"], row["text"], row["source"].rpartition("/")[2], bool(row["reason"])) for row in rows] == [
        (0, 1, "One.", "", False), (0, 2, "Two.", "", False), (0, 3, None, "a.jsonl#17", True), (1, 1, None, "b.txt", True),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Ontology:
    """Return the shipped ontology."""
    return load()


def test_analysing_gives_the_rows_of_the_store(shipped: Ontology) -> None:
    """Mentions and evidence of the two engines would differ in a column that nobody looks at until it is needed."""
    from kg.pipeline import sample_folder

    documents = list(read([str(sample_folder() / "lattice-letter.atom")], on_failure=lambda _: None))[:4]
    examiner = Examiner(shipped, "p")
    step = Analysis("f", Known(Task(shipped, "p")))
    rows = list(rows_in(step(batches_of(DOCUMENT, map(document_cells, documents), 2))))
    assert set(rows[0]) == set(FOUND.names)
    for one, row in zip(documents, rows, strict=True):
        found = examiner.examine(one)
        assert found.mentions
        assert [tuple(m.values()) for m in row["mentions"]] == windows.rows_of(one, found.mentions)
        assert [tuple(e.values())[:-3] for e in row["evidence"]] == [evidence_row(e) for e in found.evidence]
        assert [tuple(p.values()) for p in row["provisional"]] == [provisional_row(one.id, e) for e in found.provisional]
        assert (row["document"], row["depends_on"], row["fault"]) == (one.id, found.depends_on, "")
        assert row["published"] == stamp(one.published)
    assert any(row["evidence"] for row in rows)


def test_faulty_rules_of_a_user_end_a_job(tmp_path: Path) -> None:
    """Every document would be a failure of its own, a hundred million times."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "relations.toml").write_text("[[rule]]\nid = 3\n", encoding="utf-8")
    step = Analysis("g", Known(Task(load(own), "p")))
    with pytest.raises(OntologyError):
        list(step(batches_of(DOCUMENT, [document_cells(document("a", "OpenAI released GPT-5."))])))


SIDES = st.tuples(st.sampled_from([*Polarity]), st.sampled_from([*Modality]), st.sampled_from([0.5, 0.8, 0.9]))


@given(
    said=st.lists(st.tuples(st.integers(0, 4), SIDES, st.sampled_from(["acquired", "competes_with"]), st.booleans()), max_size=9),
    outlets=st.lists(st.sampled_from(["", "The Pier", "The Quay"]), min_size=5, max_size=5),
    copied=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_judging_in_groups_is_judging(
    said: list[tuple[int, tuple[Polarity, Modality, float], str, bool]], outlets: list[str], *, copied: bool
) -> None:
    """Beliefs would depend on where they are worked out."""
    known = ontology(entity("ann"), entity("bob"))
    documents = {}
    for n, outlet in enumerate(outlets):
        zones = (Zone(0, 99, ZoneKind.COPIED, "doc-0"),) if copied and n == 3 else ()
        authors = ("Nell Quay",) if n % 2 else ()
        one = document(str(n), "x" * 99, published=on(1 + n) if n else None, outlet=outlet, authors=authors, zones=zones)
        documents[one.id] = one
    stated = [
        evidence(*(("bob", kind, "ann") if turned else ("ann", kind, "bob")), f"doc-{n}", polarity=side[0], modality=side[1],
                 confidence=side[2], start=at, true_from=date(2026, 1, 1 + at), true_span=(at, at + 3))
        for at, (n, side, kind, turned) in enumerate(said)
    ]  # fmt: skip
    wanted = assemble(stated, documents, known)
    rows = judged(stated, documents, known)
    assert set(CLAIMS.names) == set(rows[0]) if rows else not wanted
    assert [tuple(row.values()) for row in rows] == [
        (c.id, c.subject, c.predicate, c.broad, c.object, c.belief, c.status.value, [e.id for e in c.evidence],
         stamp(c.first_stated), stamp(c.last_stated), str(c.true_from or ""), str(c.true_until or ""))
        for c in wanted
    ]  # fmt: skip


def judged(stated: Iterable[Any], documents: dict[str, Document], known: Ontology) -> list[dict[str, Any]]:
    """Return what the step makes of evidence, joined with its voices as the query joins it."""
    from kg.spark.analysing import stated_row

    speaking = voices(documents.values())
    rows = [stated_row(e, documents[e.document], known) for e in stated]
    rows = [{**row, "voice": speaking[str(row["original"] or row["document"])]} for row in rows if row["claim"]]
    given = sorted(rows, key=lambda row: str(row["claim"]))
    schema = schema_with(EVIDENCE, pa.field("voice", pa.string()))
    step = Judging(Known(Task(replace(known), "p")))
    return list(rows_in(step(batches_of(schema, ([row[name] for name in schema.names] for row in given), 3))))
