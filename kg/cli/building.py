"""`kg build` and `kg export`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from kg.cli.common import (
    DEFAULT_OUT,
    DEFAULT_STORE,
    BaseOption,
    OntologyOption,
    OutOption,
    PrivateOption,
    StoreOption,
    load_graph,
    load_ontology,
    tell_failures,
    warn,
)  # fmt: skip
from kg.cli.progress import Bar, as_object, print_table

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
    with Bar() as bar:
        built = pipeline.build(
            named, store, out, own, bar, refresh=refresh, allow_private=allow_private, full_text=full_text, base=base
        )
    if as_json:
        typer.echo(json.dumps(as_object(built), ensure_ascii=False, indent=1))
    elif built.files:
        print_table(built, store, out)
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
