"""What the program knows before it reads a post: the schema and the entities, from plain text files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.ids import content_id
from kg.ontology.entities import Name, Record, read_folder
from kg.ontology.files import Faults, data_dir
from kg.ontology.schema import Schema, load_schema
from kg.records import Entity

__all__ = ["Name", "Ontology", "Schema", "load"]

#: Facts whose values are ids of other entities, besides the predicates of the schema.
ID_FACTS = frozenset({"part_of", "authored_by"})


@dataclass(frozen=True, slots=True)
class Ontology:
    """Schema, entities and names. Immutable; two loads of the same files are equal."""

    schema: Schema
    entities: Mapping[str, Entity]  #: by id, sorted
    names: tuple[Name, ...]  #: sorted by (text, entity)
    folder: Path  #: the shipped folder, for the data of linking and relations beside the entities
    fingerprint: str  #: changes when anything that linking or relations read has changed

    def is_id_fact(self, name: str) -> bool:
        """Return whether a fact's values are ids."""
        return name in self.schema.predicates or name in ID_FACTS

    def class_of(self, entity_id: str) -> str:
        """Return the class of an entity, or an empty string for an unknown id."""
        entity = self.entities.get(entity_id)
        return entity.class_id if entity else ""


def load(*folders: Path) -> Ontology:
    """Return the shipped ontology, extended and overridden by the given folders in their order.

    Raises OntologyError with all faults of all files.
    """
    shipped = data_dir()
    faults = Faults()
    schema = load_schema(shipped, faults)
    faults.raise_if_any()
    records: dict[str, Record] = read_folder(shipped, schema, faults)
    for folder in folders:
        if not folder.is_dir():
            faults.found.append(f"{folder}: is no folder")
            continue
        records.update(read_folder(folder, schema, faults))
    _check_references(records, schema, faults)
    faults.raise_if_any()
    entities = {key: records[key].entity for key in sorted(records)}
    names = tuple(sorted((n for r in records.values() for n in r.names), key=lambda n: (n.text, n.entity, n.kind)))
    return Ontology(schema, entities, names, shipped, _fingerprint(shipped, folders))


def _check_references(records: Mapping[str, Record], schema: Schema, faults: Faults) -> None:
    for record in records.values():
        for name, value in record.entity.facts:
            if (name in schema.predicates or name in ID_FACTS) and value not in records:
                faults.add(record.path, record.line, f"{name} names {value!r}, which is no record")
    for record in records.values():
        seen = {record.entity.id}
        at = record.entity
        while parents := at.fact("member_of_family") + at.fact("version_of"):
            if parents[0] in seen:
                faults.add(record.path, record.line, f"{record.entity.id!r} is above itself in the lattice")
                break
            seen.add(parents[0])
            if parents[0] not in records:
                break
            at = records[parents[0]].entity


def _fingerprint(shipped: Path, folders: tuple[Path, ...]) -> str:
    parts = []
    for folder in (shipped, *folders):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".tsv", ".toml")):
            parts += [path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8", errors="replace")]
    return content_id("ont", *parts)
