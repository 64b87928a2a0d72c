"""What a stretch of text may stand for: the records that pass between the modules that find names and those that choose."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple

from kg.records import EntityType


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a span may stand for."""

    entity: str | None  #: None for something the ontology does not know
    type: EntityType
    class_id: str
    name: str  #: the name that matched, as the ontology writes it; the surface for an unknown
    kind: str  #: label, alias, hidden, version, or the rule that found an unknown
    context: bool = False
    label: str = ""  #: of a provisional or unknown one
    above: str = ""  #: for a provisional version: the nearest known entity
    versioned: bool = False  #: a version, size or variant was read
    confidence: float = 0.0  #: of a new name whose kind was weighed; 0 where a rule decided


#: Makes a named tuple of all its fields in half the time: calling its class goes through a function of Python.
new_tuple: Final = tuple.__new__
_CONTEXT: Final = attrgetter("context")


class Candidate(NamedTuple):
    """A span with its readings."""  # a tuple: thousands are made for one text

    start: int
    end: int
    readings: tuple[Reading, ...]

    def is_sure(self) -> bool:
        """Return whether a reading needs no context."""
        readings = self.readings  # most have one; a generator would take three times as long
        return not readings[0].context or (len(readings) > 1 and not all(map(_CONTEXT, readings)))


class Surface(NamedTuple):
    """What a stretch of text may stand for by its letters alone."""

    readings: tuple[Reading, ...] = ()
    family: str | None = None  #: on which versions may be built
    plural: bool = False  #: whether an s may follow
    numbered: bool = False  #: ends in a number that may count what follows
    edition: bool = False  #: an edition may follow
    serial: bool = False  #: a letter and the number of a version in the line that is named by the letter
    firm: bool = False  #: a reading is a lab or another organization
