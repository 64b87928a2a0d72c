"""What the tools answer, as plain values: pure functions of a published build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from kg.errors import LookupFailed
from kg.graph import best_path, everything_between, neighbours
from kg.lookup import find
from kg.lookup import search as look_for
from kg.quoting import QUOTE_LIMIT
from kg.records import Entity
from kg.serve import cards
from kg.serve.published import Content

#: Items of a list in an answer at most, whatever is asked for.
MOST: Final = 200
#: Quotes of a claim; the rest is counted.
_QUOTES: Final = 3

Answer = dict[str, Any]


def complaint(schema: Mapping[str, Any], arguments: Mapping[str, object]) -> str:
    """Return what is wrong with the arguments of a tool, in words, by the JSON schema of its input; nothing when all is well."""
    known: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    wrong = [f"{name} is missing" for name in schema.get("required", ()) if name not in arguments]
    for name, value in arguments.items():
        if name not in known:
            wrong.append(f"there is no argument {name[:40]!r}")
            continue
        kinds = [one.get("type") for one in known[name].get("anyOf", [known[name]])]
        if not any(_IS[kind](value) for kind in kinds if kind in _IS):
            wrong.append(f"{name} has to be {' or '.join(_KINDS[kind] for kind in kinds if kind in _KINDS)}")
    if not wrong:
        return ""
    takes = ", ".join(name if name in schema.get("required", ()) else f"{name} (may be left out)" for name in known)
    return f"{'; '.join(wrong)}. It takes {takes}."


#: Types of JSON schema that arguments have: in words, and whether a value is of them. Numbers may come as texts.
_KINDS: Final = {"string": "a text", "integer": "a whole number", "null": "null"}
_IS: Final[Mapping[str, Callable[[object], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool)) or str(value).strip().lstrip("-").isdecimal()
    ),
    "null": lambda value: value is None,
}


def search(content: Content, text: str, limit: int) -> Answer:
    """Return the entities that a text may stand for, best first."""
    hits = look_for(content.graph, text, max(1, min(limit, MOST)))
    return {"entities": [{**_ref(hit.entity), "matched": hit.name, "how": hit.how} for hit in hits]}


def show(content: Content, name: str, limit: int) -> Answer:
    """Return names, facts, dates and claims of one entity. Raises LookupFailed."""
    card = cards.card(content, content.nodes[find(content.graph, name).id])
    kept = card.statements[: max(1, min(limit, MOST))]
    return {
        **asdict(card.ref), "class": card.class_id, "provisional": card.provisional, "aliases": list(card.aliases),
        "facts": {fact: [value.label for value in values] for fact, values in card.facts}, "source": card.source,
        "mentions": card.mentions, "documents": card.documents, "seen": card.days,
        "claims": [_statement(s) for s in kept], "claims_left_out": len(card.statements) - len(kept),
    }  # fmt: skip


def neighbors(content: Content, name: str, relation: str | None, depth: int, limit: int) -> Answer:
    """Return what an entity is linked with, nearest and strongest first. Raises LookupFailed."""
    entity = find(content.graph, name)
    found = neighbours(content.graph, entity.id, relation=relation, depth=max(1, min(depth, 4)))
    kept = found[: max(1, min(limit, MOST))]
    rows = []
    for n in kept:
        tie = cards.tie(content, n)
        rows.append({
            **_ref(n.entity), "relation": n.relation, "kind": n.kind, "direction": n.direction, "weight": n.weight,
            "status": n.status.value if n.status else None, "denied": n.is_denied, "seen": tie.days, "depth": n.depth,
            "via": n.via, "quote": asdict(tie.quote) if tie.quote else None,
        })  # fmt: skip
    return {"entity": _ref(entity), "neighbors": rows, "left_out": len(found) - len(kept)}


def why(content: Content, a: str, b: str) -> Answer:
    """Return everything between two entities. Raises LookupFailed."""
    first, second = _two(content, a, b)
    between = everything_between(content.graph, first.id, second.id)
    pair = between.co_mention
    return {
        "a": _ref(first), "b": _ref(second),
        "claims": [_statement(cards.statement(content, c)) for c in between.claims],
        "named_together": None if pair is None else {
            "sentences": pair.sentences, "paragraphs": pair.paragraphs, "documents": pair.documents, "sources": pair.sources,
            "quote": asdict(cards.quoted(content, pair.quote, pair.quote_document)) if pair.quote else None,
        },
        "background": [[f.subject, f.predicate, f.object] for f in between.background],
    }  # fmt: skip


def path(content: Content, a: str, b: str) -> Answer:
    """Return the best chain of several steps between two entities; no steps when there is none. Raises LookupFailed."""
    first, second = _two(content, a, b)
    found = best_path(content.graph, first.id, second.id)
    if found is None:
        return {"entities": [], "steps": []}
    steps = [
        {
            "from": x, "to": y, "relation": link.relation, "kind": link.kind, "forward": link.a == x,
            "status": link.status.value if link.status else None, "denied": link.is_denied,
            "quote": " ".join(link.quote.split())[:QUOTE_LIMIT],
        }
        for x, y, link in zip(found.entities, found.entities[1:], found.links, strict=False)
    ]  # fmt: skip
    return {"entities": [_ref(content.nodes[i].entity) for i in found.entities], "steps": steps}


def _two(content: Content, a: str, b: str) -> tuple[Entity, Entity]:
    first, second = find(content.graph, a), find(content.graph, b)
    if first.id == second.id:
        raise LookupFailed(b, f"is the same entity as {a!r}, {first.id}")
    return first, second


def _ref(entity: Entity) -> dict[str, str]:
    return {"id": entity.id, "label": entity.label, "type": entity.type.value}


def _statement(s: cards.Statement) -> Answer:
    return {
        "id": s.id, "subject": asdict(s.subject), "relation": s.relation, "object": asdict(s.object), "status": s.status,
        "belief": float(s.belief), "quotes": [asdict(q) for q in s.quotes[:_QUOTES]],
        "quotes_left_out": max(0, len(s.quotes) - _QUOTES),
    }  # fmt: skip
