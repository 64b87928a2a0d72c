"""RSS and Atom to documents."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.records import Failure, ZoneKind
from kg.sources.formats.feeds import feed_address, read_feed
from kg.sources.kept import Piece
from kg.sources.structure.findings import structured

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Ledger &amp; Co</title><link>https://ledger.example/</link><language>en-gb</language>
<atom:link rel="self" href="https://ledger.example/feed.xml"/>%s</channel></rss>"""
FULL = """<item><title>Pellucid opens its model</title><link>/p/open?utm_source=rss#x</link><guid isPermaLink="false">g1</guid>
<dc:creator>Ada Quill</dc:creator><pubDate>Wed, 15 Apr 2026 20:20:00 +0200</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Pellucid &amp; friends.</p><ul><li>One</li></ul>]]></content:encoded></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt</title><link rel="self" href="https://blatt.example/atom"/>
<entry><id>tag:blatt.example,2026:1</id><title type="html">A &amp;amp; B &amp;lt;x&amp;gt;</title>
<link href="https://blatt.example/1"/>
<published>2026-04-15T08:00:00Z</published><updated>2026-04-16T08:00:00Z</updated>
<author><name>Ada Quill</name></author><author><name>Bo Lint</name></author>
<summary>Kurz.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h2>Kopf</h2><p>Langer Text.</p></div>
</content></entry>
<entry><title>Only a title</title><content type="text">2 &lt; 3 &amp; 4 &gt; 1</content></entry></feed>"""


def read(data: str | bytes, **kwargs: str) -> tuple[tuple[Piece, ...], list[Failure]]:
    """Return what a feed gives and what fails in it."""
    failures: list[Failure] = []
    raw = data.encode() if isinstance(data, str) else data
    return read_feed(raw, "f.xml", on_failure=failures.append, **kwargs), failures


def test_rss_item() -> None:
    """A post would lose its author, date, link, language, outlet or its full text."""
    (piece,), failures = read(RSS % FULL)
    assert not failures
    assert piece.kept.text == "Pellucid opens its model\n\nPellucid & friends.\n\nOne"
    assert [(z.kind, piece.kept.text[z.start : z.end]) for z in piece.kept.zones] == [
        (ZoneKind.TITLE, "Pellucid opens its model"),
        (ZoneKind.LIST_ITEM, "One"),
    ]
    assert piece.title == "Pellucid opens its model"
    assert piece.authors == ("Ada Quill",)
    assert piece.published == datetime(2026, 4, 15, 18, 20, tzinfo=UTC)
    assert piece.updated is None
    assert piece.link == piece.item == "https://ledger.example/p/open"
    assert (piece.language, piece.outlet, piece.excerpt) == ("en-gb", "The Ledger & Co", False)


def test_atom_entries() -> None:
    """Atom feeds would lose authors or dates, or have entities decoded twice."""
    (one, two), failures = read(ATOM)
    assert not failures
    assert one.title == "A & B <x>"
    assert one.kept.text == "A & B <x>\n\nKopf\n\nLanger Text."
    assert one.authors == ("Ada Quill", "Bo Lint")
    assert (one.published, one.updated) == (datetime(2026, 4, 15, 8, tzinfo=UTC), datetime(2026, 4, 16, 8, tzinfo=UTC))
    assert (one.language, one.outlet) == ("de", "Blatt")
    assert two.kept.text == "Only a title\n\n2 < 3 & 4 > 1"
    assert two.published is None
    assert two.item.startswith("item-")


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_older_rss(version: str) -> None:
    """Old feeds would not be read."""
    (piece,), _ = read(
        f'<rss version="{version}"><channel><title>T</title>'
        "<item><title>I</title><description>D</description></item></channel></rss>"
    )
    assert piece.kept.text == "I\n\nD"


def test_excerpts_are_known() -> None:
    """The first lines of a post would pass for all of it."""
    (cut, link_only, full), _ = read(
        RSS
        % (
            "<item><title>A</title><description>It begins so and then [...]</description></item>"
            "<item><title>B</title><link>https://l.example/b</link><description>A teaser.</description></item>"
            "<item><title>C</title><description>" + "A whole post in its description. " * 30 + "</description></item>"
        )
    )
    assert [cut.excerpt, link_only.excerpt, full.excerpt] == [True, True, False]


