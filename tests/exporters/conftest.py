"""A real browser for the tests of the page, and the page that most of them open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.exporters.html import write
from kg.records import KnowledgeGraph
from tests.exporters.demo import demo_graph, schema_only
from tests.exporters.watching import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Where a Chromium may be; none is ever downloaded.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _missing(why: str) -> Any:
    message = f"not run: {why}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


# For one module: while it is there, its thread runs an event loop, and what starts one of its own in a later module would fail.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium. Without one the test says so and is skipped; with CI=true it fails."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("the Python package playwright is not installed")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found or not Path(found).exists():
        _missing("no Chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    """Return the invented graph."""
    return demo_graph()


@pytest.fixture(scope="module")
def demo_page(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write its page once."""
    path = tmp_path_factory.mktemp("page") / "graph.html"
    write(graph, schema_only(), path)
    return path


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Pages that must stay quiet: no request, no error."""
    pages = Watched(browser)
    yield pages
    pages.close()
    assert pages.requests == []
    assert pages.complaints == []
