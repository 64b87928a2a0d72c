"""Spark SQL that adds up what the documents count: pairs with NPMI, and what was left out. See `kg.store.counting`.

The tables are those that `dataflow.py` names: ``found`` (a row a document) and ``voices``.
"""

# ruff: noqa: S608 - what is put into the queries are names and numbers of this package, never a text

from __future__ import annotations

from typing import Final

from kg.spark.windows import KINDS

#: Who speaks in each document: `kg.voices.voices`, as group-bys.
VOICES: Final = """
    WITH known AS (
        SELECT outlet, count(DISTINCT author) AS authors, min(author) AS author
        FROM (SELECT outlet, explode(authors) AS author FROM found WHERE outlet <> '') GROUP BY outlet
    )
    SELECT document, CASE WHEN outlet <> '' AND known.authors = 1 THEN author WHEN outlet <> '' THEN outlet
                          WHEN size(found.authors) > 0 THEN found.authors[0] ELSE document END AS voice
    FROM found LEFT JOIN known USING (outlet)
"""

#: The evidence of claims, each with whose word it is.
SAID: Final = """
    SELECT evidence.*, coalesce(voice, evidence.document) AS voice
    FROM (SELECT inline(evidence) FROM found) AS evidence
    LEFT JOIN voices ON voices.document = CASE WHEN original <> '' THEN original ELSE evidence.document END
    WHERE claim <> ''
"""

SINGLES: Final = f"""
    SELECT entity, {", ".join(f"sum({kind}) AS {kind}" for kind in KINDS)}
    FROM (SELECT inline(singles) FROM found) GROUP BY entity
"""

TOTALS: Final = "SELECT name, sum(number) AS number FROM (SELECT inline(totals) FROM found) GROUP BY name"

#: Pairs with their counts. The quote is that of the earliest document's first sentence.
_COUNTED: Final = """
    SELECT a, b, sum(sentences) AS sentences, sum(paragraphs) AS paragraphs, sum(whole) AS whole,
           count(*) AS documents, count(DISTINCT voice) AS sources, min(published) AS first_seen, max(published) AS last_seen,
           min(struct(published IS NULL AS undated, published, document, sentence, quote))
               FILTER (WHERE sentences > 0) AS earliest
    FROM (SELECT document, published, inline(pairs) FROM found) JOIN voices USING (document) GROUP BY a, b
"""


def pairs(totals: dict[str, int]) -> str:
    """Return the query of all pairs, given the counts of all windows by kind (``windows_sentence`` and so on)."""
    columns = {"sentence": "sentences", "paragraph": "paragraphs", "document": "whole"}
    scores = ", ".join(f"{_npmi(kind, columns[kind], totals.get(f'windows_{kind}', 0))} AS npmi_{kind}" for kind in KINDS)
    return f"""
        SELECT counted.a, counted.b, sentences, paragraphs, documents, sources, {scores}, first_seen, last_seen,
               coalesce(earliest.quote, '') AS quote, coalesce(earliest.document, '') AS quote_document
        FROM ({_COUNTED}) AS counted
        JOIN singles AS one ON one.entity = counted.a JOIN singles AS two ON two.entity = counted.b
    """


def _npmi(kind: str, held: str, windows: int) -> str:
    """Return the expression of NPMI, rounded to six digits as the store rounds it."""
    n = f"CAST({held} AS DOUBLE)"
    score = f"ln({n} * {windows} / (CAST(one.{kind} AS DOUBLE) * two.{kind})) / -ln({n} / {windows})"
    return (
        f"CASE WHEN {held} = 0 THEN -1.0D WHEN {held} = {windows} THEN 0.0D ELSE rint({score} * 1000000D) / 1000000D + 0.0D END"
    )
