"""Pushing a build into a real SPARQL server on loopback, and into servers that will not have it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ExportError, PushError
from kg.exporters.rdf import rendered
from kg.exporters.rdf_lines import published_lines
from kg.exporters.rdf_published import TRIG, write_published
from kg.ontology.vocabulary import LAYERS, prefixes
from kg.push import Target, Way, push, steps
from kg.store.snapshot import publish
from tests.rdf_graphs import ontology
from tests.serve.serving import graph_with_hostile_names

OTHER = "http://example.org/other"
SECRET = "of-nobody"  # noqa: S105 - no password of anybody


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a published graph that has hostile names in it."""
    path = tmp_path_factory.mktemp("push") / "kg.duckdb"
    graph = graph_with_hostile_names()
    publish(path, graph, lambda folder: write_published(rendered(graph, ontology()), folder))
    return path


@pytest.fixture(scope="module")
def graphs(store: Path) -> dict[str, tuple[bytes, ...]]:
    """Return its triples."""
    return published_lines(next(p for p in store.with_name(f"{store.name}.published").iterdir() if p.is_dir()))


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[httpx.Client]:
    """Return a client of an empty Oxigraph server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    binary = Path(sys.executable).with_name("oxigraph")
    process = subprocess.Popen(
        [str(binary), "serve", "--location", str(tmp_path / "ox"), "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            end = time.monotonic() + 30
            while True:
                try:
                    client.get("/query", params={"query": "ASK {}"})
                    break
                except httpx.TransportError:
                    assert time.monotonic() < end, "the server did not start"
                    time.sleep(0.05)
            yield client
    finally:
        process.kill()
        process.wait()


def counts(client: httpx.Client) -> dict[str, int]:
    """Return the triples that a server holds, by named graph."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    found = client.get("/query", params={"query": query}, headers={"Accept": "application/sparql-results+json"}).json()
    return {row["g"]["value"]: int(row["n"]["value"]) for row in found["results"]["bindings"]}


def silent(_done: int, _total: int) -> None:
    """Report nothing."""


@pytest.mark.parametrize("batch", [7, 100_000], ids=["many requests", "one a graph"])
@pytest.mark.parametrize(("way", "path"), [("graph-store", "/store"), ("update", "/update")])
def test_a_real_store_holds_what_was_pushed(
    oxigraph: httpx.Client, graphs: dict[str, tuple[bytes, ...]], way: Way, path: str, batch: int
) -> None:
    """A store elsewhere would hold less or more than the build, or twice as much after the second push."""
    wanted = {graph: len(lines) for graph, lines in graphs.items() if lines}
    target = Target(f"{oxigraph.base_url}".rstrip("/") + path, way, batch)
    oxigraph.post("/update", data={"update": f"INSERT DATA {{ GRAPH <{OTHER}> {{ <a:b> <a:c> <a:d> }} }}"})
    stale = f"{prefixes()['aigg']}facts"
    oxigraph.post("/update", data={"update": f"INSERT DATA {{ GRAPH <{stale}> {{ <a:stale> <a:c> <a:d> }} }}"})
    told: list[tuple[int, int]] = []
    assert push(graphs, target, lambda done, total: told.append((done, total))) == sum(wanted.values())
    assert counts(oxigraph) == {**wanted, OTHER: 1}
    assert told[-1] == (sum(wanted.values()), sum(wanted.values()))
    push(graphs, target, silent)
    assert counts(oxigraph) == {**wanted, OTHER: 1}
    kept = oxigraph.get("/store", params={"graph": stale}, headers={"Accept": "application/n-triples"}).content
    assert sorted(kept.splitlines()) == sorted(graphs[stale])


def test_every_layer_is_pushed(graphs: dict[str, tuple[bytes, ...]]) -> None:
    """A layer that has become empty would keep its old triples in the store."""
    assert sorted(graphs) == sorted(f"{prefixes()['aigg']}{layer}" for layer in LAYERS)
    empty = {"http://example.org/g": ()}
    assert [(s.method, s.body) for s in steps(empty, Target("http://x/"))] == [("PUT", b"")]
    [update] = steps(empty, Target("http://x/", "update"))
    assert update.body == b"CLEAR SILENT GRAPH <http://example.org/g>"


@given(st.lists(st.integers(0, 30), max_size=5), st.integers(1, 12), st.sampled_from(["graph-store", "update"]))
def test_every_triple_is_sent_once(sizes: list[int], batch: int, way: Way) -> None:
    """A batch would be left out or sent twice where its border falls."""
    given_ = {f"http://g/{n}": tuple(b"<s:%d> <p:%d> <o:o> ." % (n, k) for k in range(size)) for n, size in enumerate(sizes)}
    sent = list(steps(given_, Target("http://x/", way, batch)))
    assert all(step.triples <= batch for step in sent)
    for graph, lines in given_.items():
        own = [step for step in sent if step.graph == graph]
        assert [line for step in own for line in step.body.splitlines() if line.startswith(b"<s:")] == list(lines)
        clearing = [step.method == "PUT" or b"CLEAR" in step.body for step in own]
        assert clearing == [True] + [False] * (len(own) - 1)


# -- servers that will not have it -------------------------------------------------------------------------------


