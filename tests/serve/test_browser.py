"""The pages in a real browser: nothing of a record runs, nothing is asked of strangers, everything fits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

import pytest

from tests.serve.serving import HOSTILE_NAME, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BAD = "/entity/" + quote('bad name/"quoted"<b>\'#?%41', safe="")
LABELS = "/sparql?" + urlencode({"query": "SELECT ?s ?l { ?s skos:prefLabel ?l }"})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280], ids=["phone", "desk"])
def test_pages_fit_and_keep_to_themselves(server: Server, browser: Browser, width: int, dark: bool) -> None:
    """A hostile name would run its script, a page would call a stranger, or a phone would have to scroll sideways."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    own, requests, complaints = urlsplit(server.url).netloc, [], []
    page.on("request", lambda r: requests.append(r.url))
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    grounds = set()
    for path in ("/entity/", "/entity/alpha-1", BAD, "/sparql", LABELS):
        page.goto(server.url.rstrip("/") + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("window.__ran") is None, path
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert complaints == []  # a script or style that the policy does not know would complain here
    assert {urlsplit(url).netloc for url in requests if not url.startswith("data:")} == {own}
    assert grounds == ({"rgb(20, 23, 27)"} if dark else {"rgb(246, 245, 241)"})
    context.close()


def test_a_query_is_asked_with_the_keyboard(server: Server, browser: Browser) -> None:
    """The page's own script would be blocked by its own policy, or the form would lead nowhere."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}sparql")
    page.fill("#query", "SELECT ?l { ?s skos:prefLabel ?l } ORDER BY ?l")
    page.press("#query", "Control+Enter")
    page.wait_for_selector("td")
    assert HOSTILE_NAME in page.locator("td").all_inner_texts()
    page.fill("input[name=q]", "quill")
    page.press("input[name=q]", "Enter")
    page.wait_for_selector("main li")
    page.click("main li a")
    page.wait_for_selector("article")
    assert page.inner_text("h1") == "Quill Lab"
    context.close()