def test_title_that_opens_the_text_is_not_repeated() -> None:
    """A note whose title is its first words would say everything twice."""
    (piece,), _ = read(
        RSS
        % "<item><title>We ship the model</title><description>&lt;p&gt;We ship the model today.&lt;/p&gt;</description></item>"
    )
    assert piece.kept.text == "We ship the model today."


@pytest.mark.parametrize("day", ["", "garbage", "Wed, 99 Foo 2026", "0000-00-00T00:00:00Z", "9" * 400, "\u0660", "-1"])
def test_bad_dates_cost_the_date_only(day: str) -> None:
    """An entry with a broken date would be lost."""
    (piece,), failures = read(RSS % f"<item><title>A</title><pubDate>{day}</pubDate></item>")
    assert (piece.published, failures) == (None, [])


def test_duplicate_ids_stay_apart() -> None:
    """Of two posts under one id, one would be lost; and their order would decide which."""
    items = [f"<item><guid isPermaLink='false'>same</guid><title>Post {n}</title></item>" for n in range(3)]
    pieces, _ = read(RSS % "".join(items))
    assert len({p.item for p in pieces}) == 3


def test_shared_links_name_no_item() -> None:
    """Posts that all link to the front page would become one document."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>Post {n}</title><link>https://l.example/</link></item>"
        for n in range(2)
    )
    pieces, _ = read(RSS % items)
    assert [p.link for p in pieces] == ["", ""]
    assert [p.item for p in pieces] == ["0", "1"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://[bad", "file:///etc/passwd", "&#0;"])
def test_only_web_links_are_links(link: str) -> None:
    """A view would show a link that runs a script or opens a file."""
    (piece,), _ = read(RSS % f"<item><title>A</title><link>{link}</link></item>")
    assert piece.link == ""


def test_break_in_the_middle() -> None:
    """A feed cut off or broken in one entry would be lost as a whole, or nobody would be told."""
    pieces, failures = read(
        (RSS % (FULL + "<item><title>Second</title><description>a & b <broken</description></item>" + FULL))[:-30]
    )
    assert pieces[0].title == "Pellucid opens its model"
    assert [f.source for f in failures] == ["f.xml"]
    assert "is broken at line" in failures[0].reason
    assert "entries were read" in failures[0].reason


def test_empty_entry_is_named() -> None:
    """An entry without anything would be a document without text."""
    pieces, failures = read(RSS % ("<item><guid>x</guid></item>" + FULL))
    assert len(pieces) == 1
    assert failures == [Failure("f.xml#1", "entry has neither title nor text")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not a feed", "is no feed"),
        (b"<root/>", "is no feed"),
        (b"<rss", "is no feed"),
        ((RSS % "").encode(), "is a feed without entries"),
        ((RSS % "<item/>").encode(), "none with a title or a text"),
    ],
)
def test_no_feed_says_why(data: bytes, reason: str) -> None:
    """A person would not learn why a source gave nothing."""
    with pytest.raises(SourceError, match=reason):
        read(data)


def test_entities_are_not_expanded() -> None:
    """A feed could fill the memory, or read a file of this machine into the graph."""
    bomb = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    data = (RSS % "<item><title>T &b; &c;</title></item>").replace("<rss", bomb + "<rss", 1)
    for raw in (data.encode(), data.replace("UTF-8", "UTF-16").encode("utf-16")):
        (piece,), failures = read(raw)
        assert "lol" not in piece.title
        assert piece.title.startswith("T ")
        assert len(failures) == 1


@pytest.mark.parametrize(
    "bad", ["&#xD800;", "&#55296;", "&#0;", "&#x110000;", "&#99999999999999999999;", "\x00", "&#x1F", "\x0b"]
)
@pytest.mark.parametrize("tag", ["title", "description", "link", "guid", "dc:creator"])
def test_forbidden_characters_cost_no_neighbour(bad: str, tag: str) -> None:
    """One lone surrogate or NUL in one entry would lose the feed, or reach the store and the exports."""
    pieces, failures = read(RSS % (f"<item><title>Bad</title><{tag}>a{bad}b</{tag}></item>" + FULL))
    assert pieces[-1].title == "Pellucid opens its model"
    assert len(pieces) == 2
    assert len(failures) == 1
    for text in (repr(pieces), *(p.kept.text for p in pieces), *(p.item for p in pieces)):
        text.encode()
        assert "\x00" not in text


def test_charsets() -> None:
    """Feeds in another charset, or with a declaration that lies, would be garbled."""
    item = "<item><title>Café – Zoë</title></item>"
    for raw in (
        (RSS % item).replace("UTF-8", "iso-8859-1").encode("cp1252"),
        (RSS % item).replace("UTF-8", "UTF-16").encode("utf-16"),
        (RSS % item).encode("utf-8-sig"),
        (RSS % item).replace("UTF-8", "windows-1252").encode("cp1252"),
        (RSS % item).replace("UTF-8", "us-ascii").encode(),
    ):
        (piece,), _ = read(raw)
        assert piece.title == "Café – Zoë"


def test_transcript_in_a_feed() -> None:
    """Speakers of a conversation would be counted at each turn."""
    turns = "".join(f"<p>00:0{n}:00 <b>Mara Quill</b>: Turn {n}.</p>" for n in range(3))
    (piece,), _ = read(RSS % f"<item><title>Talk</title><description><![CDATA[{turns}]]></description></item>")
    kept = structured(piece).kept
    assert [kept.text[z.start : z.end] for z in kept.zones if z.kind is ZoneKind.SPEAKER] == ["Mara Quill"] * 3


def test_feed_address() -> None:
    """The ids of posts without links would depend on the file's name where the feed says its address."""
    assert feed_address((RSS % "").encode()) == "https://ledger.example/feed.xml"
    assert feed_address(b"<rss><channel><link>https://x.example</link>") == ""


