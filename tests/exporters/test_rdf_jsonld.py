"""JSON-LD: plain JSON that means the same triples to every reader of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from kg.exporters.rdf import quads
from kg.exporters.rdf_jsonld import compacted, context
from kg.ontology.vocabulary import NAMESPACES, prefixes
from kg.serve.formats import NAMES, encode
from tests.exporters.rdf_reading import files
from tests.rdf_graphs import dataset_of, ontology, small_graph

XSD = NAMESPACES["xsd"]


def as_read_by_pyld(data: str | bytes) -> set[ox.Triple]:
    """Return the triples that the reference implementation of the W3C algorithms finds; it may load nothing."""

    def refuse(url: str, _: object) -> None:
        raise AssertionError(f"{url} would be loaded")

    lines = jsonld.to_rdf(json.loads(data), {"format": "application/n-quads", "documentLoader": refuse})
    return _normal(quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS))


def _normal(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return triples as a store keeps them, which writes each number in one way."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return {quad.triple for quad in store}


def test_the_export_means_the_same_to_the_reference_implementation(tmp_path: Path) -> None:
    """A program in another language would read other triples than those that the Turtle has."""
    expected = {quad.triple for quad in quads(small_graph(), ontology())}
    assert as_read_by_pyld(files(small_graph(), tmp_path)[".jsonld"].read_text(encoding="utf-8")) == _normal(expected)


def test_an_answer_is_compacted_by_the_context() -> None:
    """A script would have to look for whole IRIs, and for values in objects in lists."""
    found = dataset_of(small_graph(), ontology()).query("DESCRIBE aig:alpha-1")
    body = encode(found, NAMES["jsonld"], context(ontology()))
    data = json.loads(body)
    [node] = data["@graph"]
    assert node["@id"] == "aig:alpha-1"
    assert node["@type"] == ["aigo:Entity", "aigo:Model"]
    assert node["skos:prefLabel"] == "Alpha One"
    assert node["aigo:mentionCount"] == next(n.mentions for n in small_graph().nodes if n.entity.id == "alpha-1")
    assert node["aigo:firstSeen"].endswith("Z")
    assert node["aigo:developedBy"] == "aig:quill-lab"
    assert set(data["@context"]) < set(context(ontology()))
    assert data["@context"]["aigo:firstSeen"] == {"@id": "aigo:firstSeen", "@type": "xsd:dateTime"}
    assert "nif" not in data["@context"]
    expected = {quad.triple for quad in ox.parse(found.turtle, format=ox.RdfFormat.TURTLE)}
    assert as_read_by_pyld(body) == _normal(expected)


#: IRIs that prefixes fit, that look like one with a prefix of the context, and that end in what JSON-LD has a use for.
IRIS = st.one_of(
    st.sampled_from([
        "https://w3id.org/aig/id/x", "https://w3id.org/aig/id/", "https://w3id.org/aig/id//x", "aigo:belief", "skos://a/b",
        "schema:name", "https://schema.org/url", "https://w3id.org/aig/onto#belief", "http://example.org/a?b=c#d", "urn:a:b",
        NAMESPACES["rdf"] + "type", NAMESPACES["rdf"] + "first", "https://w3id.org/aig/id/@id", "https://w3id.org/aig/onto#a:b",
    ]),
    st.text(alphabet="ab:/@_.é", max_size=6).map(lambda text: f"http://a.example/{text}"),
).map(ox.NamedNode)  # fmt: skip
LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(ox.Literal),
    st.sampled_from(["", "@id", "aig:x", "true", "1", "https://w3id.org/aig/id/x"]).map(ox.Literal),
    st.builds(lambda text: ox.Literal(text, language="en"), st.sampled_from(["", "a", "@value"])),
    st.one_of(st.integers(), st.booleans(), st.integers(2**53 - 2, 2**53 + 2)).map(ox.Literal),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(XSD + kind)),
        st.sampled_from(["0.5", "1", "-0", "007", "1e3", "2026-01-01", "2026-01-01T00:00:00Z", "yes", "١"]),
        st.sampled_from(["decimal", "integer", "double", "dateTime", "date", "boolean", "anyURI"]),
    ),
)
TRIPLES = st.builds(
    ox.Triple,
    st.one_of(IRIS, st.sampled_from("xy").map(ox.BlankNode)),
    st.one_of(IRIS, st.sampled_from(["belief", "firstSeen", "developedBy", "mentionCount"]).map(
        lambda name: ox.NamedNode(prefixes()["aigo"] + name)
    )),
    st.one_of(IRIS, LITERALS, st.sampled_from("xy").map(ox.BlankNode)),
)  # fmt: skip


@given(st.lists(TRIPLES, max_size=8))
def test_any_triples_come_back(triples: list[ox.Triple]) -> None:
    """What a query makes up, an IRI that looks like a name with a prefix say, would come out as something else."""
    expected = _normal(triples)
    found = {quad.triple for quad in ox.parse(compacted(triples, context(ontology())), format=ox.RdfFormat.JSON_LD)}
    assert _named(_normal(found)) == _named(expected)
    assert _named(as_read_by_pyld(compacted(triples, context(ontology())))) == _named(expected)


def _named(triples: Iterable[ox.Triple]) -> set[str]:
    """Return triples with one name for all blank nodes."""
    return {" ".join("_:" if isinstance(node, ox.BlankNode) else str(node) for node in triple) for triple in triples}


def test_what_json_ld_cannot_say_is_refused() -> None:
    """A triple about a triple would be lost without a word."""
    node = ox.NamedNode("a:b")
    with pytest.raises(ValueError, match="no way to say"):
        compacted([ox.Triple(node, node, ox.Triple(node, node, node))], {})
