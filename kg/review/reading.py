"""What the review needs to know of the documents: whose voice each is, its sentences, and who is named in them."""

from __future__ import annotations

import bisect
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.ontology import Ontology
from kg.ontology.decisions import plain
from kg.records import KnowledgeGraph, Mention
from kg.review.items import Quote
from kg.text import sentences
from kg.voices import voices

#: How many quotes an item shows, and how long one may be.
QUOTES = 3
QUOTE_LENGTH = 300


class Corpus:
    """A graph with its texts, looked at sentence by sentence."""

    def __init__(self, graph: KnowledgeGraph, ontology: Ontology) -> None:
        self._documents = {d.id: d for d in graph.documents}
        self._voices = voices(graph.documents)
        self._known = {n.entity.id for n in graph.nodes if not n.entity.provisional}
        self._bounds: dict[str, list[tuple[int, int]]] = {}
        self._linked: dict[str, list[Mention]] = {}
        for m in graph.mentions:
            if m.entity in self._known:
                self._linked.setdefault(m.document, []).append(m)
        words = ontology.file("linking/ordinary_words.txt")
        self._ordinary = frozenset(words.read_text(encoding="utf-8").split("\n") if words.is_file() else ())

    def reach(self, mentions: Iterable[Mention]) -> tuple[int, int]:
        """Return in how many documents mentions stand, and in how many voices."""
        documents = {m.document for m in mentions}
        return len(documents), len({self._voices.get(key, key) for key in documents})

    def company(self, mentions: Iterable[Mention]) -> Counter[str]:
        """Return the known entities that share a sentence with mentions, each with in how many sentences."""
        seen = {(m.document, self._sentence(m.document, m.start)) for m in mentions}
        found: Counter[str] = Counter()
        for document, (start, end) in sorted(seen):
            linked = self._linked.get(document, [])
            first = bisect.bisect_left(linked, start, key=lambda m: m.start)
            found.update({m.entity for m in linked[first : bisect.bisect_left(linked, end, key=lambda m: m.start)] if m.entity})
        return found

    def quotes(self, spans: Iterable[tuple[str, int]]) -> tuple[Quote, ...]:
        """Return the first sentences that hold the spans (document and start), of as many voices and documents as there are."""
        ordered = sorted(set(spans), key=lambda s: (self._day(s[0]) or "9999", s[0], s[1]))
        told = {span: (self._voices.get(span[0], span[0]), span[0], span) for span in ordered}
        chosen: list[tuple[str, int]] = []
        for level in range(3):  # a voice each, then a document each, then any
            seen = {told[span][level] for span in chosen}
            for span in ordered:
                if len(chosen) < QUOTES and told[span][level] not in seen:
                    seen.add(told[span][level])
                    chosen.append(span)
        made = dict.fromkeys(self._quote(*span) for span in sorted(chosen, key=ordered.index))
        return tuple(made)

    def is_ordinary(self, name: str) -> bool:
        """Return whether all words of a name are ordinary ones, so that a capital alone may have made it one."""
        words = plain(name).casefold().split()
        return all(w in self._ordinary or w.removesuffix("s") in self._ordinary for w in words)

    def _day(self, document: str) -> str:
        d = self._documents.get(document)
        return d.published.date().isoformat() if d is not None and d.published else ""

    def _sentence(self, document: str, at: int) -> tuple[int, int]:
        bounds = self._bounds.get(document)
        if bounds is None:
            d = self._documents[document]
            bounds = self._bounds[document] = list(sentences(d.text, d.zones))
        n = bisect.bisect_right(bounds, at, key=lambda b: b[0]) - 1
        return bounds[n] if n >= 0 and at < bounds[n][1] else (at, at + 1)

    def _quote(self, document: str, at: int) -> Quote:
        d = self._documents[document]
        start, end = self._sentence(document, at)
        if end - start > QUOTE_LENGTH:
            start = max(start, at - QUOTE_LENGTH // 2)
            end = min(end, start + QUOTE_LENGTH)
        return Quote(plain(d.text[start:end]), plain(d.title or d.key), self._day(document), plain(d.key))


def rank(documents: int, sources: int, company: int, worth: float = 1.0) -> float:
    """Return how much something is worth deciding: sources count twice as much as documents, each at a falling rate."""
    score = 2 * math.log2(1 + sources) + math.log2(1 + documents) + 0.5 * math.log2(1 + company)
    return round(worth * score, 4)


def said(counts: Sequence[tuple[str, int]]) -> str:
    """Return counted things in words, the most frequent first."""
    return ", ".join(f"{what} {n}" for what, n in sorted(counts, key=lambda c: (-c[1], c[0])))
