"""RDF as another library reads it: what the tests of the export and of its shapes share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib import Namespace

from kg.exporters.rdf import WRITERS, quads, write
from kg.ontology.vocabulary import DEFAULT_BASE, expand
from kg.records import KnowledgeGraph
from tests.rdf_graphs import ontology, small_graph

AIGO = Namespace(DEFAULT_BASE + "onto#")
AIG = Namespace(DEFAULT_BASE + "id/")
NIF = Namespace(expand("nif:"))
ITSRDF = Namespace(expand("itsrdf:"))
RDFLIB_NAMES = {".ttl": "turtle", ".nt": "nt", ".trig": "trig", ".jsonld": "json-ld"}
OX_NAMES = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".trig": ox.RdfFormat.TRIG,
            ".jsonld": ox.RdfFormat.JSON_LD}  # fmt: skip


def files(graph: KnowledgeGraph, folder: Path) -> dict[str, Path]:
    """Write a graph in every format and return the paths by suffix."""
    paths = {suffix: folder / f"graph{suffix}" for suffix in WRITERS}
    for path in paths.values():
        write(graph, ontology(), path)
    return paths


def loaded(path: Path) -> rdflib.Graph:
    """Return the union of a file's graphs as rdflib reads it."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format=RDFLIB_NAMES[path.suffix])
    found = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        found.add((s, p, o))
    return found


@cache
def small() -> rdflib.Graph:
    """Return the small graph as rdflib reads it."""
    data = "\n".join(str(quad.triple) + " ." for quad in quads(small_graph(), ontology()))
    return rdflib.Graph().parse(data=data, format="nt")
