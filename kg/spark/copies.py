"""The steps that find what documents share: the rules of `kg.sources.copies`, on groups that a shuffle brings together.

A document can only be a copy of one that it shares a page, all its words, a sampled shingle or a MinHash band with, can only
be framed by posts of its source, and can only have copied from the first holder of its shingles. So the same functions
decide on less, and decide the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from kg.records import Document
from kg.sources.copies.identity import Text, distinct, folded, page, shared, text_of
from kg.sources.copies.passages import numbers, sentences_of, with_passages
from kg.sources.copies.recurring import Frame, frames, with_frame
from kg.sources.copies.shingles import Numbers, bands, sample
from kg.sources.copies.sources import sources_of
from kg.spark.columns import (
    DOCUMENT,
    DOCUMENTS,
    Batches,
    batches_of,
    document_cells,
    document_of,
    grouped,
    rows_in,
    schema_with,
)
from kg.store.rows import Row, plain, safe

_SPANS: Final = pa.list_(pa.list_(pa.int32()))

#: A text with what it is compared by. Words, titles and pages are compared as they are, so only what is equal has to be here.
COMPARED: Final = schema_with(
    DOCUMENT, pa.field("name", pa.string()), pa.field("page", pa.string()), pa.field("same_words", pa.string()),
    pa.field("word_count", pa.int32()), pa.field("same_title", pa.string()), pa.field("shingles", pa.int32()),
    pa.field("sampled", pa.list_(pa.int64())), pa.field("bands", pa.list_(pa.binary())),
)  # fmt: skip
#: Two texts that are copies, the smaller name first.
PAIRS: Final = pa.schema([("a", pa.string()), ("b", pa.string()), ("sure", pa.float64())])
#: A document with a source that it is of.
OF_SOURCE: Final = schema_with(DOCUMENT, pa.field("of", pa.list_(pa.string())))
#: What one source shows of a document.
FRAMES: Final = pa.schema([("id", pa.string()), ("whole", _SPANS), ("parts", _SPANS)])
#: A document with the shingles that are sought in others.
NUMBERED: Final = pa.schema([("id", pa.string()), ("published", pa.timestamp("us")), ("numbers", pa.list_(pa.int64()))])


def compared(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield one text of those that are equal but for their places, with what it is compared by.

    The documents are given sorted by id and revision.
    """
    rows = (_compared(text) for group in grouped(batches, "id", "revision") for text in distinct(map(document_of, group)))
    yield from batches_of(COMPARED, rows, DOCUMENTS)


def _compared(text: Text) -> Row:
    return (
        *document_cells(text.document), _name(text), safe(page(text)), text.fingerprint if text.words else None, len(text.words),
        safe(text.title), len(text.shingles), _signed(sample(text.shingles)), bands(text.shingles),
    )  # fmt: skip


def _name(text: Text) -> str:
    """Return a name of a text, which no other has. Names sort as `Text.order` does: the ids of a kind have one length."""
    return "|".join(text.order)


def _signed(held: Numbers) -> list[int]:
    found: list[int] = held.view(np.int64).tolist()
    return found


def verified(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the pairs that are copies, of pairs with the documents of both as the columns ``one`` and ``two``."""
    yield from batches_of(PAIRS, _verified(batches))


def _verified(batches: Batches) -> Iterator[Row]:
    for row in rows_in(batches):
        if share := shared(text_of(document_of(row["one"])), text_of(document_of(row["two"]))):
            yield row["a"], row["b"], share


def fold(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the documents that are left of texts, given sorted by ``cluster`` and with the ``pairs`` that they begin."""
    yield from batches_of(DOCUMENT, map(document_cells, _folded(batches)), DOCUMENTS)


def _folded(batches: Batches) -> Iterator[Document]:
    for group in grouped(batches, "cluster"):
        if len(group) == 1:
            yield document_of(group[0])
            continue
        texts = {row["name"]: text_of(document_of(row)) for row in group}
        ordered = sorted(texts)
        index = {name: number for number, name in enumerate(ordered)}
        pairs = [(index[row["name"]], index[p["b"]], p["sure"]) for row in group for p in row["pairs"] or ()]
        yield from folded([texts[name] for name in ordered], pairs)


# -- frames ------------------------------------------------------------------------------------------------------


def with_sources(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the documents with the sources that they are of."""
    rows = ((*document_cells(d), sorted({safe(name) for name in sources_of(d)})) for d in map(document_of, rows_in(batches)))
    yield from batches_of(OF_SOURCE, rows, DOCUMENTS)


def framed(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield what each source shows of its documents, given sorted by ``source``."""
    found = (frame for group in grouped(batches, "source") for frame in frames(map(document_of, group)))
    rows = ((safe(key), _spans(frame.whole), _spans(frame.parts)) for key, frame in found if frame.whole or frame.parts)
    yield from batches_of(FRAMES, rows)


def with_frames(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the documents with the zones that their sources show, given those as the column ``frames``."""
    yield from batches_of(DOCUMENT, (document_cells(_framed(row)) for row in rows_in(batches)), DOCUMENTS)


def _framed(row: dict[str, Any]) -> Document:
    shown = row["frames"] or ()
    whole = frozenset((a, b) for frame in shown for a, b in frame["whole"])
    return with_frame(document_of(row), Frame(whole, frozenset((a, b) for frame in shown for a, b in frame["parts"])))


def _spans(spans: frozenset[tuple[int, int]]) -> list[list[int]]:
    return [[a, b] for a, b in sorted(spans)]


# -- passages ----------------------------------------------------------------------------------------------------


def numbered(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the shingles of the documents, each once a document."""
    rows = ((row["id"], row["published"], _signed(np.unique(_numbers(row)))) for row in rows_in(batches))
    yield from batches_of(NUMBERED, rows, DOCUMENTS)


def _numbers(row: dict[str, Any]) -> Numbers:
    return numbers(sentences_of(document_of(row)))


def with_copied_passages(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the documents with COPIED zones, given the shingles that an earlier one has as the column ``earlier``."""
    yield from batches_of(DOCUMENT, (document_cells(_with_passages(row)) for row in rows_in(batches)), DOCUMENTS)


def _with_passages(row: dict[str, Any]) -> Document:
    document = document_of(row)
    held = sentences_of(document)
    if not row["earlier"]:
        return with_passages(document, held, (), 0, ())
    holders = {e["number"]: (e["undated"], e["published"], plain(e["id"])) for e in row["earlier"]}
    # The places in the order of time of these few documents among themselves; this one comes after all of them.
    ordered = sorted(set(holders.values()), key=lambda h: (h[0], h[1] or datetime.min, h[2]))
    place = {holder: number for number, holder in enumerate(ordered)}
    own = len(ordered)
    where = [place[holders[n]] if n in holders else own for n in _signed(numbers(held))]
    return with_passages(document, held, where, own, [key for _, _, key in ordered])
