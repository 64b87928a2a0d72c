"""The ontology as one value, and how it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.ids import content_id
from kg.ontology.corrections import Corrections
from kg.ontology.entities import Name
from kg.ontology.files import Faults, data_dir, nearest
from kg.ontology.layers import assemble, is_id_fact
from kg.ontology.schema import Schema
from kg.records import Entity

#: Written by the review for people; the decisions beside it are what is read.
_FOR_PEOPLE = "reviewed"
#: Folders of tables of records; all other tables of records stand beside them.
_OF_RECORDS = frozenset({"curated", "generated"})
_SCHEMA = frozenset({"classes.tsv", "predicates.tsv"})
#: Tables that neither linking nor relations read.
_NOT_READ = frozenset({"mappings.sssom.tsv", "ambiguous.tsv"})


@dataclass(frozen=True, slots=True)
class Ontology:
    """Schema, entities and names. Immutable; two loads of the same files are equal."""

    schema: Schema
    entities: Mapping[str, Entity]  #: by id, sorted
    names: tuple[Name, ...]  #: sorted by (text, entity)
    folder: Path  #: the shipped folder, for the data of linking and relations beside the entities
    fingerprint: str  #: changes when anything that linking or relations read has changed
    corrections: Corrections = field(default_factory=Corrections)  #: what people corrected beside the records
    own: tuple[Path, ...] = ()  #: the user's folders, in their order
    rules_fingerprint: str = ""  #: the same of all but records, names and corrections: word lists, weights, rules, schema

    def is_id_fact(self, name: str) -> bool:
        """Return whether a fact's values are ids."""
        return is_id_fact(name, self.schema)

    def file(self, name: str) -> Path:
        """Return a data file (``linking/weights.tsv``): that of the last folder that brings one, else the shipped one."""
        return nearest(name, (self.folder, *self.own))

    def own_files(self, name: str) -> tuple[Path, ...]:
        """Return the files of that name in the user's folders, in their order."""
        return tuple(folder / name for folder in self.own if (folder / name).is_file())

    @property
    def extends_schema(self) -> bool:
        """Return whether a folder of the user's brings classes or predicates of its own."""
        return bool(self.own_files("classes.tsv") or self.own_files("predicates.tsv"))


def load(*folders: Path) -> Ontology:
    """Return the shipped ontology, extended and overridden by the given folders in their order.

    Raises OntologyError with all faults of all files.
    """
    shipped = data_dir()
    faults = Faults()
    layers = assemble(shipped, folders, faults)
    faults.raise_if_any()
    records = layers.records
    entities = {key: records[key].entity for key in sorted(records)}
    names = tuple(sorted((n for r in records.values() for n in r.names), key=lambda n: (n.text, n.entity, n.kind)))
    return Ontology(
        layers.schema, entities, names, shipped, _fingerprint(layers.folders), layers.corrections, layers.folders[1:],
        _fingerprint(layers.folders, rules=True),
    )  # fmt: skip


def _fingerprint(folders: tuple[Path, ...], *, rules: bool = False) -> str:
    """Return a hash of the files that linking and relations read, or of those among them that hold no records."""
    parts = []
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".tsv", ".toml", ".txt") and p.name not in _NOT_READ):
            inside = path.relative_to(folder)
            if inside.parts[0] == _FOR_PEOPLE:
                continue
            if rules and path.suffix == ".tsv" and inside.parts[0] in (*_OF_RECORDS, path.name) and path.name not in _SCHEMA:
                continue
            parts += [inside.as_posix(), path.read_text(encoding="utf-8", errors="replace")]
        parts.append("")
    return content_id("ont", *parts)
