"""What is wrong or doubtful in the files of an ontology: what loading refuses, and more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Final

from kg.ontology.dating import date_faults
from kg.ontology.entities import COMMON, NO_RECORDS, Layer
from kg.ontology.files import Faults, data_dir, nearest
from kg.ontology.layers import ID_FACTS, Layers, assemble, is_id_fact
from kg.ontology.mappings import FILE as MAPPINGS
from kg.ontology.mappings import read_mappings
from kg.ontology.naming import name_faults, word_rules
from kg.ontology.vocabulary import TEXT_FACTS, terms

LAYERS: Final[tuple[Layer, ...]] = ("curated", "generated", "own")
_UNSOURCED: Final = "unverified"
#: A source is an address, a path, or something with a version or a date.
_SOURCE: Final = re.compile(r"[\d/]")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
#: Facts that are neither predicates nor in an export under a name of their own.
_OTHER_FACTS: Final = frozenset({"variants", "pattern", "until"})


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a contract type there are."""

    type: str
    layers: tuple[int, int, int]  #: curated, generated, own
    sourced: int  #: those that say where they come from

    @property
    def records(self) -> int:
        """Return the records of all layers."""
        return sum(self.layers)


@dataclass(frozen=True, slots=True)
class Report:
    """What `kg ontology lint` says."""

    faults: tuple[str, ...]  #: ``FOLDER/FILE:LINE: what``, sorted
    counts: tuple[Count, ...]  #: by type, sorted
    words: tuple[tuple[str, str, str], ...]  #: names that are ordinary words: (name, id, rule)


def examine(folders: Sequence[Path] = (), *, shipped: Path | None = None, owl: bool = False) -> Report:
    """Return everything that is to be said of the shipped ontology with a user's folders.

    Never raises for a fault of the files. ``owl`` adds the contradictions that a reasoner finds.
    """
    shipped = shipped or data_dir()
    faults = Faults()
    layers = assemble(shipped, folders, faults)
    is_loadable = not faults.found
    ordinary = frozenset(_lines(nearest("linking/ordinary_words.txt", layers.folders)))
    _check_records(layers, ordinary, faults)
    _check_shared(layers, faults)
    _check_files(layers, faults)
    read_mappings(shipped / MAPPINGS, {term.name for term in terms(layers.schema)}, faults)
    if owl and is_loadable:
        from kg.ontology.reasoning import clashes

        found = clashes(layers.schema, {key: record.entity for key, record in layers.records.items()})
        faults.found += [f"by OWL RL: {clash}" for clash in found]
    ordered = sorted(set(faults.found), key=_place)
    return Report(tuple(ordered), tuple(counts(layers)), tuple(word_rules(layers.records, ordinary)))


def counts(layers: Layers) -> list[Count]:
    """Return the records by contract type, sorted."""
    total: dict[str, Counter[Layer]] = defaultdict(Counter)
    sourced: Counter[str] = Counter()
    for record in layers.records.values():
        kind = record.entity.type.value
        total[kind][record.layer] += 1
        sourced[kind] += record.entity.source != _UNSOURCED
    return [
        Count(kind, (found["curated"], found["generated"], found["own"]), sourced[kind]) for kind, found in sorted(total.items())
    ]


def _place(fault: str) -> tuple[str, int, str]:
    found = re.match(r"(.*?):(\d+): ", fault)
    return (found[1], int(found[2]), fault) if found else ("", 0, fault)


def _lines(path: Path) -> Iterator[str]:
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line and not line.startswith("#"):
                yield line


def _check_records(layers: Layers, ordinary: frozenset[str], faults: Faults) -> None:
    schema = layers.schema
    for record in layers.records.values():
        entity = record.entity
        folder = next((f for f in reversed(layers.folders) if record.path.is_relative_to(f)), layers.folders[0])
        problems = [*name_faults(record, ordinary), *date_faults(record, layers.records, layers.settings[folder].as_of)]
        if entity.source != _UNSOURCED and not _SOURCE.search(entity.source):
            problems.append(f"the source {entity.source!r} holds no address, version or date; write `unverified` for none")
        problems += [
            f"the country {value!r} is no code of two letters (ISO 3166), such as US"
            for value in entity.fact("country")
            if not _COUNTRY.fullmatch(value)
        ]
        for name, value in entity.facts:
            other = layers.records.get(value) if is_id_fact(name, schema) and name in schema.predicates else None
            if other is not None and not schema.allows(name, entity.class_id, other.entity.class_id):
                problems.append(f"{name} cannot hold between a {entity.class_id} and a {other.entity.class_id} ({value!r})")
        for problem in problems:
            faults.add(record.path, record.line, problem)


def _check_shared(layers: Layers, faults: Faults) -> None:
    """Note names of several entities that are not declared, and declarations of what is not so."""
    owners: dict[str, set[str]] = defaultdict(set)
    shared: dict[str, set[str]] = defaultdict(set)
    declared: dict[str, set[str]] = defaultdict(set)
    for record in layers.records.values():
        for name in record.names:
            owners[name.text.casefold()].add(name.entity)
            if name.kind != "hidden":
                shared[name.text.casefold()].add(name.entity)
    for row in layers.declared:
        declared[row.name.casefold()] |= row.ids
        if not row.how:
            faults.add(row.path, row.line, "does not say how to tell them apart")
        if missing := sorted(row.ids - layers.records.keys()):
            faults.add(row.path, row.line, f"{row.name!r} names {', '.join(missing)}, which are no records")
        elif strangers := sorted(row.ids - owners[row.name.casefold()]):
            faults.add(row.path, row.line, f"{row.name!r} is no name of {', '.join(strangers)}")
        if len(row.ids) < 2:
            faults.add(row.path, row.line, f"{row.name!r} is declared for fewer than two entities")
    for text, ids in sorted(shared.items()):
        if len(ids) > 1 and not ids <= declared[text]:
            record = layers.records[max(ids - declared[text], key=lambda key: (layers.records[key].layer == "own", key))]
            faults.add(
                record.path, record.line,
                f"the name {text!r} is shared by {', '.join(sorted(ids))}; declare it in ambiguous.tsv and tell them apart",
            )  # fmt: skip


def _check_files(layers: Layers, faults: Faults) -> None:
    """Note what the rows do not show: order, blanks at an edge, columns that nothing reads."""
    known = {*COMMON, *TEXT_FACTS, *ID_FACTS, *_OTHER_FACTS, *layers.schema.predicates}
    for folder in layers.folders:
        if folder == layers.folders[0] and not layers.shipped_entities:
            continue
        for path in sorted([*folder.glob("*.tsv"), *folder.glob("curated/*.tsv"), *folder.glob("generated/*.tsv")]):
            lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
            header = lines[0].split("\t")
            for number, line in enumerate(lines, 1):
                cells = [] if line.startswith("#") else line.removesuffix("\r").split("\t")
                if any(cell != cell.strip() or "  " in cell for cell in cells):
                    faults.add(path, number, "a field begins or ends with a blank, or has two in a row")
            if path.name in NO_RECORDS or header[0] != "id":
                continue
            for column in header:
                if column not in known and (near := get_close_matches(column, sorted(known), 1, 0.85)):
                    faults.add(path, 1, f"nothing reads the column {column!r}; is it {near[0]!r}?")
            ids = [(number, line.split("\t", 1)[0]) for number, line in enumerate(lines[1:], 2) if line]
            for (_, before), (number, after) in pairwise(ids):
                if after < before:
                    faults.add(path, number, f"{after!r} stands after {before!r}; the file is sorted by id")
                    break
