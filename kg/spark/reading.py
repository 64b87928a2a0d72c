"""The step that reads: parts of files to documents, and to failures where something cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from kg.records import Failure
from kg.sources.reader import own_ending
from kg.spark.columns import DOCUMENT, DOCUMENTS, Batches, batches_of, document_cells, rows_in, schema_with
from kg.spark.corpora import read_part
from kg.spark.parts import Part
from kg.store.rows import Row, safe

#: One row a part of a file.
PARTS: Final = pa.schema([
    ("number", pa.int64()), ("kind", pa.string()), ("source", pa.string()), ("stem", pa.string()), ("first", pa.int64()),
    ("last", pa.int64()),
])  # fmt: skip
#: A document with its place in the order of reading and what tells its key from others; or a failure, with a reason.
READ: Final = schema_with(
    DOCUMENT, pa.field("part", pa.int64()), pa.field("piece", pa.int64()), pa.field("ending", pa.string()),
    pa.field("source", pa.string()), pa.field("reason", pa.string()),
)  # fmt: skip
_NOTHING: Final[Row] = (None,) * len(DOCUMENT)


def read(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield what the parts hold, as `READ`. A part of a file that cannot be read is a row with a reason."""
    yield from batches_of(READ, _read(batches), DOCUMENTS)


def _read(batches: Batches) -> Iterator[Row]:
    for row in rows_in(batches):
        part = Part(**row)
        failures: list[Failure] = []
        piece = 0
        for piece, document in enumerate(read_part(part, failures.append), 1):
            yield (*document_cells(document), part.number, piece, own_ending(document), "", "")
        for number, failure in enumerate(failures, piece + 1):
            yield (*_NOTHING, part.number, number, "", safe(failure.source), safe(failure.reason))
