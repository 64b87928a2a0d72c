"""The step that analyses: documents to what is found in them, one row each, with what they add to the counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Protocol

import pyarrow as pa

from kg.analysis.examiner import Examined, Examiner
from kg.analysis.messages import Task
from kg.claims import claim_ends, claim_id, original_of, stated_on
from kg.ontology import Ontology
from kg.records import Document, Evidence
from kg.spark.columns import Batches, batches_of, document_of, fields_of, named, rows_in, rows_of
from kg.spark.windows import KINDS, count
from kg.store import windows
from kg.store.rows import Row, evidence_row, provisional_row, safe, stamp
from kg.voices import outlet_name, plain_name

#: Documents whose findings make one batch.
_DOCUMENTS: Final = 16

#: An evidence as the store's row of it, with what its claim wants to know; ``claim`` is empty when it makes none.
EVIDENCE: Final = pa.schema([
    *fields_of("evidence"), ("claim", pa.string()), ("stated", pa.timestamp("us")), ("original", pa.string()),
])  # fmt: skip
_PAIRS: Final = pa.list_(
    pa.struct([
        ("a", pa.string()), ("b", pa.string()), ("sentences", pa.int64()), ("paragraphs", pa.int64()), ("whole", pa.int64()),
        ("sentence", pa.int64()), ("quote", pa.string()),
    ])
)  # fmt: skip
_SINGLES: Final = pa.list_(
    pa.struct([("entity", pa.string()), ("sentence", pa.int64()), ("paragraph", pa.int64()), ("document", pa.int64())])
)
_TOTALS: Final = pa.list_(pa.struct([("name", pa.string()), ("number", pa.int64())]))

#: What is found in one document. ``depends_on`` is empty when it could not be analysed, and ``fault`` says why.
FOUND: Final = pa.schema([
    ("document", pa.string()), ("key", pa.string()), ("published", pa.timestamp("us")), ("outlet", pa.string()),
    ("authors", pa.list_(pa.string())), ("depends_on", pa.string()), ("fault", pa.string()), ("mentions", rows_of("mentions")),
    ("evidence", pa.list_(pa.struct(list(EVIDENCE)))), ("provisional", rows_of("provisional")), ("pairs", _PAIRS),
    ("singles", _SINGLES), ("totals", _TOTALS),
])  # fmt: skip


class Sent(Protocol):
    """A task that every worker process can ask for, such as a broadcast of Spark's."""

    @property
    def value(self) -> Task:
        """Return the task."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The step, for one ontology and one program. Its examiner is made once in each worker process."""

    fingerprint: str  #: of the ontology and the program
    task: Sent = field(compare=False)

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Yield what is found in the documents, as `FOUND`. Raises KgError where no document can be analysed."""
        examiner, ontology = _examiner(self)
        rows = (_found(document, examiner.examine(document), ontology) for document in map(document_of, rows_in(batches)))
        yield from batches_of(FOUND, rows, _DOCUMENTS)


@lru_cache(maxsize=1)
def _examiner(analysis: Analysis) -> tuple[Examiner, Ontology]:
    """Return what examines documents in this process; making it compiles all names and rules."""
    task = analysis.task.value
    return Examiner(task.ontology, task.program), task.ontology


def _found(document: Document, found: Examined, ontology: Ontology) -> Row:
    counted = count(document, found.mentions)
    pairs = [
        {
            "a": safe(a), "b": safe(b), "sentences": p.sentences, "paragraphs": p.paragraphs, "whole": int(p.is_whole),
            "sentence": p.first, "quote": None if p.first is None else safe(document.text[slice(*p.span)]),
        }
        for (a, b), p in counted.pairs.items()
    ]  # fmt: skip
    singles = [dict(zip(("entity", *KINDS), (safe(entity), *held), strict=True)) for entity, held in counted.singles.items()]
    totals = {**counted.totals, "copy": max(0, len(document.places) - 1)}
    return (
        safe(document.id), safe(document.key), stamp(document.published), safe(outlet_name(document.outlet)),
        [safe(name) for author in document.authors if (name := plain_name(author))], found.depends_on, safe(found.fault),
        named("mentions", windows.rows_of(document, found.mentions)), [stated_row(e, document, ontology) for e in found.evidence],
        named("provisional", (provisional_row(document.id, e) for e in found.provisional)), pairs, singles,
        [{"name": name, "number": number} for name, number in totals.items()],
    )  # fmt: skip


def stated_row(item: Evidence, document: Document, ontology: Ontology) -> dict[str, object]:
    """Return an evidence with what its claim wants to know."""
    ends = claim_ends(item, ontology)
    return {
        **dict(zip(EVIDENCE.names, evidence_row(item), strict=False)),
        "claim": claim_id(ends[0], item.narrow, ends[1]) if ends is not None else "",
        "stated": stamp(stated_on(item, document)), "original": safe(original_of(item, document)),
    }  # fmt: skip
