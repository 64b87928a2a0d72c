"""What is wrong or doubtful in the ontology's own files, beyond what loading refuses."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from kg.ontology import Ontology
from kg.ontology.files import Faults, read_table, values

_UNSOURCED = "unverified"


def lint(ontology: Ontology) -> list[str]:
    """Return one line for each fault: undeclared ambiguous names, unsorted files, declarations that fit nothing."""
    faults: list[str] = []
    declared = _declared(ontology.folder / "ambiguous.tsv", faults)
    shared: dict[str, set[str]] = defaultdict(set)
    for name in ontology.names:
        if name.kind != "hidden":
            shared[name.text.casefold()].add(name.entity)
    for text, entities in sorted(shared.items()):
        if len(entities) > 1 and declared.get(text) != entities:
            shared_by = ", ".join(sorted(entities))
            faults.append(f"the name {text!r} is shared by {shared_by}; declare it in ambiguous.tsv with how to tell them apart")
    for text, entities in sorted(declared.items()):
        missing = sorted(e for e in entities if e not in ontology.entities)
        if missing:
            faults.append(f"ambiguous.tsv: {text!r} names {', '.join(missing)}, which are no records")
    for path in sorted(ontology.folder.glob("*/*.tsv")):
        faults += _unsorted(path)
    return faults


def _declared(path: Path, faults: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    noted = Faults()
    for number, row in read_table(path, ("name", "ids", "how"), noted):
        if not row["how"]:
            noted.add(path, number, "does not say how to tell them apart")
        found.setdefault(row["name"].casefold(), set()).update(values(row["ids"]))
    faults += noted.found
    return found


def _unsorted(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    if not lines[0].startswith("id\t"):
        return []
    ids = [line.split("\t", 1)[0] for line in lines[1:] if line]
    for before, after in pairwise(ids):
        if after < before:
            return [f"{path.parent.name}/{path.name}: {after!r} stands after {before!r}; the file is sorted by id"]
    return []


def counts(ontology: Ontology) -> list[tuple[str, int, int]]:
    """Return (contract type, records, records with a source) by type, sorted."""
    total: Counter[str] = Counter()
    sourced: Counter[str] = Counter()
    for entity in ontology.entities.values():
        total[entity.type.value] += 1
        sourced[entity.type.value] += entity.source != _UNSOURCED
    return [(kind, total[kind], sourced[kind]) for kind in sorted(total)]
