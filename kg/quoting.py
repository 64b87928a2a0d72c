"""How much of a text may be quoted where it is passed on: short pieces, and together a part of it. Pure.

A quote has at most `QUOTE_LIMIT` characters. All quotes of one document together have at most a quarter of its text; of a
short one up to half, as far as `SHORT_TEXT` characters, and always one quote (`allowance`). Claims are quoted before pairs that
are named together, the best evidence of each claim (for, and against) before the next best, the surest first. Of a quote
that is left out an ellipsis stays; its document and offsets say where it stands.

The store and its snapshot hold every sentence, for whoever built them; `shared` is what everything goes through that
others may get to see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from kg.ids import co_mention_id
from kg.records import Claim, Document, Evidence, KnowledgeGraph, Modality, Polarity

#: The longest quote, in characters; longer ones are cut and end in an ellipsis.
QUOTE_LIMIT: Final = 300
#: What may be quoted of a short text, in characters, when that is no more than half of it.
SHORT_TEXT: Final = 600
#: What stands in place of a quote that is left out.
LEFT_OUT: Final = "…"


def short(quote: str) -> str:
    """Return a quote of at most `QUOTE_LIMIT` characters; a cut one ends in an ellipsis."""
    return quote if len(quote) <= QUOTE_LIMIT else quote[: QUOTE_LIMIT - 1].rstrip() + "…"


def excerpt(text: str, sentence: tuple[int, int], shown: tuple[int, int]) -> str:
    """Return the sentence of a text if it may be quoted whole, else the part around what has to be shown, cut at words.

    Both spans are half open, in code points of the text; ``shown`` lies in ``sentence``.
    """
    start, end = sentence
    if end - start <= QUOTE_LIMIT:
        return text[start:end]
    room = max(0, QUOTE_LIMIT - 2 - (shown[1] - shown[0]))  # two for the ellipses
    first = max(start, min(shown[0] - room // 2, end - QUOTE_LIMIT + 2))
    last = min(end, first + QUOTE_LIMIT - 2)
    before, after = text[first : shown[0]], text[shown[0] : last]
    if first > start:
        before = "…" + before[before.find(" ") + 1 :]
    if last < end:
        cut = after.rfind(" ")
        after = (after[:cut] if cut >= shown[1] - shown[0] else after).rstrip() + "…"
    return before + after


def is_cut(quote: str) -> bool:
    """Return whether `short` cuts a quote, or it was left out."""
    return len(quote) > QUOTE_LIMIT or quote == LEFT_OUT


def allowance(length: int) -> int:
    """Return how many characters may be quoted of a text of so many."""
    return max(QUOTE_LIMIT, min(SHORT_TEXT, length // 2), length // 4)


class Budget:
    """What may still be quoted of each document of an output."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._left = {d.id: allowance(len(d.text)) for d in documents}
        self._quoted: dict[str, list[str]] = {}

    def quote(self, document: str, quote: str) -> str:
        """Return a quote if its document may be quoted so far, else `LEFT_OUT`. What is quoted already costs nothing."""
        kept, before = short(quote), self._quoted.setdefault(document, [])
        if any(kept in other for other in before):
            return quote
        left = self._left.get(document, QUOTE_LIMIT) - len(kept)
        if left < 0:
            return LEFT_OUT
        self._left[document] = left
        before.append(kept)
        return quote


def unquoted(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Return the ids of the evidence and the pairs whose quotes are left out, sorted. The graph has to have its texts."""
    budget = Budget(graph.documents)
    found = [e.id for e in _ranked(graph.claims) if budget.quote(e.document, e.quote) != e.quote]
    pairs = sorted(graph.co_mentions, key=lambda c: (-c.sentences, -c.paragraphs, -c.documents, c.a, c.b))
    found += [co_mention_id(c.a, c.b) for c in pairs if c.quote and budget.quote(c.quote_document, c.quote) != c.quote]
    return tuple(sorted(found))


def _ranked(claims: Iterable[Claim]) -> Iterator[Evidence]:
    """Yield all evidence in the order in which it is quoted."""
    ranked: list[tuple[int, Evidence]] = []
    for claim in claims:
        sides: dict[Polarity, int] = {}
        for e in sorted(claim.evidence, key=lambda e: (e.modality is not Modality.ASSERTED, *_surest(e))):
            sides[e.polarity] = sides.get(e.polarity, 0) + 1
            ranked.append((sides[e.polarity], e))
    yield from (e for _, e in sorted(ranked, key=lambda item: (item[0], *_surest(item[1]))))


def _surest(e: Evidence) -> tuple[float, str, int, str]:
    return -e.confidence, e.document, e.start, e.id


def shared(graph: KnowledgeGraph) -> KnowledgeGraph:
    """Return a graph as others may get to see it: without the quotes that `KnowledgeGraph.unquoted` names."""
    if not graph.unquoted:
        return graph
    left_out = set(graph.unquoted)
    claims = tuple(
        replace(c, evidence=tuple(replace(e, quote=LEFT_OUT) if e.id in left_out else e for e in c.evidence))
        if any(e.id in left_out for e in c.evidence)
        else c
        for c in graph.claims
    )
    pairs = tuple(replace(c, quote=LEFT_OUT) if co_mention_id(c.a, c.b) in left_out else c for c in graph.co_mentions)
    return replace(graph, claims=claims, co_mentions=pairs)
