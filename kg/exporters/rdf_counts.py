"""What VoID counts in triples. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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


class Counting:
    """Counts triples that pass by."""

    def __init__(self) -> None:
        self._properties: Counter[str] = Counter()
        self._classes: Counter[str] = Counter()
        self._subjects: set[object] = set()
        self._objects: set[object] = set()
        self._days: set[str] = set()

    def seen(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        """Yield triples as they are, counted."""
        type_, published = expand("rdf:type"), expand("schema:datePublished")
        for triple in triples:
            predicate = triple.predicate.value
            self._properties[predicate] += 1
            self._subjects.add(triple.subject)
            self._objects.add(triple.object)
            if predicate == type_ and isinstance(triple.object, ox.NamedNode):
                self._classes[triple.object.value] += 1
            elif predicate == published and isinstance(triple.object, ox.Literal):
                self._days.add(triple.object.value)
            yield triple

    def add(self, properties: Counter[str], classes: Counter[str], subjects: set[object], objects: set[object]) -> None:
        """Count triples that did not pass by one by one."""
        self._properties += properties
        self._classes += classes
        self._subjects |= subjects
        self._objects |= objects

    def result(self) -> TripleCounts:
        """Return the counts of all that has passed."""
        return TripleCounts(
            self._properties.total(), self._classes, self._properties, len(self._subjects), len(self._objects),
            min(self._days, default=""), max(self._days, default=""),
        )  # fmt: skip
