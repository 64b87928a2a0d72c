"""What passes between a build and its worker processes, beside documents and what is found in them."""

from __future__ import annotations

from dataclasses import dataclass

from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker has to know before the first document: the ontology as the build loaded it, the user's folders in it."""

    ontology: Ontology
    program: str  #: a hash of the code, see `Dependence`


@dataclass(frozen=True, slots=True)
class Stop:
    """Why no document can be examined."""

    message: str
    faults: tuple[str, ...] = ()  #: of the ontology, when that is why
