"""The shapes: an export has them, and planted faults are found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SKOS, Namespace

from kg.ontology.turtle import shapes_turtle
from kg.ontology.vocabulary import expand, id_iri
from tests.exporters.rdf_reading import AIG, AIGO, ITSRDF, NIF, files, loaded, small
from tests.rdf_graphs import ontology, small_graph


@cache
def shapes() -> rdflib.Graph:
    """Return the shapes."""
    return rdflib.Graph().parse(data=shapes_turtle(ontology().schema), format="turtle")


def violations(g: rdflib.Graph) -> list[str]:
    """Return the paths and components that SHACL complains of."""
    _, report, _ = pyshacl.validate(g, shacl_graph=shapes(), inference="none")
    sh = Namespace("http://www.w3.org/ns/shacl#")
    assert isinstance(report, rdflib.Graph)
    found = []
    for result in report.subjects(RDF.type, sh.ValidationResult):
        path, component = report.value(result, sh.resultPath), report.value(result, sh.sourceConstraintComponent)
        found.append(f"{str(path or '').rpartition('#')[2]} {str(component).rpartition('#')[2]}")
    return found


def test_an_export_has_the_shape_that_is_promised() -> None:
    """Users validate with the published shapes."""
    assert violations(small()) == []


def _first(kind: str) -> Any:
    return min(small().subjects(RDF.type, AIGO[kind]), key=str)


PLANTED = {
    "no label": ("Entity", SKOS.prefLabel, None, "prefLabel MinCountConstraintComponent"),
    "no status": ("Statement", AIGO.status, None, "status MinCountConstraintComponent"),
    "belief": ("Statement", AIGO.belief, rdflib.Literal("1.5", datatype=rdflib.XSD.decimal), "belief MaxInclusive"),
    "predicate": ("Statement", RDF.predicate, AIGO.loves, "predicate InConstraintComponent"),
    "no evidence": ("Statement", AIGO.hasEvidence, None, "hasEvidence MinCountConstraintComponent"),
    "quote": ("Evidence", AIGO.exact, rdflib.Literal("x" * 301), "exact MaxLengthConstraintComponent"),
    "modality": ("Evidence", AIGO.modality, AIGO.Certain, "modality InConstraintComponent"),
    "offsets": ("Mention", NIF.endIndex, rdflib.Literal(0), "beginIndex LessThanConstraintComponent"),
    "referent": ("Mention", ITSRDF.taIdentRef, AIG["nobody"], "taIdentRef ClassConstraintComponent"),
    "pair": ("CoMention", AIGO.member, AIG["beta"], "member MinCountConstraintComponent"),
    "npmi": ("CoMention", AIGO.npmiDocument, rdflib.Literal("-1.1", datatype=rdflib.XSD.decimal), "npmiDocument MinInclusive"),
    "text": ("Document", NIF.isString, rdflib.Literal("the article"), "isString MaxCountConstraintComponent"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_planted_faults_are_found(name: str) -> None:
    """Shapes that let everything pass are no check."""
    kind, predicate, value, expected = PLANTED[name]
    g = rdflib.Graph()
    for triple in small():
        g.add(triple)
    node = _first(kind)
    if kind == "Mention":
        node = min(small().subjects(ITSRDF.taIdentRef, None), key=str)
    g.remove((node, predicate, None))
    if value is not None:
        g.add((node, predicate, value))
    found = violations(g)
    assert any(expected in each for each in found), found


def test_a_fact_between_the_wrong_kinds_is_found() -> None:
    """A person developed by a model would pass unseen."""
    g = rdflib.Graph()
    for triple in small():
        g.add(triple)
    g.add((AIG["dana-reed"], AIGO.developedBy, AIG["beta"]))
    assert violations(g).count(" OrConstraintComponent") == 2


def test_a_former_id_is_said_to_be_replaced(tmp_path: Path) -> None:
    """Who has the old id in a store of triples could not find what became of it; or it would count as an entity."""
    graph = small_graph()
    new = graph.nodes[0].entity.id
    moved = replace(graph, redirects=(("an-old-id", new), ("nil-00000000000000ff", new)))
    for path in files(moved, tmp_path).values():
        found = loaded(path)
        for old in ("an-old-id", "nil-00000000000000ff"):
            about = {(str(p), str(o)) for p, o in found.predicate_objects(rdflib.URIRef(id_iri(old)))}
            assert about == {(expand("owl:deprecated"), "true"), (expand("dcterms:isReplacedBy"), id_iri(new))}
    conforms, _, text = pyshacl.validate(loaded(tmp_path / "graph.ttl"), shacl_graph=shapes())
    assert conforms, text
