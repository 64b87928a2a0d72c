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
#: Tables of an ontology folder that hold no records.
NO_RECORDS: Final = frozenset(
    ("classes.tsv", "predicates.tsv", "ambiguous.tsv", "mappings.sssom.tsv", "aliases.tsv", "redirects.tsv", "wrong_links.tsv",
     "wrong_claims.tsv", "decisions.tsv")
)  # fmt: skip
NameKind = Literal["label", "alias", "hidden"]
Layer = Literal["curated", "generated", "own"]


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
    layer: Layer = "curated"


def read_folder(folder: Path, schema: Schema, faults: Faults, *, own: bool = False) -> dict[str, Record]:
    """Return the records of one ontology folder by id: those of its tables, of ``curated/`` and of ``generated/``.

    A curated record hides a generated one of the same id, which lends it its hidden labels and the facts it lacks.
    """
    by_hand = [*sorted((folder / "curated").glob("*.tsv")), *sorted(folder.glob("*.tsv"))]
    curated = _read_files(by_hand, schema, faults, "own" if own else "curated")
    generated = _read_files(sorted((folder / "generated").glob("*.tsv")), schema, faults, "own" if own else "generated")
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
    return Record(entity, record.names + extra, record.path, record.line, record.layer)


def _read_files(paths: Iterable[Path], schema: Schema, faults: Faults, layer: Layer) -> dict[str, Record]:
    found: dict[str, Record] = {}
    taken: dict[str, tuple[Path, int]] = {}
    for path in paths:
        if path.name in NO_RECORDS:
            continue
        for number, row in read_table(path, COMMON, faults):
            if row["id"] in taken:
                where, line = taken[row["id"]]
                faults.add(path, number, f"the id {row['id']!r} is taken by {where.name}:{line}")
                continue
            taken[row["id"]] = path, number
            record = record_of(path, number, row, schema, faults, layer)
            if record is not None:
                found[record.entity.id] = record
    return found


def record_of(
    path: Path, number: int, row: Mapping[str, str], schema: Schema, faults: Faults, layer: Layer = "own"
) -> Record | None:
    """Return the record of a row, or None when it is faulty; what is wrong is noted."""
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
    problems += [f"an empty value in {key}" for key, cell in row.items() if _has_gap(cell)]
    if stray := context - {name.casefold() for name in written}:
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
    return Record(entity, tuple(names), path, number, layer)


def _has_gap(cell: str) -> bool:
    return "|" in cell and not all(part.strip() for part in cell.split("|"))
