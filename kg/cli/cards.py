"""`kg show`: everything about one entity or one document of the published graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import DEFAULT_STORE, StoreOption, console, counted, day, entity_named, load_graph, safe, say, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.records import Document, Entity, KnowledgeGraph, Node


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", epilog="Examples:\n\n  kg show anthropic\n\n  kg show slow-tokens-014")(show)


def show(
    name: Annotated[str, typer.Argument(metavar="ENTITY", help="An entity, or a document by its key.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Show an entity's card: type, names, facts with their source, when it was seen; or a document's places and zones."""
    graph = load_graph(store, texts=True)
    document = next((d for d in graph.documents if name in (d.key, d.id, d.link)), None)
    if document is not None:
        _show_document(document, graph, as_json=as_json)
    else:
        _show_entity(entity_named(graph, name), graph, as_json=as_json)


def _show_entity(entity: Entity, graph: KnowledgeGraph, *, as_json: bool) -> None:
    node = next(n for n in graph.nodes if n.entity.id == entity.id)
    claims = sum(entity.id in (c.subject, c.object) for c in graph.claims)
    if as_json:
        record = {
            "id": entity.id, "label": entity.label, "type": entity.type.value, "class": entity.class_id,
            "provisional": entity.provisional, "aliases": list(entity.aliases), "hidden": list(entity.hidden),
            "facts": [list(f) for f in entity.facts], "source": entity.source, "mentions": node.mentions,
            "documents": node.documents, "first_seen": day(node.first_seen), "last_seen": day(node.last_seen), "claims": claims,
        }  # fmt: skip
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    kind = entity.type.value + ("" if entity.class_id == entity.type.value else f" ({entity.class_id})")
    provisional = "  [yellow]provisional[/yellow]" if entity.provisional else ""
    say(f"[bold]{safe(entity.label)}[/bold]  {kind}  {entity.id}{provisional}")
    facts: dict[str, list[str]] = {}
    for fact, value in entity.facts:
        facts.setdefault(fact.replace("_", " "), []).append(value)
    _print_fields([
        ("also called", ", ".join(entity.aliases)), ("ids, handles", ", ".join(entity.hidden)),
        *((fact, ", ".join(found)) for fact, found in facts.items()), ("source", entity.source),
        ("mentioned", _mentioned(node)), ("claims", f"{claims:,}; see kg neighbors {entity.id}" if claims else "none"),
    ])  # fmt: skip


def _mentioned(node: Node) -> str:
    if not node.mentions:
        return "never; it is here to place others"
    times = f"{counted(node.mentions, 'time')} in {counted(node.documents, 'document')}"
    first, last = day(node.first_seen), day(node.last_seen)
    return times + (f", {first}" if first == last and first else f", {first} to {last}" if first else "")


def _show_document(document: Document, graph: KnowledgeGraph, *, as_json: bool) -> None:
    zones: dict[str, int] = {}
    for zone in document.zones:
        zones[zone.kind.value] = zones.get(zone.kind.value, 0) + 1
    mentions = sum(m.document == document.id for m in graph.mentions)
    if as_json:
        record = {
            "id": document.id, "key": document.key, "title": document.title, "authors": list(document.authors),
            "published": day(document.published), "link": document.link, "outlet": document.outlet,
            "revision": document.revision, "characters": len(document.text), "zones": zones, "mentions": mentions,
            "places": [{"source": p.source, "item": p.item, "published": day(p.published)} for p in document.places],
        }  # fmt: skip
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    say(f"[bold]{safe(document.title or document.key)}[/bold]")
    _print_fields([
        ("key", document.key), ("id", document.id), ("authors", ", ".join(document.authors)), ("outlet", document.outlet),
        ("published", day(document.published)), ("link", document.link), ("revision", document.revision),
        ("characters", f"{len(document.text):,}"), ("mentions", f"{mentions:,}"),
        ("zones", ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in sorted(zones.items()))),
        *(("places" if n == 0 else "", "  ".join(filter(None, (p.source, p.item)))) for n, p in enumerate(document.places)),
    ])  # fmt: skip


def _print_fields(fields: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in fields:
        if value:
            table.add_row(f"  {name}", safe(shortened(value, 400)))
    console().print(table)
