"""What was had and has not changed is not transferred again, and what was not read is."""

from __future__ import annotations

import subprocess
import sys
from email.utils import format_datetime

import pytest

from kg.errors import SourceError
from kg.sources.web import transfer
from kg.sources.web.memory import Remembered
from kg.sources.web.transfer import Transfer
from tests.sources.web.servers import START, Hands, Request, Site, calm, conditional, reply, serve

LIST = b"<opml version='2.0'><body><outline xmlUrl='http://a.example/feed'/></body></opml>"


def run(*addresses: str, had: tuple[Remembered, ...] = (), **more: object) -> tuple[list[bytes | None], Transfer]:
    """Return what a run gets of each address, None where nothing is new, and the transfer."""
    with calm(remembered=had, **more) as web:
        got = [web.feed(address, named=True) for address in addresses]
    return [fetched.data if fetched else None for fetched in got], web


@pytest.mark.parametrize("answer", [conditional(b"hello"), conditional(b"hello", 'W/"weak"'), reply(200, b"hello")])
def test_a_second_run_has_nothing_new(site: Site, answer: bytes) -> None:
    """Every run would transfer and read everything, also where a server knows no validators."""
    site.routes["/feed"] = answer
    first, web = run(address := f"{site.address}/feed")
    second, again = run(address, had=web.learnt())
    assert (first, second, again.unchanged) == ([b"hello"], [None], (address,))
    assert run(address, had=again.learnt())[0] == [None]


def test_last_modified(site: Site) -> None:
    """A server that knows dates only would send everything each time."""
    when = format_datetime(START, usegmt=True)

    def answer(request: Request, line: object) -> None:
        is_same = request.headers.get("if-modified-since") == when
        line.sendall(reply(304) if is_same else reply(200, b"hello", last_modified=when))  # type: ignore[attr-defined]

    site.routes["/feed"] = answer
    _, web = run(address := f"{site.address}/feed")
    second, again = run(address, had=web.learnt())
    third, _ = run(address, had=again.learnt())  # a 304 without the field: the old validator goes on
    assert (second, third, len(site.log)) == ([None], [None], 3)
    assert site.log[2].headers["if-modified-since"] == when


def test_a_change_is_seen(site: Site) -> None:
    """A new post would be missed."""
    site.routes["/feed"] = conditional(b"one", '"1"')
    _, web = run(address := f"{site.address}/feed")
    site.routes["/feed"] = conditional(b"two", '"2"')
    second, again = run(address, had=web.learnt())
    assert (second, again.unchanged) == ([b"two"], ())


def test_what_is_fresh_is_not_asked(site: Site) -> None:
    """A server that says how long its answer is good would be asked all the same, or never again."""
    hands = Hands()
    site.routes["/feed"] = reply(200, b"hello", cache_control="max-age=600")
    _, web = run(address := f"{site.address}/feed", clock=hands.clock())
    hands.passed = 599
    assert run(address, had=web.learnt(), clock=hands.clock())[0] == [None]
    assert len(site.log) == 1
    hands.passed = 601
    assert run(address, had=web.learnt(), clock=hands.clock())[0] == [None]
    assert len(site.log) == 2


def test_other_code_transfers_again(site: Site) -> None:
    """An improved reading would wait for each source's next post."""
    site.routes["/feed"] = conditional(b"hello", cache_control="max-age=600")
    _, web = run(address := f"{site.address}/feed", code="one")
    assert run(address, had=web.learnt(), code="two")[0] == [b"hello"]
    assert run(address, had=web.learnt(), code="one")[0] == [None]


def test_what_could_not_be_read_is_transferred_again(site: Site) -> None:
    """A feed that is broken would be named once, and in the next run pass for unchanged."""
    site.routes["/feed"] = conditional(b"broken")
    _, web = run(address := f"{site.address}/feed")
    assert run(address, had=web.learnt(unread={address}))[0] == [b"broken"]


def test_what_was_prefetched_and_never_taken_is_not_remembered(site: Site) -> None:
    """A run that stops early would take for read what it never read."""
    site.routes["/feed"] = conditional(b"hello")
    with calm() as web:
        web.prefetch([f"{site.address}/feed"], named=True)
    assert web.learnt() == ()


