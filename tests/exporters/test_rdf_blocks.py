"""Triples kept as packed Turtle: what is read back, and where blocks end."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.exporters import rdf, rdf_blocks
from kg.exporters.rdf_blocks import body_of, layer_of
from kg.ontology.vocabulary import DEFAULT_BASE
from tests.graphs import HOSTILE, industry, ontology

NODES = st.sampled_from([ox.NamedNode(f"{DEFAULT_BASE}id/{name}") for name in ("a", "b-1", "c.", "ü")])
KINDS = ("string", "integer", "decimal", "boolean", "dateTime")
TEXTS = HOSTILE.map(lambda text: text.encode("utf-8", "replace").decode()) | st.sampled_from(
    ["1", "01", "1.50", "true", ".5", "-0.0"]
)
LITERALS = st.builds(
    lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")), TEXTS,
    st.sampled_from(KINDS),
)  # fmt: skip
TRIPLES = st.lists(st.builds(ox.Triple, NODES, NODES, NODES | LITERALS | TEXTS.map(lambda t: ox.Literal(t, language="en"))))


@given(TRIPLES)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_triples_come_back_as_they_went_in(monkeypatch: pytest.MonkeyPatch, found: list[ox.Triple]) -> None:
    """A number would lose a digit, a text a character, or a triple its place on the way into N-Triples and JSON-LD."""
    monkeypatch.setattr(rdf_blocks, "BLOCK", 3)
    found.sort(key=lambda triple: str(triple.subject))
    layer = layer_of(iter(found), DEFAULT_BASE)
    assert list(layer) == found
    assert list(layer) == found
    assert len(layer) == len(found)


def test_blocks_are_the_turtle_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files would depend on how many triples are held at a time, or a subject would be torn in two."""
    layers = dict(rdf.rendered(industry(), ontology()).layers)
    monkeypatch.setattr(rdf_blocks, "BLOCK", 5)
    for whole in layers.values():
        torn = layer_of(iter(whole), DEFAULT_BASE)
        bodies = list(torn.bodies())
        assert b"\n".join(bodies) == (body_of(whole, DEFAULT_BASE) if len(whole) else b"")
        subjects = [
            triple.subject
            for block in torn.documents()
            for triple in {q.subject: q for q in ox.parse(block, ox.RdfFormat.TURTLE)}.values()
        ]
        assert len(subjects) == len(set(subjects))
    assert len(list(layer_of(iter(layers["statements"]), DEFAULT_BASE).bodies())) > 2


def test_files_do_not_depend_on_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph of more triples than a block holds would be written with seams."""
    whole = rdf.rendered(industry(), ontology())
    monkeypatch.setattr(rdf_blocks, "BLOCK", 4)
    torn = rdf.rendered(industry(), ontology())
    assert torn.counts == whole.counts
    for suffix in rdf.WRITERS:
        whole.write(tmp_path / f"whole{suffix}")
        torn.write(tmp_path / f"torn{suffix}")
        assert (tmp_path / f"torn{suffix}").read_bytes() == (tmp_path / f"whole{suffix}").read_bytes()
