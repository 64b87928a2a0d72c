"""Classes and predicates, from the two tables that settle them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ontology.files import Faults, read_table
from kg.records import EntityType

CLASS_COLUMNS: Final = ("id", "parent", "contract_type", "disjoint", "definition", "example")
PREDICATE_COLUMNS: Final = (
    "id", "parent", "direction", "inverse", "domain", "range", "symmetric", "transitive", "definition", "example",
)  # fmt: skip
_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_SNAKE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

#: The steps of the version lattice. Linking knows them by name, so nothing can stand below them.
LATTICE_CLASSES: Final = ("ModelFamily", "Model", "ModelVersion")

#: The class that stands for a contract type when nothing finer is known.
DEFAULT_CLASS: Final[Mapping[EntityType, str]] = {kind: kind.value for kind in EntityType}


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A row of classes.tsv."""

    id: str
    parent: str
    contract_type: EntityType | None  #: None for the abstract classes
    disjoint: tuple[str, ...]  #: classes that nothing of this class can be of
    definition: str
    example: str


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
    return extended(Schema({}, {}), folder, faults)


def extended(schema: Schema, folder: Path, faults: Faults) -> Schema:
    """Return a schema with the rows of a folder's tables added; what is wrong in them is noted.

    A row may repeat one that is there already, word for word, but not change it.
    """
    classes, predicates = dict(schema.classes), dict(schema.predicates)
    if not schema.classes or (folder / "classes.tsv").is_file():
        _classes(folder / "classes.tsv", classes, faults)
    if not schema.predicates or (folder / "predicates.tsv").is_file():
        _predicates(folder / "predicates.tsv", classes, predicates, faults)
    return Schema(classes, predicates)


def _classes(path: Path, found: dict[str, EntityClass], faults: Faults) -> None:
    lines: dict[str, int] = {}
    for number, row in read_table(path, CLASS_COLUMNS, faults):
        kind = row["contract_type"]
        problems = []
        if not _NAME.fullmatch(row["id"]):
            problems.append(f"{row['id']!r} is no name of a class (letters and digits, a capital first)")
        if kind and kind not in set(EntityType):
            problems.append(f"unknown contract type {kind!r}; there are {', '.join(EntityType)}")
        if row["parent"] and row["parent"] not in found:
            problems.append(f"the parent {row['parent']!r} does not stand above it")
        if row["parent"] in LATTICE_CLASSES:
            problems.append(f"nothing stands below {row['parent']!r}; the version lattice is {', '.join(LATTICE_CLASSES)}")
        disjoint = _names(row["disjoint"])
        problems += [f"disjoint names {name!r}, which does not stand above it" for name in disjoint if name not in found]
        problems += [f"no {key}" for key in ("definition", "example") if not row[key]]
        if not problems:
            made = EntityClass(
                row["id"], row["parent"], EntityType(kind) if kind else None, disjoint, row["definition"], row["example"]
            )
            problems += _again(found.get(made.id), made, made.id in lines)
            found.setdefault(made.id, made)
            lines[made.id] = number
        for problem in problems:
            faults.add(path, number, problem)


def _predicates(path: Path, classes: Mapping[str, EntityClass], found: dict[str, Predicate], faults: Faults) -> None:
    lines: dict[str, int] = {}
    for number, row in read_table(path, PREDICATE_COLUMNS, faults):
        parent, domain, range_ = row["parent"], _names(row["domain"]), _names(row["range"])
        problems = []
        if not _SNAKE.fullmatch(row["id"]):
            problems.append(f"{row['id']!r} is no name of a predicate (lower case, digits and _)")
        if parent and parent not in found:
            problems.append(f"the parent {parent!r} does not stand above it")
        for key, names in (("domain", domain), ("range", range_)):
            problems += [f"{key} names {name!r}, which is no class" for name in names if name not in classes]
        problems += [f"no {key}" for key in ("inverse", "domain", "range", "definition", "example") if not row[key]]
        if row["direction"] not in ("same", "inverse"):
            problems.append(f"direction is `same` or `inverse`, not {row['direction']!r}")
        problems += [f"{key} is `yes` or `no`, not {row[key]!r}" for key in ("symmetric", "transitive")
                     if row[key] not in ("yes", "no")]  # fmt: skip
        if row["symmetric"] == "yes" and (row["inverse"] != row["id"] or domain != range_):
            problems.append("a symmetric predicate is its own inverse, and has one domain and range")
        if not problems:
            made = Predicate(
                id=row["id"], parent=parent, broad=found[parent].broad if parent else row["id"],
                direction=row["direction"], inverse=row["inverse"], domain=domain, range=range_,
                symmetric=row["symmetric"] == "yes", transitive=row["transitive"] == "yes",
                definition=row["definition"], example=row["example"],
            )  # fmt: skip
            problems += _again(found.get(made.id), made, made.id in lines)
            found.setdefault(made.id, made)
            lines[made.id] = number
        for problem in problems:
            faults.add(path, number, problem)


def _again(had: EntityClass | Predicate | None, made: EntityClass | Predicate, is_here: bool) -> list[str]:
    if is_here:
        return [f"{made.id!r} stands twice"]
    return [f"{made.id!r} is defined otherwise in the schema that this folder extends"] if had not in (None, made) else []


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for part in cell.split(",") if (name := part.strip()))
