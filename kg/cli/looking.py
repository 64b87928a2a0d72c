"""`kg neighbors`, `search`, `why` and `path`: reading the published graph."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kg.cli import common
from kg.cli.common import (
    DEFAULT_STORE,
    Shape,
    StoreOption,
    counted,
    day,
    day_named,
    entity_named,
    fail,
    iso,
    load_graph,
    safe,
    say,
    shortened,
    true_days,
)
from kg.quoting import QUOTE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kg.graph import Neighbour
    from kg.records import BackgroundFact, Claim, CoMention, Document, Entity, Evidence, KnowledgeGraph

Name = Annotated[str, typer.Argument(metavar="ENTITY", help="An id, a label or an alias.")]
One = Annotated[str, typer.Argument(metavar="A", help="An entity: an id, a label or an alias.")]
Other = Annotated[str, typer.Argument(metavar="B", help="Another one.")]
ShapeOption = Annotated[Shape, typer.Option("--format", help="How to print it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Day = Annotated[
    date | None,
    typer.Option("--since", parser=day_named, metavar="DAY", help="Only links last seen on this day, as 2026-03-31, or later."),
]

_NEIGHBOUR_FIELDS: Final = (
    "id", "label", "type", "relation", "kind", "direction", "weight", "documents", "belief", "status", "denied",
    "first_seen", "last_seen", "depth", "via", "quote", "document", "link",
)  # fmt: skip
#: From this width on a table has room for a quote.
_WIDE: Final = 100

_NEIGHBORS_EXAMPLES = """
Examples:

  kg neighbors "Gemma 4"

  kg neighbors google --relation developed_by --format json
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("neighbors", epilog=_NEIGHBORS_EXAMPLES)(neighbors)
    app.command("search", epilog="Example:\n\n  kg search qwen")(search)
    app.command("why", epilog='Example:\n\n  kg why "Gemma 4" Google')(why)
    app.command("path", epilog="Example:\n\n  kg path Anthropic Nvidia")(path)


# -- neighbors ---------------------------------------------------------------------------------------------------


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

    graph = load_graph(store, to_pass_on=form is not Shape.TABLE)
    entity = entity_named(graph, name, store)
    relation = None if relation is None else _known_relation(graph, relation)
    if kind is not None:
        _check_kind(graph, kind)
    after = datetime.combine(since, time.min, UTC) if since else None
    found = neighbours(graph, entity.id, relation=relation, kind=kind, depth=depth, since=after)
    documents = documents_by_id(graph)
    rows = [_neighbour_row(n, documents.get(n.document)) for n in found[: limit or None]]
    if form is not Shape.TABLE:
        common.print_rows(rows, _NEIGHBOUR_FIELDS, form)
        return
    _draw_neighbours(entity, rows, _labels(graph), is_deep=depth > 1)
    if len(rows) < len(found):
        say(f"[dim]{len(rows)} of {len(found):,}; --limit 0 prints all[/dim]")


def _neighbour_row(n: Neighbour, document: Document | None) -> dict[str, Any]:
    return {
        "id": n.entity.id, "label": n.entity.label, "type": n.entity.type.value, "relation": n.relation, "kind": n.kind,
        "direction": n.direction, "weight": n.weight, "documents": n.documents,
        "belief": None if n.belief is None else round(n.belief, 3), "status": n.status.value if n.status else None,
        "denied": n.is_denied,
        "first_seen": day(n.first), "last_seen": day(n.last), "depth": n.depth, "via": n.via,
        "quote": shortened(n.quote, QUOTE_LIMIT), "document": _title(document), "link": document.link if document else "",
    }  # fmt: skip


def _known_relation(graph: KnowledgeGraph, name: str) -> str:
    """Return a predicate in its printed spelling; leave for one that neither the graph nor the schema has."""
    wanted = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).replace("-", "_").removeprefix("_")
    known = {c.predicate for c in graph.claims} | {c.broad for c in graph.claims} | {f.predicate for f in graph.background}
    known.add("co_mention")
    if wanted in known:
        return wanted
    from kg.ontology import load

    if wanted not in load().schema.predicates:
        fail(f"{name!r} is no relation; the graph has {', '.join(sorted(known))}")
    return wanted


def _check_kind(graph: KnowledgeGraph, kind: str) -> None:
    from kg.ontology import load
    from kg.records import EntityType

    types = [t.value for t in EntityType]
    known = {t.casefold() for t in types} | {n.entity.class_id.casefold() for n in graph.nodes}
    if kind.casefold() in known or kind.casefold() in {c.casefold() for c in load().schema.classes}:
        return
    fail(f"{kind!r} is no type; there are {', '.join(types)} and the classes of the schema")


