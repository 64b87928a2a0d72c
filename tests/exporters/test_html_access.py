"""The page for those who do not see it, see it large, or print it: what axe-core finds, and what paper shows."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.exporters.watching import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What the page can show, by what its address asks for.
_VIEWS = {
    "overview": "",
    "entity": "#entity=halden-labs",
    "focus": "#entity=heron-4&depth=1",
    "chain": "#path=signe-holt~webstrata",
    "month": "#since=2026-03&until=2026-04",
    "table": "#table=1",
}


@pytest.fixture(scope="module")
def axe() -> str:
    """Return axe-core, as its Python package carries it."""
    pytest.importorskip("axe_playwright_python", reason="axe-core comes with the development dependencies")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def _found(page: Page, axe: str) -> list[dict[str, Any]]:
    # Through the debugger, so that the page's own policy stays in force.
    page.evaluate(axe)
    found: list[dict[str, Any]] = (
        page.evaluate("""async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
        .filter((v) => ["serious", "critical"].includes(v.impact))
        .map((v) => ({ id: v.id, where: v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " | " + n.failureSummary) }))""")
    )
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(watched: Watched, demo_page: Path, axe: str, dark: bool) -> None:
    """Broken if a part of the page has no name or role, or text too faint to read, in light or dark."""
    page = watched.open(demo_page, dark=dark)
    for name, address in _VIEWS.items():
        page.evaluate("address => { location.hash = address }", address)
        page.wait_for_timeout(150)
        assert _found(page, axe) == [], name
    page.evaluate("document.body.append(document.createElement('button'))")
    assert [f["id"] for f in _found(page, axe)] == ["button-name"]


def test_axe_finds_nothing_serious_on_a_phone_and_in_help(watched: Watched, demo_page: Path, axe: str) -> None:
    """Broken if the sheet of a phone, the list of a search, an open menu or the help shuts anyone out."""
    page = watched.open(demo_page, "#entity=halden-labs", size=(390, 844))
    assert _found(page, axe) == []
    page = watched.open(demo_page)
    page.fill("#search", "her")
    assert _found(page, axe) == []
    page.fill("#search", "")
    page.locator("[data-tool=save]").click()
    assert _found(page, axe) == []
    page.keyboard.press("Escape")
    page.locator("[data-tool=help]").click()
    assert _found(page, axe) == []


def test_the_table_says_what_the_map_shows(watched: Watched, demo_page: Path) -> None:
    """Broken if the table for screen readers leaves out an entity of the map, or does not follow the filters."""
    page = watched.open(demo_page, "#table=1&hide=Model")
    rows = page.locator("#listing tbody tr td:first-child").all_text_contents()
    assert sorted(rows) == sorted(page.evaluate("[...KG.shown.ids.keys()].map(KG.label)"))
    assert page.locator("#listing th[aria-sort=descending]").text_content() == "Mentions"
    assert page.locator("#listing caption").text_content() == "Entities on the map"


def test_the_map_comes_back_from_the_table(watched: Watched, demo_page: Path) -> None:
    """Broken if a link to the table leads to a map that is a dot in a corner, or the table loses the place on the map."""
    wanted = watched.open(demo_page).evaluate("KG.map.place()")
    page = watched.open(demo_page, "#table=1")
    page.keyboard.press("t")
    page.wait_for_timeout(400)
    assert page.evaluate("KG.map.place()") == wanted
    assert len(page.evaluate("KG.map.labels()")) > 10
    page.locator("#map").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    place = page.evaluate("KG.map.place()")
    assert place != wanted
    for _ in range(2):
        page.keyboard.press("t")
        page.wait_for_timeout(400)
    assert page.evaluate("KG.map.place()") == place


def test_paper_shows_the_card_and_its_words(watched: Watched, demo_page: Path) -> None:
    """Broken if a print is dark, cut off at one screen, or full of buttons."""
    page = watched.open(demo_page, "#entity=halden-labs", dark=True)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("#tools", "#zoom", "#finder", ".actions", ".back"):
        assert not page.locator(hidden).first.is_visible()
    body = page.evaluate("(() => { const b = document.getElementById('body'); return [b.scrollHeight, b.clientHeight] })()")
    assert body[0] <= body[1] + 1
    assert page.locator("#card-title").is_visible()


def test_the_map_on_paper_is_light(watched: Watched, demo_page: Path) -> None:
    """Broken if a print from a dark screen has names in white on white, or the screen stays light afterwards."""
    page = watched.open(demo_page, "#entity=halden-labs", dark=True)
    dark = page.evaluate("KG.palette.ground")
    page.evaluate("addEventListener('beforeprint', () => { window.onPaper = KG.palette })")
    page.pdf(format="A4", print_background=True)
    paper = page.evaluate("window.onPaper")
    light = watched.open(demo_page).evaluate("KG.palette")
    assert paper == light
    assert paper["ground"] != dark
    assert page.evaluate("KG.palette.ground") == dark
