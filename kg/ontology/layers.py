"""Puts the shipped ontology and a user's folders together: what extends, what overrides, and what clashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ontology.corrections import Corrections, Gathering
from kg.ontology.entities import Record, read_folder
from kg.ontology.files import Faults, Settings, read_settings, read_table, values
from kg.ontology.schema import Schema, extended, load_schema
from kg.ontology.vocabulary import TEXT_FACTS

#: Facts whose values are ids of other entities, besides the predicates of the schema.
ID_FACTS: Final = frozenset({"part_of", "authored_by"})
#: Facts that put one entity above another; nothing may be above itself by facts of one group.
LATTICES: Final = (
    ("member_of_family", "version_of", "variant_of"), ("part_of",), ("developed_by", "released_by"),
    ("based_on", "derived_from", "fine_tuned_from", "distilled_from", "compressed_from"), ("successor_of",), ("authored_by",),
)  # fmt: skip


def is_id_fact(name: str, schema: Schema) -> bool:
    """Return whether a fact's values are ids. `founded` is a predicate of persons; as a fact it is a date."""
    return name in ID_FACTS or (name in schema.predicates and name not in TEXT_FACTS)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A row of ambiguous.tsv: a name that several entities share on purpose."""

    name: str
    ids: frozenset[str]
    how: str
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Layers:
    """The folders read and put together."""

    schema: Schema
    records: Mapping[str, Record]  #: by id
    folders: tuple[Path, ...]  #: those that are there: the shipped one first
    settings: Mapping[Path, Settings]  #: by folder
    declared: tuple[Declaration, ...]
    corrections: Corrections

    @property
    def shipped_entities(self) -> bool:
        """Return whether the entities that come with the program take part."""
        return all(s.shipped_entities for s in self.settings.values())


def assemble(shipped: Path, folders: Sequence[Path], faults: Faults) -> Layers:
    """Read the shipped folder and a user's, in their order. What is wrong is noted; without a fault all of it holds.

    A record of a user's folder takes the place of a shipped one with its id and type. Two of a user's folders may not
    say different things of one id, and no new record may take the label of a shipped entity of its type unless
    ambiguous.tsv declares the name.
    """
    present = [shipped]
    for folder in folders:
        if folder.is_dir():
            present.append(folder)
        else:
            faults.found.append(f"{folder}: is no folder")
    settings = {folder: read_settings(folder, faults) for folder in present}
    schema = load_schema(shipped, faults)
    for folder in present[1:]:
        schema = extended(schema, folder, faults)
    with_shipped = all(s.shipped_entities for s in settings.values())
    declaring = present if with_shipped else present[1:]
    declared = tuple(d for folder in declaring for d in _declarations(folder / "ambiguous.tsv", faults))
    records = read_folder(shipped, schema, faults) if with_shipped else {}
    gathering = Gathering(schema, faults)
    if with_shipped:
        gathering.add(shipped, records)
    labels = {(r.entity.label.casefold(), r.entity.type): r for r in records.values()}
    shared = {d.name.casefold(): d.ids for d in declared}
    for folder in present[1:]:
        for key, record in read_folder(folder, schema, faults, own=True).items():
            entity = record.entity
            had = records.get(key)
            if had is not None and (what := _clash(had, record)):
                faults.add(record.path, record.line, what)
                continue
            holder = labels.get((entity.label.casefold(), entity.type))
            if holder and holder.entity.id != key and not {key, holder.entity.id} <= shared.get(entity.label.casefold(), set()):
                faults.add(
                    record.path, record.line,
                    f"the label {entity.label!r} belongs to the shipped {entity.type.value} {holder.entity.id!r}; use that id to "
                    "change it, or declare the name in ambiguous.tsv",
                )  # fmt: skip
            records[key] = record
        gathering.add(folder, records)
    _check_references(records, schema, faults)
    return Layers(schema, records, tuple(present), settings, declared, gathering.corrections(records))


def _clash(had: Record, record: Record) -> str:
    entity = record.entity
    if had.layer == "own" and had.entity != entity:
        return f"the id {entity.id!r} is defined otherwise in {had.path.parent.name}/{had.path.name}:{had.line}"
    if had.entity.type is not entity.type:
        return f"the id {entity.id!r} is a {had.entity.type.value} in the shipped ontology, not a {entity.type.value}"
    return ""


def _declarations(path: Path, faults: Faults) -> Iterator[Declaration]:
    if path.is_file():
        for number, row in read_table(path, ("name", "ids", "how"), faults):
            yield Declaration(row["name"], frozenset(values(row["ids"])), row["how"], path, number)


def _check_references(records: Mapping[str, Record], schema: Schema, faults: Faults) -> None:
    group_of = {name: group for group in LATTICES for name in group}
    above: dict[tuple[str, ...], dict[str, list[str]]] = {group: {} for group in LATTICES}
    for key, record in records.items():
        for name, value in record.entity.facts:
            if value not in records:
                if is_id_fact(name, schema):
                    faults.add(record.path, record.line, f"{name} names {value!r}, which is no record")
            elif name in group_of:
                above[group_of[name]].setdefault(key, []).append(value)
    for group, upward in above.items():
        for cycle in _cycles(upward):
            record = records[cycle[0]]
            way = " > ".join((*cycle, cycle[0]))
            faults.add(record.path, record.line, f"{cycle[0]!r} is above itself by {' or '.join(group)}: {way}")


def _cycles(above: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield one cycle for each set of nodes that lead back to themselves, as the walk in sorted order meets it."""
    done: set[str] = set()
    for start in sorted(above):
        way: list[str] = []
        on_way: set[str] = set()
        stack = [(start, iter(sorted(above[start])))] if start not in done else []
        if stack:
            way, on_way = [start], {start}
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                way.pop()
                on_way.discard(node)
                done.add(node)
            elif following in on_way:
                yield way[way.index(following) :]
            elif following in above and following not in done:
                stack.append((following, iter(sorted(above[following]))))
                way.append(following)
                on_way.add(following)
