"""`kg report`: one digest of a span of days."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from kg.cli.common import DEFAULT_STORE, SinceOption, StoreOption, UntilOption, fail, load_graph

_EXAMPLES: Final = """
Examples:

  kg report                                   the last week, as Markdown

  kg report --since 2026-03-01 --until 2026-03-31 --out march.html
"""


class Format(StrEnum):
    """What a report can be."""

    MARKDOWN = "md"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog=_EXAMPLES)(report)


def report(
    since: SinceOption = None,
    until: UntilOption = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="md or html; else what the ending of --out says, else md.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there; else it is printed.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Most entries of each kind; 0 for all.")] = 15,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Write one digest: what is new, which pairs rose, new claims with their quotes, and what is contested.

    The numbers are those of kg new.
    """
    from kg import news
    from kg import report as reports
    from kg.exporters.cells import whole_file

    graph = load_graph(store, texts=True)
    try:
        span = news.span_of(graph, since, until)
    except ValueError as error:
        fail(str(error))
    if span is None:
        fail("no document of the store has a date")
    is_page = form is Format.HTML or (form is None and out is not None and out.suffix.lower() in (".html", ".htm"))
    digest = reports.digest(graph, news.news(graph, span), limit or None)
    text = reports.page(digest) if is_page else reports.markdown(digest)
    if out is None:
        typer.echo(text, nl=False)
        return
    if out.is_dir():
        fail(f"{out}: is a folder; name a file, as in --out {out / 'report.html'}")
    with whole_file(out) as file:
        file.write(text)
    typer.echo(str(out))
