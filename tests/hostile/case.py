"""One hostile file and what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A file's bytes, the least documents that must come of it, and whether a failure must name it."""

    make: Callable[[], bytes]
    documents: int
    told: bool


def told(make: Callable[[], bytes], documents: int = 0) -> Case:
    """Return a case of which a part or all is lost, which the closing table must say."""
    return Case(make, documents, told=True)


def unharmed(make: Callable[[], bytes], documents: int) -> Case:
    """Return a case that can be read whole, however odd it is."""
    return Case(make, documents, told=False)
