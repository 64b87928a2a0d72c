"""The page with thousands of entities: by the graphics card where there is one, on the canvas where there is none."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.exporters.html import write
from kg.records import Entity, EntityType, KnowledgeGraph, Node, Status
from tests.exporters.demo import demo_graph, schema_only
from tests.exporters.watching import Watched, click_node

if TYPE_CHECKING:
    from playwright.sync_api import Browser


#: Software that stands in for a graphics card is slow with a large window.
_SMALL = (800, 600)


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page of 1,050 entities once."""
    path = tmp_path_factory.mktemp("many") / "graph.html"
    write(demo_graph(1050, 60, 400), schema_only(), path)
    return path


@pytest.fixture(scope="module")
def drawing(browser: Browser) -> Iterator[Browser]:
    """Return a second Chromium, in which software stands in for a graphics card."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or browser.browser_type.executable_path
    args = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    other = browser.browser_type.launch(executable_path=found, args=[*args, "--force-color-profile=srgb"])
    yield other
    other.close()


def test_without_a_card_the_canvas_draws_all(watched: Watched, large_page: Path) -> None:
    """Broken if a machine without WebGL shows an empty map, or cannot pick, name or save what it shows."""
    page = watched.open(large_page, "#more=9999")
    assert page.evaluate("KG.map.surface()") == "canvas"
    assert page.evaluate("KG.shown.ids.size") == page.evaluate("KG.data.nodes.size") > 1000
    labels = page.evaluate("KG.map.labels()")
    assert 5 <= len(labels) <= 30
    for a, b in itertools.combinations(labels, 2):
        apart = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        assert apart, (a["text"], b["text"])
    click_node(page, "halden-labs")
    assert page.locator("#card-title").text_content() == "Halden Labs"
    assert page.evaluate(_PAINTED) > 500


def test_a_card_that_is_only_software_is_not_used(drawing: Browser, large_page: Path) -> None:
    """Broken if a machine whose WebGL runs on the processor gets the slower of the two surfaces."""
    pages = Watched(drawing)
    page = pages.open(large_page, "#more=9999")
    assert page.evaluate("KG.map.surface()") == "canvas"
    pages.close()
    assert pages.requests == []


def test_with_a_card_webgl_draws_all(drawing: Browser, demo_page: Path) -> None:
    """Broken if the second surface draws nothing, elsewhere than the first, or cannot pick, name, light or save."""
    pages = Watched(drawing)
    page = pages.open(demo_page, "#draw=webgl", size=_SMALL)
    assert page.evaluate("KG.map.surface()") == "webgl"
    assert page.evaluate(_PAINTED) > 150
    assert 5 <= len(page.evaluate("KG.map.labels()")) <= 30
    where = page.evaluate("[KG.map.scale(), KG.map.toScreen('halden-labs')]")
    click_node(page, "halden-labs")
    assert page.locator("#card-title").text_content() == "Halden Labs"
    assert page.evaluate("KG.map.labels().some((l) => l.id === 'halden-labs' && l.strong)")
    page.keyboard.press("f")
    assert page.evaluate("KG.shown.ids.size") <= 151
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    with page.expect_download() as handed:
        page.locator("[data-tool=save]").click()
        page.locator(".menu button", has_text="PNG").click()
    assert handed.value.path().read_bytes().startswith(b"\x89PNG")
    flat = pages.open(demo_page, "#draw=canvas", size=_SMALL)
    assert flat.evaluate("KG.map.surface()") == "canvas"
    scale, spot = flat.evaluate("[KG.map.scale(), KG.map.toScreen('halden-labs')]")
    assert abs(scale - where[0]) < 0.001
    assert abs(spot["x"] - where[1]["x"]) < 2
    assert abs(spot["y"] - where[1]["y"]) < 2
    pages.close()
    assert pages.requests == []
    assert [c for c in pages.complaints if "GPU stall" not in c] == []


def test_what_is_contested_is_dashed_by_a_card_too(drawing: Browser, tmp_path: Path) -> None:
    """Broken if a statement in dispute looks settled as soon as thousands of entities are drawn."""
    base = demo_graph(40, 20, 40)
    ends = [Node(Entity(i, i.upper(), "Lab", EntityType.LAB), 3, 2) for i in ("a", "b")]
    for status, whole in ((Status.SUPPORTED, True), (Status.CONTESTED, False)):
        claim = replace(base.claims[0], id="st-1", subject="a", object="b", status=status)
        write(KnowledgeGraph(tuple(ends), base.documents, (), (), (claim,), ()), schema_only(), tmp_path / "g.html")
        pages = Watched(drawing)
        page = pages.open(tmp_path / "g.html", "#draw=webgl", size=_SMALL)
        assert page.evaluate("KG.map.surface()") == "webgl"
        gaps = page.evaluate(_GAPS)
        assert (gaps == 0) is whole, (status, gaps)
        pages.close()


#: How often the line between the two is broken, along its middle part.
_GAPS = """() => {
    const canvas = KG.map.picture();
    const ratio = canvas.width / document.getElementById("map").clientWidth;
    const ctx = canvas.getContext("2d");
    const [p, q] = ["a", "b"].map((id) => KG.map.toScreen(id));
    let [gaps, before] = [0, true];
    for (let k = 0.4; k <= 0.6; k += 0.002) {
        const x = Math.round((p.x + k * (q.x - p.x)) * ratio), y = Math.round((p.y + k * (q.y - p.y)) * ratio);
        const around = ctx.getImageData(x - 1, y - 1, 3, 3).data;
        let drawn = false;
        for (let n = 3; n < around.length; n += 4) drawn = drawn || around[n] > 100;
        gaps += before && !drawn ? 1 : 0;
        before = drawn;
    }
    return gaps;
}"""


def test_few_are_drawn_on_the_canvas(drawing: Browser, demo_page: Path) -> None:
    """Broken if the opening view waits for WebGL, or a change between the surfaces moves the map."""
    pages = Watched(drawing)
    page = pages.open(demo_page, size=_SMALL)
    assert page.evaluate("KG.map.surface()") == "canvas"
    page.evaluate("KG.wanted = 'webgl'; KG.change({})")
    assert page.evaluate("KG.map.surface()") == "webgl"
    held = page.evaluate("KG.map.place()")
    page.evaluate("KG.wanted = 'canvas'; KG.change({})")
    assert page.evaluate("KG.map.surface()") == "canvas"
    assert page.evaluate("KG.map.place()") == held
    pages.close()


#: How many points of the picture that the page would save are not of its ground, of every fourth in both directions.
_PAINTED = """() => {
    const canvas = KG.map.picture();
    const copy = document.createElement("canvas");
    copy.width = canvas.width; copy.height = canvas.height;
    const ctx = copy.getContext("2d");
    ctx.drawImage(canvas, 0, 0);
    const { data } = ctx.getImageData(0, 0, copy.width, copy.height);
    let seen = 0;
    for (let y = 0; y < copy.height; y += 4) for (let x = 0; x < copy.width; x += 4) {
        const colour = data.slice(4 * (y * copy.width + x), 4 * (y * copy.width + x) + 4);
        const [r, g, b, a] = colour;
        if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 40) seen += 1;
    }
    return seen;
}"""
