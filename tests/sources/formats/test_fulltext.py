"""The article of a page that does not say where it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import ZoneKind
from kg.sources.formats.article import read_article
from kg.sources.formats.fulltext import main_text, read_page

TITLE = "What the second model costs"
TEXTS = [
    "Pellucid published a careful account of how the model behaves under load, and named three limits it could not explain.",
    "Readers asked for the tables, and the authors answered that they will come with the second part of the report in autumn.",
    "What remains open is whether the smaller model can be served at the price that was promised to the first customers.",
]
ARTICLE = (
    f"<h1>{TITLE}</h1><p>{TEXTS[0]}</p><h2>Points</h2><ul><li>On cost</li><li>On speed</li></ul><blockquote><p>{TEXTS[1]}</p>"
    "</blockquote><table><tr><th>Model</th><th>Score</th></tr><tr><td>Ardent 4</td><td>71</td></tr></table>"
    f"<p>{TEXTS[2]}</p>"
)
MENU = '<div class="menu"><ul>' + "".join(f'<li><a href="/{w}">Section {w}</a></li>' for w in "abcdef") + "</ul></div>"
SIDE = (
    '<div class="side"><h3>Related</h3><ul>'
    + "".join(f'<li><a href="/{n}">Another post {n}</a></li>' for n in range(9))
    + "</ul></div>"
)
FOOT = '<div class="foot">Copyright <a href="/i">Imprint</a></div>'
PAGES = {
    "blog": f"{MENU}<div><div class=post>{ARTICLE}</div></div>{SIDE}{FOOT}",
    "documentation": f"<div class=layout><div class=toc>{MENU}{SIDE}</div><div class=body>{ARTICLE}</div></div>{FOOT}",
    "layout table": f"<table><tr><td>{MENU}{SIDE}</td><td>{ARTICLE}</td></tr></table>{FOOT}",
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_without_an_article_element(name: str) -> None:
    """Menus and lists of other posts would be read as the post, or its short lines be lost with them."""
    page = f"<html><head><title>{TITLE}</title></head><body>{PAGES[name]}</body></html>"
    kept = read_page(page).kept
    for words in (*TEXTS, "On cost", "On speed", "Points", "Ardent 4"):
        assert words in kept.text
    for words in ("Section a", "Another post", "Copyright"):
        assert words in read_article(page).kept.text, "the page shows nothing"
        assert words not in kept.text
    kinds = {z.kind for z in kept.zones}
    assert {ZoneKind.TITLE, ZoneKind.HEADING, ZoneKind.LIST_ITEM, ZoneKind.QUOTATION} <= kinds


def test_a_page_that_says_where_its_article_is_is_believed() -> None:
    """A guess would take the place of the page's own word."""
    page = f"<html><body>{MENU}<article>{ARTICLE}<p>Ends.</p></article>{SIDE}</body></html>"
    assert read_page(page) == read_article(page)


@pytest.mark.parametrize(
    "page", ["", "<p>Few words.</p>", f"<body>{ARTICLE}</body>", "<ul>" + "<li>A. B. leaves C.</li>" * 30 + "</ul>"]
)
def test_a_page_that_is_all_text_is_read_whole(page: str) -> None:
    """A plain page would lose what the extractor does not like."""
    assert read_page(page) == read_article(page)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + f"<p>{TEXTS[0]}" , f"<p>{TEXTS[0]}</p>" * 30_000, "<div><a href=x>" + TEXTS[0] + "</a></div>",
        "<table><tr><td>" * 90 + TEXTS[0], ("<span>" + TEXTS[0] + "</span>") * 9_000, "&lt;p&gt;" * 100_000,
        "<div>\x00\ud800" + TEXTS[0],
    ],
)  # fmt: skip
def test_hostile_pages_end_soon(page: str) -> None:
    """One page could hold up all others, or end the run."""
    start = time.monotonic()
    main_text(page)
    assert time.monotonic() - start < 10


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1200), st.text(max_size=20), st.sampled_from(sorted(PAGES)))
def test_zones_lie_in_the_text(at: int, noise: str, name: str) -> None:
    """A zone would point outside its text, or some damage end the run."""
    page = PAGES[name]
    kept = read_page(page[:at] + noise + page[at:]).kept
    assert list(kept.zones) == sorted(kept.zones, key=lambda z: (z.start, -z.end, z.kind))
    assert all(0 <= z.start < z.end <= len(kept.text) for z in kept.zones)
