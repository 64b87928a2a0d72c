"""Hostile pages, texts, Markdown, JSON, mail and PDF. Each name is a file's name; each value makes its bytes."""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

from tests.hostile.case import Case, told, unharmed
from tests.hostile.feeds import GOOD

_PARAGRAPH: Final = f"<p>{GOOD}</p>"


def page(body: str, head: str = "") -> bytes:
    """Return a page with a title."""
    return f"<!doctype html><html><head><title>A page</title>{head}</head><body>{body}</body></html>".encode(
        "utf-8", "surrogatepass"
    )


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\0" * 50_000_000)
    return out.getvalue()


def _json_feed(**entry: Any) -> bytes:
    items = [{"id": "1", "content_text": GOOD}, {"id": "2", **entry}]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Night Desk", "items": items}).encode()


def _mail(body: bytes, *headers: str) -> bytes:
    head = ("From: Ada Vane <ada@night.example>", "Subject: A note", "Date: Mon, 02 Nov 2026 09:00:00 +0000", *headers)
    return "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def _nested_mail() -> bytes:
    parts = [f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n' for n in range(2_000)]
    return _mail("".join(parts).encode(), "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b0"')


def _pdf(*objects: bytes, root: int = 1) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    start = len(out)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, root, start,
    )  # fmt: skip


def _pdf_bomb() -> bytes:
    stream = zlib.compress(b"BT /F 1 Tf (a) Tj ET " * 20_000_000, 9)
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
    )  # fmt: skip


def _pdf_loop() -> bytes:
    return _pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9999999>>")


