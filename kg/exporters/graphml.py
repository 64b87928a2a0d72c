"""The graph as GraphML, for Gephi, Cytoscape, networkx, igraph and whatever else reads it.

Written line by line, so its memory does not grow with the graph. What goes wrong between the readers is avoided:

- ids are NMTOKENs and no two edges share one; the edge's id stands as the attribute ``edge_id`` too, because igraph
  1.0 reads the XML attribute wrongly;
- every attribute is declared once with one type, and its key id says whose it is (``n_label``, ``e_kind``);
- what is missing is left out, dates are an ISO string and a whole year, lists are joined by ``|`` beside their count;
- no attribute is named id, source, target or key, none belongs to the graph itself, and all edges are directed for
  XML (networkx refuses a mixture): the attribute ``directed`` tells the co-mentions;
- ``name`` and ``interaction`` are what Cytoscape looks for, ``weight`` what Gephi does;
- characters that XML cannot hold become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from kg.claims import COUNTED
from kg.exporters.cells import clean, iso, joined, whole_file
from kg.graph import CO_MENTION, best_evidence, documents_by_id
from kg.ids import co_mention_id, content_id
from kg.ontology import Ontology
from kg.ontology.vocabulary import id_iri
from kg.quoting import shared, short
from kg.records import BackgroundFact, Claim, CoMention, Document, KnowledgeGraph, Node, Polarity

Value = str | int | float | bool | None

#: The attributes of a node with their GraphML types, in the order they are written.
NODE_ATTRIBUTES: Final[Mapping[str, str]] = {
    "name": "string", "label": "string", "entity_id": "string", "iri": "string", "type": "string", "class": "string",
    "aliases": "string", "alias_count": "int", "provisional": "boolean", "mentioned": "boolean", "mentions": "int",
    "documents": "int", "first_seen": "string", "first_year": "int", "last_seen": "string", "last_year": "int",
}  # fmt: skip

#: The attributes of an edge.
EDGE_ATTRIBUTES: Final[Mapping[str, str]] = {
    "edge_id": "string", "interaction": "string", "kind": "string", "predicate": "string", "broad": "string",
    "directed": "boolean", "weight": "double", "belief": "double", "status": "string", "evidence": "string",
    "evidence_count": "int", "affirmed": "int", "denied": "int", "sentences": "int", "paragraphs": "int",
    "documents": "int", "sources": "int", "npmi_sentence": "double", "npmi_paragraph": "double",
    "npmi_document": "double", "first_seen": "string", "first_year": "int", "last_seen": "string",
    "last_year": "int", "true_from": "string", "true_until": "string", "quote": "string", "quote_document": "string",
    "quote_link": "string", "known_from": "string",
}  # fmt: skip

#: What `text_of` has to look at: markup, carriage returns, and all that is not printable ASCII or above it.
_NOT_PLAIN: Final = re.compile("[^\t\n\u0020-\u0025\u0027-\u003b\u003d\u003f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NMTOKEN: Final = re.compile(r"[A-Za-z0-9_:.-]+")
_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(graph: KnowledgeGraph, ontology: Ontology, path: Path) -> None:  # noqa: ARG001 - every exporter is called so
    """Write the graph: nodes by id, then claims, co-mentions and background facts, each in their order.

    Raises ExportError when the file cannot be written.
    """
    graph = shared(graph)
    with whole_file(path) as file:
        file.write(_HEAD)
        for element, attributes in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
            for name, kind in attributes.items():
                file.write(f'  <key id="{element[0]}_{name}" for="{element}" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('  <graph id="G" edgedefault="directed">\n')
        for node in graph.nodes:
            file.write(f'    <node id="{token(node.entity.id)}">\n')
            file.writelines(_data("n", NODE_ATTRIBUTES, node_values(node)))
            file.write("    </node>\n")
        documents = documents_by_id(graph)
        file.writelines(_edge(c.subject, c.object, _claim(c, documents)) for c in graph.claims)
        file.writelines(pair_lines(graph.co_mentions, documents))
        file.writelines(_edge(f.subject, f.object, _fact(f)) for f in graph.background)
        file.write("  </graph>\n</graphml>\n")


def _edge(a: str, b: str, values: Mapping[str, Value]) -> str:
    data = "".join(_data("e", EDGE_ATTRIBUTES, values))
    return f'    <edge id="{values["edge_id"]}" source="{token(a)}" target="{token(b)}">\n{data}    </edge>\n'


def pair_lines(pairs: Iterable[CoMention], documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield the edges of co-mentions as `edges` has them, in one step each: nearly all edges of a graph are pairs."""
    known = _relation("co_mention", CO_MENTION, CO_MENTION) | {"directed": False}
    fixed = "".join(_data("e", EDGE_ATTRIBUTES, known))
    tokens: dict[str, str] = {}
    days: dict[datetime | None, tuple[str, str]] = {}
    places: dict[str, str] = {}
    for m in pairs:
        for key in (m.a, m.b):
            if key not in tokens:
                tokens[key] = token(key)
        for when in (m.first_seen, m.last_seen):
            if when not in days:
                first, last = _seen(when, None), _seen(None, when)
                days[when] = "".join(_data("e", EDGE_ATTRIBUTES, first)), "".join(_data("e", EDGE_ATTRIBUTES, last))
        if m.quote_document not in places:
            places[m.quote_document] = "".join(_data("e", EDGE_ATTRIBUTES, _quoted("", m.quote_document, documents)))
        a, b = tokens[m.a], tokens[m.b]
        own = f"co-{a}--{b}" if (m.a, m.b) == (a, b) and a <= b else token(co_mention_id(m.a, m.b))
        quote = f'      <data key="e_quote">{text_of(short(m.quote))}</data>\n' if m.quote else ""
        yield f"""\
    <edge id="{own}" source="{a}" target="{b}">
      <data key="e_edge_id">{own}</data>
{fixed}      <data key="e_weight">{m.sentences}.0</data>
      <data key="e_sentences">{m.sentences}</data>
      <data key="e_paragraphs">{m.paragraphs}</data>
      <data key="e_documents">{m.documents}</data>
      <data key="e_sources">{m.sources}</data>
      <data key="e_npmi_sentence">{m.npmi_sentence!r}</data>
      <data key="e_npmi_paragraph">{m.npmi_paragraph!r}</data>
      <data key="e_npmi_document">{m.npmi_document!r}</data>
{days[m.first_seen][0]}{days[m.last_seen][1]}{quote}{places[m.quote_document]}    </edge>
"""


