"""Sentences with their names marked, ``[Google|Lab] released [Gemma 4|Model].``, as documents with mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.ids import slug
from kg.ontology import Ontology
from kg.records import Document, Entity, EntityType, Evidence, Mention, ZoneKind
from kg.relations import Extractor
from kg.relations.rules import Example

STATED = re.compile(r"(?P<subject>.+?) (?P<predicate>[a-z]+(?:_[a-z]+)+|uses|funds|acquires|authored|regulates|supports|opposes)"
                    r" (?P<object>.+?) (?P<polarity>[+-]) (?P<modality>\w+)(?: (?P<holder>.+))?")  # fmt: skip
SYMMETRIC = {"competes_with", "partners_with"}


@dataclass(frozen=True)
class View:
    """An ontology with the shipped schema and only the entities that a test gives."""

    shipped: Ontology
    entities: dict[str, Entity] = field(default_factory=dict)

    @property
    def schema(self) -> object:
        """The shipped schema."""
        return self.shipped.schema


def document_of(marked: str, *, authors: tuple[str, ...] = ()) -> tuple[Document, list[Mention]]:
    """Return the text without its marks, and the names as linked mentions."""
    example = Example.parse(marked)
    document = Document("doc-1", "one", example.text, authors=authors)
    return document, [mention(document, start, end, kind) for start, end, kind in example.names]


def mention(document: Document, start: int, end: int, kind: str, zone: ZoneKind | None = None) -> Mention:
    """Return a linked mention of a span."""
    surface = document.text[start:end]
    return Mention(document.id, start, end, surface, EntityType(kind), slug(surface), surface, zone=zone)


def found(extractor: Extractor, marked: str, *, authors: tuple[str, ...] = ()) -> tuple[Evidence, ...]:
    """Return the evidence of a marked text."""
    return extractor.extract(*document_of(marked, authors=authors))


def key(subject: str, predicate: str, object_: str) -> tuple[str, str, str]:
    """Return a relation in one direction if its predicate has none."""
    if predicate in SYMMETRIC:
        subject, object_ = sorted((subject, object_))
    return subject, predicate, object_


def triples(evidence: tuple[Evidence, ...]) -> set[tuple[str, str, str]]:
    """Return what is related, by labels."""
    return {key(e.subject_label, e.predicate, e.object_label) for e in evidence}
