"""Lists of feeds."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources.formats.opml import read_opml

OPML = b"""<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Labs"><outline type="rss" text="A" xmlUrl="https://a.example/feed"/>
  <outline text="deeper"><outline type="rss" text="B" xmlUrl=" feeds/b.xml "/></outline></outline>
<outline type="rss" text="A again" XMLURL="https://a.example/feed"/>
<outline type="include" text="more" url="more.opml"/>
<outline text="a page" htmlUrl="https://a.example/"/>
</body></opml>"""


def test_nested_lists_and_duplicates() -> None:
    """Feeds in folders would be missed, or read twice; a path would be sought in the wrong folder."""
    assert read_opml(OPML, "lists/mine.opml") == ("https://a.example/feed", "lists/feeds/b.xml", "lists/more.opml")


def test_list_from_an_address() -> None:
    """A relative feed of a list on the web would be sought on this machine."""
    assert read_opml(OPML, "https://x.example/l/mine.opml")[1] == "https://x.example/l/feeds/b.xml"


def test_broken_list_is_read_as_far_as_it_goes() -> None:
    """A list cut off at its end would be lost."""
    assert read_opml(OPML[:300], "m.opml") == ("https://a.example/feed", "feeds/b.xml")


@pytest.mark.parametrize("data", [b"<opml/>", b"<opml><body><outline text='x'/></body></opml>", b"nothing", b"<opml>\x00"])
def test_no_feed_says_so(data: bytes) -> None:
    """A person would not learn why a list gave nothing."""
    with pytest.raises(SourceError, match=r"m\.opml: is"):
        read_opml(data, "m.opml")


def test_entities_are_not_expanded() -> None:
    """A list could fill the memory or carry a file of this machine to an address."""
    head = b'<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    body = b'<opml><body><outline xmlUrl="https://a.example/x"/><outline>&b;&f;</outline></body></opml>'
    assert read_opml(head + body, "m.opml") == ("https://a.example/x",)


@given(st.binary(max_size=200), st.integers(0, 500))
def test_damage_never_crashes(noise: bytes, at: int) -> None:
    """Some damage to a list would end the run."""
    with contextlib.suppress(SourceError):
        read_opml(OPML[:at] + noise + OPML[at:], "m.opml")
