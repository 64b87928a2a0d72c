"""The months one after the other, and the short tour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exporters.watching import Watched


def test_the_months_play_and_all_come_back(watched: Watched, demo_page: Path) -> None:
    """Broken if months are left out, somebody leaves the map again, the map moves, or the end is not the whole graph."""
    page = watched.open(demo_page, ready=False)
    page.wait_for_selector("html[data-ready]")
    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    place = page.evaluate("KG.map.place()")
    before: set[str] = set()
    page.locator("[data-play]").click()
    page.clock.run_for(100)
    months = page.evaluate("KG.data.months.length")
    assert months > 3
    for month in range(months):
        shown = set(page.evaluate("[...KG.shown.ids.keys()]"))
        assert shown >= before
        assert page.evaluate("[KG.state.since, KG.state.until]") == [0, month]
        assert page.evaluate("KG.map.place()") == place
        assert page.locator("#body [data-month][aria-pressed=true]").count() == month + 1
        notice = page.locator("#notice").text_content() or ""
        fresh = page.evaluate("m => KG.data.ranked.filter((n) => n.first.startsWith(KG.data.months[m])).length", month)
        assert f": {fresh} new name" in notice
        before = shown
        page.clock.run_for(1200)
    assert page.evaluate("KG.state.since") == -1
    assert page.evaluate("KG.playing()") is False
    assert page.locator("#summary").text_content() == "200 entities · 890 links"
    assert page.locator("[data-play]").text_content() == "Play"


@pytest.mark.parametrize("end", ["button", "key", "card"])
def test_whatever_the_reader_does_ends_the_play(watched: Watched, demo_page: Path, end: str) -> None:
    """Broken if the map goes on changing under the hands of a reader who has seen enough."""
    page = watched.open(demo_page)
    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    page.locator("[data-play]").click()
    page.clock.run_for(1300)
    if end == "button":
        page.locator("[data-play]").click()
    elif end == "key":
        page.keyboard.press("Escape")
    else:
        page.evaluate("KG.openEntity('halden-labs')")
    held = page.evaluate("[KG.state.since, KG.state.until]")
    assert held == [0, 1]
    page.clock.run_for(5000)
    assert page.evaluate("[KG.state.since, KG.state.until]") == held
    assert page.evaluate("KG.playing()") is False


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_the_tour_shows_each_thing_it_speaks_of(watched: Watched, demo_page: Path, size: tuple[int, int]) -> None:
    """Broken if a card of the tour stands outside of the window, over what it speaks of, or cannot be left by key."""
    page = watched.open(demo_page, size=size)
    page.locator("[data-tool=help]").click()
    page.locator("#help button", has_text="tour").click()
    titles = []
    for stop in range(1, 6):
        page.wait_for_timeout(350)
        card = page.locator("#tour").bounding_box()
        assert card
        assert card["x"] >= 0 <= card["y"]
        assert card["x"] + card["width"] <= size[0]
        assert card["y"] + card["height"] <= size[1]
        told = page.locator(".toured").bounding_box()
        assert told
        apart = (
            card["x"] >= told["x"] + told["width"] or told["x"] >= card["x"] + card["width"]
            or card["y"] >= told["y"] + told["height"] or told["y"] >= card["y"] + card["height"]
        )  # fmt: skip
        assert apart or stop == 2  # the map is all around its card
        titles.append(page.locator("#tour-title").text_content())
        assert (page.locator("#tour").text_content() or "").startswith(f"{stop} of 5")
        page.keyboard.press("Enter" if stop % 2 else "ArrowRight")
    assert len(set(titles)) == 5
    assert page.locator("#tour").is_hidden()
    assert page.locator(".toured").count() == 0
    page.evaluate("KG.tour()")
    page.keyboard.press("Escape")
    assert page.locator("#tour").is_hidden()
