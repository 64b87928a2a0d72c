"""robots.txt, for pages that items link to."""

from __future__ import annotations

import pytest

from kg.errors import SourceError
from kg.sources.web.limits import Limits
from kg.sources.web.transfer import Transfer
from tests.sources.web.servers import Answer, Hands, Site, calm, reply

RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 3\n\nUser-agent: otherbot\nDisallow: /\n"


def why(web: Transfer, address: str) -> str:
    """Return why a page cannot be had."""
    with web, pytest.raises(SourceError) as caught:
        web.page(address)
    return caught.value.reason


def test_a_page_is_asked_for_only_where_robots_may(site: Site) -> None:
    """The program would take what a site asks programs to leave."""
    site.routes = {"/robots.txt": reply(200, RULES), "/private/a": reply(200, b"no"), "/b": reply(200, b"yes")}
    web = calm(allow_private=True, clock=Hands().clock())
    assert why(web, f"{site.address}/private/a") == "is closed to programs by the robots.txt of its site"
    assert web.page(f"{site.address}/b")
    assert site.paths() == ["/robots.txt", "/b"]


def test_rules_for_this_program_are_found(site: Site) -> None:
    """A site that speaks to this program by name would be misread."""
    site.routes = {"/robots.txt": reply(200, b"User-agent: kg\nDisallow: /\n"), "/b": reply(200, b"x")}
    assert "robots.txt" in why(calm(allow_private=True), f"{site.address}/b")


@pytest.mark.parametrize(("robots", "is_open"), [
    (reply(404), True), (reply(403), True), (reply(410), True), (reply(500), False), (reply(503), False), (reply(429), False),
    (b"", False), (reply(200, b""), True), (reply(200, bytes(range(256)) * 50), True),
    (reply(200, b"<html><body>Not found</body></html>"), True), (reply(200, b"User-agent: *\nCrawl-delay: nan\n"), True),
    (reply(302, location="/elsewhere.txt"), False), (reply(302, location="/robots.txt"), False),
])  # fmt: skip
def test_what_stands_for_no_rules(site: Site, robots: Answer, is_open: bool) -> None:
    """A site without robots.txt would be closed, or a broken one be open."""
    site.routes = {"/robots.txt": robots, "/b": reply(200, b"x"), "/elsewhere.txt": reply(200, b"User-agent: *\nDisallow: /")}
    web = calm(allow_private=True)
    if is_open:
        assert web.page(f"{site.address}/b")
    else:
        assert "robots.txt" in why(web, f"{site.address}/b")


def test_a_long_file_is_read_to_its_bound(site: Site) -> None:
    """A file without end would cost the site's pages, or the memory."""
    rules = RULES + b"# padding\n" * 1000
    site.routes = {"/robots.txt": reply(200, rules), "/b": reply(200, b"x"), "/private/a": reply(200, b"x")}
    limits = Limits(robots_bytes=len(RULES) + 5, page_gap=0, feed_gap=0)
    with Transfer(allow_private=True, limits=limits, clock=Hands().clock()) as web:
        assert web.page(f"{site.address}/b")
        assert "closed" in why(web, f"{site.address}/private/a")


@pytest.mark.parametrize(("asked", "kept"), [(3, 3), (3000, 10), (0, 1)])
def test_crawl_delay(site: Site, asked: int, kept: int) -> None:
    """A slow site would be asked too fast, or one line of a site hold up the run for an hour."""
    hands = Hands()
    rules = f"User-agent: *\nCrawl-delay: {asked}\n".encode()
    site.routes = {"/robots.txt": reply(200, rules), "/a": reply(200, b"x"), "/b": reply(200, b"x")}
    with Transfer(allow_private=True, clock=hands.clock()) as web:
        assert web.page(f"{site.address}/a")
        assert web.page(f"{site.address}/b")
    assert hands.slept == [kept, kept]
    assert site.paths().count("/robots.txt") == 1


def test_feeds_are_read_without_asking_robots(site: Site) -> None:
    """Many sites close everything to programs, their own feeds among it, which are there for programs."""
    site.routes = {"/robots.txt": reply(200, b"User-agent: *\nDisallow: /\n"), "/feed": reply(200, b"x")}
    assert calm().feed(f"{site.address}/feed", named=True)
    assert site.paths() == ["/feed"]


def test_a_page_may_not_be_private_even_on_the_feeds_own_server(site: Site) -> None:
    """The links of a feed on the user's machine could reach whatever else is served there."""
    assert "private address" in why(calm(), f"{site.address}/admin")
    assert site.log == []
