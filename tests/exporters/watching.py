"""A page in a real browser, and all that it asks for and complains about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Watched:
    """Pages of one browser with everything they asked the network for and complained about."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._contexts: list[Any] = []

    def open(
        self, path: Path, hash_: str = "", *, size: tuple[int, int] = (1440, 900), dark: bool = False, ready: bool = True
    ) -> Page:
        """Open the page with every request but the file itself recorded and refused."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light",
            reduced_motion="reduce", has_touch=size[0] < 500, accept_downloads=True,
        )  # fmt: skip
        self._contexts.append(context)
        page = context.new_page()
        own = path.as_uri()

        def guard(route: Any) -> None:
            if route.request.url.split("#")[0] == own:
                route.continue_()
            else:
                self.requests.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page.on("request", lambda r: self.requests.append(r.url) if _leaves(r.url, own) else None)
        page.on("console", lambda m: self.complaints.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(f"error: {e}"))
        page.set_default_timeout(30000)
        page.goto(own + hash_)
        if ready:
            page.wait_for_selector("html[data-ready]")
            page.wait_for_timeout(120)
        return page

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()


def _leaves(url: str, own: str) -> bool:
    return url.split("#")[0] != own and not url.startswith(("data:", "blob:"))


def payload(page: str) -> dict[str, Any]:
    """Return what the page was written with."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def click_node(page: Page, i: str) -> None:
    """Click where a node is drawn."""
    spot = page.evaluate("id => { const p = KG.map.toScreen(id); return [p.x, p.y] }", i)
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    page.wait_for_timeout(60)


def click_pair(page: Page, a: str, b: str) -> None:
    """Click on the middle of a line between two nodes."""
    spot = page.evaluate(
        "([a, b]) => { const [p, q] = [KG.map.toScreen(a), KG.map.toScreen(b)]; return [(p.x + q.x) / 2, (p.y + q.y) / 2] }",
        [a, b],
    )
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    page.wait_for_timeout(60)
