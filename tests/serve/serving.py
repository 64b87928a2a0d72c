"""A real `kg serve` on loopback over a published graph, and requests to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from kg.exporters.rdf import rendered
from kg.exporters.rdf_description import FILE, description
from kg.exporters.rdf_published import write_published
from kg.ontology.vocabulary import DEFAULT_BASE
from kg.records import KnowledgeGraph, Node
from kg.store.published import PAGE
from kg.store.snapshot import publish
from tests.graphs import entity
from tests.rdf_graphs import ontology, small_graph

#: Its answer would have a number of rows with twelve digits.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?e a aigo:Entity }"
HOSTILE_NAME = '"><script>window.__ran=1</script><img src=x onerror="window.__ran=1"> {{ 7*7 }} \u202eabc'
FORMER = "nil-00000000000000ff"


def graph_with_hostile_names() -> KnowledgeGraph:
    """Return the small graph with a former id, two of one name, and one whose every text wants to break a page or a query."""
    plain = small_graph()
    bad = entity(
        "bad name/\"quoted\"<b>'#?%41", HOSTILE_NAME, aliases=(HOSTILE_NAME, "</style><script>1</script>"), hidden=("\r\nX: y",),
        facts=(("country", HOSTILE_NAME), ("homepage", "javascript:alert(1)")), source="</body>" + HOSTILE_NAME,
    )  # fmt: skip
    more = [Node(bad, 1, 1), *(Node(entity(key, "The Twins"), 1, 1) for key in ("twins-band", "twins-lab"))]
    documents = tuple(
        replace(d, title=HOSTILE_NAME, link="javascript:alert(1)", outlet=HOSTILE_NAME) for d in plain.documents[:1]
    )
    return replace(
        plain, nodes=tuple(sorted((*plain.nodes, *more), key=lambda n: n.entity.id)), documents=documents + plain.documents[1:],
        redirects=((FORMER, "metr"),),
    )  # fmt: skip


def published(store: Path, graph: KnowledgeGraph, base: str = DEFAULT_BASE) -> Path:
    """Publish a graph as a build does; return the folder of the build."""

    def beside(folder: Path) -> None:
        triples = rendered(graph, ontology(), base)
        (folder / FILE).write_text(description(triples, folder), encoding="utf-8")
        write_published(triples, folder)
        (folder / PAGE).write_text("<!doctype html><title>the graph</title>", encoding="utf-8")

    return publish(store, graph, beside)


@dataclass
class Server:
    """A running server, and a client of it."""

    url: str
    process: subprocess.Popen[str]
    client: httpx.Client = field(repr=False)

    def ask(self, query: str, accept: str = "application/sparql-results+json", **params: str) -> httpx.Response:
        """Return the answer to a query sent by GET."""
        return self.client.get("/sparql", params={"query": query, **params}, headers={"Accept": accept})

    def value(self, query: str) -> Any:
        """Return the only cell of an answer, as text."""
        found = self.ask(query)
        assert found.status_code == 200, found.text
        [row] = found.json()["results"]["bindings"]
        [cell] = row.values()
        return cell["value"]

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Send a signal; return the exit status and what stood on stderr."""
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=20)
        return self.process.returncode, told


@contextmanager
def serving(store: Path, *options: str) -> Iterator[Server]:
    """Start the command at a free port; end it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", "--json", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=store.parent, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said, process.communicate()[1]
        url = json.loads(said)["url"]
        with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
            yield Server(url, process, client)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the ids of the worker processes of a server (on Linux)."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail when it does not in half a minute."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
