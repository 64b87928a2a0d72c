"""The tools, asked by the official client over the pipes of a real process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kg.quoting import QUOTE_LIMIT
from tests.rdf_graphs import small_graph
from tests.serve.serving import ENDLESS, published

mcp = pytest.importorskip("mcp", reason="not run: the package mcp (the extra mcp) is not installed")

Ask = Callable[..., Awaitable[Any]]


def talk(store: Path, conversation: Callable[[Any], Awaitable[None]], *options: str) -> None:
    """Start the command, let a client talk with it, and end it."""
    command = [*"-m kg mcp --store".split(), str(store), *options]

    async def run() -> None:
        server = mcp.StdioServerParameters(command=sys.executable, args=command, cwd=store.parent, env=dict(os.environ))
        async with mcp.Client(server) as client:
            await conversation(client)

    asyncio.run(asyncio.wait_for(run(), 60))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the small graph published."""
    path = tmp_path_factory.mktemp("mcp") / "kg.duckdb"
    published(path, small_graph())
    return path


def test_every_tool_is_offered_and_only_reads(store: Path) -> None:
    """A client would not find a tool, or ask a person before each harmless look."""

    async def conversation(client: Any) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "show", "neighbors", "why", "path", "query"}
        assert all(tool.annotations.read_only_hint and tool.description for tool in tools.values())
        assert "third parties" in client.instructions

    talk(store, conversation)


def test_tools_answer(store: Path) -> None:
    """A model would be told something else than a person who types the command."""

    async def conversation(client: Any) -> None:
        async def ask(name: str, **arguments: object) -> Any:
            found = await client.call_tool(name, arguments)
            assert not found.is_error, found
            return found.structured_content

        assert (await ask("search", text="alpha one"))["entities"][0]["id"] == "alpha-1"
        shown = await ask("show", entity="Alpha One")
        assert shown["id"] == "alpha-1"
        claim = shown["claims"][0]
        assert (claim["relation"], claim["object"]["id"], claim["status"]) == ("developed by", "quill-lab", "Supported")
        assert claim["quotes"][0]["text"] == "Alpha One was developed by Quill Lab."
        assert claim["quotes"][0]["link"] == "https://news.example/first-post"
        assert all(len(q["text"]) <= QUOTE_LIMIT for c in shown["claims"] for q in c["quotes"])
        around = await ask("neighbors", entity="alpha-1", relation="developed_by", limit=1)
        assert [n["id"] for n in around["neighbors"]] == ["quill-lab"]
        assert around["left_out"] > 0
        between = await ask("why", a="Beta", b="Alpha One")
        assert {c["status"] for c in between["claims"]} == {"Supported", "Contested"}
        assert between["named_together"]["sentences"] == 2
        chain = await ask("path", a="Dana Reed", b="Alpha One")
        assert [e["id"] for e in chain["entities"]][1:-1] == ["quill-lab"]
        rows = await ask("query", sparql="SELECT ?e { ?e skos:prefLabel 'METR' }")
        assert rows == {"variables": ["e"], "rows": [{"e": "metr"}], "truncated": False}
        assert (await ask("query", sparql="ASK { aig:metr a aigo:Entity }"))["answer"] is True
        assert "aig:metr a" in (await ask("query", sparql="DESCRIBE aig:metr"))["turtle"]
        assert (await ask("query", sparql="SELECT * { ?s ?p ?o }", limit=3))["truncated"] is True

    talk(store, conversation)


def test_mistakes_are_told_and_end_nothing(store: Path) -> None:
    """A model would get a traceback, or the server would be gone after the first slip."""

    async def conversation(client: Any) -> None:
        for name, arguments, part in (
            ("show", {"entity": "Alfa One"}, "alpha-1"),
            ("why", {"a": "METR", "b": "metr"}, "same entity"),
            ("query", {"sparql": "SELECT"}, "cannot be parsed"),
            ("query", {"sparql": "CLEAR ALL"}, "read only"),
            ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "never reaches the network"),
            ("query", {"sparql": ENDLESS}, "ended after 1 s"),
            ("show", {}, "show: entity is missing. It takes entity, limit (may be left out)."),
            ("search", {"text": "beta", "limit": "many"}, "search: limit has to be a whole number."),
            ("search", {"text": 5, "limt": 3}, "text has to be a text; there is no argument 'limt'."),
            ("neighbors", {"entity": "beta", "relation": 4}, "relation has to be a text or null."),
            ("find", {"text": "beta"}, "there is no tool 'find'; there are search, show, neighbors, why, path, query"),
        ):
            found = await client.call_tool(name, arguments)
            assert found.is_error
            assert part in found.content[0].text
            assert "Traceback" not in found.content[0].text
            assert "\n" not in found.content[0].text
        for fine in ({"text": "beta"}, {"text": "beta", "limit": "3"}):
            assert not (await client.call_tool("search", fine)).is_error
        assert not (await client.call_tool("neighbors", {"entity": "beta", "relation": None})).is_error

    talk(store, conversation, "--timeout", "1")


def test_without_a_build_there_is_one_line(tmp_path: Path) -> None:
    """A client would wait for a server that has nothing to say."""
    command = [sys.executable, "-m", "kg", "mcp", "--store", str(tmp_path / "none.duckdb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
