"""One request to a server that misbehaves, and to one that is not who it says."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.sources.web import guard
from kg.sources.web.transfer import Transfer
from tests.sources.web.servers import SHORT, Answer, Request, Site, calm, reply

HEAD = b"HTTP/1.1 200 OK\r\n"


def endless(piece: bytes, start: bytes = b"", pause: float = 0.0) -> Callable[[Request, socket.socket], None]:
    """Return an answer that goes on for ever."""

    def answer(_: Request, line: socket.socket) -> None:
        line.sendall(start)
        while True:
            line.sendall(piece)
            time.sleep(pause)

    return answer


def silent(_: Request, line: socket.socket) -> None:
    """Say nothing, and hold the connection until the other side gives up."""
    line.recv(1)


def held(start: bytes) -> Callable[[Request, socket.socket], None]:
    """Return an answer that stops in the middle and keeps the connection."""

    def answer(_: Request, line: socket.socket) -> None:
        line.sendall(start)
        line.recv(1)

    return answer


def reason(address: str, **more: object) -> str:
    """Return why an address cannot be had."""
    with Transfer(**{"limits": SHORT, **more}) as web, pytest.raises(SourceError) as caught:  # type: ignore[arg-type]
        web.feed(address, named=True)
    assert caught.value.source == address
    assert "\n" not in caught.value.reason
    return caught.value.reason


MISBEHAVIOUR: dict[str, tuple[Answer, str]] = {
    "a body without end": (endless(b"x" * 65536, HEAD + b"\r\n"), "is larger than 1 MB"),
    "chunks without end": (
        endless(b"10000\r\n" + b"x" * 65536 + b"\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"), "is larger than 1 MB",
    ),
    "a body announced as huge": (HEAD + b"Content-Length: 99999999999\r\n\r\n", "is larger than 1 MB"),
    "a gzip bomb": (reply(200, gzip.compress(bytes(50_000_000)), content_encoding="gzip"), "is larger than 1 MB"),
    "no gzip": (reply(200, b"this is not gzip", content_encoding="gzip"), "damaged compressed data"),
    "half a gzip": (reply(200, gzip.compress(b"hello" * 99)[:-9], content_encoding="gzip"), "it ends too early"),
    "a coding nobody asked for": (reply(200, b"x", content_encoding="br"), "'br', which was not asked for"),
    "a length that is too long": (reply(200, b"half", content_length="4000"), "broke off"),
    "a length that is too long, held open": (held(reply(200, b"half", content_length="4000")), "did not answer within 0.4"),
    "a length that is no number": (reply(200, b"half", content_length="many"), "broke off"),
    "two lengths": (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "broke off"),
    "a broken chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "broke off"),
    "dripping bytes": (endless(b"x", HEAD + b"\r\n", 0.05), "did not finish within 0.8 seconds"),
    "dripping header fields": (endless(b"A: b\r\n", HEAD, 0.05), "did not finish within 0.8 seconds"),
    "header fields without end": (endless(b"A: b\r\n" * 1000, HEAD), "broke off"),
    "one field without end": (endless(b"a" * 65536, HEAD + b"A: "), "broke off"),
    "silence": (silent, "did not answer within 0.4 seconds"),
    "nothing": (b"", "broke off"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n", "broke off"),
    "binary": (bytes(range(256)) * 10, "broke off"),
    "a status of its own": (reply(999), "failed: try again later (HTTP 999"),
    "a status beyond numbers": (b"HTTP/1.1 -1 No\r\n\r\n", "broke off"),
    "unasked 304": (reply(304), "gave no content (HTTP 304"),
    "partial content": (reply(206, b"x"), "gave no content (HTTP 206"),
    "a phrase that acts on terminals": (b"HTTP/1.1 404 \x1b[31mRed\r\nContent-Length: 0\r\n\r\n", "HTTP 404"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_misbehaviour_is_told_and_holds_nobody_up(site: Site, name: str) -> None:
    """One server would hold up, fill or crash the whole run, or the user would not learn what it did."""
    answer, wanted = MISBEHAVIOUR[name]
    site.routes["/feed"] = answer
    began = time.monotonic()
    said = reason(f"{site.address}/feed")
    assert wanted in said
    assert said.isprintable()
    assert time.monotonic() - began < SHORT.total + 1.5


def test_bytes_behind_the_length_are_left(site: Site) -> None:
    """A server that sends a little more than it says would cost its feed."""
    site.routes["/feed"] = reply(200, b"hello", content_length="4")
    with calm() as web:
        got = web.feed(f"{site.address}/feed", named=True)
    assert got is not None
    assert got.data == b"hell"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/", "http://", "http://[bad", "http://a b/", "http://h:99999/x", "http://x\ud800.example/", "http://..",
        "http://" + "a" * 300 + ".example/", "http://x.example:port/", "http://\x00/",
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere(address: str) -> None:
    """A mistyped address would be a traceback."""
    assert reason(address)


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(site: Site) -> None:
    """A name server that answers twice, first with a public address, would lead the program inside."""
    answers = [("93.184.216.34",), ("127.0.0.1",)]
    asked: list[str] = []

    def changing(host: str, _: int) -> tuple[str, ...]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    with Transfer(limits=SHORT, resolve=changing) as web, pytest.raises(SourceError) as caught:
        web.feed(f"http://rebound.example:{site.port}/feed", named=False)
    assert "private" not in caught.value.reason  # the public address was tried, and only that
    assert (asked, site.log) == (["rebound.example"], [])
    with Transfer(limits=SHORT, resolve=changing) as web, pytest.raises(SourceError, match=r"private address \(rebound"):
        web.feed(f"http://rebound.example:{site.port}/feed", named=False)
    assert site.log == []


def test_a_host_with_a_dead_address_is_reached_at_the_next(site: Site) -> None:
    """A host whose first address is down would count as down."""
    site.routes["/feed"] = reply(200, b"hello")
    with calm(resolve=lambda *_: ("127.0.0.99", "127.0.0.1")) as web:
        assert web.feed(f"http://two.example:{site.port}/feed", named=True)
    assert site.log[0].headers["host"] == f"two.example:{site.port}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "x@127.0.0.1"])
def test_no_spelling_of_this_machine_is_asked_for_a_list(site: Site, host: str) -> None:
    """A list of feeds from elsewhere could make the program ask the machine that it runs on."""
    with calm() as web, pytest.raises(SourceError):
        web.feed(f"http://{host}:{site.port}/feed", named=False)
    assert site.log == []


def test_what_the_user_names_or_allows_may_be_private(site: Site) -> None:
    """Nobody could read from a server of their own."""
    site.routes["/feed"] = reply(200, b"hello")
    address = f"{site.address}/feed"
    assert calm().feed(address, named=True)
    assert calm(allow_private=True).feed(address, named=False)


def test_who_asks_is_said(site: Site) -> None:
    """Sites that refuse nameless programs would refuse this one, and none could tell it apart."""
    site.routes["/feed"] = reply(200, b"hello")
    calm().feed(f"{site.address}/feed", named=True)
    assert site.log[0].headers["user-agent"].startswith("kg/")
    assert site.log[0].headers["accept-encoding"] == "gzip, deflate"


# -- secure connections ------------------------------------------------------------------------------------------


def test_an_untrusted_certificate_is_told(tmp_path: Path) -> None:
    """A person would read of OpenSSL's error codes, or be read to from somebody in between."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=x"],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not here to make a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                context.wrap_socket(listening.accept()[0], server_side=True)

        threading.Thread(target=accept, daemon=True).start()
        said = reason(f"https://127.0.0.1:{listening.getsockname()[1]}/")
    assert said.startswith("has a certificate that cannot be trusted (")


