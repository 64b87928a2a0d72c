"""Classes and predicates, from the two tables that settle them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ontology.files import Faults, read_table
from kg.records import EntityType

_CLASS_COLUMNS: Final = ("id", "parent", "contract_type", "close_match", "definition")
_PREDICATE_COLUMNS: Final = (
    "id", "parent", "direction", "inverse", "domain", "range", "symmetric", "transitive", "close_match", "definition",
    "example",
)  # fmt: skip

#: The class that stands for a contract type when nothing finer is known.
DEFAULT_CLASS: Final[Mapping[EntityType, str]] = {kind: kind.value for kind in EntityType}


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A row of classes.tsv."""

    id: str
    parent: str
    contract_type: EntityType | None  #: None for the abstract classes
    close_match: str
    definition: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """A row of predicates.tsv, with its broad predicate worked out."""

    id: str  #: snake_case, as the commands print it
    parent: str
    broad: str
    direction: str  #: ``same``, or ``inverse`` for a row that only reads another one from its other end
    inverse: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    symmetric: bool
    transitive: bool
    close_match: str
    definition: str
    example: str

    @property
    def local_name(self) -> str:
        """The local part of the IRI: ``developed_by`` is spelled ``developedBy``."""
        head, *rest = self.id.split("_")
        return head + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True, slots=True)
class Schema:
    """All classes and predicates."""

    classes: Mapping[str, EntityClass]
    predicates: Mapping[str, Predicate]

    def is_a(self, class_id: str, ancestor: str) -> bool:
        """Return whether a class is another one or stands below it."""
        while class_id:
            if class_id == ancestor:
                return True
            found = self.classes.get(class_id)
            class_id = found.parent if found else ""
        return False

    def broad(self) -> tuple[str, ...]:
        """Return the ids of the broad predicates, sorted."""
        return tuple(sorted(p.id for p in self.predicates.values() if not p.parent))

    def allows(self, predicate: str, subject_class: str, object_class: str) -> bool:
        """Return whether domain and range admit the two classes."""
        p = self.predicates[predicate]
        return any(self.is_a(subject_class, c) for c in p.domain) and any(self.is_a(object_class, c) for c in p.range)

    def ancestors(self, predicate: str) -> tuple[str, ...]:
        """Return a predicate and all that it stands under, finest first."""
        chain = []
        while predicate:
            chain.append(predicate)
            predicate = self.predicates[predicate].parent
        return tuple(chain)


def load_schema(folder: Path, faults: Faults) -> Schema:
    """Read the two tables of a folder; what is wrong in them is noted."""
    return Schema(_classes(folder / "classes.tsv", faults), _predicates(folder / "predicates.tsv", faults))


def _classes(path: Path, faults: Faults) -> dict[str, EntityClass]:
    found: dict[str, EntityClass] = {}
    for number, row in read_table(path, _CLASS_COLUMNS, faults):
        kind = row["contract_type"]
        if kind and kind not in set(EntityType):
            faults.add(path, number, f"unknown contract type {kind!r}")
            continue
        if row["parent"] and row["parent"] not in found:
            faults.add(path, number, f"the parent {row['parent']!r} does not stand above it")
        found[row["id"]] = EntityClass(
            row["id"], row["parent"], EntityType(kind) if kind else None, row["close_match"], row["definition"]
        )
    return found


def _predicates(path: Path, faults: Faults) -> dict[str, Predicate]:
    found: dict[str, Predicate] = {}
    for number, row in read_table(path, _PREDICATE_COLUMNS, faults):
        parent = row["parent"]
        if parent and parent not in found:
            faults.add(path, number, f"the parent {parent!r} does not stand above it")
            continue
        found[row["id"]] = Predicate(
            id=row["id"], parent=parent, broad=found[parent].broad if parent else row["id"],
            direction=row["direction"], inverse=row["inverse"], domain=tuple(row["domain"].split(",")),
            range=tuple(row["range"].split(",")), symmetric=row["symmetric"] == "yes",
            transitive=row["transitive"] == "yes", close_match=row["close_match"], definition=row["definition"],
            example=row["example"],
        )  # fmt: skip
    return found
