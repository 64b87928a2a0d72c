"""No output holds more of a text than a short quote at a time, whatever its sentences are like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.exporters import FORMATS, export
from kg.quoting import QUOTE_LIMIT
from kg.records import Document, KnowledgeGraph
from tests.rdf_graphs import ontology, small_graph


def endless(graph: KnowledgeGraph) -> tuple[KnowledgeGraph, Document]:
    """Return a graph with a document of one long sentence, quoted whole as evidence and for a pair, and the document."""
    claim = graph.claims[0]
    e = claim.evidence[0]
    document = next(d for d in graph.documents if d.id == e.document)
    tail = " ".join(f"and then word {n} came to the workshop" for n in range(80))
    text = f"{document.text[: e.end]} {tail}"
    said = replace(document, text=text)
    long = replace(e, start=0, end=len(text), quote=text)
    pairs = tuple(replace(c, quote=text, quote_document=document.id) for c in graph.co_mentions)
    made = replace(
        graph,
        documents=tuple(said if d.id == document.id else d for d in graph.documents),
        claims=(replace(claim, evidence=(long,)), *graph.claims[1:]),
        co_mentions=pairs,
        mentions=tuple(m for m in graph.mentions if m.document != document.id or m.end <= e.end),
    )
    return made, said


@pytest.mark.parametrize("name", FORMATS)
def test_no_output_holds_a_long_run_of_a_text(name: str, tmp_path: Path) -> None:
    """Publishing other people's articles, a sentence of a page's length at a time, is neither ours to do nor lawful."""
    graph, document = endless(small_graph())
    runs = [document.text[i : i + QUOTE_LIMIT] for i in range(len(document.text) - QUOTE_LIMIT)]
    assert len(runs) > 1000
    for path in export(graph, ontology(), name, tmp_path):
        text = path.read_text(encoding="utf-8")
        found = [run for run in runs if run in text]
        assert not found, f"{path.name}: {found[0]}"
    if name != "html":
        assert any("…" in p.read_text(encoding="utf-8") for p in tmp_path.iterdir() if p.is_file())
