"""Spark SQL that says which documents are worth comparing. See `kg.sources.copies`; the rows are those of `copies.py`."""

# ruff: noqa: S608 - what is put into the queries are names and numbers of this package, never a text

from __future__ import annotations

from typing import Final

from kg.sources.copies.identity import CONTAINED, SAME_PAGE, SAME_WORDS, SHORTEST
from kg.sources.copies.shingles import COMMON

#: Texts of one page, and texts of the same words: each with the next one.
SAME: Final = f"""
    SELECT a, name AS b, {SAME_PAGE}D AS sure FROM (
        SELECT name, lag(name) OVER (PARTITION BY page ORDER BY name) AS a FROM texts
    ) WHERE a IS NOT NULL
    UNION ALL
    SELECT a, name AS b, {SAME_WORDS}D AS sure FROM (
        SELECT name, word_count, same_title, lag(name) OVER words AS a, lag(same_title) OVER words AS title FROM texts
        WHERE same_words IS NOT NULL WINDOW words AS (PARTITION BY same_words ORDER BY name)
    ) WHERE a IS NOT NULL AND (word_count >= {SHORTEST} OR (same_title <> '' AND same_title = title))
"""

#: The pairs that `shingles.candidates` names, without those that cannot be copies: of the smaller text's shingles, no more
#: may be missing from the larger one than `CONTAINED` leaves over, and so no more of the sampled ones.
PROPOSED: Final = f"""
    WITH sampled AS (SELECT name, explode(sampled) AS shingle FROM texts),
    held AS (SELECT shingle, count(*) AS holders FROM sampled GROUP BY shingle HAVING count(*) > 1),
    shared AS (SELECT name, shingle, holders FROM sampled JOIN held USING (shingle)),
    common AS (SELECT name, count(*) AS common FROM shared WHERE holders > {COMMON} GROUP BY name),
    banded AS (SELECT name, explode(bands) AS band FROM texts),
    proposed AS (
        SELECT one.name AS a, two.name AS b, 1 AS shown FROM shared AS one JOIN shared AS two USING (shingle)
        WHERE one.name < two.name AND one.holders <= {COMMON} AND two.holders <= {COMMON}
        UNION ALL
        SELECT a, name AS b, 0 AS shown FROM (
            SELECT name, lag(name) OVER (PARTITION BY shingle ORDER BY name) AS a FROM shared WHERE holders > {COMMON}
        ) WHERE a IS NOT NULL
        UNION ALL
        SELECT one.name AS a, two.name AS b, 0 AS shown FROM banded AS one JOIN banded AS two USING (band)
        WHERE one.name < two.name
    ),
    sizes AS (
        SELECT name, shingles, size(sampled) - coalesce(common, 0) AS rare, struct(shingles, name) AS size
        FROM texts LEFT JOIN common USING (name)
    )
    SELECT a, b FROM (SELECT a, b, sum(shown) AS shown FROM proposed GROUP BY a, b)
    JOIN sizes AS one ON one.name = a JOIN sizes AS two ON two.name = b
    WHERE if(one.size < two.size, one.rare, two.rare) - shown
          <= if(one.size < two.size, one.shingles, two.shingles) * {1 - CONTAINED:.6f}D + 1
"""

#: The shingles of each document that an earlier one has, each with the first that has it.
EARLIER: Final = """
    WITH held AS (
        SELECT id, published, published IS NULL AS undated, explode(numbers) AS number FROM numbered
    ),
    shared AS (
        SELECT number, min(struct(undated, published, id)) AS holder FROM held GROUP BY number HAVING count(*) > 1
    )
    SELECT held.id, collect_list(struct(number, holder.undated, holder.published, holder.id)) AS earlier
    FROM held JOIN shared USING (number) WHERE held.id <> holder.id GROUP BY held.id
"""
