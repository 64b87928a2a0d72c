"""What the writer holds in memory between two looks at the file."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.records import Document, Entity, Evidence, Mention, Place


@dataclass(frozen=True, slots=True)
class Found:
    """What analysis found in a document."""

    fingerprint: str
    depends_on: str
    mentions: tuple[Mention, ...]
    evidence: tuple[Evidence, ...]
    provisional: tuple[Entity, ...]


@dataclass(slots=True)
class Waiting:
    """What a batch has taken and DuckDB has not got yet."""

    documents: dict[str, Document] = field(default_factory=dict)
    analyses: dict[str, Found] = field(default_factory=dict)

    def rows(self) -> int:
        """Return about how many rows it will be."""
        return len(self.documents) + sum(len(a.mentions) + len(a.evidence) for a in self.analyses.values())


@dataclass(frozen=True, slots=True)
class State:
    """What the writer remembers of each stored document, to see what changes without asking."""

    revision: str
    analysed_as: str
    printed_as: str
    places: tuple[Place, ...]
    revisions: int
