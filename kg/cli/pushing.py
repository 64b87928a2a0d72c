"""`kg push`: the published graph into a SPARQL store elsewhere."""

from __future__ import annotations

import json
import os
from typing import Annotated
from urllib.parse import urlsplit

import typer

from kg.cli.common import DEFAULT_STORE, StoreOption, counted, warn

_EXAMPLES = """
Examples:

  kg push http://127.0.0.1:7878/store

  kg push http://127.0.0.1:3030/ai/update --update

  kg push https://example.org/store --dry-run
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("push", epilog=_EXAMPLES)(push)


def push(
    endpoint: Annotated[
        str, typer.Argument(metavar="ENDPOINT", help="The store's address for the Graph Store Protocol, or for updates.")
    ],
    by_update: Annotated[
        bool,
        typer.Option(
            "--update/--graph-store", help="By SPARQL Update, or by the Graph Store Protocol (PUT for each named graph)."
        ),
    ] = False,
    batch: Annotated[int, typer.Option(help="Triples in a request at most.", min=1)] = 20_000,
    timeout: Annotated[float, typer.Option(help="Seconds for the store to answer a request.", min=0.1)] = 120.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was sent as one JSON object.")] = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Load the published graph into a SPARQL 1.1 store elsewhere, each layer as a named graph.

    The named graphs are replaced and all others left alone, so the same push again gives the same store.
    Credentials are read from the environment: KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN.
    """
    from kg import push as pushing
    from kg.cli.progress import Bar
    from kg.exporters.rdf_lines import published_lines
    from kg.serve.hosts import is_loopback
    from kg.store import snapshot_dir

    target = pushing.Target(
        endpoint, "update" if by_update else "graph-store", batch, timeout,
        os.environ.get("KG_PUSH_USER", ""), os.environ.get("KG_PUSH_PASSWORD", ""), os.environ.get("KG_PUSH_TOKEN", ""),
    )  # fmt: skip
    pushing.check(target)
    graphs = published_lines(snapshot_dir(store))
    planned = list(pushing.steps(graphs, target)) if dry_run else []
    if not dry_run:
        address = urlsplit(endpoint)
        if address.scheme == "http" and (target.token or target.user) and not is_loopback(address.hostname or ""):
            warn(f"{endpoint} is no https address: the credentials can be read on the way")
        with Bar() as bar:
            pushing.push(graphs, target, lambda done, total: bar("pushing", done, total))
    counts = {graph: len(lines) for graph, lines in graphs.items()}
    if as_json:
        record = {"endpoint": endpoint, "way": target.way, "graphs": counts, "triples": sum(counts.values()), "sent": not dry_run}
        typer.echo(json.dumps(record))
        return
    for graph, count in counts.items():
        typer.echo(f"{count:>10,}  {graph}")
    total = f"{counted(sum(counts.values()), 'triple')} in {counted(len(counts), 'named graph')}"
    if dry_run:
        size = sum(len(step.body) for step in planned)
        typer.echo(f"{total} would go to {endpoint} in {counted(len(planned), 'request')}, {size / 1e6:.1f} MB")
    else:
        typer.echo(f"{total} are in {endpoint}")
