"""The step that judges: the evidence of each claim to its belief and status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa

from kg.claims import Said, claim_of
from kg.ontology import Ontology
from kg.records import Claim
from kg.spark.analysing import Sent
from kg.spark.columns import Batches, batches_of, grouped
from kg.store.rows import Row, aware, plain, read_evidence, safe, stamp
from kg.store.schema import TABLES

#: A claim; ``evidence`` holds the ids in its order.
CLAIMS: Final = pa.schema([
    ("id", pa.string()), ("subject", pa.string()), ("predicate", pa.string()), ("broad", pa.string()), ("object", pa.string()),
    ("belief", pa.float64()), ("status", pa.string()), ("evidence", pa.list_(pa.string())), ("first_stated", pa.timestamp("us")),
    ("last_stated", pa.timestamp("us")), ("true_from", pa.string()), ("true_until", pa.string()),
])  # fmt: skip
_EVIDENCE: Final = [name for name, _ in TABLES["evidence"]]


@dataclass(frozen=True, slots=True)
class Judging:
    """The step, for one ontology."""

    task: Sent

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Yield the claims of evidence with its ``voice``, as `CLAIMS`; it is given sorted by ``claim``."""
        yield from batches_of(CLAIMS, _claims(batches, self.task.value.ontology))


def _claims(batches: Batches, ontology: Ontology) -> Iterator[Row]:
    for group in grouped(batches, "claim"):
        claim = claim_of([_said(row) for row in group], ontology)
        if claim is not None:
            yield _row(claim)


def _said(row: dict[str, Any]) -> Said:
    evidence = read_evidence(tuple(row[name] for name in _EVIDENCE))
    return Said(evidence, aware(row["stated"]), plain(row["original"]), plain(row["voice"]))


def _row(claim: Claim) -> Row:
    return (
        claim.id, safe(claim.subject), safe(claim.predicate), safe(claim.broad), safe(claim.object), claim.belief,
        claim.status.value, [safe(e.id) for e in claim.evidence], stamp(claim.first_stated), stamp(claim.last_stated),
        _day(claim.true_from), _day(claim.true_until),
    )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
