"""Sentences with their names marked, ``[Google|Lab] released [Gemma 4|Model].``, as documents with mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

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


def lines_of(name: str) -> list[str]:
    """Return the sentences of a table beside the tests."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def assert_exactly_stated(line: str, extractor: Extractor) -> None:
    """Fail unless what a line states is found, and nothing else: ends, predicate, polarity, modality and holder."""
    marked, _, stated = line.partition("=>")
    evidence = found(extractor, marked)
    expected = {}
    for statement in filter(str.strip, stated.split(" ; ")):
        parts = STATED.fullmatch(statement.strip())
        assert parts is not None, statement
        expected[key(parts["subject"], parts["predicate"], parts["object"])] = (parts["polarity"], parts["modality"])
        if parts["holder"]:
            assert parts["holder"] in {e.holder for e in evidence}
    assert {key(e.subject_label, e.predicate, e.object_label): (e.polarity, e.modality) for e in evidence} == expected
