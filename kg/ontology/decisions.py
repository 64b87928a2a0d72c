"""What a person decided in the review: one line each in ``decisions.tsv``, and the tables that the lines come to.

Of several lines about one item the last one counts; else the order says nothing, and nor does the time. `replay` is
pure: the same lines give the same rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ids import SLUG
from kg.ontology.entities import COMMON
from kg.ontology.files import SEPARATOR, Faults, read_table, values
from kg.ontology.schema import Schema
from kg.records import EntityType

FILE: Final = "decisions.tsv"
COLUMNS: Final = ("action", "item", "entity", "class", "label", "names", "facts", "former", "document", "source")
ACTIONS: Final = ("new", "alias", "wrong-link", "wrong-claim", "never")
#: What a record says of its source when the person named none.
UNVERIFIED: Final = "unverified"

ALIASES, REDIRECTS, WRONG_LINKS, WRONG_CLAIMS = "aliases.tsv", "redirects.tsv", "wrong_links.tsv", "wrong_claims.tsv"
#: The tables beside the records, with their columns.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    ALIASES: ("id", "aliases", "hidden", "source"),
    REDIRECTS: ("old", "new"),
    WRONG_LINKS: ("surface", "entity", "document"),
    WRONG_CLAIMS: ("subject", "predicate", "object"),
}

_FILE_OF: Final[Mapping[EntityType, str]] = {
    EntityType.LAB: "labs", EntityType.ORGANIZATION: "organizations", EntityType.MODEL: "models", EntityType.PERSON: "people",
    EntityType.POLICY: "policies", EntityType.PRODUCT: "products", EntityType.BENCHMARK: "benchmarks",
    EntityType.DATASET: "datasets", EntityType.LICENSE: "licenses", EntityType.HARDWARE: "hardware",
}  # fmt: skip

#: Rows of a table with the lines that they come from.
Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing decided. Every text is as `plain` returns it."""

    action: str  #: one of ACTIONS
    item: str  #: what was asked: its kind, a space, and what it is about (``name tidewater labs``)
    entity: str = ""  #: the new id, whose alias it is, or what the surface is not
    class_id: str = ""  #: of a new entity
    label: str = ""  #: of a new entity
    names: tuple[str, ...] = ()  #: the aliases; of a wrong link its surface
    facts: tuple[tuple[str, str], ...] = ()  #: of a new entity, sorted
    former: tuple[str, ...] = ()  #: ids that it had as an unknown or a provisional one, sorted
    document: str = ""  #: of a wrong link: id or key of the only document it holds for; empty for all
    source: str = ""  #: of a new entity

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later decision has to share to take the place of this one."""
        return self.item, self.entity if self.action == "wrong-link" else "", self.document

    def line(self) -> str:
        """Return the decision as a line of ``decisions.tsv``, without its end."""
        facts = SEPARATOR.join(f"{name}={value}" for name, value in self.facts)
        return "\t".join((
            self.action, self.item, self.entity, self.class_id, self.label, SEPARATOR.join(self.names), facts,
            SEPARATOR.join(self.former), self.document, self.source,
        ))  # fmt: skip


def plain(text: str) -> str:
    """Return a text as a cell of a table can hold it: one line, NFC, nothing unprintable, no bar. Idempotent."""
    line = " ".join(unicodedata.normalize("NFC", text).replace("|", " ").split())
    return "".join(c if c.isprintable() else "\ufffd" for c in line)


def folded(text: str) -> str:
    """Return what the spellings of a surface by letter case, spaces and line breaks share."""
    return plain(plain(text).casefold())


def read_decisions(folder: Path, faults: Faults) -> list[tuple[int, Decision]]:
    """Return the decisions of a folder with their lines, in their order; none without a file. Faulty lines are noted."""
    path = folder / FILE
    if not path.is_file():
        return []
    found = []
    for number, row in read_table(path, COLUMNS, faults):
        facts = [tuple(part.strip() for part in fact.partition("=")[::2]) for fact in values(row["facts"])]
        decision = Decision(
            row["action"], row["item"], row["entity"], row["class"], row["label"], values(row["names"]),
            tuple(sorted((name, value) for name, value in facts)), tuple(sorted(values(row["former"]))), row["document"],
            row["source"],
        )  # fmt: skip
        wrong = list(_wrong(decision))
        for what in wrong:
            faults.add(path, number, what)
        if not wrong:
            found.append((number, decision))
    return found


def _wrong(decision: Decision) -> Iterable[str]:
    if decision.action not in ACTIONS:
        yield f"unknown action {decision.action!r}; there are {', '.join(ACTIONS)}"
    if not decision.item:
        yield "does not say what it is about"
    if decision.action in ("new", "alias", "wrong-link") and not SLUG.fullmatch(decision.entity):
        yield f"the id {decision.entity!r} is no slug (a-z, 0-9, - and .)"
    if decision.action in ("alias", "wrong-link") and not decision.names:
        yield "names nothing"
    if decision.action == "wrong-claim" and len(decision.item.split()) != 4:
        yield "a claim is written as: claim SUBJECT PREDICATE OBJECT"
    if any(not name or not value for name, value in decision.facts):
        yield "a fact is written as name=value"


def effective(decisions: Iterable[tuple[int, Decision]]) -> list[tuple[int, Decision]]:
    """Return the decisions that count, sorted by what they are about."""
    last = {decision.key: (number, decision) for number, decision in decisions}
    return [last[key] for key in sorted(last)]


def replay(decisions: Iterable[tuple[int, Decision]], schema: Schema, known: Collection[str]) -> dict[str, Rows]:
    """Return the rows of each table that decisions come to. An accepted id that is known lends its names only."""
    tables: dict[str, Rows] = {name: [] for name in TABLES}
    made: set[str] = set()
    for number, d in effective(decisions):
        hidden = d.item.startswith("handle ")
        match d.action:
            case "new" if d.entity not in known and d.entity not in made:
                made.add(d.entity)
                tables.setdefault(_file_of(d.class_id, schema), []).append((number, _record_row(d, hidden=hidden)))
            case "new" | "alias":
                names = [n for n in (d.label, *d.names) if n]
                cells = ("", SEPARATOR.join(names)) if hidden else (SEPARATOR.join(names), "")
                tables[ALIASES].append((number, _row(ALIASES, d.entity, *cells, "")))
            case "wrong-link":
                tables[WRONG_LINKS] += [(number, _row(WRONG_LINKS, name, d.entity, d.document)) for name in d.names]
            case "wrong-claim":
                tables[WRONG_CLAIMS].append((number, _row(WRONG_CLAIMS, *d.item.split()[1:])))
        if d.action in ("new", "alias"):
            tables[REDIRECTS] += [(number, _row(REDIRECTS, old, d.entity)) for old in d.former if old != d.entity]
    return {name: rows for name, rows in tables.items() if rows}


def _row(table: str, *cells: str) -> dict[str, str]:
    return dict(zip(TABLES[table], cells, strict=True))


def _file_of(class_id: str, schema: Schema) -> str:
    known = schema.classes.get(class_id)
    if class_id == "ModelFamily":
        return "families.tsv"
    return f"{_FILE_OF[known.contract_type]}.tsv" if known and known.contract_type else "unplaced.tsv"


def _record_row(d: Decision, *, hidden: bool) -> dict[str, str]:
    names = SEPARATOR.join(name for name in d.names if name != d.label)
    cells = (d.entity, d.class_id, d.label, "" if hidden else names, names if hidden else "", "", d.source or UNVERIFIED)
    facts: dict[str, list[str]] = {}
    for name, value in d.facts:
        facts.setdefault(name, []).append(value)
    return {**dict(zip(COMMON, cells, strict=True)), **{name: SEPARATOR.join(found) for name, found in facts.items()}}


def table_text(name: str, rows: Rows) -> str:
    """Return a table as the text of its file: a header, and the rows sorted."""
    header = TABLES.get(name) or (*COMMON, *sorted({key for _, row in rows for key in row} - set(COMMON)))
    lines = sorted({"\t".join(row.get(column, "") for column in header) for _, row in rows})
    return "\n".join(["\t".join(header), *lines]) + "\n"
