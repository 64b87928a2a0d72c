"""RDF 1.2 reifiers: each statement by its own id, saying the same as the statement's node."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.check import check
from kg.exporters import FORMATS, export
from kg.ontology.vocabulary import prefixes
from kg.query import Dataset
from kg.records import Status
from tests.rdf_graphs import ontology, small_graph


def both(folder: Path) -> ox.Store:
    """Return a store with the graph and its reifiers, as a user would load them."""
    store = ox.Store()
    for name in ("rdf", "reifiers"):
        for path in export(small_graph(), ontology(), name, folder):
            if path.name in ("graph.ttl", "reifiers.ttl"):
                store.load(path=path, format=ox.RdfFormat.TURTLE)
    return store


def asked(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Return the rows of an answer as texts."""
    found = store.query(query, prefixes=prefixes())
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(str(cell) for cell in row) for row in found)


def test_reifiers_say_what_the_statements_say(tmp_path: Path) -> None:
    """Who asks in RDF 1.2 would be told something else than who reads the statement's node."""
    store = both(tmp_path)
    plain = asked(store, "SELECT ?st ?s ?p ?o ?b { ?st rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; aigo:belief ?b }")
    reified = asked(store, "SELECT ?st ?s ?p ?o ?b { << ?s ?p ?o ~ ?st >> aigo:belief ?b }")
    assert reified == plain
    assert len(plain) == len(small_graph().claims)


def test_a_reified_triple_is_not_said(tmp_path: Path) -> None:
    """A denial would become a fact as soon as the reifiers are loaded."""
    store = both(tmp_path)
    alone = ox.Store()
    alone.load(path=tmp_path / "graph.ttl", format=ox.RdfFormat.TURTLE)
    assert len(store) - len(alone) == len(small_graph().claims)
    assert any(c.status is not Status.SUPPORTED for c in small_graph().claims)
    unsaid = asked(store, "SELECT ?st { << ?s ?p ?o ~ ?st >> aigo:status ?x FILTER NOT EXISTS { ?s ?p ?o } }")
    assert len(unsaid) == sum(c.status is not Status.SUPPORTED for c in small_graph().claims)


def test_the_other_files_stay_rdf_1_1(tmp_path: Path) -> None:
    """A tool that does not know RDF 1.2 yet could not read the graph at all."""
    for name in FORMATS:
        export(small_graph(), ontology(), name, tmp_path)
    assert not (tmp_path / "reifiers.ttl").exists()
    assert not [p for p in tmp_path.glob("graph.*") if p.suffix in (".ttl", ".nt", ".trig") and "<<" in p.read_text("utf-8")]


def test_check_compares_the_reifiers_where_they_are(tmp_path: Path) -> None:
    """A file of an earlier build would stand beside the graph, and nobody would know."""
    for name in (*FORMATS, "reifiers"):
        export(small_graph(), ontology(), name, tmp_path)
    assert check(small_graph(), ontology(), tmp_path) == []
    path = tmp_path / "reifiers.ttl"
    path.write_text("".join(line for line in path.open(encoding="utf-8") if "aig:metr" not in line), encoding="utf-8")
    problems = check(small_graph(), ontology(), tmp_path)
    assert problems
    assert {problem.file for problem in problems} == {"reifiers.ttl"}
    assert "does not say" in str(problems[0])
    assert Dataset.from_file(tmp_path / "graph.ttl").query("ASK { ?x rdf:reifies ?y }").answer is False
