"""`kg serve`: the published graph over HTTP."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import DEFAULT_STORE, StoreOption, counted, fail, warn

if TYPE_CHECKING:
    from kg.serve.published import Generation

_SERVE_EXAMPLES = """
Examples:

  kg serve

  kg serve --port 8080 --timeout 10 --cors https://example.org

  curl 127.0.0.1:8707/sparql -d 'query=ASK { aig:gemma-4 a aigo:Model }'
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve", epilog=_SERVE_EXAMPLES)(serve)


def serve(
    host: Annotated[str, typer.Option(help="The address to serve at. Any but loopback is open to others.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes any free one.", min=0, max=65535)] = 8707,
    timeout: Annotated[float, typer.Option(help="Seconds after which a query is ended.", min=0.1)] = 30.0,
    limit: Annotated[int, typer.Option(help="Rows, or triples, of an answer at most.", min=1)] = 100_000,
    workers: Annotated[
        int | None, typer.Option(help="Queries at once; the rest wait. As many as there are cores, 2 to 4.", min=1)
    ] = None,
    cors: Annotated[
        list[str] | None, typer.Option(metavar="ORIGIN", help="Let pages of that origin read the answers; * for all; repeatable.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A name that the server goes by, as behind a proxy; repeatable.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print a line for each request.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as one JSON object.")] = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Serve the graph: its page, a page for each entity, and SPARQL 1.1, read only. Ctrl-C ends it.

    At / is the graph, at /entity/ID an entity as HTML, Turtle or JSON-LD, and /sparql takes queries by GET and POST.
    Each new build is served as soon as it is published.
    """
    from kg.serve import running
    from kg.serve.app import Settings
    from kg.serve.hosts import address, is_loopback, is_origin

    for origin in cors or ():
        if not is_origin(origin):
            fail(f"--cors {origin}: is no origin; name it as browsers do, https://example.org, or * for all")
    at_once = workers or max(2, min(4, os.cpu_count() or 2))
    settings = Settings(
        limit=limit, timeout=timeout, workers=at_once, cors=tuple(cors or ()), names=(host, *(allow_host or ()))
    )  # fmt: skip
    listener = running.listen(host, port)
    url = address(host, listener.getsockname()[1])
    if not is_loopback(host):
        warn(f"{host} is not loopback: whoever can reach this machine can read and ask the graph")

    def ready(now: Generation) -> None:
        triples, entities = sum(now.pool.graphs.values()), len(now.content.nodes)
        if as_json:
            record = {"url": url, "sparql": f"{url}sparql", "entities": entities, "triples": triples, "build": now.content.name}
            typer.echo(json.dumps(record))
            return
        typer.echo(f"Serving {store}: {counted(entities, 'entity', 'entities')}, {counted(triples, 'triple')}")
        for path, what in (("", "the graph"), ("entity/", "the entities"), ("sparql", "SPARQL 1.1, read only")):
            typer.echo(f"  {url}{path}".ljust(len(url) + 12) + what)
        typer.echo("Ctrl-C ends it.")

    with listener:
        running.serve(store, listener, settings, ready=ready, say=warn, verbose=verbose)