def test_a_server_without_tls_is_told(site: Site) -> None:
    """The same, for a server that speaks no TLS at all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            line = listening.accept()[0]
            line.recv(1)
            line.sendall(reply(400))
            line.close()

        threading.Thread(target=accept, daemon=True).start()
        said = reason(f"https://127.0.0.1:{listening.getsockname()[1]}/")
    assert said.startswith("offers no secure connection that can be agreed on (")
    assert site.log == []


# -- proxies -----------------------------------------------------------------------------------------------------


def test_a_proxy_is_used_but_not_for_this_machine(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sits behind a proxy could read nothing, or their own server only through it."""
    monkeypatch.setenv("http_proxy", site.address)
    site.routes = {"http://feeds.example/a": reply(200, b"through"), "/a": reply(200, b"directly")}
    through, directly = (calm().feed(a, named=True) for a in ("http://feeds.example/a", f"{site.address}/a"))
    assert through is not None
    assert directly is not None
    assert (through.data, directly.data) == (b"through", b"directly")


def test_a_proxy_is_not_asked_for_private_addresses(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed's link would reach the machines that the proxy can reach."""
    monkeypatch.setenv("http_proxy", site.address)
    for host in ("10.0.0.1", "0x7f.1", "169.254.169.254"):
        with calm() as web, pytest.raises(SourceError, match="private"):
            web.feed(f"http://{host}/a", named=False)
    assert site.log == []


def test_the_resolver_gives_each_address_once() -> None:
    """A dead address would be tried once for each kind of socket."""
    found = guard.resolve("127.0.0.1", 80)
    assert found == ("127.0.0.1",)


def test_a_look_up_that_hangs_is_named() -> None:
    """One dead name server would hold up a run for minutes, and its feeds be called unreachable for no stated reason."""
    never = threading.Event()
    with Transfer(limits=SHORT, resolve=lambda *_: (str(never.wait(20)),)) as web, pytest.raises(SourceError) as caught:
        web.feed("http://slow.example/feed", named=True)
    never.set()
    assert caught.value.reason == "cannot be reached (its name was not looked up within 0.4 seconds)"
