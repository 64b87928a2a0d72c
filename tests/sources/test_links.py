"""Canonical links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources import links


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("HTTPS://Example.ORG:443/P?utm_source=x&id=7#top", "https://example.org/P?id=7"),
        ("http://example.org", "http://example.org/"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("http://example.org:8080/a?b", "http://example.org:8080/a?b"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("/p/one", "https://base.example/p/one"),
        ("javascript:alert(1)", ""),
        ("mailto:a@example.org", ""),
        ("http://[bad", ""),
        ("http://h:99999/", ""),
        ("ftp://example.org/x", ""),
    ],
)
def test_canonical(link: str, expected: str) -> None:
    """One page would have several ids, or a script or a password would become a document's link."""
    assert links.canonical(link, "https://base.example/feed") == expected


@given(st.text(max_size=80))
def test_canonical_never_crashes_and_is_stable(link: str) -> None:
    """A link would change with each reading, and the document's id with it."""
    once = links.canonical(link)
    assert links.canonical(once) == once


def test_scheme_and_last_slash_do_not_part_pages() -> None:
    """A site's move to https would double all its documents."""
    assert links.same_page("http://www.example.org/p/") == links.same_page("https://example.org/p")
    assert links.same_page("https://example.org/?p=1") != links.same_page("https://example.org/?p=2")


def test_last_part_names_an_item() -> None:
    """Keys would be unreadable."""
    assert links.last_part("https://example.org/p/a-post/") == "a-post"
    assert links.last_part("https://example.org/2026/post.html") == "post"
    assert links.last_part("https://example.org/") == ""
