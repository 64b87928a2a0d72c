"""GraphML: what networkx and igraph read back, and the traps between the readers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kg.errors import ExportError
from kg.exporters import graphml
from kg.exporters.cells import Once, clean
from kg.exporters.graphml import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, edges, node_values, token, write
from kg.records import BackgroundFact, CoMention, KnowledgeGraph
from tests.graphs import HOSTILE, claim, document, entity, evidence, graph, industry, node, ontology, pair

NS = "{http://graphml.graphdrawing.org/xmlns}"
#: What the GraphML schema calls an NMTOKEN, as far as our ids go.
NMTOKEN = re.compile(r"[A-Za-z0-9_:.-]+")


def written(tmp_path: Path, whole: KnowledgeGraph) -> Path:
    """Return the file of a graph."""
    write(whole, ontology(), tmp_path / "graph.graphml")
    return tmp_path / "graph.graphml"


def expected(values: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes that a reader should see: without the empty ones, and clean."""
    kept = {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in kept.items() if value is not None and value != ""}


def check_networkx(path: Path, whole: KnowledgeGraph) -> None:
    """Assert that networkx reads back every node, edge and attribute."""
    read = nx.read_graphml(path, force_multigraph=True)
    assert {key: dict(at) for key, at in read.nodes(data=True)} == {
        token(n.entity.id): expected(node_values(n)) for n in whole.nodes
    }
    found = {(a, b, key): {k: v for k, v in at.items() if k != "id"} for a, b, key, at in read.edges(keys=True, data=True)}
    assert found == {(token(a), token(b), at["edge_id"]): expected(at) for a, b, at in edges(whole)}


def check_igraph(path: Path, whole: KnowledgeGraph) -> None:
    """Assert that igraph reads back every node, edge and attribute; it has NaN, None or empty for what is missing."""

    def seen(attributes: dict[str, Any]) -> dict[str, Any]:
        there = {k: v for k, v in attributes.items() if k != "id" and v is not None and v != "" and v == v}
        kinds = {k: bool for k in ("directed", "provisional", "mentioned") if k in there}
        return {k: kinds[k](v) if k in kinds else v for k, v in there.items()}

    read = igraph.Graph.Read_GraphML(str(path))
    assert {v["entity_id"]: seen(v.attributes()) for v in read.vs} == {
        str(expected(node_values(n))["entity_id"]): expected(node_values(n)) for n in whole.nodes
    }
    ids = read.vs["id"]
    found = {(ids[e.source], ids[e.target], e["edge_id"]): seen(e.attributes()) for e in read.es}
    assert found == {(token(a), token(b), at["edge_id"]): expected(at) for a, b, at in edges(whole)}


def check_structure(path: Path) -> None:
    """Assert what the schema asks: NMTOKEN ids, no id twice, one declaration an attribute, declared before use."""
    root = etree.parse(path).getroot()
    keys = root.findall(f"{NS}key")
    declared = {(k.get("for"), k.get("attr.name")): k.get("attr.type") for k in keys}
    assert len(declared) == len(keys) == len({k.get("id") for k in keys})
    assert {*NODE_ATTRIBUTES, *EDGE_ATTRIBUTES}.isdisjoint({"id", "source", "target", "key"})
    [whole] = root.findall(f"{NS}graph")
    assert whole.findall(f"{NS}data") == [] == root.findall(f"{NS}data")
    nodes, lines = whole.findall(f"{NS}node"), whole.findall(f"{NS}edge")
    ids = [str(element.get("id")) for element in (*nodes, *lines)]
    assert len(ids) == len(set(ids))
    assert all(NMTOKEN.fullmatch(key) for key in ids)
    known = {n.get("id") for n in nodes}
    assert all(e.get("source") in known and e.get("target") in known for e in lines)
    by_id = {str(k.get("id")): k for k in keys}
    for element in (*nodes, *lines):
        used = [str(d.get("key")) for d in element.findall(f"{NS}data")]
        assert len(used) == len(set(used))
        assert all(by_id[key].get("for") == etree.QName(element).localname for key in used)


