"""Co-mentions from the store's mentions: counts, documents, sources, NPMI, dates and one quote.

A pair is counted once per window however often its names are repeated there. What is left out is counted by reason:
single mentions (see `kg.store.windows`), copies of a document, and the windows that hold more entities than the cap,
with the pairs that they would have given.

NPMI is Bouma's (G. Bouma, Normalized (pointwise) mutual information in collocation extraction, GSCL 2009):

    npmi(a, b) = ln(p(a,b) / (p(a) p(b))) / -ln p(a,b),    p(x) = n(x) / n

where, for one kind of window, n is the number of windows that hold at least one counted entity and are not over the
cap, n(a) those of them that hold a, and n(a,b) those that hold both. It is -1 where a pair shares no window of the
kind, and 0 where each window holds both (the formula gives 0/0, and such windows tell nothing), rounded to six digits.

Documents are numbered by (date, id), so the quote is that of the first sentence, and no result depends on the order of
rows or the number of threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from kg.records import CoMention, Document
from kg.store.rows import plain, safe
from kg.store.tally import BITS, KINDS, MOST, NEVER_FIRST, NEVER_LAST, Corpus, Ints, Rows, Small, Tally, counted
from kg.store.windows import DEFAULT_CAPS, REASONS, Caps
from kg.voices import voices

#: Rows of mentions that are read at a time.
_PAGE: Final = 2_000_000
#: DuckDB numbers the rows of a transaction that is not committed from somewhere above this, others from 0.
_UNCOMMITTED: Final = 1 << 50
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally, and what its numbers stand for, as it is stored."""

    tally: Tally
    documents: tuple[str, ...]
    entities: tuple[str, ...]


def co_mentions(
    connection: duckdb.DuckDBPyConnection, documents: Mapping[str, Document], caps: Caps = DEFAULT_CAPS
) -> tuple[tuple[CoMention, ...], tuple[tuple[str, int], ...]]:
    """Return all pairs sorted by (a, b), and what was left out by reason, sorted; a reason may have the count 0.

    ``documents`` are all of the store's: their texts, which quotes are cut from, and their voices.
    """
    speaking = {safe(key): safe(voice) for key, voice in voices(documents.values()).items()}
    found = count(connection, speaking, caps)
    return tuple(_pairs(connection, found, documents)), _left_out(connection, found.tally)


def count(connection: duckdb.DuckDBPyConnection, speaking: Mapping[str, str], caps: Caps) -> Counted:
    """Return the tally of the store's documents that were analysed; ``speaking`` has the voice of each."""
    found = connection.execute(f"""
        SELECT id, coalesce(epoch_us(published), {NEVER_FIRST}) AS published
        FROM documents JOIN analyses ON document = id ORDER BY documents.published NULLS LAST, id
    """).fetchnumpy()  # noqa: S608 - a number of this package
    documents = tuple(found["id"].tolist())
    voice = [speaking[key] for key in documents]
    numbers = {name: n for n, name in enumerate(sorted({*voice}))}
    corpus = Corpus(found["published"], np.fromiter((numbers[name] for name in voice), np.int32, len(voice)))
    _number(connection, "numbered_documents", documents)
    entities = tuple(_entities(connection))
    return Counted(counted(_rows(connection, entities), corpus, caps, len(entities)), documents, entities)


# -- rows of the store -------------------------------------------------------------------------------------------


def _number(connection: duckdb.DuckDBPyConnection, table: str, names: Iterable[str]) -> None:
    """Make a table of names with their places."""
    listed = np.array([*names], dtype=object)
    connection.register("incoming", {"name": listed, "n": np.arange(len(listed), dtype=np.int32)})
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM incoming")  # noqa: S608 - of this package
    finally:
        connection.unregister("incoming")


