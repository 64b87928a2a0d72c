"""What the commands share: options, consoles, errors, output formats."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.errors import KgError

if TYPE_CHECKING:
    from rich.console import Console

    from kg.ontology import Ontology
    from kg.records import Entity, KnowledgeGraph

#: Where a user's own records are looked for when nothing is said.
OWN_ONTOLOGY = Path("ontology.d")

StoreOption = Annotated[Path, typer.Option("--store", help="The store that kg build wrote.", show_default=True)]
OutOption = Annotated[Path, typer.Option("--out", help="The folder for the outputs.")]
OntologyOption = Annotated[
    list[Path] | None,
    typer.Option("--ontology", help="A folder of your own records; repeatable. [default: ./ontology.d if there is one]"),
]
DEFAULT_STORE = Path("kg.duckdb")
DEFAULT_OUT = Path("exports")


class Lines(StrEnum):
    """How mentions and relations are printed."""

    JSONL = "jsonl"
    CSV = "csv"


class Shape(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def console(*, err: bool = False) -> Console:
    """Return a console that respects NO_COLOR and whether the stream is a terminal."""
    from rich.console import Console

    return Console(stderr=err, highlight=False, soft_wrap=False)


def fail(message: str) -> None:
    """Print one line on stderr and leave with status 1."""
    print(f"kg: {message}", file=sys.stderr)  # noqa: T201 - the one place where errors reach a person
    raise typer.Exit(1)


def load_ontology(folders: Sequence[Path] | None) -> Ontology:
    """Return the shipped ontology with the user's folders."""
    from kg.ontology import load

    own = list(folders or ([OWN_ONTOLOGY] if OWN_ONTOLOGY.is_dir() else []))
    return load(*own)


def load_graph(store: Path, *, texts: bool = False) -> KnowledgeGraph:
    """Return the published graph of a store."""
    from kg.store import read_snapshot

    return read_snapshot(store, texts=texts)


def entity_named(graph: KnowledgeGraph, name: str) -> Entity:
    """Return the entity that a person means. Raises LookupFailed with what it may have been."""
    from kg.lookup import find

    return find(graph, name)


def print_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], shape: Shape) -> None:
    """Print rows as JSON or CSV; tables are drawn by the commands."""
    if shape is Shape.JSON:
        typer.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: safe_cell(value) for key, value in row.items()})
    typer.echo(out.getvalue(), nl=False)


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def day(when: object) -> str:
    """Return the day of a time, or nothing."""
    return when.date().isoformat() if hasattr(when, "date") else ""


def shortened(text: str, width: int = 160) -> str:
    """Return a quote on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    return line[:width].rsplit(" ", 1)[0] + " …"


__all__ = [
    "DEFAULT_OUT", "DEFAULT_STORE", "KgError", "Lines", "OntologyOption", "OutOption", "Shape", "StoreOption", "console", "day",
    "entity_named", "fail", "load_graph", "load_ontology", "print_rows", "safe_cell", "shortened",
]  # fmt: skip
