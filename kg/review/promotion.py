"""Accepted records of a folder, moved into the curated layer of a checkout as a diff that can be read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.ontology.decisions import ALIASES, REDIRECTS, TABLES, Rows, table_text
from kg.ontology.files import SEPARATOR, Faults, read_table, values

#: Tables that stay a person's own: what is wrong in one corpus need not be wrong everywhere.
_STAYS = frozenset(TABLES) - {ALIASES, REDIRECTS}


@dataclass(frozen=True, slots=True)
class Promotion:
    """What the files would hold."""

    files: Mapping[Path, tuple[str, str]]  #: path below the ontology's folder to its text before and after
    lines: frozenset[int]  #: lines of decisions.tsv that are then in the ontology
    faults: tuple[str, ...]

    def diff(self) -> str:
        """Return the change as a unified diff, below ``ontology/``."""
        parts: list[str] = []
        for path, (before, after) in sorted(self.files.items()):
            name = f"ontology/{path.as_posix()}"
            old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
            parts += difflib.unified_diff(old, new, f"a/{name}" if before else "/dev/null", f"b/{name}", n=1)
        return "".join(parts)


def promote(tables: Mapping[str, Rows], shipped: Path) -> Promotion:
    """Return what moving new records, names and redirects into a shipped folder changes. Writes nothing."""
    made = _Files(shipped)
    for name in sorted(tables.keys() - _STAYS, key=lambda name: (name in TABLES, name)):  # a new record may get a name more
        for line, row in tables[name]:
            if line in made.bad:
                continue
            if name == ALIASES:
                made.lend(line, row)
            elif name == REDIRECTS:
                made.add(Path(REDIRECTS), line, row, TABLES[REDIRECTS])
            else:
                made.add(Path("curated") / name, line, row, ())
    return made.promotion()


class _Files:
    """The texts of the files as they change."""

    def __init__(self, shipped: Path) -> None:
        self._shipped = shipped
        self._before: dict[Path, str] = {}
        self._tables: dict[Path, tuple[tuple[str, ...], dict[str, dict[str, str]]]] = {}
        self._lines: set[int] = set()
        self.bad: set[int] = set()
        self._faults: list[str] = []
        self._where = {
            row["id"]: path.relative_to(shipped)
            for path in sorted((shipped / "curated").glob("*.tsv"))
            for _, row in read_table(path, ("id", "aliases", "hidden"), Faults())
        }

    def _table(self, path: Path, columns: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
        if path not in self._tables:
            full = self._shipped / path
            self._before[path] = full.read_text(encoding="utf-8") if full.is_file() else ""
            header = tuple(self._before[path].split("\n", 1)[0].split("\t")) if full.is_file() else columns
            rows = read_table(full, header[:1], Faults()) if full.is_file() else ()
            self._tables[path] = header, {row[header[0]]: row for _, row in rows}
        return self._tables[path]

    def add(self, path: Path, line: int, row: Mapping[str, str], columns: tuple[str, ...]) -> None:
        header, rows = self._table(path, columns)
        if strange := sorted(key for key, value in row.items() if value and key not in header):
            self._faults.append(f"decisions.tsv:{line}: {path.name} has no column {', '.join(strange)}")
            self.bad.add(line)
            return
        rows[row[header[0]]] = {key: row.get(key, "") for key in header}
        self._where.setdefault(row[header[0]], path)
        self._lines.add(line)

    def lend(self, line: int, row: Mapping[str, str]) -> None:
        path = self._where.get(row["id"], Path(ALIASES))
        header, rows = self._table(path, TABLES[ALIASES])
        had = rows.setdefault(row["id"], dict.fromkeys(header, "") | {"id": row["id"]})
        taken = {had.get("label", ""), *values(had["aliases"]), *values(had["hidden"])}
        for column in ("aliases", "hidden"):
            extra = [name for name in values(row[column]) if name not in taken]
            had[column] = SEPARATOR.join((*values(had[column]), *extra))
        self._lines.add(line)

    def promotion(self) -> Promotion:
        files = {}
        for path, (header, rows) in self._tables.items():
            if path.name in TABLES:
                after = table_text(path.name, [(0, row) for row in rows.values()])
            else:
                after = "\n".join(["\t".join(header), *("\t".join(rows[k][c] for c in header) for k in sorted(rows))]) + "\n"
            if after != self._before[path]:
                files[path] = self._before[path], after
        return Promotion(files, frozenset(self._lines), tuple(self._faults))