def _entities(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the entities that count in the numbered documents, in order."""
    found = connection.execute("""
        SELECT DISTINCT entity FROM mentions WHERE left_out = '' AND document IN (SELECT name FROM numbered_documents)
    """).fetchall()
    return sorted(entity for (entity,) in found)


def _rows(connection: duckdb.DuckDBPyConnection, entities: Iterable[str]) -> Rows:
    """Return where the entities stand in the numbered documents."""
    _number(connection, "numbered_entities", entities)
    query = "SELECT coalesce(max(rowid), -1) FROM mentions WHERE rowid < ?"
    [(most,)] = connection.execute(query, [_UNCOMMITTED]).fetchall()
    parts: list[list[Small]] = []
    for low in (*range(0, most + 1, _PAGE), _UNCOMMITTED):
        high = low + _PAGE - 1 if low < _UNCOMMITTED else NEVER_FIRST
        page = connection.execute(
            """
            SELECT d.n AS document, e.n AS entity, sentence_no AS sentence, paragraph_no AS paragraph
            FROM mentions JOIN numbered_documents AS d ON mentions.document = d.name
            JOIN numbered_entities AS e ON mentions.entity = e.name
            WHERE left_out = '' AND mentions.rowid BETWEEN ? AND ?
            """,
            [low, high],
        ).fetchnumpy()
        parts.append([np.asarray(page[f.name]) for f in fields(Rows)])
    empty = np.empty(0, np.int32)
    return Rows(*(np.concatenate([empty, *(part[n] for part in parts)]) for n in range(4)))


# -- what comes out ----------------------------------------------------------------------------------------------


def npmi(together: Small, one: Ints, other: Ints, windows: int) -> npt.NDArray[np.float64]:
    """Return the NPMI of pairs by the formula above, from how many windows hold both and each, of so many."""
    found = np.full(len(together), -1.0)
    some = (together > 0) & (together < windows)
    n = together[some].astype(np.float64)
    found[some] = np.round(np.log(n * windows / (one[some].astype(np.float64) * other[some])) / -np.log(n / windows), 6) + 0.0
    found[together == windows] = 0.0
    return found


def scores(tally: Tally) -> list[npt.NDArray[np.float64]]:
    """Return the NPMI of all pairs for each kind of window."""
    a, b = tally.pairs >> BITS, tally.pairs & MOST - 1
    counts = (tally.sentences, tally.paragraphs, tally.whole)
    return [
        npmi(together, singles[a], singles[b], windows)
        for together, singles, windows in zip(counts, tally.singles, tally.windows.tolist(), strict=True)
    ]


def _pairs(connection: duckdb.DuckDBPyConnection, found: Counted, documents: Mapping[str, Document]) -> Iterable[CoMention]:
    """Yield the records of the pairs, sorted by both ids."""
    tally = found.tally
    names = [plain(name) for name in found.entities]
    rank = np.empty(len(names), np.int64)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    a, b = tally.pairs >> BITS, tally.pairs & MOST - 1
    swapped = rank[a] > rank[b]
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    order = np.lexsort((rank[b], rank[a]))
    days, (first, last) = _days(tally.first[order], tally.last[order])
    spans = _quote_spans(connection, tally, found.documents)
    columns: list[npt.NDArray[Any]] = [tally.sentences, tally.paragraphs, tally.documents, tally.sources, *scores(tally)]
    numbers = zip(*(column[order].tolist() for column in columns), strict=True)
    ends = zip(a[order].tolist(), b[order].tolist(), first.tolist(), last.tolist(), strict=True)
    quoted = zip(tally.quote_document[order].tolist(), tally.quote_sentence[order].tolist(), strict=True)
    for (one, other, begin, end), cells, place in zip(ends, numbers, quoted, strict=True):
        quote, quote_document = "", ""
        if place[0] >= 0:
            quote_document, start, stop = spans[place]
            quote = documents[quote_document].text[start:stop]
        made: list[Any] = [names[one], names[other], *cells, days[begin], days[end], quote, quote_document]
        yield CoMention(*made)


def _days(*times: Ints) -> tuple[list[datetime | None], list[Ints]]:
    """Return the distinct times, None for an unknown one, and the places of all times among them."""
    distinct, places = np.unique(np.concatenate(times), return_inverse=True)
    unknown = (NEVER_FIRST, NEVER_LAST)
    days = [None if when in unknown else _EPOCH + timedelta(microseconds=when) for when in distinct.tolist()]
    return days, np.split(places, len(times))


def _quote_spans(
    connection: duckdb.DuckDBPyConnection, tally: Tally, documents: Sequence[str]
) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Return, for each sentence that is quoted, its document and its span."""
    wanted = np.unique(np.stack([tally.quote_document, tally.quote_sentence], axis=1), axis=0)
    wanted = wanted[wanted[:, 0] >= 0]
    ids = np.array(documents, dtype=object)
    connection.register("wanted", {"document": ids[wanted[:, 0]], "number": wanted[:, 0], "sentence": wanted[:, 1]})
    try:
        rows = connection.execute("""
            SELECT DISTINCT number, sentence, wanted.document, sentence_start, sentence_end FROM mentions
            JOIN wanted ON mentions.document = wanted.document AND sentence_no = sentence WHERE left_out = ''
        """).fetchall()
    finally:
        connection.unregister("wanted")
    return {(number, sentence): (plain(document), start, end) for number, sentence, document, start, end in rows}


def _left_out(connection: duckdb.DuckDBPyConnection, tally: Tally) -> tuple[tuple[str, int], ...]:
    single = connection.execute("SELECT left_out, count(*) FROM mentions WHERE left_out <> '' GROUP BY 1").fetchall()
    [copies] = connection.execute("SELECT 'copy', count(*) - count(DISTINCT document) FROM places").fetchall()
    found = dict.fromkeys(REASONS, 0) | dict([*single, copies])
    crowds = zip(KINDS, tally.crowded.tolist(), tally.crowded_pairs.tolist(), strict=True)
    for kind, windows, pairs in crowds:
        found[f"crowded_{kind}"], found[f"crowded_{kind}_pairs"] = windows, pairs
    return tuple(sorted(found.items()))
