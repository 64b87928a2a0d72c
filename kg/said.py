"""The sentences that name an entity, each with whose words it is: "what did she say about it?". Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kg.lookup import called, fold, names_of
from kg.quoting import Budget, excerpt
from kg.records import Document, KnowledgeGraph, Mention, Zone, ZoneKind
from kg.store.windows import SILENT_ZONES, placed

_SILENT = frozenset(SILENT_ZONES.values())


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that names what is asked for. Offsets are code points into the document's kept text, half open."""

    document: str  #: Document.id
    start: int
    end: int
    quote: str  #: the sentence, or `kg.quoting.QUOTE_LIMIT` characters of it around the first name
    names: tuple[str, ...]  #: the names in it that stand for what is asked for, as written, in their order
    speakers: tuple[str, ...]  #: of the quotation or utterance that it stands in, else the authors; empty when unknown
    day: date | None  #: when it was stated


def said(
    graph: KnowledgeGraph,
    about: Collection[str],
    *,
    together: Collection[str] = (),
    by: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Said]:
    """Return the sentences that name one of ``about`` (ids, or clusters of unknown names), the latest first, without a day last.

    ``together`` keeps those that also name one of these, ``by`` those of whoever bears one of these names (`spellings`),
    ``since`` and ``until`` those stated on these days or between. What frames a text, repeats it or only labels it (bylines,
    speakers, code) is not said. The graph has to have its texts.
    """
    held: dict[str, list[Mention]] = {}
    wanted = {*about, *together}
    for mention in graph.mentions:
        if mention.referent in wanted:
            held.setdefault(mention.document, []).append(mention)
    found: list[Said] = []
    for document in graph.documents:
        if document.id in held:
            found += _of(document, held[document.id], set(about), set(together))
    if by is not None:
        found = [s for s in found if any(fold(name) in by for name in s.speakers)]
    found = [s for s in found if _is_within(s.day, since, until)]
    found.sort(key=lambda s: (s.document, s.start))
    found.sort(key=lambda s: s.day or date.min, reverse=True)  # stable
    return found


def spellings(graph: KnowledgeGraph, name: str) -> frozenset[str]:
    """Return the folded names of whoever a person means, for ``by``: all of an entity's when it is one, else the name itself."""
    return frozenset(fold(n) for n in (name, *(n for entity in called(graph, name) for n in names_of(entity))))


def shared(found: Iterable[Said], documents: Iterable[Document]) -> Iterator[tuple[Said, str]]:
    """Yield each sentence with as much of it as an output may quote that others get to see, see `kg.quoting`."""
    budget = Budget(documents)
    for one in found:
        yield one, budget.quote(one.document, one.quote)


def _of(document: Document, mentions: list[Mention], about: set[str], together: set[str]) -> Iterator[Said]:
    sentences: dict[tuple[int, int], list[Mention]] = {}
    for place in placed(document, mentions):
        if place.left_out not in _SILENT:
            sentences.setdefault(place.sentence_span, []).append(place.mention)
    for (start, end), inside in sentences.items():
        names = [m for m in inside if m.referent in about]
        if not names or (together and not any(m.referent in together for m in inside)):
            continue
        first = names[0]
        stated = document.stated_on((first.start, first.end))
        yield Said(
            document.id, start, end, excerpt(document.text, (start, max(end, first.end)), (first.start, first.end)),
            tuple(dict.fromkeys(m.surface for m in names)), _speakers(document, first), stated.date() if stated else None,
        )  # fmt: skip


def _speakers(document: Document, mention: Mention) -> tuple[str, ...]:
    """Return whose words hold a name: of the innermost quotation, else of the utterance, else the authors'."""
    around = [z for z in document.zones if z.start <= mention.start and mention.end <= z.end]
    inner: Zone | None = max((z for z in around if z.kind is ZoneKind.QUOTATION), key=lambda z: z.start, default=None)
    if inner is None:
        inner = next((z for z in around if z.kind is ZoneKind.UTTERANCE), None)
    if inner is None:
        return document.authors
    return (inner.label,) if inner.label else ()


def _is_within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or since <= day) and (until is None or day <= until)