def test_readers_agree(tmp_path: Path) -> None:
    """A reader would see another graph than the one written."""
    path = written(tmp_path, industry())
    check_structure(path)
    check_networkx(path, industry())
    check_igraph(path, industry())


def test_exact_text(tmp_path: Path) -> None:
    """The form of the file would change unseen, and with it every stored export."""
    small = graph(
        [node(entity("a", "A & <b>"), 0, mentioned=False), node(entity("b"))], background=[BackgroundFact("a", "uses", "b")]
    )
    lines = written(tmp_path, small).read_text().splitlines()
    assert lines[0] == '<?xml version="1.0" encoding="UTF-8"?>'
    assert lines[2] == '  <key id="n_name" for="node" attr.name="name" attr.type="string"/>'
    body = lines[lines.index('  <graph id="G" edgedefault="directed">') :]
    assert body[1:13] == [
        '    <node id="a">',
        '      <data key="n_name">A &amp; &lt;b&gt;</data>',
        '      <data key="n_label">A &amp; &lt;b&gt;</data>',
        '      <data key="n_entity_id">a</data>',
        '      <data key="n_iri">https://w3id.org/aig/id/a</data>',
        '      <data key="n_type">Lab</data>',
        '      <data key="n_class">Lab</data>',
        '      <data key="n_alias_count">0</data>',
        '      <data key="n_provisional">false</data>',
        '      <data key="n_mentioned">false</data>',
        '      <data key="n_mentions">0</data>',
        '      <data key="n_documents">0</data>',
    ]
    assert body[-3:] == ["    </edge>", "  </graph>", "</graphml>"]


def test_meaning_of_the_edges(tmp_path: Path) -> None:
    """A co-mention would look stated, a dispute undisputed, or an edge without its quote."""
    read = nx.read_graphml(written(tmp_path, industry()), force_multigraph=True)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for _, _, at in read.edges(data=True):
        by_kind.setdefault(at["kind"], []).append(at)
    assert {kind: len(found) for kind, found in by_kind.items()} == {"claim": 2, "co_mention": 3, "background": 2}
    assert all(at["directed"] is False for at in by_kind["co_mention"])
    [disputed] = [at for at in by_kind["claim"] if at["predicate"] == "developed_by"]
    assert (disputed["status"], disputed["affirmed"], disputed["denied"]) == ("Contested", 1, 1)
    assert (disputed["interaction"], disputed["quote"]) == ("developed_by", "OpenAI made GPT-5.4.")
    assert disputed["quote_link"] == "https://example.org/a?b=1&c=2"
    assert (disputed["first_seen"], disputed["first_year"]) == ("2026-01-01T12:00:00Z", 2026)
    assert disputed["evidence"].count("|") == 1


def test_same_graph_same_bytes(tmp_path: Path) -> None:
    """Two exports of one graph would differ."""
    first = written(tmp_path, industry()).read_bytes()
    assert written(tmp_path, industry()).read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["graph.graphml"]


def test_empty_graph(tmp_path: Path) -> None:
    """The first build over nothing would leave a file that nobody can read."""
    path = written(tmp_path, graph([]))
    check_structure(path)
    assert len(nx.read_graphml(path)) == 0
    assert igraph.Graph.Read_GraphML(str(path)).vcount() == 0


def test_long_quotes_are_cut(tmp_path: Path) -> None:
    """An export would carry whole articles."""
    long = graph([node(entity("a")), node(entity("b"))], pairs=[pair("a", "b", quote="word " * 200)])
    [(_, _, at)] = nx.read_graphml(written(tmp_path, long)).edges(data=True)
    assert len(at["quote"]) <= 300
    assert at["quote"].endswith("word…")


