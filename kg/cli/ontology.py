"""`kg ontology`: look after what the program knows before it reads."""

from __future__ import annotations

import typer

from kg.cli.common import OntologyOption, console, counted, fail, load_ontology

app = typer.Typer(help="Look after the ontology: check its files.", no_args_is_help=True)


@app.command("lint", epilog="Example:\n\n  kg ontology lint --ontology my-records")
def lint(ontology: OntologyOption = None) -> None:
    """Check the ontology's files and print how many records of each type say their source."""
    from rich.table import Table

    from kg.ontology import lint as checking

    loaded = load_ontology(ontology)
    table = Table("type", box=None, pad_edge=False, header_style="dim")
    table.add_column("records", justify="right")
    table.add_column("with a source", justify="right")
    for kind, total, sourced in checking.counts(loaded):
        table.add_row(kind, f"{total:,}", f"{sourced / total:.0%}")
    screen = console()
    screen.print(table)
    faults = checking.lint(loaded)
    for fault in faults:
        typer.echo(fault)
    if faults:
        fail(counted(len(faults), "fault"))
    screen.print("no faults", style="green")


@app.callback()
def _ontology() -> None:
    pass
