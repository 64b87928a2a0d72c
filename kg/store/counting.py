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
rows or the number of threads. What is counted is kept (`kg.store.kept`); of the next build only the documents that came,
changed or went are counted, and the result is that of counting all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from kg.records import CoMention, Document
from kg.store import kept as keeping
from kg.store.kept import Kept, Stamps
from kg.store.rows import plain, safe
from kg.store.sums import added, refreshed, subtracted
from kg.store.tally import BITS, KINDS, MOST, NEVER_FIRST, NEVER_LAST, Corpus, Flags, Ints, Rows, Small, Tally, counted
from kg.store.windows import DEFAULT_CAPS, REASONS, Caps
from kg.voices import voices

#: When more than one in so many documents has changed, all are counted: that is hardly dearer, and leaves no gaps in the numbers.
_OFTEN: Final = 4
#: Rows of mentions that are read at a time.
_PAGE: Final = 2_000_000
#: DuckDB numbers the rows of a transaction that is not committed from somewhere above this, others from 0.
_UNCOMMITTED: Final = 1 << 50
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class _Present:
    """The documents of the store by (date, id)."""

    ids: Texts  #: as they are stored
    stamps: Stamps  #: hashes of everything that their counts depend on but the voice
    published: Ints
    voice: list[str]

    def number(self, ids: Mapping[str, int]) -> Small:
        """Return the numbers of the voices."""
        return np.fromiter((ids[name] for name in self.voice), np.int32, len(self.voice))


def co_mentions(
    connection: duckdb.DuckDBPyConnection,
    documents: Mapping[str, Document],
    caps: Caps = DEFAULT_CAPS,
    beside: Path | None = None,
) -> tuple[tuple[CoMention, ...], tuple[tuple[str, int], ...]]:
    """Return all pairs sorted by (a, b), and what was left out by reason, sorted; a reason may have the count 0.

    ``documents`` are all of the store's: their texts, which quotes are cut from, and their voices. ``beside`` is the store
    beside which the tally is kept; without it everything is counted, and nothing kept. Raises StoreError when the disk
    does not take it.
    """
    speaking = {safe(key): safe(voice) for key, voice in voices(documents.values()).items()}
    now, ids = count(connection, speaking, caps, beside)
    return tuple(_pairs(connection, now, ids, documents)), _left_out(connection, now.tally)


def count(
    connection: duckdb.DuckDBPyConnection, speaking: Mapping[str, str], caps: Caps, beside: Path | None = None
) -> tuple[Kept, Texts]:
    """Return the tally of the store with the ids of its documents by their numbers; see `co_mentions`."""
    present, can_keep = _present(connection, speaking)
    had = keeping.load(beside, caps) if beside is not None and can_keep else None
    now = None if had is None else _changed(connection, present, had, caps)
    is_new = now is None
    if now is None:
        now = _all(connection, present, caps)
    if beside is not None and can_keep and (is_new or now is not had):
        keeping.save(beside, caps, now)
    ids = np.full(len(now.stamps), "", object)
    order = np.argsort(present.stamps)
    numbers = np.flatnonzero(now.counted)
    ids[numbers] = present.ids[order[np.searchsorted(present.stamps, now.stamps[numbers], sorter=order)]]
    return now, ids


def _present(connection: duckdb.DuckDBPyConnection, speaking: Mapping[str, str]) -> tuple[_Present, bool]:
    """Return the documents that were analysed, and whether each says what its analysis depends on."""
    found = connection.execute(f"""
        SELECT id, hash(id, analysed_as, depends_on, published) AS stamp,
               coalesce(epoch_us(published), {NEVER_FIRST}) AS published, depends_on <> '' AS known
        FROM documents JOIN analyses ON document = id ORDER BY documents.published NULLS LAST, id
    """).fetchnumpy()  # noqa: S608 - a number of this package
    ids = found["id"]
    present = _Present(ids, found["stamp"], found["published"], [speaking[key] for key in ids])
    ordered = np.sort(present.stamps)  # numpy's own search for distinct numbers is several times as slow
    return present, bool(found["known"].all()) and not (ordered[1:] == ordered[:-1]).any()


def _all(connection: duckdb.DuckDBPyConnection, present: _Present, caps: Caps) -> Kept:
    """Count everything."""
    names = tuple(sorted(set(present.voice)))
    voice = present.number({name: n for n, name in enumerate(names)})
    _number(connection, "numbered_documents", present.ids)
    entities = tuple(_entities(connection))
    rows = _rows(connection, entities)
    numbers = np.arange(len(present.ids), dtype=np.int32)
    tally = counted(rows, Corpus(numbers, present.published, voice), caps, len(entities))
    return Kept(tally, rows, present.stamps, present.published, voice, np.ones(len(numbers), np.bool_), entities, names)


