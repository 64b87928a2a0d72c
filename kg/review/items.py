"""What is asked in the review: frozen records of plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from kg.ontology.decisions import folded

Kind = Literal["name", "version", "handle", "link", "tie", "claim"]
KINDS: Final[tuple[Kind, ...]] = ("name", "version", "handle", "link", "tie", "claim")

#: What may be decided of each kind. ``skip`` decides nothing.
ACTIONS: Final[dict[Kind, tuple[str, ...]]] = {
    "name": ("new", "alias", "never"), "handle": ("new", "alias", "never"), "version": ("new", "alias", "wrong-link", "never"),
    "link": ("wrong-link", "never"), "tie": ("wrong-link", "never"), "claim": ("wrong-claim", "never"),
}  # fmt: skip

#: Between surface and entity in what a doubtful link is about.
ARROW: Final = " -> "


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence in which an item occurs."""

    text: str  #: on one line
    title: str  #: of the document, else its key
    day: str  #: ISO day of its publication, empty when unknown
    document: str  #: Document.key


@dataclass(frozen=True, slots=True)
class Near:
    """An entity that an item may be, or that is named beside it."""

    id: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The record that would be made of an item."""

    id: str = ""
    class_id: str = ""
    label: str = ""
    names: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide."""

    kind: Kind
    about: str  #: what tells it from others of its kind
    title: str  #: for people
    type: str  #: what it behaves like, with how often
    documents: int
    sources: int  #: distinct voices
    company: int  #: known entities that share a sentence with it
    rank: float  #: higher is more worth deciding
    quotes: tuple[Quote, ...]
    near: tuple[Near, ...] = ()
    proposal: Proposal = field(default_factory=Proposal)

    @property
    def key(self) -> str:
        """The item as decisions and files name it."""
        return f"{self.kind} {self.about}"


def link_about(surface: str, entity: str) -> str:
    """Return what a doubtful link is about."""
    return f"{folded(surface)}{ARROW}{entity}"
