"""Co-mentions as group-bys over the store's mentions: counts, documents, sources, NPMI, dates and one quote.

A pair is counted once per window however often its names are repeated there. What is left out is counted by reason:
single mentions (see `kg.store.windows`), copies of a document, and the windows that hold more entities than the cap,
with the pairs that they would have given.

NPMI is Bouma's (G. Bouma, Normalized (pointwise) mutual information in collocation extraction, GSCL 2009):

    npmi(a, b) = ln(p(a,b) / (p(a) p(b))) / -ln p(a,b),    p(x) = n(x) / n

where, for one kind of window, n is the number of windows that hold at least one counted entity and are not over the
cap, n(a) those of them that hold a, and n(a,b) those that hold both. It is -1 where a pair shares no window of the
kind, and 0 where each window holds both (the formula gives 0/0, and such windows tell nothing), rounded to six digits.

Windows are numbered by (date, document id, place in the text), so the quote is that of the smallest number and no
result depends on the order of rows or the number of threads.
"""

# ruff: noqa: S608 - what is put into the queries are names and numbers of this package, never a text

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb

from kg.records import CoMention, Document, Window
from kg.store.rows import aware, plain, safe
from kg.store.windows import DEFAULT_CAPS, REASONS, Caps
from kg.voices import voices

#: More windows than any document has; a window's number is the document's times this plus its own.
_STRIDE: Final = 1 << 24
#: Rows that are fetched at a time.
_PAGE: Final = 50_000


_VOICES: Final = "CREATE OR REPLACE TEMP TABLE voices AS SELECT unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[]) AS voice"

_OCCURRENCES: Final = f"""
CREATE OR REPLACE TEMP TABLE numbered_documents AS
    SELECT id, published, row_number() OVER (ORDER BY published NULLS LAST, id) AS d,
           dense_rank() OVER (ORDER BY voice) AS source_no
    FROM documents JOIN voices USING (id);
CREATE OR REPLACE TEMP TABLE numbered_entities AS
    SELECT entity, row_number() OVER (ORDER BY entity)::INTEGER AS e
    FROM (SELECT DISTINCT entity FROM mentions WHERE left_out = '');
CREATE OR REPLACE TEMP TABLE occurrences AS
    SELECT DISTINCT e, d * {_STRIDE} + sentence_no AS sentence, d * {_STRIDE} + paragraph_no AS paragraph,
           d * {_STRIDE} AS document
    FROM mentions JOIN numbered_documents ON mentions.document = id JOIN numbered_entities USING (entity)
    WHERE left_out = '';
"""

_WINDOWS: Final = """
CREATE OR REPLACE TEMP TABLE in_{kind} AS SELECT DISTINCT {kind} AS w, e FROM occurrences;
CREATE OR REPLACE TEMP TABLE crowded_{kind} AS
    SELECT w, count(*) AS size FROM in_{kind} GROUP BY w HAVING count(*) > {cap};
DELETE FROM in_{kind} WHERE w IN (SELECT w FROM crowded_{kind});
CREATE OR REPLACE TEMP TABLE single_{kind} AS SELECT e, count(*) AS n FROM in_{kind} GROUP BY e;
"""

_PAIRS: Final = """
CREATE OR REPLACE TEMP TABLE pair_{kind} AS
    SELECT l.e AS a, r.e AS b, count(*) AS n, min(l.w) AS first
    FROM in_{kind} AS l JOIN in_{kind} AS r ON l.w = r.w AND l.e < r.e
    GROUP BY ALL;
"""

#: Pairs with each document that holds them. A document that is not crowded holds every pair of its sentences and
#: paragraphs; for a crowded one those pairs are all there is, and it is no window of its own (``n`` leaves it out).
_PAIR_DOCUMENTS: Final = f"""
CREATE OR REPLACE TEMP TABLE pairs AS
    SELECT a, b, nullif(count(*) FILTER (WHERE whole), 0) AS n, count(*) AS documents,
           count(DISTINCT source_no) AS sources, min(published) AS first_seen, max(published) AS last_seen
    FROM (
        SELECT l.e AS a, r.e AS b, l.w // {_STRIDE} AS d, true AS whole
        FROM in_document AS l JOIN in_document AS r ON l.w = r.w AND l.e < r.e
        UNION ALL
        SELECT DISTINCT a, b, d, false FROM (
            SELECT l.e AS a, r.e AS b, l.w // {_STRIDE} AS d
            FROM in_sentence AS l JOIN in_sentence AS r ON l.w = r.w AND l.e < r.e
            WHERE d * {_STRIDE} IN (SELECT w FROM crowded_document)
            UNION ALL
            SELECT l.e, r.e, l.w // {_STRIDE} AS d
            FROM in_paragraph AS l JOIN in_paragraph AS r ON l.w = r.w AND l.e < r.e
            WHERE d * {_STRIDE} IN (SELECT w FROM crowded_document)
        )
    ) JOIN numbered_documents USING (d)
    GROUP BY a, b;
"""