def test_an_unchanged_list_still_leads_to_its_feeds(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feeds of a list would not be read any more while the list stays the same."""
    site.routes["/list"] = conditional(LIST)
    _, web = run(address := f"{site.address}/list")
    second, again = run(address, had=web.learnt())
    assert (second, again.unchanged) == ([LIST], ())
    assert site.log[1].headers["if-none-match"] == '"one"'
    monkeypatch.setattr(transfer, "LONGEST_LIST", 10)  # too long to keep: transferred each time
    _, web = run(address)
    assert run(address, had=web.learnt())[0] == [LIST]


# -- moves -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chain", "moved"),
    [((301,), "/1"), ((308,), "/1"), ((302,), ""), ((307,), ""), ((301, 308), "/2"), ((301, 302), "/1"), ((302, 301), "")],
)
def test_permanent_moves_are_remembered_and_told_once(site: Site, chain: tuple[int, ...], moved: str) -> None:
    """A move for good would be followed anew for ever, or a detour of a day be taken for one."""
    names = ["/feed", *(f"/{n + 1}" for n in range(len(chain)))]
    site.routes = {name: reply(status, location=target) for name, status, target in zip(names, chain, names[1:], strict=False)}
    site.routes[names[-1]] = conditional(b"hello")
    _, web = run(address := f"{site.address}/feed")
    [record] = web.learnt()
    assert record.moved_to == (site.address + moved if moved else "")
    assert [note.startswith(f"{address}: moved for good to {site.address}{moved},") for note in web.notes] == [True] * bool(moved)
    site.log.clear()
    second, again = run(address, had=web.learnt())
    assert (second, again.notes) == ([None], ())
    assert site.paths()[0] == (moved or "/feed")
    assert again.learnt()[0].moved_to == record.moved_to


def test_a_move_that_leads_nowhere_is_taken_back(site: Site) -> None:
    """A slip of a site would cost the feed for ever."""
    site.routes = {"/feed": reply(301, location="/new"), "/new": reply(200, b"hello")}
    _, web = run(address := f"{site.address}/feed")
    site.routes = {"/feed": reply(200, b"hello again")}
    with calm(remembered=web.learnt()) as failing, pytest.raises(SourceError):
        failing.feed(address, named=True)
    assert run(address, had=failing.learnt())[0] == [b"hello again"]


RSS = b"<rss version='2.0'><channel><item><title>One</title></item></channel></rss>"
LOGIN = b"<!DOCTYPE html><html><body>Welcome to the harbour hotel: sign in to go on.</body></html>"


@pytest.mark.parametrize("status", [301, 302, 308])
def test_a_login_page_in_a_feeds_place_is_no_feed(site: Site, status: int) -> None:
    """A hotel's network would move all feeds to its login page for good, and that page would become a document."""
    with serve("127.0.0.2") as hotel:
        hotel.routes["/login"] = reply(200, LOGIN, content_type="text/html")
        site.routes["/feed"] = conditional(RSS)
        _, web = run(address := f"{site.address}/feed")
        site.routes["/feed"] = reply(status, location=f"{hotel.address}/login")
        with calm(remembered=web.learnt(), allow_private=True) as away, pytest.raises(SourceError) as caught:
            away.feed(address, named=True)
        assert caught.value.reason.startswith("gave a page where a feed was (at 127.0.0.2): check the address")
        assert (away.learnt(), away.notes) == ((), ())
        with (
            calm(allow_private=True) as fresh,
            pytest.raises(SourceError, match=r"leads to a page at 127\.0\.0\.2 and to no feed"),
        ):
            fresh.feed(address, named=False)
        with calm(allow_private=True) as fresh:  # a page that the user named may be anywhere, but the move is not believed
            assert fresh.feed(address, named=True)
        assert ([r.moved_to for r in fresh.learnt()], fresh.notes) == ([""], ())
        site.routes["/feed"] = conditional(RSS)
        assert run(address, had=web.learnt())[0] == [None]


def test_a_page_in_a_feeds_place_on_its_own_site(site: Site) -> None:
    """A site that shows its front page for what it has no more would have that page read as a post."""
    site.routes["/feed"] = [reply(200, RSS), reply(200, LOGIN)]
    _, web = run(address := f"{site.address}/feed")
    with calm(remembered=web.learnt()) as again, pytest.raises(SourceError, match="gave a page where a feed was"):
        again.feed(address, named=True)
    site.routes["/page"] = [reply(200, LOGIN), reply(200, LOGIN + b"<p>More.</p>")]
    _, web = run(page := f"{site.address}/page")
    assert run(page, had=web.learnt())[0] == [LOGIN + b"<p>More.</p>"]


# -- failures ----------------------------------------------------------------------------------------------------


def test_a_source_that_fails_run_after_run_rests(site: Site) -> None:
    """A dead feed in a list would be asked by every run for years; or one hiccup would switch a feed off."""
    hands, address = Hands(), f"{site.address}/gone"
    had: tuple[Remembered, ...] = ()
    site.routes["/up"] = reply(200, b"up")
    asked = []
    for _ in range(5):
        with calm(remembered=had, clock=hands.clock()) as web:
            web.feed(f"{site.address}/up", named=True)
            with pytest.raises(SourceError) as caught:
                web.feed(address, named=True)
        had = tuple({r.key: r for r in (*had, *web.learnt())}.values())
        asked.append(site.paths().count("/gone"))
    assert asked == [1, 2, 3, 3, 3]
    assert caught.value.reason.startswith("is not asked again before 2026-05-04 13:00 UTC, since it is not there")
    assert run(f"{site.address}/up")[0] == [b"up"]


def test_a_run_without_a_network_counts_against_nobody() -> None:
    """Three runs on a train would put all sources to rest."""
    with calm() as web, pytest.raises(SourceError):
        web.feed("http://127.0.0.1:1/feed", named=True)
    assert web.learnt() == ()


# -- pages -------------------------------------------------------------------------------------------------------


def test_a_page_is_had_once_for_each_source(site: Site) -> None:
    """A post that a second feed links to would lose that place, or be transferred by every run."""
    site.routes["/p"] = conditional(b"words")
    page = f"{site.address}/p"
    with calm(allow_private=True) as web:
        assert web.page(page, source="one")
        assert web.page(page, source="two")
    with calm(remembered=web.learnt(), allow_private=True) as again:
        assert again.page(page, source="one") is None
        assert again.page(page, source="three")
        assert again.feed(page, named=True)
    assert again.unchanged == ()


def test_another_server_of_a_moved_feed_gets_no_validator(site: Site) -> None:
    """Two servers with equal ETags would be taken for one, and the new one's posts be missed."""
    with serve() as other:
        other.routes["/feed"] = conditional(b"theirs")
        site.routes["/feed"] = conditional(b"ours")
        _, web = run(address := f"{site.address}/feed")
        site.routes["/feed"] = reply(302, location=f"{other.address}/feed")
        assert run(address, had=web.learnt(), allow_private=True)[0] == [b"theirs"]


def test_httpx_is_loaded_late() -> None:
    """Reading a text file would load a network library."""
    late = ("httpx", "httpcore", "protego")
    code = f"import sys, kg.sources.web.transfer; sys.exit(any(name in sys.modules for name in {late}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