@contextmanager
def answering(*statuses: int, wait: float = 0.0, body: bytes = b"", **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Serve these statuses one after the other, the last one for ever; yield the address and what clients sent."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append(f"{self.command} {self.path} {self.headers.get('Authorization', '')}".strip())
            time.sleep(wait)
            self.send_response(statuses[min(len(seen), len(statuses)) - 1])
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_POST = _answer  # noqa: N815 - the names that the library calls

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/store", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "part"),
    [
        (401, "KG_PUSH_USER"),
        (403, "KG_PUSH_TOKEN"),
        (404, "--update"),
        (405, "--update"),
        (413, "--batch"),
        (415, "--update"),
        (429, "later"),
        (500, "status 500"),
        (503, "later"),
    ],
)
def test_a_refusal_says_what_to_do(graphs: dict[str, tuple[bytes, ...]], status: int, part: str) -> None:
    """A user would be told a number, and nothing that can be done about it."""
    with answering(status) as (url, _), pytest.raises(PushError, match=part) as caught:
        push(graphs, Target(url), silent)
    assert str(caught.value).startswith(url)
    assert "\n" not in str(caught.value)


def test_a_store_that_forbids_is_quoted(graphs: dict[str, tuple[bytes, ...]]) -> None:
    """A store that is read only, as `kg serve` is, would seem to want a password."""
    refusal = answering(403, body=b"updates are refused:\n the graph is read only")
    with refusal as (url, _), pytest.raises(PushError, match="updates are refused: the graph") as caught:
        push(graphs, Target(url), silent)
    assert "asks for credentials" not in str(caught.value)


def test_a_push_that_breaks_off_says_how_far_it_came(graphs: dict[str, tuple[bytes, ...]]) -> None:
    """Nobody would know whether a store is half full, nor that the same push mends it."""
    with answering(204, 204, 500) as (url, _), pytest.raises(PushError) as caught:
        push(graphs, Target(url), silent)
    assert "are there already" in str(caught.value)
    assert "same command again" in str(caught.value)


def test_a_store_that_does_not_answer(graphs: dict[str, tuple[bytes, ...]]) -> None:
    """A push would wait for ever, or end in a traceback."""
    with answering(204, wait=1.0) as (url, _), pytest.raises(PushError, match=r"within 0\.2 s"):
        push(graphs, Target(url, timeout=0.2), silent)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(PushError, match=f"nothing listens at 127.0.0.1, port {port}; start the store there"):
        push(graphs, Target(f"http://127.0.0.1:{port}/store"), silent)
    with pytest.raises(PushError, match=r"no host is called nowhere\.invalid; look at how it is spelled"):
        push(graphs, Target("http://nowhere.invalid/store"), silent)
    with pytest.raises(PushError, match=rf"nothing listens at 127\.0\.0\.1, port {port}; start the store there"):
        push(graphs, Target(f"https://127.0.0.1:{port}/store"), silent)


def test_what_is_no_web_server_is_told_of(graphs: dict[str, tuple[bytes, ...]]) -> None:
    """A user who names the port of a database would be shown the grammar of a status line."""
    with socket.create_server(("127.0.0.1", 0)) as other:

        def talk() -> None:
            connection, _ = other.accept()
            with connection:
                connection.sendall(b"220 mail.example ESMTP\r\n")
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):  # to the end: what is not read when a socket closes resets the connection
                    pass

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        with pytest.raises(PushError, match=r"does not speak HTTP as it should .* is it the port of the store"):
            push(graphs, Target(f"http://127.0.0.1:{other.getsockname()[1]}/store"), silent)
        thread.join()


def test_credentials_go_nowhere_else(graphs: dict[str, tuple[bytes, ...]]) -> None:
    """A redirect would carry a token to a stranger, or a message would print it."""
    target = Target("http://127.0.0.1:1/", token=SECRET, password=SECRET)
    assert SECRET not in repr(target)
    with answering(204) as (stranger, at_stranger), answering(307, Location=stranger) as (url, _):
        with pytest.raises(PushError, match="leads on") as caught:
            push(graphs, Target(url, token=SECRET), silent)
        assert at_stranger == []
        assert SECRET not in str(caught.value)
    with answering(204) as (url, seen):
        push(graphs, Target(url, user="ann", password="pw"), silent)  # noqa: S106 - of nobody
        assert all(line.endswith(" Basic YW5uOnB3") for line in seen)
        assert all("/store?graph=https%3A" in line for line in seen)


@pytest.mark.parametrize("endpoint", ["", "store", "ftp://a/b", "http://", "http://[::1/", "http://ann:pw@127.0.0.1:1/"])
def test_addresses_that_are_none(endpoint: str) -> None:
    """A slip of the pen would end in a traceback, or a password in a log."""
    with pytest.raises(PushError) as caught:
        push({}, Target(endpoint), silent)
    assert "pw" not in str(caught.value)


def test_a_damaged_build_is_named(tmp_path: Path) -> None:
    """Half a graph would be pushed in silence."""
    (tmp_path / TRIG).write_text("<a:b> <a:c>", encoding="utf-8")
    with pytest.raises(ExportError, match="run kg build again"):
        published_lines(tmp_path)


# -- the command -------------------------------------------------------------------------------------------------


def run(store: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "kg", "push", *args, "--store", str(store)], capture_output=True, text=True, check=False,
        env={**os.environ, **environment}, timeout=60,
    )  # fmt: skip


def test_the_command(oxigraph: httpx.Client, store: Path, graphs: dict[str, tuple[bytes, ...]]) -> None:
    """The command would not do what its help says."""
    url = f"{oxigraph.base_url}".rstrip("/")
    dry = run(store, f"{url}/store", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "would go to" in dry.stdout
    assert counts(oxigraph) == {}
    done = run(store, f"{url}/update", "--update", "--json", KG_PUSH_TOKEN=SECRET)
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record["graphs"] == {graph: len(lines) for graph, lines in graphs.items()}
    assert counts(oxigraph) == {graph: count for graph, count in record["graphs"].items() if count}
    assert SECRET not in done.stdout
    wrong = run(store, f"{url}/nowhere", KG_PUSH_TOKEN=SECRET)
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (1, "", 1)
    assert SECRET not in wrong.stderr
