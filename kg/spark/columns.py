"""Records as Arrow columns: the tables of the store, row for row, and what passes between the steps of a job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Final

import pyarrow as pa

from kg.records import Document
from kg.store.rows import Row, document_row, place_rows, read_document, read_place
from kg.store.schema import TABLES

#: Rows of a batch that a worker hands on: documents, which are large.
DOCUMENTS: Final = 64
#: The same for rows of a few numbers and names.
ROWS: Final = 4096

_TYPES: Final = {
    "VARCHAR": pa.string(), "INTEGER": pa.int32(), "TIMESTAMP": pa.timestamp("us"), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64(),
}  # fmt: skip

Batches = Iterable[pa.RecordBatch]


def fields_of(table: str) -> list[pa.Field]:
    """Return the columns of a table of the store."""
    return [pa.field(name, _TYPES[kind]) for name, kind in TABLES[table]]


def rows_of(table: str) -> pa.DataType:
    """Return the type of a column that holds rows of a table of the store."""
    return pa.list_(pa.struct(fields_of(table)))


#: A document as the store's row of it, with its places.
DOCUMENT: Final = pa.schema([*fields_of("documents"), pa.field("places", rows_of("places"))])
_STORED: Final = [name for name, _ in TABLES["documents"]]
_PLACE: Final = [name for name, _ in TABLES["places"]]


def document_cells(document: Document) -> Row:
    """Return the cells of a document in the columns of `DOCUMENT`."""
    return (*document_row(document), named("places", place_rows(document.id, document.places)))


def named(table: str, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows of a table of the store with the names of their columns."""
    names = [name for name, _ in TABLES[table]]
    return [dict(zip(names, row, strict=True)) for row in rows]


def document_of(row: dict[str, Any]) -> Document:
    """Return the document of a row that holds the columns of `DOCUMENT`."""
    places = tuple(read_place(tuple(place[name] for name in _PLACE[2:])) for place in row["places"])
    return read_document(tuple(row[name] for name in _STORED[:12]), places)


def rows_in(batches: Batches) -> Iterator[dict[str, Any]]:
    """Yield the rows of batches by their columns' names."""
    for batch in batches:
        yield from batch.to_pylist()


def batches_of(schema: pa.Schema, rows: Iterable[Sequence[object]], size: int = ROWS) -> Iterator[pa.RecordBatch]:
    """Yield the rows as batches of a schema, so many rows each."""
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        columns = [pa.array(column, field.type) for column, field in zip(zip(*some, strict=True), schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def grouped(batches: Batches, *key: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows that have the same key, given batches that are sorted by it; one group is in memory at a time."""
    for _, group in groupby(rows_in(batches), key=lambda row: [row[name] for name in key]):
        yield list(group)


def schema_with(schema: pa.Schema, *more: pa.Field) -> pa.Schema:
    """Return a schema with further columns."""
    return pa.schema([*schema, *more])


#: A step: from batches to batches, run in a worker process.
Step = Callable[[Batches], Iterator[pa.RecordBatch]]