def token(name: str) -> str:
    """Return an id as XML can hold it: itself when it is an NMTOKEN in ASCII, else a hash of it."""
    return name if _NMTOKEN.fullmatch(name) else content_id("n", name)


def node_values(node: Node) -> dict[str, Value]:
    """Return the attributes of a node; None and empty texts are not written."""
    e = node.entity
    return {
        "name": e.label, "label": e.label, "entity_id": e.id, "iri": id_iri(e.id), "type": e.type.value,
        "class": e.class_id, "aliases": joined(e.aliases), "alias_count": len(e.aliases),
        "provisional": e.provisional, "mentioned": node.mentioned, "mentions": node.mentions,
        "documents": node.documents, **_seen(node.first_seen, node.last_seen),
    }  # fmt: skip


def edges(graph: KnowledgeGraph) -> Iterator[tuple[str, str, dict[str, Value]]]:
    """Yield (from, to, attributes) of every edge."""
    documents = documents_by_id(graph)
    for claim in graph.claims:
        yield claim.subject, claim.object, _claim(claim, documents)
    for pair in graph.co_mentions:
        yield pair.a, pair.b, _pair(pair, documents)
    for fact in graph.background:
        yield fact.subject, fact.object, _fact(fact)


def _claim(c: Claim, documents: Mapping[str, Document]) -> dict[str, Value]:
    shown = best_evidence(c) if c.evidence else None
    counted = [e.polarity for e in c.evidence if e.modality in COUNTED]
    return {
        "edge_id": c.id, **_relation("claim", c.predicate, c.broad), "directed": True,
        "weight": float(len(c.evidence)), "belief": c.belief, "status": c.status.value,
        "evidence": joined(e.id for e in c.evidence), "evidence_count": len(c.evidence),
        "affirmed": counted.count(Polarity.AFFIRMED), "denied": counted.count(Polarity.DENIED),
        "documents": len({e.document for e in c.evidence}), **_seen(c.first_stated, c.last_stated),
        "true_from": c.true_from.isoformat() if c.true_from else None,
        "true_until": c.true_until.isoformat() if c.true_until else None,
        **_quoted(shown.quote if shown else "", shown.document if shown else "", documents),
    }  # fmt: skip


def _pair(m: CoMention, documents: Mapping[str, Document]) -> dict[str, Value]:
    return {
        "edge_id": token(co_mention_id(m.a, m.b)), **_relation("co_mention", CO_MENTION, CO_MENTION),
        "directed": False, "weight": float(m.sentences), "sentences": m.sentences, "paragraphs": m.paragraphs,
        "documents": m.documents, "sources": m.sources, "npmi_sentence": m.npmi_sentence,
        "npmi_paragraph": m.npmi_paragraph, "npmi_document": m.npmi_document, **_seen(m.first_seen, m.last_seen),
        **_quoted(m.quote, m.quote_document, documents),
    }  # fmt: skip


def _fact(f: BackgroundFact) -> dict[str, Value]:
    return {
        "edge_id": content_id("bg", f.subject, f.predicate, f.object, f.source),
        **_relation("background", f.predicate, f.predicate), "directed": True, "weight": 0.0, "known_from": f.source,
    }  # fmt: skip


def _relation(kind: str, predicate: str, broad: str) -> dict[str, Value]:
    return {"interaction": predicate, "kind": kind, "predicate": predicate, "broad": broad}


def _seen(first: datetime | None, last: datetime | None) -> dict[str, Value]:
    return {
        "first_seen": iso(first), "first_year": first.year if first else None,
        "last_seen": iso(last), "last_year": last.year if last else None,
    }  # fmt: skip


def _quoted(quote: str, document: str, documents: Mapping[str, Document]) -> dict[str, Value]:
    found = documents.get(document)
    return {"quote": short(quote), "quote_document": document, "quote_link": found.link if found else None}


def text_of(value: str) -> str:
    """Return a text as it stands in XML."""
    if not _NOT_PLAIN.search(value):
        return value
    # A reader of XML turns a bare carriage return into a line feed.
    return escape(clean(value), {"\r": "&#13;"})


def _data(prefix: str, attributes: Mapping[str, str], values: Mapping[str, Value]) -> Iterator[str]:
    for name in attributes:
        value = values.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            text = "true" if value else "false"
        elif isinstance(value, str):
            text = text_of(value)
        else:
            text = repr(value)
        yield f'      <data key="{prefix}_{name}">{text}</data>\n'
