"""`kg neighbors`, `show`, `search`, `why`, `path` and `new`: reading the published graph."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import (
    DEFAULT_STORE, Shape, StoreOption, console, day, entity_named, fail, load_graph, print_rows, shortened,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.records import Claim, Document, Entity, KnowledgeGraph

Name = Annotated[str, typer.Argument(metavar="ENTITY", help="An id, a label or an alias.")]
ShapeOption = Annotated[Shape, typer.Option("--format", help="How to print it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Day = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only links last seen on this day or later.")
]

_NEIGHBOUR_FIELDS = (
    "id", "label", "type", "relation", "kind", "direction", "weight", "documents", "belief", "status", "first_seen", "last_seen",
    "depth", "via", "quote", "document", "link",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("neighbors", epilog='Examples:\n\n  kg neighbors "Gemma 4"\n\n  kg neighbors google --relation developed_by --format json')(neighbors)
    app.command("show", epilog="Example:\n\n  kg show anthropic")(show)
    app.command("search", epilog="Example:\n\n  kg search qwen")(search)
    app.command("why", epilog='Example:\n\n  kg why "Gemma 4" Google')(why)
    app.command("path", epilog="Example:\n\n  kg path Anthropic Nvidia")(path)


def neighbors(
    name: Name,
    relation: Annotated[str | None, typer.Option(help="A predicate, broad or narrow, or co_mention.")] = None,
    kind: Annotated[str | None, typer.Option(help="A type (Lab, Model, ...) or class of the neighbours.")] = None,
    depth: Annotated[int, typer.Option(help="Steps to go.", min=1, max=4)] = 1,
    since: Day = None,
    limit: Annotated[int, typer.Option(help="Neighbours to print; 0 for all.", min=0)] = 20,
    form: ShapeOption = Shape.TABLE,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """List what an entity is linked with: relation, direction, weight, dates and one quote each."""
    from kg.graph import documents_by_id, neighbours

    graph = load_graph(store)
    entity = entity_named(graph, name)
    if relation is not None:
        relation = _known_relation(graph, relation)
    after = since.replace(tzinfo=UTC) if since else None
    found = neighbours(graph, entity.id, relation=relation, kind=kind, depth=depth, since=after, limit=limit or None)
    documents = documents_by_id(graph)
    rows = [
        {
            "id": n.entity.id, "label": n.entity.label, "type": n.entity.type.value, "relation": n.relation, "kind": n.kind,
            "direction": n.direction, "weight": n.weight, "documents": n.documents,
            "belief": None if n.belief is None else round(n.belief, 3), "status": n.status.value if n.status else None,
            "first_seen": day(n.first), "last_seen": day(n.last), "depth": n.depth, "via": n.via, "quote": shortened(n.quote, 400),
            "document": _title(documents.get(n.document)), "link": _link(documents.get(n.document)),
        }
        for n in found
    ]  # fmt: skip
    if form is not Shape.TABLE:
        print_rows(rows, _NEIGHBOUR_FIELDS, form)
        return
    _neighbour_table(entity, rows)


def _known_relation(graph: KnowledgeGraph, name: str) -> str:
    """Return a predicate in its printed spelling. Raises Exit for one that the graph does not have."""
    wanted = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).replace("-", "_")
    known = {c.predicate for c in graph.claims} | {c.broad for c in graph.claims} | {f.predicate for f in graph.background}
    if wanted in known | {"co_mention"}:
        return wanted
    from kg.ontology import load

    if wanted not in load().schema.predicates:
        fail(f"{name!r} is no relation; the graph has {', '.join(sorted(known | {'co_mention'}))}")
    return wanted


def _neighbour_table(entity: Entity, rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    screen = console()
    screen.print(f"[bold]{_safe(entity.label)}[/bold]  {entity.type.value}  {entity.id}")
    if not rows:
        screen.print("no neighbours under these conditions")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("relation", no_wrap=True)
    table.add_column("neighbour", no_wrap=True, style="bold", max_width=30)
    table.add_column("type", no_wrap=True, style="dim")
    table.add_column("weight", justify="right")
    table.add_column("last seen", no_wrap=True, style="dim")
    if screen.width >= 100:
        table.add_column("quote", overflow="ellipsis", no_wrap=True, ratio=1)
    arrows = {"out": "→", "in": "←", "none": "–"}
    for row in rows:
        status = "" if row["status"] in (None, "Supported") else f" ({row['status'].lower()})"
        mark = " (background)" if row["kind"] == "background" else status
        cells = [
            f"{arrows[row['direction']]} {row['relation']}{mark}", _safe(row["label"]), row["type"], str(row["weight"] or ""),
            row["last_seen"],
        ]  # fmt: skip
        table.add_row(*cells, *([_safe(shortened(row["quote"], 120))] if screen.width >= 100 else []))
    screen.print(table)


def _safe(text: str) -> str:
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))


def _title(document: Document | None) -> str:
    return (document.title or document.key) if document else ""


def _link(document: Document | None) -> str:
    return document.link if document else ""


def show(
    name: Annotated[str, typer.Argument(metavar="ENTITY", help="An entity, or a document by its key.")],
    as_json: JsonOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Show an entity's card: type, names, facts with their source, when it was seen; or a document's places and zones."""
    graph = load_graph(store, texts=True)
    document = next((d for d in graph.documents if name in (d.key, d.id, d.link)), None)
    if document is not None:
        _show_document(document, graph, as_json=as_json)
        return
    entity = entity_named(graph, name)
    node = next(n for n in graph.nodes if n.entity.id == entity.id)
    claims = [c for c in graph.claims if entity.id in (c.subject, c.object)]
    record = {
        "id": entity.id, "label": entity.label, "type": entity.type.value, "class": entity.class_id,
        "provisional": entity.provisional, "aliases": list(entity.aliases), "hidden": list(entity.hidden),
        "facts": [list(f) for f in entity.facts], "source": entity.source, "mentions": node.mentions,
        "documents": node.documents, "first_seen": day(node.first_seen), "last_seen": day(node.last_seen),
        "claims": len(claims),
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    screen = console()
    screen.print(f"[bold]{_safe(entity.label)}[/bold]  {entity.type.value} ({entity.class_id})  aig:{entity.id}" + ("  provisional" if entity.provisional else ""))
    lines = [
        ("also called", ", ".join(entity.aliases)), ("ids and handles", ", ".join(entity.hidden)),
        *((name.replace("_", " "), value) for name, value in entity.facts), ("source of the record", entity.source),
        ("mentioned", f"{node.mentions} times in {node.documents} documents, {day(node.first_seen)} to {day(node.last_seen)}"),
        ("claims", f"{len(claims)}; see kg neighbors {entity.id}"),
    ]  # fmt: skip
    for key, value in lines:
        if value:
            screen.print(f"  [dim]{key}:[/dim] {_safe(shortened(value, 200))}")


def _show_document(document: Document, graph: KnowledgeGraph, *, as_json: bool) -> None:
    mentions = [m for m in graph.mentions if m.document == document.id]
    zones: dict[str, int] = {}
    for zone in document.zones:
        zones[zone.kind.value] = zones.get(zone.kind.value, 0) + 1
    record = {
        "id": document.id, "key": document.key, "title": document.title, "authors": list(document.authors),
        "published": day(document.published), "link": document.link, "outlet": document.outlet, "revision": document.revision,
        "characters": len(document.text), "zones": zones, "mentions": len(mentions),
        "places": [{"source": p.source, "item": p.item, "published": day(p.published)} for p in document.places],
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    screen = console()
    screen.print(f"[bold]{_safe(document.title or document.key)}[/bold]  {document.id}")
    for key in ("outlet", "published", "link", "revision", "characters", "mentions"):
        if record[key]:
            screen.print(f"  [dim]{key}:[/dim] {_safe(str(record[key]))}")
    screen.print(f"  [dim]zones:[/dim] {', '.join(f'{n} {kind}' for kind, n in sorted(zones.items())) or 'none'}")
    screen.print(f"  [dim]places:[/dim] {len(document.places)}")
    for p in document.places:
        screen.print(f"    {_safe(p.source)}  {_safe(p.item)}  {day(p.published)}")


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The beginning of a name, or something like it.")],
    limit: Annotated[int, typer.Option(help="Hits to print.", min=1)] = 15,
    form: ShapeOption = Shape.TABLE,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Find entities by their names, aliases and handles: exact, by prefix, by likeness."""
    from kg import lookup

    graph = load_graph(store)
    mentions = {n.entity.id: n.mentions for n in graph.nodes}
    hits = lookup.search(graph, text, limit)
    rows = [
        {"id": h.entity.id, "label": h.entity.label, "type": h.entity.type.value, "name": h.name, "how": h.how, "mentions": mentions[h.entity.id]}
        for h in hits
    ]
    if form is not Shape.TABLE:
        print_rows(rows, ("id", "label", "type", "name", "how", "mentions"), form)
        return
    if not rows:
        fail(f"nothing in the graph is called anything like {text!r}")
    from rich.table import Table

    table = Table("label", "type", "id", "matched", "mentions", box=None, pad_edge=False, header_style="dim")
    for row in rows:
        table.add_row(_safe(str(row["label"])), str(row["type"]), str(row["id"]), _safe(str(row["name"])), str(row["mentions"]))
    console().print(table)


def why(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    as_json: JsonOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Print everything between two entities: claims with every quote, source and date, both sides when contested; co-mentions."""
    from kg.graph import documents_by_id, everything_between

    graph = load_graph(store)
    first, second = entity_named(graph, a), entity_named(graph, b)
    between = everything_between(graph, first.id, second.id)
    documents = documents_by_id(graph)
    labels = {n.entity.id: n.entity.label for n in graph.nodes}
    pair = between.co_mention
    record = {
        "a": first.id, "b": second.id, "claims": [_claim_object(c, documents) for c in between.claims],
        "co_mention": None if pair is None else {
            "sentences": pair.sentences, "paragraphs": pair.paragraphs, "documents": pair.documents, "sources": pair.sources,
            "npmi": round(pair.npmi_sentence, 3), "first_seen": day(pair.first_seen), "last_seen": day(pair.last_seen),
            "quote": shortened(pair.quote, 400), "document": _title(documents.get(pair.quote_document)),
        },
        "background": [[f.subject, f.predicate, f.object, f.source] for f in between.background],
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    screen = console()
    if not between.claims and pair is None and not between.background:
        fail(f"nothing links {first.label} and {second.label} directly; try kg path")
    for claim in between.claims:
        screen.print(f"[bold]{_safe(labels[claim.subject])} {claim.predicate} {_safe(labels[claim.object])}[/bold]  {claim.status.value.lower()}, belief {claim.belief:.2f}")
        for e in claim.evidence:
            document = documents.get(e.document)
            how = ("denied, " if e.polarity.value == "-" else "") + e.modality.value + (f" by {e.holder}" if e.holder else "")
            screen.print(f"  “{_safe(shortened(e.quote, 300))}”")
            screen.print(f"    [dim]{_safe(how)}; {_safe(_title(document))}, {_safe(document.outlet if document else '')} {day(document.published if document else None)} {_safe(_link(document))}[/dim]")
    if pair is not None:
        screen.print(f"[bold]Named together[/bold] in {pair.sentences} sentences, {pair.paragraphs} paragraphs, {pair.documents} documents of {pair.sources} sources (NPMI {pair.npmi_sentence:.2f})")
        if pair.quote:
            screen.print(f"  “{_safe(shortened(pair.quote, 300))}”")
    for fact in between.background:
        screen.print(f"[dim]Background, not stated in the documents: {_safe(labels.get(fact.subject, fact.subject))} {fact.predicate} {_safe(labels.get(fact.object, fact.object))} ({_safe(fact.source)})[/dim]")


def _claim_object(claim: Claim, documents: Mapping[str, Document]) -> dict[str, Any]:
    return {
        "id": claim.id, "subject": claim.subject, "predicate": claim.predicate, "object": claim.object,
        "belief": round(claim.belief, 3), "status": claim.status.value,
        "evidence": [
            {
                "quote": shortened(e.quote, 400), "polarity": e.polarity.value, "modality": e.modality.value, "holder": e.holder,
                "document": _title(documents.get(e.document)), "link": _link(documents.get(e.document)),
                "date": day(d.published) if (d := documents.get(e.document)) else "", "rule": e.rule,
            }
            for e in claim.evidence
        ],
    }  # fmt: skip


def path(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    as_json: JsonOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Print the best chain of several steps between two entities; claims are preferred to co-mentions."""
    from kg.graph import best_path

    graph = load_graph(store)
    first, second = entity_named(graph, a), entity_named(graph, b)
    found = best_path(graph, first.id, second.id)
    if found is None:
        fail(f"no chain of links leads from {first.label} to {second.label}")
        return
    labels = {n.entity.id: n.entity.label for n in graph.nodes}
    steps = [
        {"from": x, "to": y, "relation": link.relation, "kind": link.kind, "forward": link.a == x, "quote": shortened(link.quote, 300)}
        for x, y, link in zip(found.entities, found.entities[1:], found.links, strict=False)
    ]
    if as_json:
        typer.echo(json.dumps({"entities": list(found.entities), "steps": steps, "cost": found.cost}, ensure_ascii=False, indent=1))
        return
    screen = console()
    screen.print(f"[bold]{_safe(labels[found.entities[0]])}[/bold]")
    for step in steps:
        arrow = "–" if step["kind"] == "co_mention" else "→" if step["forward"] else "←"
        screen.print(f"  {arrow} {step['relation']} {arrow} [bold]{_safe(labels[str(step['to'])])}[/bold]")
        if step["quote"]:
            screen.print(f"      [dim]“{_safe(str(step['quote']))}”[/dim]")