def _changed(connection: duckdb.DuckDBPyConnection, present: _Present, had: Kept, caps: Caps) -> Kept | None:
    """Count what came, changed or went since; None when that is too much."""
    names = {name: n for n, name in enumerate(had.voices)}
    for name in sorted({*present.voice} - names.keys()):
        names[name] = len(names)
    voice = present.number(names)
    before = np.flatnonzero(had.counted)
    order = before[np.argsort(had.stamps[before])]
    at = np.minimum(np.searchsorted(had.stamps[order], present.stamps), len(order) - 1) if len(order) else None
    same = np.zeros(len(voice), np.bool_) if at is None else had.stamps[order[at]] == present.stamps
    if at is not None:
        same &= had.voice[order[at]] == voice
    stays = np.zeros(len(had.counted), np.bool_)
    if at is not None:
        stays[order[at[same]]] = True
    gone, fresh = had.counted & ~stays, np.flatnonzero(~same)
    if not gone.any() and not len(fresh):
        return had
    if _OFTEN * (int(gone.sum()) + len(fresh) + int((~had.counted).sum())) > len(present.ids):
        return None
    _number(connection, "numbered_documents", present.ids[fresh])
    new = sorted({*_entities(connection)} - {*had.entities})
    entities = (*had.entities, *new)
    if len(entities) > MOST or len(names) > MOST:
        return None
    rows = _rows(connection, entities)
    first = len(had.stamps)
    published = np.concatenate([had.published, present.published[fresh]])
    voices_now = np.concatenate([had.voice, voice[fresh]])
    numbers = np.arange(first, first + len(fresh), dtype=np.int32)
    more = counted(rows, Corpus(numbers, published[numbers], voice[fresh]), caps, len(entities))
    tally, stale = had.tally, np.empty(0, np.int64)
    if gone.any():
        tally, stale = subtracted(tally, _tally_of(had.rows, gone, published, voices_now, caps, len(had.entities)), gone)
    ids = np.full(len(published), "", object)
    ids[numbers] = present.ids[fresh]
    if at is not None:
        ids[order[at[same]]] = present.ids[same]

    def earlier(one: Small, two: Small) -> Flags:
        days, others = published[one], published[two]
        found: Flags = days < others
        ties = np.flatnonzero(days == others)
        found[ties] = ids[one[ties]] < ids[two[ties]]
        return found

    tally = added(tally, more, earlier)
    shifted = replace(rows, document=rows.document + np.int32(first))
    staying = had.rows.of(stays[had.rows.document]) if gone.any() else had.rows
    together = Rows(*(np.concatenate([getattr(staying, f.name), getattr(shifted, f.name)]) for f in fields(Rows)))
    counts = np.concatenate([stays, np.ones(len(fresh), np.bool_)])
    stale = stale[np.isin(stale, tally.pairs)]
    if len(stale):
        holders = _holding(together, stale, len(published), len(entities))
        tally = refreshed(tally, stale, _tally_of(together, holders, published, voices_now, caps, len(entities), ids))
    stamps = np.concatenate([had.stamps, present.stamps[fresh]])
    return Kept(tally, together, stamps, published, voices_now, counts, entities, tuple(names))


def _tally_of(
    rows: Rows, chosen: Flags, published: Ints, voice: Small, caps: Caps, entities: int, ids: Texts | None = None
) -> Tally:
    """Return the tally of some documents; without ``ids`` those of one day are in no particular order."""
    numbers: npt.NDArray[Any] = np.flatnonzero(chosen)
    tie = numbers if ids is None else np.argsort(np.argsort(ids[numbers].astype(str), kind="stable"), kind="stable")
    numbers = numbers[np.lexsort((tie, published[numbers]))].astype(np.int32, copy=False)
    local = np.zeros(len(chosen), np.int32)
    local[numbers] = np.arange(len(numbers))
    own = rows.of(chosen[rows.document])
    own = replace(own, document=local[own.document])
    return counted(own, Corpus(numbers, published[numbers], voice[numbers]), caps, entities)


def _holding(rows: Rows, pairs: Ints, documents: int, entities: int) -> Flags:
    """Return the documents that hold two of the entities of some pairs."""
    wanted = np.zeros(entities, np.bool_)
    wanted[pairs >> BITS], wanted[pairs & MOST - 1] = True, True
    some = rows.of(wanted[rows.entity])
    lowest, highest = np.full(documents, entities), np.full(documents, -1)
    np.minimum.at(lowest, some.document, some.entity)
    np.maximum.at(highest, some.document, some.entity)
    found: Flags = highest > lowest
    return found


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


def _pairs(
    connection: duckdb.DuckDBPyConnection, now: Kept, ids: Texts, documents: Mapping[str, Document]
) -> Iterable[CoMention]:
    """Yield the records of the pairs, sorted by both ids."""
    tally = now.tally
    names = [plain(name) for name in now.entities]
    rank = np.empty(len(names), np.int64)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    a, b = tally.pairs >> BITS, tally.pairs & MOST - 1
    swapped = rank[a] > rank[b]
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    order = np.lexsort((rank[b], rank[a]))
    days, (first, last) = _days(tally.first[order], tally.last[order])
    spans = _quote_spans(connection, tally, ids)
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


def _quote_spans(connection: duckdb.DuckDBPyConnection, tally: Tally, ids: Texts) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Return, for each sentence that is quoted, its document and its span."""
    wanted = np.unique(np.stack([tally.quote_document, tally.quote_sentence], axis=1), axis=0)
    wanted = wanted[wanted[:, 0] >= 0]
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
