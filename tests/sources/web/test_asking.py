"""Redirects, retries, and the waiting in between."""

from __future__ import annotations

from email.utils import format_datetime

import pytest

from kg.errors import SourceError
from kg.sources.web.limits import Limits
from kg.sources.web.transfer import Transfer
from tests.sources.web.servers import START, Hands, Site, calm, reply, serve


def why(web: Transfer, address: str, *, named: bool = True) -> str:
    """Return why an address cannot be had."""
    with web, pytest.raises(SourceError) as caught:
        web.feed(address, named=named)
    return caught.value.reason


def to(location: str, status: int = 302) -> bytes:
    """Return a redirect."""
    return reply(status, location=location)


# -- redirects ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    """A feed that moved would be lost, or its relative links resolved against the old address."""
    site.routes = {"/old/feed": to("../new/feed?a=b#part", status), "/new/feed?a=b": reply(200, b"hello", content_type="text/x")}
    got = calm().feed(f"{site.address}/old/feed", named=True)
    assert got is not None
    assert (got.data, got.content_type, got.address) == (b"hello", "text/x", f"{site.address}/new/feed?a=b")


def test_redirects_end(site: Site) -> None:
    """A loop, or a chain that invents ever new addresses, would keep the run for ever."""
    site.routes = {f"/{n}": to(f"/{n + 1}") for n in range(20)}
    site.routes |= {"/loop": to("/pool"), "/pool": to("/loop"), "/none": reply(302), "/self": to("//"), "/odd": to("http://[x")}
    assert why(calm(), f"{site.address}/0") == "redirects more than 5 times"
    assert len(site.log) == 6
    assert why(calm(), f"{site.address}/loop") == "redirects in a circle"
    assert why(calm(), f"{site.address}/self") == "redirects in a circle"
    assert why(calm(), f"{site.address}/odd")
    assert why(calm(), f"{site.address}/none") == "redirects to nowhere (HTTP 302)"


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://x.example/", "javascript:1", "HTTPX://x/"])
def test_redirects_lead_to_http_only(site: Site, location: str) -> None:
    """A server could have a file of the user's machine read as its feed."""
    site.routes["/away"] = to(location)
    assert "no http(s) address" in why(calm(), f"{site.address}/away")


def test_a_redirect_to_another_private_server_is_refused(site: Site) -> None:
    """A feed on the internet, or a server of the user's own, could send the program to any machine around it."""
    with serve() as other:
        site.routes["/feed"] = to(f"{other.address}/secret")
        other.routes["/secret"] = reply(200, b"secret")
        assert "private address" in why(calm(), f"{site.address}/feed")
        assert other.log == []
        assert calm(allow_private=True).feed(f"{site.address}/feed", named=True)


def test_a_login_stays_with_its_server(site: Site) -> None:
    """A redirect would hand the user's password to whoever it leads to, or lose it on the way."""
    with serve("localhost") as other:
        address = f"http://me:secret@127.0.0.1:{site.port}/feed"
        site.routes = {"/feed": to("/own"), "/own": to(f"http://localhost:{other.port}/")}
        other.routes["/"] = reply(200, b"hello")
        got = calm(allow_private=True).feed(address, named=True)
    assert [r.headers.get("authorization") for r in site.log] == ["Basic bWU6c2VjcmV0"] * 2
    assert [r.headers.get("authorization") for r in other.log] == [None]
    assert got is not None
    assert "secret" not in got.address


# -- statuses and retries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "is not there: check the address (HTTP 404 Said)"), (410, "is gone for good: remove it from the sources"),
        (401, "asks for a login"), (403, "refuses access"), (418, "gave no content (HTTP 418"), (501, "failed: try again later"),
    ],
)  # fmt: skip
def test_what_will_not_pass_is_not_tried_again(site: Site, status: int, reason: str) -> None:
    """A server would be asked three times for what it does not have, and the user would not learn what to do."""
    hands = Hands()
    site.routes["/feed"] = reply(status)
    assert reason in why(Transfer(clock=hands.clock()), f"{site.address}/feed")
    assert (len(site.log), hands.slept) == (1, [])


@pytest.mark.parametrize("failing", [reply(500), reply(502), reply(503), reply(504), reply(429), b""])
def test_what_may_pass_is_tried_again(site: Site, failing: bytes) -> None:
    """A hiccup of a server would cost its posts until the next run; or a broken one would be hammered."""
    hands = Hands()
    site.routes["/feed"] = [failing, failing, reply(200, b"hello")]
    assert Transfer(clock=hands.clock(), limits=Limits(feed_gap=0)).feed(f"{site.address}/feed", named=True)
    assert hands.slept == [1, 2]
    site.routes["/feed"] = failing
    site.log.clear()
    assert why(Transfer(clock=Hands().clock(), limits=Limits(feed_gap=0)), f"{site.address}/feed")
    assert len(site.log) == 3


@pytest.mark.parametrize("wish", ["7", format_datetime(START.replace(second=7), usegmt=True)])
def test_a_server_that_asks_to_wait_is_waited_for(site: Site, wish: str) -> None:
    """A server under load would be asked again before it is ready."""
    hands = Hands()
    site.routes["/feed"] = [reply(503, retry_after=wish), reply(200, b"hello")]
    assert Transfer(clock=hands.clock(), limits=Limits(feed_gap=0)).feed(f"{site.address}/feed", named=True)
    assert hands.slept == [7]


def test_a_server_that_asks_for_long_is_not_waited_for_but_remembered(site: Site) -> None:
    """One server would hold up the run for an hour, or be asked again against its wish by the next run."""
    hands = Hands()
    address = f"{site.address}/feed"
    site.routes["/feed"] = reply(429, retry_after="3600")
    web = Transfer(clock=hands.clock())
    assert why(web, address) == "asks to wait until 2026-05-04 13:00 UTC (HTTP 429 Said)"
    assert hands.slept == []
    hands.passed = 3599
    again = Transfer(web.learnt(), clock=hands.clock())
    assert why(again, address).startswith("is not asked again before 2026-05-04 13:00 UTC, since it asks to wait")
    assert len(site.log) == 1
    hands.passed, site.routes["/feed"] = 3601, reply(200, b"hello")
    assert Transfer(again.learnt(), clock=hands.clock()).feed(address, named=True)


def test_waiting_ends_with_the_time_for_an_address(site: Site) -> None:
    """Three waits of what is just allowed would be longer than the whole may take."""
    hands = Hands()
    site.routes["/feed"] = reply(503, retry_after="19")
    why(Transfer(clock=hands.clock(), limits=Limits(total=30, retries=9)), f"{site.address}/feed")
    assert hands.slept[0] == 19
    assert hands.passed < 30
