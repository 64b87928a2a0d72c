"""`kg mcp`: the published graph as tools for programs that speak the Model Context Protocol."""

from __future__ import annotations

import importlib.util
from typing import Annotated

import typer

from kg.cli.common import DEFAULT_STORE, StoreOption, fail, warn

_EXAMPLES = """
Examples:

  kg mcp --store /data/kg.duckdb

As most clients are told of it:

  "kg": {"command": "kg", "args": ["mcp", "--store", "/data/kg.duckdb"]}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mcp", epilog=_EXAMPLES)(mcp)


def mcp(
    timeout: Annotated[float, typer.Option(help="Seconds after which a query is ended.", min=0.1)] = 30.0,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Offer the graph as MCP tools on standard input and output, read only: search, show, neighbors, why, path, query.

    A client starts this command itself. Each new build is served as soon as it is published.
    """
    if importlib.util.find_spec("mcp") is None:
        fail("kg mcp needs the package mcp; install it with: pip install 'model-mention-kg[mcp]'")
    from kg.mcp.server import serve
    from kg.store import snapshot_dir

    snapshot_dir(store)  # so that a missing build is said before a client waits
    serve(store, timeout=timeout, say=warn)
