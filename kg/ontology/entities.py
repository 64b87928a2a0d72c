"""Entity records, from tab-separated files; later folders extend and override earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kg.ids import SLUG
from kg.ontology.files import Faults, read_table, values
from kg.ontology.schema import Schema
from kg.records import Entity

COMMON: Final = ("id", "class", "label", "aliases", "hidden", "context", "source")
NameKind = Literal["label", "alias", "hidden"]


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an entity."""

    text: str
    entity: str
    kind: NameKind
    context: bool = False  #: also an ordinary word, a first name or too short to stand alone


@dataclass(frozen=True, slots=True)
class Record:
    """An entity with its names and where it stands, for messages."""

    entity: Entity
    names: tuple[Name, ...]
    path: Path
    line: int


def read_folder(folder: Path, schema: Schema, faults: Faults) -> dict[str, Record]:
    """Return the records of one ontology folder by id.

    A curated record hides a generated one of the same id, which lends it its hidden labels and the facts it lacks.
    """
    curated = _read_files(sorted((folder / "curated").glob("*.tsv")) or sorted(folder.glob("*.tsv")), schema, faults)
    generated = _read_files(sorted((folder / "generated").glob("*.tsv")), schema, faults)
    merged = dict(generated)
    for key, record in curated.items():
        merged[key] = _lend(record, generated[key]) if key in generated else record
    return merged


def _lend(record: Record, other: Record) -> Record:
    have = {name.text for name in record.names}
    extra = tuple(n for n in other.names if n.text not in have)
    known = {key for key, _ in record.entity.facts}
    facts = tuple(sorted({*record.entity.facts, *(f for f in other.entity.facts if f[0] not in known)}))
    e = record.entity
    entity = Entity(
        e.id, e.label, e.class_id, e.type,
        e.aliases + tuple(n.text for n in extra if n.kind != "hidden"),
        e.hidden + tuple(n.text for n in extra if n.kind == "hidden"), facts, e.source,
    )  # fmt: skip
    return Record(entity, record.names + extra, record.path, record.line)


def _read_files(paths: Iterable[Path], schema: Schema, faults: Faults) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for path in paths:
        if path.name in ("classes.tsv", "predicates.tsv", "ambiguous.tsv"):
            continue
        for number, row in read_table(path, COMMON, faults):
            record = _record(path, number, row, schema, faults)
            if record is None:
                continue
            if record.entity.id in found:
                faults.add(path, number, f"the id {record.entity.id!r} is taken by {found[record.entity.id].path.name}")
                continue
            found[record.entity.id] = record
    return found


def _record(path: Path, number: int, row: Mapping[str, str], schema: Schema, faults: Faults) -> Record | None:
    problems = []
    if not SLUG.fullmatch(row["id"]):
        problems.append(f"the id {row['id']!r} is no slug (a-z, 0-9, - and .)")
    known = schema.classes.get(row["class"])
    kind = known.contract_type if known else None
    if kind is None:
        problems.append(f"the class {row['class']!r} is not one that entities can have")
    if not row["label"]:
        problems.append("no label")
    if not row["source"]:
        problems.append("no source; write `unverified` where there is none")
    aliases, hidden = values(row["aliases"]), values(row["hidden"])
    context = {name.casefold() for name in values(row["context"])}
    written = (row["label"], *aliases, *hidden)
    problems += [f"the name {name!r} has no letter or digit" for name in written if name and not any(map(str.isalnum, name))]
    if stray := context - {name.casefold() for name in (row["label"], *aliases, *hidden)}:
        problems.append(f"context names {', '.join(sorted(stray))}, which are none of its names")
    for problem in problems:
        faults.add(path, number, problem)
    if problems or kind is None:
        return None
    facts = tuple(sorted((key, v) for key, cell in row.items() if key not in COMMON for v in values(cell)))
    names = [Name(row["label"], row["id"], "label", row["label"].casefold() in context)]
    names += [Name(a, row["id"], "alias", a.casefold() in context) for a in aliases]
    names += [Name(h, row["id"], "hidden", h.casefold() in context) for h in hidden]
    entity = Entity(row["id"], row["label"], row["class"], kind, aliases, hidden, facts, row["source"])
    return Record(entity, tuple(names), path, number)
