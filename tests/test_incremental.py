"""Builds from addresses, run after run: nothing is transferred twice, and nothing is lost on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.ontology import Ontology, load
from kg.store import Store
from tests.sources.web.servers import Site, conditional, reply, serve

ROOT = Path(__file__).resolve().parents[1]
KG = str(Path(sys.executable).with_name("kg"))
ITEM = """<item><title>{0}</title><link>https://harbour.example/{0}</link><guid>{0}</guid><description>OpenAI competes with
Anthropic, says post {0} of the Harbour Notes, and Mistral AI looks on.</description></item>"""


def feed(*names: str) -> bytes:
    """Return a feed with a post of each name."""
    items = "".join(ITEM.format(name) for name in names)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Notes</title>{items}</channel></rss>'.encode()


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load()


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with two feeds and a list of them."""
    with serve() as running:
        outlines = "".join(f"<outline xmlUrl='{running.address}/{name}'/>" for name in ("one", "two"))
        running.routes = {
            "/one": conditional(feed("berths"), '"1"'),
            "/two": conditional(feed("cranes", "tides"), '"2"'),
            "/list": conditional(f"<opml version='2.0'><body>{outlines}</body></opml>".encode(), '"3"'),
        }
        yield running


def build(work: Path, ontology: Ontology, *sources: str, refresh: bool = False, allow_private: bool = False) -> pipeline.Built:
    """Build in a folder."""
    return pipeline.build(list(sources), work / "kg.duckdb", work / "out", ontology, refresh=refresh, allow_private=allow_private)


def outputs(work: Path) -> dict[str, bytes]:
    """Return what a build wrote, without what it says of the run itself."""
    return {p.name: p.read_bytes() for p in (work / "out").iterdir() if p.is_file() and p.name != "provenance.ttl"}


def kg(work: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    return subprocess.run([KG, *args], cwd=work, capture_output=True, text=True, check=False, env=environment)


def test_two_runs_in_a_row_transfer_nothing(tmp_path: Path, site: Site, ontology: Ontology) -> None:
    """Following fifty feeds would cost their readers' and their writers' traffic each time, or end as a failure."""
    sources = [f"{site.address}/one", f"{site.address}/list"]
    build(tmp_path, ontology, *sources, allow_private=True)
    before = outputs(tmp_path)
    asked = len(site.log)
    second = kg(tmp_path, "build", *sources, "--allow-private", "--out", "out", "--json")
    assert second.returncode == 0, second.stderr
    assert len(site.log) == asked + 3
    assert all("if-none-match" in request.headers for request in site.log[asked:])  # each was answered with 304
    told = json.loads(second.stdout)
    assert (told["documents"], told["analysed"], told["failures"], told["notes"]) == (3, 0, [], [])
    assert sorted(told["unchanged"]) == [f"{site.address}/one", f"{site.address}/two"]
    assert outputs(tmp_path) == before


def test_refresh_transfers_again(tmp_path: Path, site: Site, ontology: Ontology) -> None:
    """A user who suspects what is remembered could not get rid of it."""
    build(tmp_path, ontology, f"{site.address}/one")
    built = build(tmp_path, ontology, f"{site.address}/one", refresh=True)
    assert (built.read, built.unchanged) == (1, ())
    assert "if-none-match" not in site.log[-1].headers
    assert build(tmp_path, ontology, f"{site.address}/one").unchanged == (f"{site.address}/one",)


def test_a_new_post_is_read(tmp_path: Path, site: Site, ontology: Ontology) -> None:
    """What comes after the first run would be missed."""
    build(tmp_path, ontology, f"{site.address}/one")
    site.routes["/one"] = conditional(feed("berths", "locks"), '"4"')
    built = build(tmp_path, ontology, f"{site.address}/one")
    assert (built.documents, built.analysed, built.unchanged) == (2, 1, ())


def test_a_broken_feed_is_named_in_every_run(tmp_path: Path, site: Site, ontology: Ontology) -> None:
    """It would be named once and pass for unchanged from then on."""
    site.routes["/broken"] = conditional(b"<rss><channel><item>", '"5"')
    for _ in range(2):
        built = build(tmp_path, ontology, f"{site.address}/one", f"{site.address}/broken")
        assert f"{site.address}/broken" in {failure.source for failure in built.failures}


def test_a_move_is_told_once(tmp_path: Path, site: Site, ontology: Ontology) -> None:
    """A user would not learn that a feed moved, or be told in each run; or its posts would change their source."""
    site.routes["/old"] = reply(301, location="/one")
    [note] = build(tmp_path, ontology, f"{site.address}/old").notes
    assert note.startswith(f"{site.address}/old: moved for good to {site.address}/one")
    second = kg(tmp_path, "build", f"{site.address}/old", "--out", "out")
    assert (second.returncode, second.stderr) == (0, "")
    assert "1 address had nothing new since the last run" in " ".join(second.stdout.split())
    with Store.open(tmp_path / "kg.duckdb") as store:
        assert {p.source for d in store.documents() for p in d.places} == {f"{site.address}/old"}


#: Kills its own process, as kill -9 does, before or after the documents are put into the store.
_KILLED = """
import os, signal, sys
from pathlib import Path
from kg import pipeline
from kg.ontology import load
from kg.store import Store
when = sys.argv[1]
put = Store.put_transfers
def dying(store, records):
    put(store, records)
    if when == "within":
        os.kill(os.getpid(), signal.SIGKILL)
Store.put_transfers = dying
def progress(stage, done, total):
    if stage == when:
        os.kill(os.getpid(), signal.SIGKILL)
pipeline.build(sys.argv[2:], Path("kg.duckdb"), Path("out"), load(), progress)
"""


@pytest.mark.parametrize("when", ["within", "linking"])
def test_a_kill_loses_no_post(tmp_path: Path, site: Site, ontology: Ontology, when: str) -> None:
    """A feed would count as had although its posts never reached the store, and they would never come."""
    address = f"{site.address}/two"
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, when, address], cwd=tmp_path, check=False, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    built = build(tmp_path, ontology, address)
    assert (built.documents, built.failures) == (2, ())
    assert bool(built.unchanged) is (when == "linking")  # only then were the documents in
