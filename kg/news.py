"""What appeared in a span of days: entities, claims, contested ones, and pairs named together more than before. Pure.

Days are those on which documents were published; what has no date belongs to no span. The span before is as long and
ends where the span begins.

A pair rises by

    rise = log2( ((n + 1) / (d + 2)) / ((m + 1) / (e + 2)) )

where n of the d documents of the span name both in one paragraph, and m of the e documents of the span before: the
logarithm of how many times as large its share of the documents is, each share smoothed as by Laplace's rule of succession,
so that one document more or less says little where there are few. 1 is twice the share. A pair needs `LEAST` documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import log2
from typing import Final

from kg.graph import best_evidence
from kg.quoting import excerpt
from kg.records import Claim, Document, Entity, Evidence, KnowledgeGraph, Mention, Polarity, Status
from kg.store.windows import DEFAULT_CAPS, placed

#: Days of a span of which only the end is named.
WEEK: Final = timedelta(days=7)
#: Documents in which a pair has to be named together to count as rising.
LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both within."""

    since: date
    until: date

    @property
    def before(self) -> Span | None:
        """The span of as many days that ends the day before; fewer where the calendar begins within it, and at last none."""
        end = self.since.toordinal() - 1
        begin = max(end - (self.until - self.since).days, 1)
        return Span(date.fromordinal(begin), date.fromordinal(end)) if end >= begin else None

    def holds(self, document: Document) -> bool:
        """Return whether a document was published within."""
        return document.published is not None and self.since <= document.published.date() <= self.until


