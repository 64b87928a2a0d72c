"""An answer says the same in each format."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.results import Result
from kg.serve.description import describe
from kg.serve.formats import GRAPHS, TABLES, by_name, encode
from tests.rdf_graphs import dataset_of, ontology, small_graph

READ = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}


def test_graphs_are_the_same_in_every_format() -> None:
    """A program that reads RDF/XML would get other triples than one that reads Turtle."""
    result = dataset_of(small_graph(), ontology()).query("CONSTRUCT WHERE { ?s ?p ?o }", limit=None)
    found = {form.name: set(map(str, ox.parse(encode(result, form), format=READ[form.name]))) for form in GRAPHS}
    assert len(found["ttl"]) > 100
    assert found["nt"] == found["ttl"] == found["jsonld"] == found["rdf"]


@pytest.mark.parametrize(
    "turtle", ["<a:b> <http://example.org/1> <a:c> .", '<a:b> <a:p> "\\u0001" .'], ids=["no name", "control"]
)
def test_what_xml_cannot_say_is_refused(turtle: str) -> None:
    """A client would get XML that no parser reads."""
    with pytest.raises(QueryError, match=r"application/rdf\+xml"):
        encode(Result("graph", turtle=turtle), GRAPHS[3])
    assert encode(Result("graph", turtle=turtle), GRAPHS[1]).count(b"\n") == 1


def test_a_yes_has_every_format() -> None:
    """A client that takes CSV only could not ask a yes-or-no question."""
    bodies = [encode(Result("ask", answer=True), form) for form in TABLES]
    assert all(b"true" in body for body in bodies)


def test_formats_go_by_name_and_media_type() -> None:
    """``?format=`` would know only one way to say it."""
    assert [f.name for f in by_name("csv")] == [f.name for f in by_name(" TEXT/csv ")] == ["csv"]
    assert by_name("doc") == []


@pytest.mark.parametrize(
    "graphs", [{}, {"https://example.org/graph/a": 1, "https://example.org/graph/b": 20}], ids=["none", "two"]
)
def test_the_description_is_rdf(graphs: dict[str, int]) -> None:
    """A client that discovers services would find one that cannot be read."""
    store = ox.Store()
    store.load(describe("http://127.0.0.1:1/sparql", graphs).encode(), format=ox.RdfFormat.TURTLE)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>"
    named = store.query(
        f"{sd} SELECT ?g ?n {{ ?s sd:defaultDataset/sd:namedGraph [ sd:name ?g ; sd:graph [ void:triples ?n ] ] }}"
    )
    assert isinstance(named, ox.QuerySolutions)
    assert {row["g"].value: int(row["n"].value) for row in named} == graphs
    asked = f"{sd} ASK {{ <http://127.0.0.1:1/sparql> a sd:Service ; sd:supportedLanguage sd:SPARQL11Query }}"
    assert bool(store.query(asked))