@pytest.mark.parametrize("filler", ["<a", "<", "&", "<![", "]]>", "<item>", "<p>"])
def test_hostile_bodies_take_no_time(filler: str) -> None:
    """One feed would hold up the run."""
    start = time.perf_counter()
    read(RSS % (FULL + f"<item><title>x</title><description>{filler * 50_000}"))
    assert time.perf_counter() - start < 10


@given(st.binary(max_size=200), st.integers(0, 900))
def test_damage_never_crashes(noise: bytes, at: int) -> None:
    """Some damage to a feed would end the run."""
    data = (RSS % FULL).encode()
    try:
        pieces, _ = read(data[:at] + noise + data[at + len(noise) :])
    except SourceError:
        return
    assert all(z.end <= len(p.kept.text) for p in pieces for z in p.kept.zones)


OLD = {
    "RSS 0.90": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
    "<channel><title>T</title></channel><item><title>I</title><link>https://l.example/1</link></item></rdf:RDF>",
    "RSS 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    "<channel><title>T</title></channel><item><title>I</title><link>https://l.example/1</link></item></rdf:RDF>",
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>I</title>'
    '<link rel="alternate" href="https://l.example/1"/><issued>2026-04-15T08:00:00Z</issued></entry></feed>',
}


@pytest.mark.parametrize("name", OLD)
def test_formats_of_long_ago(name: str) -> None:
    """Feeds that were set up twenty years ago would not be read."""
    (piece,), failures = read(OLD[name])
    assert not failures
    assert (piece.title, piece.link, piece.outlet) == ("I", "https://l.example/1", "T")


def test_a_summary_is_a_beginning_and_what_describes_a_picture_no_text() -> None:
    """The page of an entry with a summary only would never be fetched; a picture's text would pass for the post's."""
    (piece,), _ = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>T</title><entry><id>1</id>'
        f'<title>I</title><link href="https://l.example/1"/><summary>{"Words of it. " * 60}</summary>'
        "<media:description>A picture.</media:description></entry></feed>"
    )
    assert piece.excerpt
    assert "picture" not in piece.kept.text
