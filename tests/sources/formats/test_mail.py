"""Mail to documents."""

from __future__ import annotations

import base64
import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.records import Document, Failure, Place, ZoneKind
from kg.sources.copies.identity import merge
from kg.sources.formats.mail import read_mail
from kg.sources.kept import Piece

HEAD = (
    "Received: from mx.example by in.example; Wed, 15 Apr 2026 18:20:00 +0000\r\nDelivered-To: jane.reader@home.example\r\n"
    "From: Ada Quill <ada@ledger.example>\r\nTo: Jane Reader <jane.reader@home.example>\r\n"
    "Subject: Pellucid opens its model\r\nDate: Wed, 15 Apr 2026 20:20:00 +0200 (CEST)\r\nMessage-ID: <m1@ledger.example>\r\n"
    "List-Id: The Ledger <ledger.example>\r\nList-Unsubscribe: <https://ledger.example/u/abc>, <mailto:u@ledger.example>\r\n"
    "MIME-Version: 1.0\r\n"
)
ESSAY = [
    "Pellucid put the weights of its second model on a public server this week, and three small teams had it running by noon.",
    "The licence allows nearly everything, which is less common than the announcements of this spring would make one believe.",
    "What it does not allow is the one thing that large customers ask for, and the company says openly that this was the point.",
    "I spent two evenings with it, and what struck me was how seldom it pretends to know the thing that it was never taught.",
]
HTML = (
    '<html><body><table role="presentation"><tr><td><div style="display:none">A peek inside</div>'
    '<h1><a href="https://ledger.example/p/pellucid-opens?utm_source=mail">Pellucid opens its model</a></h1>'
    + "".join(f"<p>{p}</p>" for p in ESSAY)
    + '<img src="https://t.example/px.gif" width=1 height=1></td></tr><tr><td><p>This went to jane.reader@home.example. '
    '<a href="https://ledger.example/u/abc">Unsubscribe</a></p></td></tr></table></body></html>'
)


def multipart(*parts: str, kind: str = "alternative", head: str = HEAD) -> bytes:
    """Return a message of several parts."""
    inner = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"{head}Content-Type: multipart/{kind}; boundary=b\r\n\r\n{inner}--b--\r\n".encode()


def plain(text: str) -> str:
    """Return a part of plain text."""
    return f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"


def read(data: bytes, *, is_box: bool = False) -> tuple[tuple[Piece, ...], list[Failure]]:
    """Return what a mail gives and what fails in it."""
    failures: list[Failure] = []
    return read_mail(data, "m.eml", on_failure=failures.append, is_box=is_box), failures


NEWSLETTER = multipart(plain("The plain text"), f"Content-Type: text/html; charset=utf-8\r\n\r\n{HTML}")


def test_newsletter() -> None:
    """A newsletter would lose its title, writer, list, date or link, or be read from its poorer part."""
    (piece,), failures = read(NEWSLETTER)
    assert not failures
    assert piece.title == "Pellucid opens its model"
    assert (piece.authors, piece.outlet) == (("Ada Quill",), "The Ledger")
    assert piece.published == datetime(2026, 4, 15, 18, 20, tzinfo=UTC)
    assert (piece.link, piece.item) == ("https://ledger.example/p/pellucid-opens", "m1@ledger.example")
    assert piece.kept.text.startswith("Pellucid opens its model\n\n" + ESSAY[0])
    assert "peek" not in piece.kept.text


def test_what_concerns_the_recipient_stays_out() -> None:
    """A published graph would carry a reader's address, or count what a footer says."""
    (piece,), _ = read(NEWSLETTER)
    assert "home.example" not in repr(piece)
    assert "jane" not in repr(piece).lower()
    assert "/u/abc" not in repr(piece)
    frame = [piece.kept.text[z.start : z.end] for z in piece.kept.zones if z.kind is ZoneKind.BOILERPLATE]
    assert frame == ["This went to . Unsubscribe"]