_NPMI: Final = """
CASE WHEN {kind}.n IS NULL THEN -1.0 WHEN {kind}.n = {n} THEN 0.0
ELSE round(ln({kind}.n::DOUBLE * {n} / (a_{kind}.n::DOUBLE * b_{kind}.n)) / -ln({kind}.n::DOUBLE / {n}), 6) + 0.0 END
"""

_KINDS: Final[tuple[Window, ...]] = ("sentence", "paragraph", "document")


def co_mentions(
    connection: duckdb.DuckDBPyConnection, documents: Mapping[str, Document], caps: Caps = DEFAULT_CAPS
) -> tuple[tuple[CoMention, ...], tuple[tuple[str, int], ...]]:
    """Return all pairs sorted by (a, b), and what was left out by reason, sorted; a reason may have the count 0.

    ``documents`` are all of the store's: their texts, which quotes are cut from, and their voices.
    """
    speaking = voices(documents.values())
    connection.execute(_VOICES, [[safe(key) for key in speaking], [safe(voice) for voice in speaking.values()]])
    connection.execute(_OCCURRENCES)
    for kind in _KINDS:
        connection.execute(_WINDOWS.format(kind=kind, cap=getattr(caps, kind)))
    for kind in ("sentence", "paragraph"):
        connection.execute(_PAIRS.format(kind=kind))
    connection.execute(_PAIR_DOCUMENTS)
    found = tuple(_pairs(connection, documents))
    left_out = _left_out(connection)
    windows = (f"{t}_{k}" for t in ("in", "crowded", "single") for k in _KINDS)
    for table in ("pairs", "pair_sentence", "pair_paragraph", "occurrences", *windows):
        connection.execute(f"DROP TABLE {table}")
    return found, left_out


def _pairs(connection: duckdb.DuckDBPyConnection, documents: Mapping[str, Document]) -> list[CoMention]:
    totals = {k: _one(connection, f"SELECT count(DISTINCT w) FROM in_{k}") for k in _KINDS}
    scores = ", ".join(_NPMI.format(kind=k, n=totals[k]) for k in _KINDS)
    joins = "\n".join(
        f"LEFT JOIN single_{k} AS a_{k} ON a_{k}.e = document.a LEFT JOIN single_{k} AS b_{k} ON b_{k}.e = document.b"
        for k in _KINDS
    )
    spans = _quote_spans(connection)
    connection.execute(f"""
        SELECT left_name.entity, right_name.entity, coalesce(sentence.n, 0), coalesce(paragraph.n, 0),
               document.documents, document.sources, {scores}, first_seen, last_seen, sentence.first
        FROM pairs AS document
        JOIN numbered_entities AS left_name ON left_name.e = document.a
        JOIN numbered_entities AS right_name ON right_name.e = document.b
        LEFT JOIN pair_sentence AS sentence ON sentence.a = document.a AND sentence.b = document.b
        LEFT JOIN pair_paragraph AS paragraph ON paragraph.a = document.a AND paragraph.b = document.b
        {joins}
        ORDER BY document.a, document.b
    """)
    found = []
    while page := connection.fetchmany(_PAGE):
        for a, b, *numbers, first_seen, last_seen, window in page:
            quote, quoted = "", ""
            if window is not None:
                quoted, start, end = spans[window]
                quote = documents[quoted].text[start:end]
            cells = [plain(a), plain(b), *numbers, aware(first_seen), aware(last_seen), quote, quoted]
            found.append(CoMention(*cells))
    return found


def _quote_spans(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, int, int]]:
    """Return, for each window that a quote comes from, the document and the span of the sentence."""
    rows = connection.execute(f"""
        SELECT DISTINCT d * {_STRIDE} + sentence_no AS w, document, sentence_start, sentence_end
        FROM mentions JOIN numbered_documents ON document = id
        WHERE left_out = '' AND w IN (SELECT first FROM pair_sentence)
    """).fetchall()
    return {w: (plain(document), start, end) for w, document, start, end in rows}


def _left_out(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    counted = dict.fromkeys(REASONS, 0)
    counted |= dict(connection.execute("SELECT left_out, count(*) FROM mentions WHERE left_out <> '' GROUP BY 1").fetchall())
    counted["copy"] = _one(connection, "SELECT (SELECT count(*) FROM places) - (SELECT count(DISTINCT document) FROM places)")
    for kind in _KINDS:
        counted[f"crowded_{kind}"] = _one(connection, f"SELECT count(*) FROM crowded_{kind}")
        counted[f"crowded_{kind}_pairs"] = _one(
            connection, f"SELECT coalesce(sum(size * (size - 1) // 2), 0)::BIGINT FROM crowded_{kind}"
        )
    return tuple(sorted(counted.items()))


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    [(value,)] = connection.execute(query).fetchall()
    return int(value)
