"""What the page's JSON holds, in few bytes, and of a large graph in two parts: the opening view, and the rest.

Pairs that are only named together are by far the most there is. They are rows without keys, days are numbers of a list,
and the ends of every link are numbers of entities. `view/data.js` unpacks it for the page,
`unpack` for the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

#: With more entities than this, the page draws the opening view before it reads the others.
AT_ONCE: Final = 2000
#: What stands in a row after the numbers of the two entities. Empty values at its end are left out.
COLUMNS: Final = ("sentences", "paragraphs", "documents", "sources", "npmi", "first", "last", "in", "quote", "document", "marks")


def pack(
    head: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the block that is read at once, and the one that is read after it; the second is empty for a small graph."""
    edges = list(edges)
    if len(nodes) <= AT_ONCE:
        return _block(head, nodes, edges, {n["id"]: k for k, n in enumerate(nodes)}), {}
    opening = set(head["opening"])
    early = [n for n in nodes if n["id"] in opening]
    late = [n for n in nodes if n["id"] not in opening]
    at = {n["id"]: k for k, n in enumerate((*early, *late))}
    between: list[list[Mapping[str, Any]]] = [[], []]
    for edge in edges:
        between[not (edge["from"] in opening and edge["to"] in opening)].append(edge)
    rest = _block({"documents": head["documents"], "former": head["former"]}, late, between[1], at)
    return _block({**head, "documents": [], "former": {}, "waiting": len(late)}, early, between[0], at), rest


def unpack(blocks: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[dict[str, Any]]]:
    """Return the nodes and edges that blocks hold, as they were packed; an edge's ends are ids again.

    Values that are nought or empty are not there. Raises ValueError and its like for what `pack` did not make.
    """
    nodes = [node for block in blocks for node in block["nodes"]]
    edges: list[dict[str, Any]] = []
    for block in blocks:
        edges += [{**edge, "from": nodes[edge["from"]]["id"], "to": nodes[edge["to"]]["id"]} for edge in block["edges"]]
        for a, b, *row in block["together"]:
            values = {column: value for column, value in zip(COLUMNS, row, strict=False) if value}
            days: dict[str, Any] = {end: block["days"][values[end] - 1] for end in ("first", "last") if end in values}
            document = {"document": values["document"] - 1} if "document" in values else {}
            edges.append({"kind": "together", "from": nodes[a]["id"], "to": nodes[b]["id"], **values, **days, **document})
    return nodes, edges


def _block(
    head: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], at: Mapping[str, int]
) -> dict[str, Any]:
    days = sorted({e[end] for e in edges if e["kind"] == "together" for end in ("first", "last") if e.get(end)})
    number = {day: k + 1 for k, day in enumerate(days)}
    claims, together = [], []
    for edge in edges:
        ends = at[edge["from"]], at[edge["to"]]
        if edge["kind"] == "together":
            values = {**edge, "first": number.get(edge.get("first", "")), "last": number.get(edge.get("last", ""))}
            # A document's number may be nought, which is not the same as none.
            values["document"] = edge["document"] + 1 if "document" in edge else 0
            row = [*ends, *(values.get(column) or 0 for column in COLUMNS)]
            while not row[-1]:
                row.pop()
            together.append(row)
        else:
            claims.append({**{k: v for k, v in edge.items() if k != "arrows"}, "from": ends[0], "to": ends[1]})
    return {**head, "days": days, "nodes": list(nodes), "edges": claims, "together": together}
