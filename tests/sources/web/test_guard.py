"""Which machines may be asked."""

from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.web import guard

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1",
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "2001:db8::1", "no address",
]  # fmt: skip


@pytest.mark.parametrize("numeric", PRIVATE)
def test_private(numeric: str) -> None:
    """A link in a feed could make the program ask the machines around it."""
    assert not guard.is_public(numeric)


@pytest.mark.parametrize("numeric", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public(numeric: str) -> None:
    """Nothing on the internet could be read."""
    assert guard.is_public(numeric)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "::1", "0"])
def test_spellings_are_checked_as_what_they_resolve_to(host: str) -> None:
    """A number, a short form or a name would pass where the plain address does not."""
    try:
        socket.getaddrinfo(host, 80)
    except OSError:
        pytest.skip("this machine does not resolve it")
    with pytest.raises(guard.Forbidden):
        guard.checked(host, 80, may_be_private=False)


def test_one_private_address_among_several_refuses_all() -> None:
    """A name with two addresses would lead inside when the first one is down."""
    with pytest.raises(guard.Forbidden, match=r"10\.0\.0\.1"):
        guard.checked("two.example", 80, may_be_private=False, resolve=lambda *_: ("1.1.1.1", "10.0.0.1"))
    assert guard.checked("two.example", 80, may_be_private=True, resolve=lambda *_: ("1.1.1.1", "10.0.0.1"))


@pytest.mark.parametrize(
    ("host", "is_private"),
    [
        ("localhost", True), ("LOCALHOST.", True), ("a.localhost", True), ("127.0.0.1", True), ("[::1]", True), ("0x7f.1", True),
        ("2130706433", True), ("192.168.0.9", True), ("1.1.1.1", False), ("example.org", False), ("x\ud800", False), ("", False),
    ],
)  # fmt: skip
def test_spelled_private(host: str, is_private: bool) -> None:
    """Through a proxy, which resolves by itself, the plainest private addresses would be asked for."""
    assert guard.is_spelled_private(host) is is_private


@given(st.integers(0, 2**32 - 1))
def test_wrapping_an_address_changes_nothing(number: int) -> None:
    """An IPv4 address would pass in one of its IPv6 wrappings."""
    plain = ".".join(str(b) for b in number.to_bytes(4, "big"))
    hexed = f"{number >> 16:x}:{number & 0xFFFF:x}"
    for wrapped in (f"::ffff:{plain}", f"2002:{hexed}::", f"64:ff9b::{hexed}"):
        assert guard.is_public(wrapped) == guard.is_public(plain)


def test_a_name_that_is_never_looked_up_is_given_up() -> None:
    """A resolver that hangs would hang the run: the system's own has no time-out that a program can set."""
    never = threading.Event()
    with pytest.raises(TimeoutError, match=r"not looked up within 0\.1 seconds"):
        guard.within(lambda *_: (str(never.wait(20)),), 0.1)("slow.example", 80)
    never.set()
    assert guard.within(lambda *_: ("1.1.1.1",), 5)("quick.example", 80) == ("1.1.1.1",)

    def unknown(*_: object) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    with pytest.raises(socket.gaierror):
        guard.within(unknown, 5)("none.example", 80)