FILES: Final[Mapping[str, Case]] = {
    # pages
    "nested-100000-deep.html": unharmed(lambda: page("<div>" * 100_000 + _PARAGRAPH), documents=1),
    "nested-lists.html": unharmed(lambda: page("<ul><li>" * 10_000 + _PARAGRAPH), documents=1),
    "nested-tables.html": unharmed(lambda: page("<table><tr><td>" * 10_000 + _PARAGRAPH), documents=1),
    "unclosed-bold.html": unharmed(lambda: page("<b><p>" * 20_000 + _PARAGRAPH), documents=1),
    "unclosed-comment.html": told(lambda: b"<!doctype html><html><!-- " + _PARAGRAPH.encode()),
    "data-address-of-8-mb.html": unharmed(lambda: page(f'<img src="data:{"A" * 8_000_000}">{_PARAGRAPH}'), documents=1),
    "no-text.html": told(lambda: page("<script>1</script><img src=x>")),
    "all-hidden.html": told(lambda: page(f"<div hidden>{_PARAGRAPH}</div>")),
    "nul-in-tags.html": unharmed(lambda: page(_PARAGRAPH).replace(b"<p>", b"<p\x20data-x='\x01'>"), documents=1),
    "says-utf-16-page.html": unharmed(lambda: page(_PARAGRAPH, '<meta charset="utf-16">'), documents=1),
    "says-shift-jis.html": unharmed(lambda: page(_PARAGRAPH + "<p>Zoë</p>", '<meta charset="shift_jis">'), documents=1),
    "surrogates.html": unharmed(lambda: page(_PARAGRAPH + "<p>&#xD83D; &#xDE00; &#x0;</p>"), documents=1),
    "wide-tag.html": unharmed(lambda: page(f"<p {' '.join(f'a{n}' for n in range(100_000))}>{GOOD}</p>"), documents=1),
    "many-forms.html": told(lambda: page("<form><input>" * 20_000 + _PARAGRAPH)),
    "terminal-escapes.html": unharmed(lambda: page(_PARAGRAPH * 9, "<title>\x1b[31mred\x1b]0;owned\x07</title>"), documents=1),
    # texts
    "one-line-of-2-mb.txt": unharmed(lambda: (GOOD + " so it goes" * 100).encode() * 1_800, documents=1),
    "white-space.txt": told(lambda: b" \n\t\r\n" * 50_000),
    "mark-only.txt": told(lambda: b"\xef\xbb\xbf"),
    "noise.txt": told(lambda: _noise(200_000)),
    "nul.txt": told(lambda: GOOD.encode() + b"\0" + GOOD.encode()),
    "surrogate-bytes.txt": unharmed(lambda: GOOD.encode() + b" \xed\xa0\x80 \xff\xfe", documents=1),
    "zalgo.txt": unharmed(lambda: (GOOD + " " + "Z\u0335\u0321\u0489\u030d" * 20_000).encode(), documents=1),
    "right-to-left.txt": unharmed(lambda: ("\u202e" + GOOD + "\u2066\u200f" * 5_000).encode(), documents=1),
    "zip-bomb.txt": told(_zip),
    "picture.md": told(lambda: b"\x89PNG\r\n\x1a\n" + _noise(5_000)),
    "labels.txt": unharmed(lambda: ("Ada Vane: " + GOOD + "\n").encode() * 1_000, documents=1),
    "dates.txt": unharmed(lambda: ("Title\n15/04/2026 | 6 min\n\n" * 5_000 + GOOD).encode(), documents=1),
    "quotes.txt": unharmed(lambda: ("“" * 100_000 + GOOD).encode(), documents=1),
    # Markdown
    "front-matter-without-end.md": unharmed(lambda: ("---\ntitle: x\n" + "a: b\n" * 50_000 + GOOD).encode(), documents=1),
    "front-matter-of-brackets.md": unharmed(lambda: f"+++\na = {'[' * 10_000}\n+++\n\n{GOOD}".encode(), documents=1),
    "brackets.md": unharmed(lambda: ("[" * 50_000 + GOOD).encode(), documents=1),
    "quotations-in-quotations.md": unharmed(lambda: ("> " * 5_000 + GOOD).encode(), documents=1),
    "fences.md": unharmed(lambda: ("```\n" * 20_001 + GOOD).encode(), documents=1),
    "pipes.md": unharmed(lambda: ("|" * 20_000 + "\n" + "|-" * 20_000 + "\n" + GOOD).encode(), documents=1),
    "list-in-list.md": unharmed(lambda: ("- " * 5_000 + GOOD).encode(), documents=1),
    # JSON Feed
    "nested.json": told(lambda: b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 200_000),
    "wrong-types.json": told(
        lambda: _json_feed(content_html=["x"], title={"a": 1}, date_published=7, authors="no", url=[1]), documents=1
    ),
    "no-items.json": told(lambda: b'{"version":"https://jsonfeed.org/version/1"}'),
    "surrogates.json": unharmed(lambda: _json_feed(content_text=GOOD + " \ud800"), documents=1),
    "large-number.json": unharmed(
        lambda: _json_feed(content_text="Other words of a second note.").replace(b'"2"', b"9" * 10_000), documents=1
    ),
    # mail
    "nested-parts.eml": told(_nested_mail),
    "no-boundary.eml": told(lambda: _mail(b"", "MIME-Version: 1.0", "Content-Type: multipart/alternative")),
    "damaged-base64.eml": unharmed(
        lambda: _mail(GOOD.encode() + b"\r\n====%%%", "Content-Transfer-Encoding: quoted-printable"), documents=1
    ),
    "lying-charset.eml": unharmed(
        lambda: _mail((GOOD + " Zoë").encode(), "Content-Type: text/plain; charset=no-such-charset"), documents=1
    ),
    "header-of-1-mb.eml": unharmed(lambda: _mail(GOOD.encode(), "X-Long: " + "=?utf-8?q?" * 100_000), documents=1),
    "messages-without-text.mbox": told(lambda: b"From a@b Mon Nov  2 09:00:00 2026\n\n" * 3_000),
    # PDF
    "noise.pdf": told(lambda: b"%PDF-1.7\n" + _noise(50_000)),
    "bomb.pdf": told(_pdf_bomb),
    "pages-that-hold-themselves.pdf": told(_pdf_loop),
    "cut.pdf": told(lambda: _pdf_loop()[:60]),
}
