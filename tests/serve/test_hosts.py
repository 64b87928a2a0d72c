"""Only this server's own names are answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.hosts import address, is_loopback, is_origin, is_own


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1:8707", "[::1]:8707", "::1", "192.168.7.7", "kg.example.:8"]
)
def test_own_names(host: str) -> None:
    """The server could not be reached by a name that it goes by."""
    assert is_own(host, {"kg.example"})


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8707", "localhost.evil.example", "127.0.0.1.evil.example", "1:2:x"]
)
def test_names_of_others(host: str) -> None:
    """A page of a stranger whose name leads here could read the graph."""
    assert not is_own(host, {"kg.example"})


@given(st.text(max_size=40))
def test_no_host_breaks_the_check(host: str) -> None:
    """Any client could make the server fail with a header."""
    assert is_own(host, ()) in (True, False)


@pytest.mark.parametrize(
    ("host", "is_own_machine", "url"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:1/"),
        ("localhost", True, "http://localhost:1/"),
        ("::1", True, "http://[::1]:1/"),
        ("[::1]", True, "http://[::1]:1/"),
        ("0.0.0.0", False, "http://127.0.0.1:1/"),  # noqa: S104 - what is tested
        ("::", False, "http://[::1]:1/"),
        ("kg.example", False, "http://kg.example:1/"),
    ],
)
def test_where_it_is_served(host: str, is_own_machine: bool, url: str) -> None:
    """The warning would be missing where others can reach the server, or the printed address would lead nowhere."""
    assert is_loopback(host) is is_own_machine
    assert address(host, 1) == url


@pytest.mark.parametrize("text", ["*", "null", "https://example.org", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_an_origin_is_what_browsers_send(text: str) -> None:
    """A page that may read the answers could not be named."""
    assert is_origin(text)


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "https://example.org/", "https://Example.org", "https://example.org/page", "https://", "https://u@a"],
)
def test_what_no_browser_sends_is_no_origin(text: str) -> None:
    """It would be compared with every Origin header, and never be one."""
    assert not is_origin(text)
