"""What people corrected: names added to entities that have a record, ids that moved, links and claims that are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.ontology.decisions import (
    ALIASES,
    FILE,
    REDIRECTS,
    TABLES,
    WRONG_CLAIMS,
    WRONG_LINKS,
    Rows,
    effective,
    folded,
    read_decisions,
    replay,
)
from kg.ontology.entities import Name, Record, record_of
from kg.ontology.files import Faults, read_table, values
from kg.ontology.schema import Schema


@dataclass(frozen=True, slots=True, order=True)
class WrongLink:
    """A surface that never stands for an entity."""

    surface: str  #: as `decisions.folded` returns it
    entity: str
    document: str = ""  #: id or key of the only document it holds for; empty for all


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was corrected beside the records."""

    redirects: Mapping[str, str] = field(default_factory=dict)  #: former id to the id of a record, sorted
    wrong_links: frozenset[WrongLink] = frozenset()
    wrong_claims: frozenset[tuple[str, str, str]] = frozenset()  #: subject, predicate, object
    settled: frozenset[str] = frozenset()  #: items of the review that need not be asked again
    accepted: frozenset[str] = frozenset()  #: ids of the records that decisions made


class Gathering:
    """Takes in one ontology folder after the other."""

    def __init__(self, schema: Schema, faults: Faults) -> None:
        self._schema = schema
        self._faults = faults
        self._moved: dict[str, tuple[str, Path, int]] = {}
        self._links: set[WrongLink] = set()
        self._claims: set[tuple[str, str, str]] = set()
        self._settled: set[str] = set()
        self._accepted: set[str] = set()

    def add(self, folder: Path, records: dict[str, Record]) -> None:
        """Take in the tables and the decisions of a folder; accepted records and names go into ``records``."""
        for name, columns in TABLES.items():
            if (folder / name).is_file():
                self._take(folder / name, name, list(read_table(folder / name, columns, self._faults)), records)
        decided = read_decisions(folder, self._faults)
        tables = replay(decided, self._schema, records.keys())
        path = folder / FILE
        for name in sorted(tables.keys() - TABLES.keys()):
            for line, row in tables[name]:
                if (record := record_of(path, line, row, self._schema, self._faults)) is not None:
                    records[record.entity.id] = record
                    self._accepted.add(record.entity.id)
        for name in TABLES:
            self._take(path, name, tables.get(name, []), records)
        self._settled |= {d.item for _, d in effective(decided) if not d.document}

    def _take(self, path: Path, table: str, rows: Rows, records: dict[str, Record]) -> None:
        for line, row in rows:
            if empty := [c for c in TABLES[table] if not row[c] and c not in ("aliases", "hidden", "source", "document")]:
                self._faults.add(path, line, f"no {' and no '.join(empty)}")
                continue
            match table:
                case _ if table == ALIASES:
                    self._lend(path, line, row, records)
                case _ if table == REDIRECTS:
                    self._moved[row["old"]] = row["new"], path, line
                case _ if table == WRONG_LINKS:
                    self._links.add(WrongLink(folded(row["surface"]), row["entity"], row["document"]))
                case _ if table == WRONG_CLAIMS:
                    self._claims.add((row["subject"], row["predicate"], row["object"]))

    def _lend(self, path: Path, line: int, row: Mapping[str, str], records: dict[str, Record]) -> None:
        record = records.get(row["id"])
        if record is None:
            self._faults.add(path, line, f"{row['id']!r} is no record")
            return
        have = {name.text for name in record.names}
        aliases = tuple(dict.fromkeys(n for n in values(row["aliases"]) if n not in have))
        hidden = tuple(dict.fromkeys(n for n in values(row["hidden"]) if n not in have and n not in aliases))
        for name in (*aliases, *hidden):
            if not any(map(str.isalnum, name)):
                self._faults.add(path, line, f"the name {name!r} has no letter or digit")
                return
        key, entity = record.entity.id, record.entity
        names = (*(Name(n, key, "alias") for n in aliases), *(Name(n, key, "hidden") for n in hidden))
        entity = replace(entity, aliases=entity.aliases + aliases, hidden=entity.hidden + hidden)
        records[key] = replace(record, entity=entity, names=record.names + names)

    def corrections(self, records: Mapping[str, Record]) -> Corrections:
        """Return what was taken in. An id that has a record of its own is not moved: the record is the newer knowledge."""
        redirects = {}
        for old in sorted(self._moved.keys() - records.keys()):
            new, path, line = self._moved[old]
            seen = {old}
            while new not in records and new in self._moved and new not in seen:
                seen.add(new)
                new = self._moved[new][0]
            if new in records:
                redirects[old] = new
            else:
                self._faults.add(path, line, f"{old!r} is moved to {new!r}, which is no record")
        moved = {(redirects.get(s, s), p, redirects.get(o, o)) for s, p, o in self._claims}
        return Corrections(
            redirects, frozenset(self._links), frozenset(moved), frozenset(self._settled), frozenset(self._accepted)
        )
