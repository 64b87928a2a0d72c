"""Whether the files of an export say what the graph says, each difference by its name.

What is compared is what all outputs share: entities, mentions, co-mentions, claims and pieces of evidence, by id and
with the values that a reader would act on. RDF is compared triple by triple, and validated against its shapes.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from kg.check_rdf import BESIDE, RDF_FILES, Problem, contradictions, described, differences, listed, one_line, violations
from kg.errors import ExportError
from kg.exporters.cells import SEPARATOR, clean
from kg.exporters.html_packing import unpack
from kg.ids import co_mention_id, mention_id
from kg.ontology import Ontology
from kg.ontology.vocabulary import DEFAULT_BASE
from kg.records import KnowledgeGraph

FILES: Final = (*RDF_FILES, *BESIDE, "graph.graphml", "nodes.csv", "edges.csv", "claims.csv", "mentions.csv", "graph.html")

#: Kind of thing to id to the values that count, as text.
Inventory = dict[str, dict[str, dict[str, str]]]


def check(
    graph: KnowledgeGraph,
    ontology: Ontology,
    out_dir: Path,
    *,
    base: str = DEFAULT_BASE,
    owl: bool = False,
    on_note: Callable[[str], None] = lambda _: None,
) -> list[Problem]:
    """Return how the files of a folder differ from the graph and from the shapes; an empty list when they agree.

    With ``owl`` the classes and facts are reasoned about, too. What was left out, and why, goes to ``on_note``. Raises
    ExportError when there is no such folder.
    """
    if not out_dir.is_dir():
        raise ExportError(f"{out_dir}: no such folder; kg export all writes one")
    problems: list[Problem] = []
    expected = inventory(graph)
    readers: Mapping[str, Callable[[Path], Inventory]] = {
        "graph.graphml": _graphml, "nodes.csv": _nodes, "edges.csv": _edges, "claims.csv": _claims,
        "mentions.csv": _mentions, "graph.html": _html,
    }  # fmt: skip
    missing = [name for name in FILES if not (out_dir / name).is_file()]
    problems += [Problem(name, "is missing; kg export all writes it") for name in missing]
    problems += _rdf(graph, ontology, out_dir, missing, base)
    for name, reader in readers.items():
        if name in missing:
            continue
        try:
            found = reader(out_dir / name)
        except (OSError, ValueError, KeyError, IndexError, TypeError, csv.Error) as error:
            problems.append(Problem(name, f"cannot be read: {type(error).__name__}: {one_line(error)}"))
            continue
        problems += compare(name, expected, found)
    if "graph.ttl" not in missing and not any(p.file == "graph.ttl" for p in problems):
        problems += violations(ontology, out_dir / "graph.ttl", base, on_note)
        if owl:
            problems += contradictions(graph, ontology, base)
    return problems


def _rdf(graph: KnowledgeGraph, ontology: Ontology, folder: Path, missing: Collection[str], base: str) -> list[Problem]:
    if not {*RDF_FILES, *BESIDE} - set(missing):
        return []
    from kg.exporters.rdf import rendered
    from kg.exporters.rdf_reifiers import FILE

    triples = rendered(graph, ontology, base)
    optional = [FILE] if (folder / FILE).is_file() else []
    problems = list(differences(triples, folder, [*(name for name in RDF_FILES if name not in missing), *optional]))
    sound = {name for name in RDF_FILES if name not in missing} - {problem.file for problem in problems}
    return [*problems, *described(triples, folder, set(BESIDE) - set(missing), sorted(sound))]


# -- inventories -------------------------------------------------------------------------------------------------


def inventory(graph: KnowledgeGraph) -> Inventory:
    """Return what the graph holds, by kind and id."""
    return {
        "entity": {
            n.entity.id: {
                "label": n.entity.label, "type": n.entity.type.value, "mentions": str(n.mentions),
                "documents": str(n.documents),
            }
            for n in graph.nodes
        },
        "mention": {
            mention_id(m.document, m.start, m.end): {"entity": m.entity or "", "surface": m.surface, "type": m.type.value}
            for m in graph.mentions
        },
        "co-mention": {
            co_mention_id(c.a, c.b): {
                "a": min(c.a, c.b), "b": max(c.a, c.b), "sentences": str(c.sentences), "paragraphs": str(c.paragraphs),
                "documents": str(c.documents), "sources": str(c.sources),
            }
            for c in graph.co_mentions
        },
        "claim": {
            c.id: {
                "subject": c.subject, "predicate": c.predicate, "object": c.object, "status": c.status.value,
                "evidence": str(len({e.id for e in c.evidence})),
                "true_from": _day(c.true_from), "true_until": _day(c.true_until),
            }
            for c in graph.claims
        },
        "evidence": {
            e.id: {
                "document": e.document, "polarity": e.polarity.value, "modality": e.modality.value,
                "true_from": _day(e.true_from), "true_until": _day(e.true_until),
            }
            for c in graph.claims
            for e in c.evidence
        },
        "total": {
            name: {"count": str(count)}
            for name, count in (
                ("documents", len(graph.documents)), ("mentions", len(graph.mentions)), ("claims", len(graph.claims)),
                ("co_mentions", len(graph.co_mentions)), ("evidence", sum(len(c.evidence) for c in graph.claims)),
            )
        },
    }  # fmt: skip


def _day(when: date | None) -> str:
    return "" if when is None else when.isoformat()


def compare(file: str, expected: Inventory, found: Inventory) -> Iterator[Problem]:
    """Yield how a file differs in the kinds that it holds: what it lacks, what it has too much, what it says else."""
    for kind, theirs in found.items():
        ours = expected[kind]
        lacking, surplus = sorted(ours.keys() - theirs.keys()), sorted(theirs.keys() - ours.keys())
        yield from listed(file, (f"lacks the {kind} {key}" for key in lacking))
        yield from listed(file, (f"has the {kind} {key}, which the graph has not" for key in surplus))
        yield from listed(file, _different(kind, ours, theirs))
        if len(ours) != len(theirs):
            yield Problem(file, f"has {len(theirs)} of kind {kind}, the graph {len(ours)}")


def _different(kind: str, ours: Mapping[str, dict[str, str]], theirs: Mapping[str, dict[str, str]]) -> Iterator[str]:
    for key in sorted(ours.keys() & theirs.keys()):
        for name, value in theirs[key].items():
            wanted = clean(ours[key][name]).strip()
            if clean(value).strip() != wanted:
                yield f"says {name} {value!r} of the {kind} {key}, the graph {wanted!r}"


# -- tables, GraphML, HTML ---------------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if None in row or None in row.values():
                raise ValueError(f"a row has another number of cells than the header: {list(row.values())[:3]}")
            # Text that a spreadsheet would take for a formula has an apostrophe in front.
            yield {name: re.sub(r"^'(?=[=+\-@\t\r])", "", cell) for name, cell in row.items()}


def _nodes(path: Path) -> Inventory:
    return {"entity": {row["id"]: _pick(row, "label", "type", "mentions", "documents") for row in _rows(path)}}


def _mentions(path: Path) -> Inventory:
    return {
        "mention": {row["mention"]: {"entity": row["id"], "surface": row["surface"], "type": row["type"]} for row in _rows(path)}
    }


def _claims(path: Path) -> Inventory:
    rows = list(_rows(path))
    count: dict[str, set[str]] = {}
    for row in rows:
        count.setdefault(row["claim"], set()).add(row["evidence"])
    return {
        "claim": {
            row["claim"]: {
                "subject": row["subject_id"], "predicate": row["predicate"], "object": row["object_id"],
                "status": row["status"], "evidence": str(len(count[row["claim"]])),
            }
            for row in rows
        },
        "evidence": {
            row["evidence"]: _pick(row, "document", "polarity", "modality", "true_from", "true_until") for row in rows
        },
    }  # fmt: skip


def _edges(path: Path) -> Inventory:
    return _links((row["source"], row["target"], row) for row in _rows(path))


def _graphml(path: Path) -> Inventory:
    from xml.etree.ElementTree import ParseError

    import networkx as nx

    try:
        made = nx.read_graphml(path)
    except (ParseError, nx.NetworkXError) as error:
        raise ValueError(str(error)) from error
    # XML ids may be hashes of ids that XML cannot hold; the attribute has the id itself.
    ids = {key: str(at.get("entity_id", key)) for key, at in made.nodes(data=True)}
    entities = {
        ids[key]: {name: str(at.get(name, "")) for name in ("label", "type", "mentions", "documents")}
        for key, at in made.nodes(data=True)
    }
    found = _links((ids[a], ids[b], {k: str(v) for k, v in at.items()}) for a, b, at in made.edges(data=True))
    pieces = (str(at.get("evidence", "")) for _, _, at in made.edges(data=True) if at.get("kind") == "claim")
    evidence: dict[str, dict[str, str]] = {key: {} for cell in pieces for key in cell.split(SEPARATOR) if key}
    return {"entity": entities, **found, "evidence": evidence}


def _links(edges: Iterable[tuple[str, str, Mapping[str, str]]]) -> Inventory:
    found: Inventory = {"claim": {}, "co-mention": {}}
    for a, b, at in edges:
        if at["kind"] == "claim":
            found["claim"][at["edge_id"]] = {
                "subject": a, "object": b, "evidence": at.get("evidence_count", ""), **_pick(at, "predicate", "status"),
                "true_from": at.get("true_from", ""), "true_until": at.get("true_until", ""),
            }  # fmt: skip
        elif at["kind"] == "co_mention":
            found["co-mention"][co_mention_id(a, b)] = {
                "a": a, "b": b, **_pick(at, "sentences", "paragraphs", "documents", "sources"),
            }  # fmt: skip
    return found


def _pick(row: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: row[name] for name in names}


_PAYLOAD: Final = re.compile(r'<script\b[^>]*\btype="application/json"[^>]*>(.*?)</script>', re.DOTALL)


def _html(path: Path) -> Inventory:
    """Return what the page's data holds: zeros and empty texts are left out of it."""
    blocks: list[dict[str, Any]] = [json.loads(text) for text in _PAYLOAD.findall(path.read_text(encoding="utf-8")) if text]
    blocks = [block for block in blocks if isinstance(block, dict) and {"nodes", "edges", "together"} <= block.keys()]
    if not blocks:
        raise ValueError("the page has no JSON block with nodes and edges")
    nodes, edges = unpack(blocks)
    data = blocks[0]
    found: Inventory = {"claim": {}, "co-mention": {}, "total": {k: {"count": str(v)} for k, v in data["counts"].items()}}
    found["entity"] = {
        node["id"]: {
            "type": node["type"], "mentions": str(node.get("mentions", 0)), "documents": str(node.get("documents", 0)),
        }
        for node in nodes
    }  # fmt: skip
    for edge in edges:
        ends = edge["from"], edge["to"]
        if edge["kind"] == "claim":
            found["claim"][edge["id"]] = {
                "subject": ends[0], "object": ends[1], **_pick(edge, "predicate", "status"),
                "evidence": str(len(edge.get("evidence", ())) + edge.get("more", 0)),
                "true_from": edge.get("trueFrom", ""), "true_until": edge.get("trueUntil", ""),
            }  # fmt: skip
        elif edge["kind"] == "together":
            # Values that are nought are left out.
            counts = {name: str(edge.get(name, 0)) for name in ("sentences", "paragraphs", "documents", "sources")}
            found["co-mention"][co_mention_id(*ends)] = {"a": ends[0], "b": ends[1], **counts}
    return found