def test_copy_of_a_post_merges_with_its_feed() -> None:
    """A post that comes by feed and by mail would count twice."""
    mails = {
        "same link": NEWSLETTER,
        "counted click": NEWSLETTER.replace(
            b"https://ledger.example/p/pellucid-opens", b"https://c.example/3f9a7b2c8d1e4f6a7b8c9d0e"
        ),
        "no html": multipart(plain("\r\n\r\n".join(["View in browser", *ESSAY, "You get this because you asked for it."]))),
    }
    text = "Pellucid opens its model\n\n" + "\n\n".join(ESSAY)
    own = Document(
        "doc-f", "f", text, "Pellucid opens its model", link="https://ledger.example/p/pellucid-opens",
        places=(Place("f.xml", "1"),), published=datetime(2026, 4, 15, 18, tzinfo=UTC),
    )  # fmt: skip
    for name, data in mails.items():
        (p,), _ = read(data)
        mail = Document(
            "doc-m",
            "m",
            p.kept.text,
            p.title,
            p.authors,
            p.published,
            None,
            p.link,
            zones=p.kept.zones,
            places=(Place("m.eml", p.item),),
        )
        (merged,) = merge([own, mail])
        assert len(merged.places) == 2, name
        assert merged.link == own.link


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Re: Fwd: AW: Plain words", "Plain words"),
        ("=?utf-8?B?R3LDvMOfZQ==?= und =?iso-8859-1?Q?K=FCsse?=", "Grüße und Küsse"),
        ("=?utf-8?Q?one?=\r\n =?utf-8?Q?two?=", "onetwo"),
        ("=?klingon?Q?caf=C3=A9?=", "café"),
        ("=?utf-8?B?never closed", "=?utf-8?B?never closed"),
        ("raw caf\xe9", "raw café"),
    ],
)
def test_subjects(raw: str, title: str) -> None:
    """A title would be unreadable, or a broken one cost the mail."""
    data = HEAD.replace("Pellucid opens its model", raw).encode("latin-1") + b"\r\nSome words."
    assert read(data)[0][0].title == title


@pytest.mark.parametrize(
    ("coding", "charset", "body"),
    [
        ("8bit", "utf-8", "Grüße".encode("cp1252")),
        ("8bit", "us-ascii", "Grüße".encode()),
        ("8bit", "x-nonsense", "Grüße".encode()),
        ("base64", "utf-8", base64.b64encode("Grüße".encode())[:-1]),
        ("base64", "utf-8", b"R3L!Dv\r\nMOfZQ=="),
        ("quoted-printable", "utf-8", b"Gr=C3=BC=C3=9Fe="),
        ("nonsense", "utf-8", "Grüße".encode()),
    ],
)
def test_lying_charsets_and_damaged_codings(coding: str, charset: str, body: bytes) -> None:
    """A text would be gibberish for one wrong header."""
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n".encode()
    assert read(head + body)[0][0].kept.text.split("\n")[-1].startswith("Grüß")


def test_attachments_are_no_text_and_forwards_are_messages() -> None:
    """An attached file would be read as the post, or a forwarded newsletter be lost."""
    attached = "Content-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n<p>attached</p>"
    inner = f"Content-Type: message/rfc822\r\n\r\n{HEAD.replace('m1@', 'm2@').replace('Pellucid', 'Ardent')}\r\nForwarded words."
    pieces, _ = read(multipart(plain("See below."), attached, inner, kind="mixed"))
    assert [(p.title, p.item) for p in pieces] == [
        ("Pellucid opens its model", "m1@ledger.example"), ("Ardent opens its model", "m2@ledger.example"),
    ]  # fmt: skip
    assert "attached" not in pieces[0].kept.text
    only, _ = read(multipart(inner, kind="mixed"))
    assert [p.title for p in only] == ["Ardent opens its model"]


def test_box() -> None:
    """A box would be one long text, or one bad message cost the others."""
    one = HEAD.encode() + b"\r\nFirst.\r\n\r\n>From here on it is quoted.\r\n"
    bad = b"Subject: x\r\nContent-Type: text/plain\r\n\r\n\x00\x01\x02\x03\r\n"
    two = HEAD.replace("m1@", "m2@").encode() + b"\r\nSecond.\r\n"
    start = b"From x@y.example Wed Apr 15 18:20:00 2026\r\n"
    pieces, failures = read(b"\r\n".join([start + one, start + bad, start + two]), is_box=True)
    assert [p.item for p in pieces] == ["m1@ledger.example", "m2@ledger.example"]
    assert "\nFrom here on" in pieces[0].kept.text
    assert [f.source for f in failures] == ["m.eml#2"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"just words", "is no mail"),
        (HEAD.encode() + b"\r\n", "is a mail without text"),
        (multipart("Content-Type: image/png\r\n\r\nxx"), "is a mail without text"),
        (b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)), "nested parts"),
        (HEAD.encode() + b"\r\n\x00\x01\x02", "binary"),
    ],
)
def test_no_text_says_so(data: bytes, reason: str) -> None:
    """A person would not learn why a mail gave nothing, or a hostile one hang the run."""
    with pytest.raises(SourceError, match=reason):
        read(data)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(NEWSLETTER)), st.binary(max_size=30), st.integers(0, 300), st.booleans())
def test_zones_lie_in_the_text_and_damage_never_crashes(at: int, noise: bytes, cut: int, is_box: bool) -> None:
    """A zone would point outside its text, or some damage end the run."""
    with contextlib.suppress(SourceError):
        for piece in read(NEWSLETTER[:at] + noise + NEWSLETTER[at + cut :], is_box=is_box)[0]:
            assert list(piece.kept.zones) == sorted(piece.kept.zones, key=lambda z: (z.start, -z.end, z.kind))
            assert all(0 <= z.start < z.end <= len(piece.kept.text) for z in piece.kept.zones)
            (piece.kept.text + piece.title).encode()
