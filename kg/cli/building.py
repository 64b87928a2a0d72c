"""`kg build` and `kg export`."""

from __future__ import annotations

import dataclasses
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import (
    DEFAULT_OUT,
    DEFAULT_STORE,
    BaseOption,
    OntologyOption,
    OutOption,
    PrivateOption,
    StoreOption,
    console,
    counted,
    load_graph,
    load_ontology,
    tell_failures,
    warn,
)  # fmt: skip

if TYPE_CHECKING:
    from kg.pipeline import Built

_BUILD_EXAMPLES = """
Examples:

  kg build                                  the sample corpus

  kg build feeds.opml notes/ https://example.org/feed.xml

  kg build feed.xml --store ai.duckdb --out out --json
"""


RefreshOption = Annotated[
    bool, typer.Option("--refresh", help="Transfer every address again, whatever is remembered of it.")
]
FullTextOption = Annotated[
    bool, typer.Option("--full-text", help="Fetch the pages of entries of which a feed carries only the beginning.")
]


class Output(StrEnum):
    """What `kg export` writes."""

    RDF = "rdf"
    GRAPHML = "graphml"
    HTML = "html"
    CSV = "csv"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("build", epilog=_BUILD_EXAMPLES)(build)
    app.command("export", epilog="Examples:\n\n  kg export\n\n  kg export rdf --out published")(export)


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="Feed (RSS, Atom, JSON Feed), OPML, .html, .md, .txt, mail (.eml, .mbox), .pdf, a folder of them, a pattern "
            "('posts/**/*.md'), an address, or - for standard input; without any, the sample.",
        ),
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    out: OutOption = DEFAULT_OUT,
    ontology: OntologyOption = None,
    refresh: RefreshOption = False,
    allow_private: PrivateOption = False,
    full_text: FullTextOption = False,
    base: BaseOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the closing table as one JSON object.")] = False,
) -> None:
    """Ingest, link, relate and export everything; running it again does only what is new."""
    from kg import pipeline

    own = load_ontology(ontology)
    named = list(sources) if sources else [str(pipeline.sample_folder())]
    with _Bar() as bar:
        built = pipeline.build(
            named, store, out, own, bar, refresh=refresh, allow_private=allow_private, full_text=full_text, base=base
        )
    if as_json:
        typer.echo(json.dumps(_as_object(built), ensure_ascii=False, indent=1))
    elif built.files:
        _print_table(built, store, out)
    for note in built.notes:
        warn(f"note: {note}")
    tell_failures(built.failures, is_all=not (built.read or built.unchanged), nothing="nothing was built")


def export(
    output: Annotated[Output, typer.Argument(metavar="OUTPUT", help="rdf, graphml, html, csv or all.")] = Output.ALL,
    store: StoreOption = DEFAULT_STORE,
    out: OutOption = DEFAULT_OUT,
    ontology: OntologyOption = None,
    base: BaseOption = None,
) -> None:
    """Write the outputs again from what the last build published."""
    from kg.exporters import FORMATS
    from kg.pipeline import base_of, write_outputs

    graph = load_graph(store, texts=True)
    formats = FORMATS if output is Output.ALL else (output.value,)
    for path in write_outputs(graph, load_ontology(ontology), out, formats, base=base or base_of(store)):
        typer.echo(str(path))


class _Bar:
    """A progress bar on stderr, when that is a terminal."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        shown = console(err=True)
        self._progress = Progress(
            TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=shown,
            transient=True, disable=not shown.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        from rich.progress import TaskID

        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(TaskID(self._tasks[stage]), completed=done, total=total)


def _as_object(built: Built) -> dict[str, object]:
    record = dataclasses.asdict(built)
    record["failures"] = [{"source": f.source, "reason": f.reason} for f in built.failures]
    record["files"] = list(built.files)
    record["unchanged"], record["notes"] = list(built.unchanged), list(built.notes)
    record["left_out"] = dict(built.left_out)
    return record


def _left_out(built: Built) -> str:
    """Return what the counts leave out, in words."""
    found = [f"{n:,} {reason.replace('_', ' ')}" for reason, n in built.left_out if n]
    return ", ".join(found) or "nothing"


def _addresses(built: Built) -> str:
    return "address had" if len(built.unchanged) == 1 else "addresses had"


def _print_table(built: Built, store: Path, out: Path) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column()
    new = counted(built.analysed, "document") if built.analysed else "no document"
    entities = counted(built.entities, "entity", "entities")
    states = f"{counted(built.places, 'place')}, {counted(built.revisions, 'revision')}"
    rows = [
        (built.documents, f"documents ({states}); {new} new or changed"),
        (built.mentions, f"mentions of {entities}, {built.provisional:,} of them provisional"),
        (built.co_mentions, "pairs of entities that share a sentence"),
        (sum(n for _, n in built.left_out), f"left out of the counts: {_left_out(built)}"),
        (built.claims, f"claims from {counted(built.evidence, 'sentence')} that state, deny or suppose a relation"),
        *([(built.rejected, "claims left out, called wrong in the review")] if built.rejected else []),
        *([(len(built.unchanged), f"{_addresses(built)} nothing new since the last run")] if built.unchanged else []),
        (len(built.failures), "sources or parts that could not be read"),
    ]
    if built.foreign:
        rows.insert(1, (built.foreign, "of them in other languages: linked for names, read for no claims"))
    for number, what in rows:
        table.add_row(f"{number:,}", what)
    console().print(table)
    typer.echo(f"Written: {out}/ ({counted(len(built.files), 'file')}); open {out / 'graph.html'}")
    typer.echo(f"Store: {store}")
