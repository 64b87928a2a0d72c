"""One server for the tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exporters.conftest import browser as browser
from tests.rdf_graphs import small_graph
from tests.serve.serving import Server, graph_with_hostile_names, published, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server over the small graph, with hostile names in it."""
    store = tmp_path_factory.mktemp("serve") / "kg.duckdb"
    published(store, graph_with_hostile_names())
    with serving(store, "--limit", "500", "--timeout", "20") as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a store with the small graph published."""
    path = tmp_path / "kg.duckdb"
    published(path, small_graph())
    return path
