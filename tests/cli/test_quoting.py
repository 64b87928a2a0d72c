"""How much of a text leaves the program: no file and no answer for machines holds more than a part of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from kg.quoting import allowance, short
from kg.records import KnowledgeGraph
from kg.store import read_snapshot
from tests.cli.conftest import Run, Sample


@pytest.fixture(scope="module")
def graph(sample: Sample) -> KnowledgeGraph:
    """Return what the sample holds, with every sentence."""
    return read_snapshot(sample.folder / "kg.duckdb")


def excess(graph: KnowledgeGraph, text: str) -> Iterator[str]:
    """Yield the documents of which a text quotes more than it may; sentences that some format escapes are not counted."""
    said: dict[str, set[str]] = {d.id: set() for d in graph.documents}
    for e in (e for c in graph.claims for e in c.evidence):
        said[e.document].add(e.quote)
    for pair in graph.co_mentions:
        if pair.quote:
            said[pair.quote_document].add(pair.quote)
    for d in graph.documents:
        held = [q for q in said[d.id] if not set(q) & set("\"'<>&\\\n\t") and short(q).removesuffix("…") in text]
        if sum(map(len, map(short, held))) > allowance(len(d.text)):
            yield f"{d.key}: {held}"


def test_the_sample_is_dense_enough_to_tell(graph: KnowledgeGraph) -> None:
    """The tests below would hold of anything."""
    assert list(excess(graph, " ".join(e.quote for c in graph.claims for e in c.evidence)))
    assert graph.unquoted


def test_no_file_quotes_more_of_a_document_than_a_part(sample: Sample, graph: KnowledgeGraph) -> None:
    """A post that is all statements would be published whole, sentence by sentence."""
    folders = sample.folder / "exports", next((sample.folder / "kg.duckdb.published").glob("*/graph.trig")).parent
    files = [p for folder in folders for p in folder.iterdir() if p.is_file() and p.suffix != ".json"]
    assert {
        "graph.ttl",
        "graph.trig",
        "graph.jsonld",
        "graph.graphml",
        "graph.html",
        "claims.csv",
        "edges.csv",
        "graph.page",
    } <= {p.name for p in files}
    for path in files:
        assert not list(excess(graph, path.read_text(encoding="utf-8"))), path


def test_answers_for_machines_and_reports_keep_to_it(quick: Run, graph: KnowledgeGraph) -> None:
    """What a script or a mailing passes on would hold what the exports leave out."""
    left_out = {e.id: (c.subject, c.object, e.quote) for c in graph.claims for e in c.evidence if e.id in graph.unquoted}
    for subject, object_, quote in left_out.values():
        answer = quick("why", subject, object_, "--json")
        if answer.returncode == 0:
            assert json.dumps(quote, ensure_ascii=False)[1:-1] not in answer.stdout
            assert "…" in answer.stdout
            told = " ".join(quick("why", subject, object_, COLUMNS="500").stdout.split())
            assert " ".join(short(quote).removesuffix("…").rsplit(" ", 1)[0].split()) in told  # their own store, at the shell
            break
    else:
        raise AssertionError("no claim of two entities is left out")
    days = ("--since", "2020-01-01", "--until", "2030-01-01", "--limit", "0")
    for text in (quick("report", *days).stdout, quick("new", *days, "--json").stdout):
        assert len(text) > 1000
        assert not list(excess(graph, text))