def _draw_neighbours(entity: Entity, rows: list[dict[str, Any]], labels: Mapping[str, str], *, is_deep: bool) -> None:
    from rich.table import Table

    screen = common.console()
    say(f"[bold]{safe(entity.label)}[/bold]  {entity.type.value}  {entity.id}")
    if not rows:
        say("no neighbours under these conditions")
        return
    is_wide = screen.width >= _WIDE
    table = Table(box=None, pad_edge=False, header_style="dim", expand=is_wide)
    table.add_column("relation", overflow="fold")
    table.add_column("neighbour", overflow="fold", style="bold", max_width=40)
    table.add_column("type", no_wrap=True, style="dim", min_width=12 if is_wide else None)
    if is_deep:
        table.add_column("via", overflow="fold", style="dim", max_width=24)
    table.add_column("weight", justify="right", no_wrap=True, min_width=6)
    table.add_column("last seen", no_wrap=True, style="dim", min_width=10)
    if is_wide:
        table.add_column("quote", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        via = [safe(labels[row["via"]]) if row["depth"] > 1 else ""] if is_deep else []
        quote = [safe(row["quote"])] if is_wide else []
        table.add_row(_relation_cell(row), safe(row["label"]), row["type"], *via, _weight_cell(row), row["last_seen"], *quote)
    screen.print(table)


def _relation_cell(row: Mapping[str, Any]) -> str:
    arrow = {"out": "→", "in": "←", "none": "–"}[row["direction"]]
    return f"{arrow} {row['relation']}{_standing(row)}"


def _weight_cell(row: Mapping[str, Any]) -> str:
    """Return evidence or shared sentences; of two that no sentence names together, the documents that do."""
    if row["kind"] == "background":
        return ""
    return str(row["weight"]) if row["weight"] or row["kind"] == "claim" else f"{row['documents']} doc."


def _standing(row: Mapping[str, Any]) -> str:
    """Return what has to be said of a link that no supported claim is behind, in brackets."""
    if row["kind"] == "background":
        return " (background)"
    if row["denied"]:
        return " (denied)"
    return "" if row["status"] in (None, "Supported") else f" ({row['status'].lower()})"


def _labels(graph: KnowledgeGraph) -> dict[str, str]:
    return {n.entity.id: n.entity.label for n in graph.nodes}


def _title(document: Document | None) -> str:
    return (document.title or document.key) if document else ""


# -- search ------------------------------------------------------------------------------------------------------


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
    rows: list[dict[str, Any]] = [
        {
            "id": h.entity.id, "label": h.entity.label, "type": h.entity.type.value, "name": h.name, "how": h.how,
            "mentions": mentions[h.entity.id],
        }
        for h in lookup.search(graph, text, limit)
    ]  # fmt: skip
    if form is not Shape.TABLE:
        common.print_rows(rows, ("id", "label", "type", "name", "how", "mentions"), form)
        return
    if not rows:
        fail(f"nothing in the graph is called anything like {text!r}")
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("label", overflow="fold", style="bold")
    table.add_column("type", no_wrap=True, style="dim")
    table.add_column("id", overflow="fold")
    table.add_column("matched", overflow="fold", style="dim")
    table.add_column("mentions", justify="right", no_wrap=True)
    for row in rows:
        matched = row["how"] if row["name"] in (row["label"], row["id"]) else f"{row['how']}: {row['name']}"
        table.add_row(safe(row["label"]), row["type"], row["id"], safe(matched), f"{row['mentions']:,}")
    common.console().print(table)


# -- why ---------------------------------------------------------------------------------------------------------


def why(a: One, b: Other, as_json: JsonOption = False, store: StoreOption = DEFAULT_STORE) -> None:
    """Print everything between two entities: claims with every quote, source and date, both sides when contested; co-mentions."""
    from kg.graph import documents_by_id, everything_between

    graph = load_graph(store, to_pass_on=as_json)
    first, second = _two(graph, a, b, store)
    between = everything_between(graph, first.id, second.id)
    documents = documents_by_id(graph)
    if as_json:
        record = {
            "a": first.id, "b": second.id, "claims": [_claim_object(c, documents) for c in between.claims],
            "co_mention": None if between.co_mention is None else _pair_object(between.co_mention, documents),
            "background": [[f.subject, f.predicate, f.object, f.source] for f in between.background],
        }  # fmt: skip
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    if not between.claims and between.co_mention is None and not between.background:
        fail(f"nothing links {first.label} and {second.label} directly; try kg path {first.id} {second.id}")
    labels = _labels(graph)
    for claim in between.claims:
        _print_claim(claim, labels, documents)
    if between.co_mention is not None:
        _print_pair(between.co_mention)
    for fact in between.background:
        _print_background(fact, labels)


def _two(graph: KnowledgeGraph, a: str, b: str, store: Path) -> tuple[Entity, Entity]:
    """Return two entities; leave when both names stand for one."""
    first, second = entity_named(graph, a, store), entity_named(graph, b, store)
    if first.id == second.id:
        fail(f"{a!r} and {b!r} are the same entity, {first.id}; see kg show {first.id}")
    return first, second


def _print_claim(claim: Claim, labels: Mapping[str, str], documents: Mapping[str, Document]) -> None:
    status = f"{claim.status.value.lower()}, belief {claim.belief:.2f}"
    if true := true_days(claim.true_from, claim.true_until):
        status += f", true {true}"
    say(f"[bold]{safe(labels[claim.subject])} {claim.predicate} {safe(labels[claim.object])}[/bold]  {status}")
    for e in claim.evidence:
        say(f"“{safe(shortened(e.quote, QUOTE_LIMIT))}”", 2)
        say(f"[dim]{safe(_how_and_where(e, documents.get(e.document)))}[/dim]", 4)


#: What led to an end that the sentence does not name.
_THROUGH: Final = {
    "pronoun": "a pronoun", "noun": "a noun", "speaker": "who speaks", "writers": "who writes", "label": "a label",
    "section": "a heading", "sentence": "the sentence before", "title": "the title", "round": "the round told of",
}  # fmt: skip


def _how_and_where(e: Evidence, document: Document | None) -> str:
    how = ("denied, " if e.polarity.value == "-" else "") + e.modality.value + (f" by {e.holder}" if e.holder else "")
    where = [_title(document), document.outlet, day(document.published), document.link] if document else []
    true = f"true {true_days(e.true_from, e.true_until)}" if e.true_span is not None else ""
    how += f", through {' and '.join(_THROUGH[way] for way in e.resolved_by)}" if e.resolved_by else ""
    return f"{how}; {', '.join(part for part in [*where, true] if part)}"


def _print_pair(pair: CoMention) -> None:
    windows = [counted(pair.sentences, "sentence"), counted(pair.paragraphs, "paragraph"), counted(pair.documents, "document")]
    measure = f" (NPMI {pair.npmi_sentence:.2f})" if pair.sentences else ""
    say(f"[bold]Named together[/bold] in {', '.join(windows)} of {counted(pair.sources, 'outlet')}{measure}")
    if pair.quote:
        say(f"“{safe(shortened(pair.quote, QUOTE_LIMIT))}”", 2)


def _print_background(fact: BackgroundFact, labels: Mapping[str, str]) -> None:
    named = f"{labels.get(fact.subject, fact.subject)} {fact.predicate} {labels.get(fact.object, fact.object)}"
    source = f" (by {fact.source})" if fact.source else ""
    say(f"[dim]Known to the ontology, not from the documents: {safe(named + source)}[/dim]")


def _pair_object(pair: CoMention, documents: Mapping[str, Document]) -> dict[str, Any]:
    return {
        "sentences": pair.sentences, "paragraphs": pair.paragraphs, "documents": pair.documents, "sources": pair.sources,
        "npmi": round(pair.npmi_sentence, 3), "first_seen": day(pair.first_seen), "last_seen": day(pair.last_seen),
        "quote": shortened(pair.quote, QUOTE_LIMIT), "document": _title(documents.get(pair.quote_document)),
    }  # fmt: skip


def _claim_object(claim: Claim, documents: Mapping[str, Document]) -> dict[str, Any]:
    return {
        "id": claim.id, "subject": claim.subject, "predicate": claim.predicate, "object": claim.object,
        "belief": round(claim.belief, 3), "status": claim.status.value,
        "true_from": iso(claim.true_from), "true_until": iso(claim.true_until),
        "evidence": [
            {
                "quote": shortened(e.quote, QUOTE_LIMIT), "polarity": e.polarity.value, "modality": e.modality.value,
                "holder": e.holder,
                "document": _title(documents.get(e.document)), "link": d.link if (d := documents.get(e.document)) else "",
                "date": day(d.published) if d else "", "rule": e.rule, "resolved_by": list(e.resolved_by),
                "true_from": iso(e.true_from), "true_until": iso(e.true_until),
                "true_phrase": e.true_phrase,
            }
            for e in claim.evidence
        ],
    }  # fmt: skip


# -- path --------------------------------------------------------------------------------------------------------


def path(a: One, b: Other, as_json: JsonOption = False, store: StoreOption = DEFAULT_STORE) -> None:
    """Print the best chain of several steps between two entities; claims are preferred to co-mentions."""
    from kg.graph import best_path

    graph = load_graph(store, to_pass_on=as_json)
    first, second = _two(graph, a, b, store)
    found = best_path(graph, first.id, second.id)
    if found is None:
        fail(f"no chain of links leads from {first.label} to {second.label}")
    steps: list[dict[str, Any]] = [
        {
            "from": x, "to": y, "relation": link.relation, "kind": link.kind, "forward": link.a == x,
            "status": link.status.value if link.status else None, "denied": link.is_denied,
            "quote": shortened(link.quote, QUOTE_LIMIT),
        }
        for x, y, link in zip(found.entities, found.entities[1:], found.links, strict=False)
    ]  # fmt: skip
    if as_json:
        record = {"entities": list(found.entities), "steps": steps, "cost": found.cost}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    labels = _labels(graph)
    say(f"[bold]{safe(labels[found.entities[0]])}[/bold]")
    for step in steps:
        arrow = "–" if step["kind"] == "co_mention" else "→" if step["forward"] else "←"
        say(f"{arrow} {step['relation']}{_standing(step)} {arrow} [bold]{safe(labels[step['to']])}[/bold]", 2)
        if step["quote"]:
            say(f"[dim]“{safe(step['quote'])}”[/dim]", 6)