@given(texts=st.lists(HOSTILE, min_size=6, max_size=6))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_is_read_back(tmp_path: Path, texts: list[str]) -> None:
    """One bad character in a feed would make the whole export unreadable, or another graph."""
    a, b, c, d, e, f = texts
    stated = evidence("x", "uses", "y", quote=f or "q")
    whole = graph(
        [
            node(entity("x", a, aliases=(b, c), source=d)), node(entity("y", e, class_id="A" + clean(f).strip())),
            node(entity("Ünï cødé/" + clean(a))),
        ],
        [replace(claim(stated), predicate="uses" + b)],
        [pair("x", "y", 2, quote=c, quote_document="doc" + d)],
        [BackgroundFact("y", "uses", "x", e)],
    )  # fmt: skip
    path = written(tmp_path, whole)
    check_structure(path)
    check_networkx(path, whole)
    root = etree.parse(path).getroot()
    assert len(root.findall(f".//{NS}edge")) == 3
    assert igraph.Graph.Read_GraphML(str(path)).ecount() == 3


def test_unwritable_place_is_one_line(tmp_path: Path) -> None:
    """A full disk or a wrong folder would end in a traceback, or in half a file."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "none" / "g.graphml", tmp_path / "file" / "g.graphml"):
        with pytest.raises(ExportError, match="cannot be written"):
            write(industry(), ontology(), path)


NAMES = st.sampled_from(["a", "a-1", "b", "B", "Ünï cødé", "x/y", "co-a--b"])
DAYS = st.none() | st.datetimes(timezones=st.just(UTC))
COUNTS = st.integers(0, 3)
SCORES = st.floats(-1, 1).map(lambda x: round(x, 6) + 0.0)


@given(st.lists(st.builds(CoMention, NAMES, NAMES, *[COUNTS] * 4, *[SCORES] * 3, DAYS, DAYS, HOSTILE, NAMES), max_size=6))
@settings(max_examples=200, deadline=None)
def test_pairs_are_written_as_other_edges_are(pairs: list[CoMention]) -> None:
    """The quick way to write pairs would say something else than the table of edges, for some id, day or quote."""
    documents = {d.id: d for d in (document("x", "Text", link="https://example.org/?a&b"),)}
    pairs = [replace(p, quote_document="doc-x") if p.quote_document == "x/y" else p for p in pairs]
    whole = replace(graph([]), co_mentions=tuple(pairs), documents=tuple(documents.values()))
    slow = "".join(graphml._edge(a, b, values) for a, b, values in edges(whole))
    assert b"".join(graphml.pair_blocks(pairs, documents)).decode() == slow


def test_attributes_come_in_the_declared_order() -> None:
    """Values are written in the order they come in: another one than declared would change every stored export."""
    whole = industry()
    for declared, written_as in (
        (NODE_ATTRIBUTES, [list(node_values(n)) for n in whole.nodes]),
        (EDGE_ATTRIBUTES, [list(values) for _, _, values in edges(whole)]),
    ):
        assert written_as
        for names in written_as:
            assert names == [name for name in declared if name in names]


def test_many_pairs_come_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph larger than one block would lose or repeat edges between two blocks."""
    pairs = [pair("a", f"b{n}", n) for n in range(40)]
    whole = b"".join(graphml.pair_blocks(pairs, {}))
    monkeypatch.setattr(graphml, "_BLOCK", 20)
    blocks = list(graphml.pair_blocks(pairs, {}))
    assert len(blocks) > 10
    assert b"".join(blocks) == whole


def test_a_table_that_forgets_works_out_again() -> None:
    """Memory would grow with the number of distinct values, or a value would be another one's."""
    asked: list[int] = []

    def made(n: int) -> str:
        asked.append(n)
        return str(n)

    table = Once(made, most=2)
    assert [table[n] for n in (1, 1, 2, 3, 1)] == ["1", "1", "2", "3", "1"]
    assert asked == [1, 2, 3, 1]
    assert len(table) <= 2
