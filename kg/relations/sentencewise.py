"""Another extractor: a function from a sentence with mentions to evidence, run over the sentences of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg import text as texts
from kg.records import FRAME, Document, Evidence, Mention, ZoneKind
from kg.relations.parse.parser import MOST_CHARACTERS
from kg.relations.scene import OntologyView

_SILENT = FRAME | {ZoneKind.CODE, ZoneKind.TIMESTAMP, ZoneKind.OUTSIDE}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the mentions in it. Offsets are code points, half open, into the document's text."""

    document: Document
    start: int
    end: int
    mentions: tuple[Mention, ...]  #: sorted, at least two that name different things

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.document.text[self.start : self.end]


SentenceExtractor = Callable[[Sentence], Iterable[Evidence]]


class Sentencewise:
    """Gives an extractor of sentences the shape of `kg.relations.Extractor`."""

    def __init__(self, ontology: OntologyView, function: SentenceExtractor) -> None:
        self.ontology = ontology
        self.function = function

    def extract(self, document: Document, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        """Return the evidence of one document, sorted by (start, id), none twice."""
        found = {e.id: e for sentence in sentences(document, mentions) for e in self.function(sentence)}
        return tuple(sorted(found.values(), key=lambda e: (e.start, e.id)))


def sentences(document: Document, mentions: Iterable[Mention]) -> Iterable[Sentence]:
    """Yield the English sentences that name two things; none that is frame or code, or longer than a parse may be."""
    if document.is_foreign:
        return
    heard = sorted((m for m in mentions if m.zone not in _SILENT and m.referent), key=lambda m: (m.start, m.end))
    silent = [(z.start, z.end) for z in document.zones if z.kind in _SILENT]
    for start, end in texts.sentences(document.text, document.zones):
        inside = tuple(m for m in heard if start <= m.start and m.end <= end)
        if end - start > MOST_CHARACTERS or len({m.referent for m in inside}) < 2:
            continue
        if not any(a <= start and end <= b for a, b in silent):
            yield Sentence(document, start, end, inside)
