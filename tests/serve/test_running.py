"""The server's life: starts, new builds, ends. Real processes throughout."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kg.store import snapshot_dir
from kg.store.published import published_folder
from tests.rdf_graphs import small_graph
from tests.serve.serving import COUNT, ENDLESS, children, published, serving, until


def test_a_new_build_is_served_without_a_restart(store: Path) -> None:
    """A server would show the state of the day on which it was started."""
    fewer = replace(small_graph(), claims=(), nodes=small_graph().nodes[:4], co_mentions=(), background=())
    with serving(store) as server:
        assert server.value(COUNT) == "9"
        before = server.client.get("/entity/alpha").headers["etag"]
        published(store, fewer)
        until(lambda: server.client.get("/entity/quill-lab").status_code == 404)
        assert server.value(COUNT) == "4"
        assert server.client.get("/entity/alpha").headers["etag"] != before
        published(store, small_graph())
        until(lambda: server.client.get("/entity/quill-lab").status_code == 200)
        assert server.value(COUNT) == "9"


def test_a_base_of_ones_own_is_served(store: Path) -> None:
    """The pages would name IRIs that are not those of the graph, and lead from none of them."""
    published(store, small_graph(), "https://kg.example/ai/")
    with serving(store) as server:
        assert server.value("SELECT ?e { ?e skos:prefLabel 'METR' }") == "https://kg.example/ai/id/metr"
        assert server.client.get("/ai/id/metr").headers["location"] == "/entity/metr"
        assert "https://kg.example/ai/id/metr" in server.client.get("/entity/metr").text
        described = server.client.get("/entity/metr", headers={"Accept": "application/n-triples"})
        assert "<https://kg.example/ai/id/metr> " in described.text
        page = server.client.get("/sparql", headers={"Accept": "text/html"}).text
        assert "https%3A%2F%2Fkg.example%2Fai%2F" in page
        assert "w3id.org%2Faig" not in page


def test_a_build_that_cannot_be_served_changes_nothing(store: Path) -> None:
    """A half-written or foreign build would end a server that runs well."""
    with serving(store) as server:
        good = snapshot_dir(store).name
        broken = published_folder(store) / "broken"
        broken.mkdir()
        (broken / "manifest.json").write_text("{}")
        pointer = published_folder(store) / "current"
        pointer.write_text(f"broken\n{good}\n")
        time.sleep(1.5)
        assert server.value(COUNT) == "9"
        # Mended under its own name, it is served.
        whole = published(store, replace(small_graph(), nodes=small_graph().nodes[:4]))
        pointer.write_text(f"{good}\n")
        shutil.rmtree(broken, ignore_errors=True)
        shutil.copytree(whole, broken)
        pointer.write_text(f"broken\n{good}\n")
        until(lambda: bool(server.value(COUNT) == "4" and server.client.get("/entity/quill-lab").status_code == 404))
        status, told = server.end()
        assert status == 0
        assert told.count("cannot be served") == 1


def test_a_build_and_a_server_go_side_by_side(store: Path) -> None:
    """A nightly build would have to stop the server, or fail."""
    text = store.with_name("one.txt")
    text.write_text("Mistral AI released Mistral Small 4 today.\n", encoding="utf-8")
    build = [sys.executable, "-m", "kg", "build", str(text), "--store", str(store), "--out", str(store.with_name("exports"))]
    documents = "SELECT (COUNT(*) AS ?n) { ?d a aigo:Document }"
    with serving(store) as server, ThreadPoolExecutor() as threads:
        assert server.value(documents) == "2"
        running = threads.submit(subprocess.run, build, check=True, capture_output=True)
        while not running.done():
            assert server.value(documents) in ("1", "2")
            time.sleep(0.2)
        assert running.result().returncode == 0
        until(lambda: server.value(documents) == "1")
        assert server.client.get("/").text == (store.with_name("exports") / "graph.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "terminate"])
def test_it_ends_in_good_order(store: Path, number: signal.Signals) -> None:
    """Ctrl-C would print a traceback, or leave worker processes behind."""
    with serving(store) as server:
        assert server.value(COUNT) == "9"
        workers = children(server.process)
        status, told = server.end(number)
        assert status == (0 if number is signal.SIGINT else -signal.SIGTERM)
        assert told == ""
        until(lambda: not any(Path(f"/proc/{pid}/stat").exists() for pid in workers))


def test_workers_end_with_a_server_that_was_killed(store: Path) -> None:
    """Each crash would leave processes behind that nobody sees."""
    with serving(store, "--timeout", "1") as server, ThreadPoolExecutor() as threads:
        server.value(COUNT)
        endless = threads.submit(server.ask, ENDLESS)
        until(lambda: bool(children(server.process)))
        workers = children(server.process)
        assert server.end(signal.SIGKILL)[0] == -signal.SIGKILL
        endless.exception()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def refused(store: Path, *options: str) -> str:
    """Return the one line that a server which cannot start says."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_an_address_that_is_taken_gives_one_line(store: Path) -> None:
    """A traceback says neither what is wrong nor what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refused(store, "--port", str(taken.getsockname()[1]))
    assert "in use" in said
    assert "--port" in said
    assert "no address of this machine" in refused(store, "--host", "no such host.invalid")


def test_a_store_without_a_build_gives_one_line(tmp_path: Path) -> None:
    """A traceback says neither what is wrong nor what to do."""
    assert "run kg build first" in refused(tmp_path / "none.duckdb", "--port", "0")


def test_what_the_user_allows(store: Path) -> None:
    """Pages of one's own, and names behind a proxy, could not be let in; or all would be."""
    options = ("--cors", "https://own.example", "--allow-host", "kg.example", "--verbose")
    with serving(store, *options) as server:
        own = server.client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://own.example"})
        assert own.headers["access-control-allow-origin"] == "https://own.example"
        other = server.client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        before = {"Origin": "https://own.example", "Access-Control-Request-Method": "POST"}
        assert server.client.options("/sparql", headers=before).status_code == 200
        assert server.client.get("/", headers={"Host": "kg.example"}).status_code == 200
        assert server.client.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert "GET /sparql?query=ASK" in server.end()[1]


def test_others_are_let_in_only_with_a_warning(store: Path) -> None:
    """A user would open the graph to the network and not know."""
    with serving(store, "--host", "0.0.0.0") as server:  # noqa: S104 - what is tested
        assert server.url.startswith("http://127.0.0.1:")
        assert server.value(COUNT) == "9"
        assert "not loopback" in server.end()[1]