@dataclass(frozen=True, slots=True)
class Appeared:
    """An entity that was first named within the span."""

    entity: Entity
    mentions: int
    documents: int
    day: date
    quote: str  #: the first sentence that names it; of a long one the part that does
    document: str  #: the id of the document that has it


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim that was first stated within the span."""

    claim: Claim
    evidence: Evidence  #: the best that it has


@dataclass(frozen=True, slots=True)
class Contested:
    """A contested claim that documents of the span speak of."""

    claim: Claim
    sides: tuple[Evidence, ...]  #: the surest for it, then the surest against; of the span where it has one


@dataclass(frozen=True, slots=True)
class Rising:
    """Two entities that are named together more than before."""

    a: str
    b: str
    documents: int
    before: int
    rise: float
    quote: str  #: a sentence or paragraph that names both, the latest
    document: str


@dataclass(frozen=True, slots=True)
class News:
    """What appeared, the most noted first."""

    span: Span
    documents: int
    before: int  #: documents of the span before
    undated: int  #: documents of the graph that belong to no span
    entities: tuple[Appeared, ...]
    claims: tuple[Stated, ...]
    rising: tuple[Rising, ...]
    contested: tuple[Contested, ...]


def span_of(graph: KnowledgeGraph, since: date | None, until: date | None) -> Span | None:
    """Return the days that are meant: to the newest document, from a week before the end. None where nothing is dated.

    Raises ValueError when the span would end before it begins.
    """
    dated = [d.published.date() for d in graph.documents if d.published is not None]
    if until is None and not dated:
        return None
    end = until or max(max(dated), since or date.min)
    begin = since or date.fromordinal(max(end.toordinal() - WEEK.days + 1, 1))
    if begin > end:
        raise ValueError(f"the span ends ({end}) before it begins ({begin})")
    return Span(begin, end)


def news(graph: KnowledgeGraph, span: Span, watched: Collection[str] | None = None) -> News:
    """Return what appeared within a span. The graph has to have its texts.

    With a watch list (ids), only what has to do with one of its entities: new ones that are on it or stand in one
    paragraph with one of them, claims and pairs of which it is one end.
    """
    now = {d.id: d for d in graph.documents if span.holds(d)}
    earlier = span.before
    then = {d.id: d for d in graph.documents if earlier and earlier.holds(d)}
    spoken: dict[str, list[Mention]] = defaultdict(list)
    for mention in graph.mentions:
        if mention.document in now or mention.document in then:
            spoken[mention.document].append(mention)
    together, quotes = _together(now, spoken)
    before, _ = _together(then, spoken)
    near = None if watched is None else {*watched, *(x for pair in together if {*pair} & {*watched} for x in pair)}
    return News(
        span, len(now), len(then), sum(d.published is None for d in graph.documents),
        _appeared(graph, span, now, spoken, near), _stated(graph, span, watched),
        _rising(together, before, (len(now), len(then)), quotes, watched), _contested(graph, now.keys(), watched),
    )  # fmt: skip


def _appeared(
    graph: KnowledgeGraph, span: Span, now: Mapping[str, Document], spoken: Mapping[str, list[Mention]], near: set[str] | None
) -> tuple[Appeared, ...]:
    new = {
        n.entity.id: n.entity
        for n in graph.nodes
        if n.first_seen is not None and span.since <= n.first_seen.date() <= span.until and (near is None or n.entity.id in near)
    }
    places: dict[str, list[tuple[Document, Mention]]] = defaultdict(list)
    for document in sorted(now.values(), key=_order):
        for mention in spoken[document.id]:
            if mention.entity in new:
                places[mention.entity].append((document, mention))
    found = []
    for key, held in places.items():
        document, mention = held[0]
        [sentence] = placed(document, [mention])
        day = document.published.date() if document.published else span.since
        quote = excerpt(document.text, sentence.sentence_span, (mention.start, mention.end))
        found.append(Appeared(new[key], len(held), len({d.id for d, _ in held}), day, quote, document.id))
    return tuple(sorted(found, key=lambda a: (-a.documents, -a.mentions, a.entity.id)))


def _stated(graph: KnowledgeGraph, span: Span, watched: Collection[str] | None) -> tuple[Stated, ...]:
    new = [
        c
        for c in graph.claims
        if c.first_stated is not None and span.since <= c.first_stated.date() <= span.until
        and (watched is None or c.subject in watched or c.object in watched)
    ]  # fmt: skip
    return tuple(Stated(c, best_evidence(c)) for c in sorted(new, key=lambda c: (-c.belief, -len(c.evidence), c.id)))


def _contested(graph: KnowledgeGraph, within: Collection[str], watched: Collection[str] | None) -> tuple[Contested, ...]:
    found = [
        c
        for c in graph.claims
        if c.status is Status.CONTESTED and any(e.document in within for e in c.evidence)
        and (watched is None or c.subject in watched or c.object in watched)
    ]  # fmt: skip
    return tuple(
        Contested(c, tuple(_both_sides(c, within))) for c in sorted(found, key=lambda c: (-len(c.evidence), -c.belief, c.id))
    )


def _both_sides(claim: Claim, within: Collection[str]) -> Iterator[Evidence]:
    ranked = sorted(claim.evidence, key=lambda e: (e.document not in within, -e.confidence, e.id))
    for side in (Polarity.AFFIRMED, Polarity.DENIED):
        yield from [e for e in ranked if e.polarity is side][:1]


def _rising(
    together: Counter[tuple[str, str]],
    before: Counter[tuple[str, str]],
    documents: tuple[int, int],
    quotes: Mapping[tuple[str, str], tuple[str, str]],
    watched: Collection[str] | None,
) -> tuple[Rising, ...]:
    now, then = documents
    if not then:
        return ()  # nothing to compare with
    found = []
    for pair, count in together.items():
        if count < LEAST or not (watched is None or {*pair} & {*watched}):
            continue
        rise = log2((count + 1) * (then + 2) / ((now + 2) * (before[pair] + 1)))
        if rise > 0:
            found.append(Rising(*pair, count, before[pair], round(rise, 3), *quotes[pair]))
    return tuple(sorted(found, key=lambda r: (-r.rise, -r.documents, r.a, r.b)))


def _together(
    documents: Mapping[str, Document], spoken: Mapping[str, list[Mention]]
) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], tuple[str, str]]]:
    """Return, for each pair that shares a paragraph, in how many documents it does, and the latest quote with its document."""
    counts: Counter[tuple[str, str]] = Counter()
    quotes: dict[tuple[str, str], tuple[str, str]] = {}
    for document in sorted(documents.values(), key=_order):
        held: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        for one in placed(document, spoken[document.id]):
            if not one.left_out and one.mention.entity:
                held[one.paragraph].setdefault(one.mention.entity, one.sentence_span)
        pairs = {
            pair: _between(spans, pair)
            for spans in held.values()
            if len(spans) <= DEFAULT_CAPS.paragraph
            for pair in combinations(sorted(spans), 2)
        }
        counts.update(pairs.keys())
        quotes |= {pair: (document.text[start:end], document.id) for pair, (start, end) in pairs.items()}
    return counts, quotes


def _between(spans: Mapping[str, tuple[int, int]], pair: Iterable[str]) -> tuple[int, int]:
    """Return the stretch from the sentence of the one to that of the other."""
    held = [spans[one] for one in pair]
    return min(start for start, _ in held), max(end for _, end in held)


def _order(document: Document) -> tuple[float, str]:
    return (document.published.timestamp() if document.published else 0.0, document.id)
