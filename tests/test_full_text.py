"""Builds with --full-text, run after run, as a user calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import pipeline
from kg.ontology import load
from kg.store import Store
from tests.sources.web.servers import Site, conditional, reply, serve

KG = str(Path(sys.executable).with_name("kg"))
BEGIN = "Pellucid put the weights of its second model on a public server this week, and three small teams had it running by"
REST = "noon. OpenAI competes with Anthropic, says the writer of the Harbour Notes, and Mistral AI looks on from the quay."


def page(text: str) -> bytes:
    """Return a page with one article."""
    return f"<html><head><title>One</title></head><body><article><h1>One</h1><p>{text}</p></article></body></html>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    """A feed of three excerpts: a page with the whole text, one with no more than the feed, and one that is missing."""
    with serve() as running:
        items = "".join(
            f"<item><title>{name}</title><link>{running.address}/{name}</link>"
            f"<description>{name}: {BEGIN}...</description></item>"
            for name in ("whole", "short", "gone")
        )
        feed = f'<rss version="2.0"><channel><title>Harbour Notes</title>{items}</channel></rss>'
        running.routes = {
            "/feed": conditional(feed.encode()),
            "/whole": conditional(page(f"whole: {BEGIN} {REST}")),
            "/short": conditional(page("Sign in to read."), '"two"'),
            "/gone": reply(404),
        }
        yield running


def build(work: Path, site: Site, *options: str) -> dict[str, Any]:
    """Return the closing table of `kg build` of the feed."""
    site.log.clear()
    command = [KG, "build", f"{site.address}/feed", "--full-text", "--json", *options]
    plain = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(command, cwd=work, env=plain, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_pages_are_had_once_and_what_is_missing_is_named_each_time(tmp_path: Path, site: Site) -> None:
    """Entries would stay cut; a page of no use be transferred by every run; its failure be named once and then be silent."""
    ontology = load()

    def run() -> pipeline.Built:
        site.log.clear()
        address, store = f"{site.address}/feed", tmp_path / "kg.duckdb"
        return pipeline.build([address], store, tmp_path / "out", ontology, full_text=True, allow_private=True)

    first = run()
    assert sorted(site.paths()) == ["/feed", "/gone", "/robots.txt", "/short", "/whole"]
    reasons = {f.source.rpartition("/")[2]: f.reason for f in first.failures}
    assert sorted(reasons) == ["gone", "short"]
    assert reasons["gone"].startswith("is not there")
    assert reasons["short"].startswith("is a page with no more text than its feed")
    with Store.open(tmp_path / "kg.duckdb") as store:
        found = {d.title: d for d in store.documents()}
    assert {title: d.excerpt for title, d in found.items()} == {"whole": False, "short": True, "gone": True}
    assert [p.source for p in found["whole"].places] == [f"{site.address}/whole", f"{site.address}/feed"]

    second = run()
    assert sorted(site.paths()) == ["/feed", "/gone", "/robots.txt", "/short"]  # what was completed is not asked for again
    asked = {request.path: request.headers.get("if-none-match") for request in site.log}
    assert (asked["/feed"], asked["/short"]) == ('"one"', '"two"')
    assert set(second.failures) == set(first.failures)
    assert (second.documents, second.analysed) == (3, 0)


def test_failures_of_entries_are_named_while_they_last(tmp_path: Path, site: Site) -> None:
    """A broken entry would be named in one run, and from then on the feed would look whole."""
    ontology = load()
    first = b"<rss version='2.0'><channel><item><title>One</title></item><item/></channel></rss>"
    site.routes["/feed"] = [conditional(first), conditional(first), conditional(first.replace(b"<item/>", b""), '"new"')]
    address = f"{site.address}/feed"
    runs = [pipeline.build([address], tmp_path / "kg.duckdb", tmp_path / "out", ontology) for _ in range(3)]
    assert [[f.source for f in built.failures] for built in runs] == [[f"{address}#2"], [f"{address}#2"], []]
    assert runs[1].unchanged == (address,)


def test_linked_pages_of_this_machine_are_not_asked(tmp_path: Path, site: Site) -> None:
    """A feed could make the program ask the machines around it."""
    built = build(tmp_path, site)
    assert site.paths() == ["/feed"]
    assert ["not asked without --allow-private" in f["reason"] for f in built["failures"]] == [True] * 3
