"""What VoID counts in triples. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.ontology.vocabulary import expand


@dataclass(slots=True)
class TripleCounts:
    """What VoID counts in some triples."""

    triples: int
    classes: Counter[str]  #: instances by class
    properties: Counter[str]  #: triples by property
    subjects: int
    objects: int
    first: str  #: the earliest and the latest publication, empty when no document has a date
    last: str


def counted(triples: Iterable[ox.Triple]) -> TripleCounts:
    """Return the counts of some triples."""
    type_, published = expand("rdf:type"), expand("schema:datePublished")
    found = TripleCounts(0, Counter(), Counter(), 0, 0, "", "")
    subjects, objects, days = set(), set(), []
    for triple in triples:
        predicate = triple.predicate.value
        found.triples += 1
        found.properties[predicate] += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        if predicate == type_ and isinstance(triple.object, ox.NamedNode):
            found.classes[triple.object.value] += 1
        elif predicate == published and isinstance(triple.object, ox.Literal):
            days.append(triple.object.value)
    found.subjects, found.objects = len(subjects), len(objects)
    if days:
        found.first, found.last = min(days), max(days)
    return found
