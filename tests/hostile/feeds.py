"""Hostile feeds and lists of feeds. Each name is a file's name; each value makes its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.hostile.case import Case, told, unharmed

GOOD: Final = "Tandem Labs released Ostrich 3 on Monday, and Claude Opus 4.6 was compared with it."

#: Dates that feeds have carried: placeholders, other calendars, impossible days, words, numbers, nothing.
DATES: Final = (
    "", "0", "-1", "yesterday", "Thu, 32 Foo 2026 25:61:61 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
    "9999-12-31T23:59:59Z", "10000-01-01", "2026-02-30", "2026-13-01T00:00:00Z", "1/2/3", "31/31/2026",
    "2026-11-01T24:00:00Z", "2026-11-01T23:59:60Z", "Thu, 1 Jan 1970 00:00:00 +9999", "2026-11-01T00:00:00+99:99",
    "2026-W45-1", "2026-305", "1777777777", "1777777777777", "平成三十年一月一日", "٢٠٢٦-٠١-٠١", "2026-11-01" * 500,
    "<b>2026</b>", "2026-11-01\x0b", "NaN", "∞", "Sun, 06 Nov 1994 08:49:37 EST EST", "20261101", "Nov 2026",
)  # fmt: skip


def rss(*items: str, head: str = "", prolog: str = '<?xml version="1.0"?>') -> bytes:
    """Return an RSS 2.0 feed with these items."""
    inside = f"<title>Night Desk</title><link>https://night.example/</link>{head}{''.join(items)}"
    return f'{prolog}<rss version="2.0"><channel>{inside}</channel></rss>'.encode("utf-8", "surrogatepass")


def item(number: int, body: str = GOOD, extra: str = "") -> str:
    """Return one item with a link of its own."""
    link = f"https://night.example/{number}"
    return f"<item><title>Note {number}</title><link>{link}</link>{extra}<description><![CDATA[{body}]]></description></item>"


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>'
    return rss(item(1), "<item><title>&l11;</title></item>", prolog=prolog)


def _quadratic() -> bytes:
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]>'
    return rss(item(1), f"<item><title>{'&a;' * 20_000}</title></item>", prolog=prolog)


def _external(target: str) -> Callable[[], bytes]:
    def make() -> bytes:
        prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>'
        return rss(item(1), "<item><title>Stolen</title><description>&x;</description></item>", prolog=prolog)

    return make


def _parameter() -> bytes:
    prolog = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d; '
        "<!ENTITY % e \"<!ENTITY y '%d;'>\"> %e;]>"
    )
    return rss(item(1), prolog=prolog)


def _many(name: str) -> str:
    return " ".join(f'{name}{n}="x"' for n in range(100_000))


def _bad_dates() -> bytes:
    dated = (item(n, extra=f"<pubDate>{'' if '<' in d else d}</pubDate>") for n, d in enumerate(DATES))
    return rss(*dated)


def _script_links() -> bytes:
    links = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[::1", "//", "\\\\x\\y")
    body = f"<description>{GOOD}</description>"
    return rss(item(1), *(f"<item><title>L{n}</title><link>{link}</link>{body}</item>" for n, link in enumerate(links)))


def _duplicates() -> bytes:
    one = "<guid>same</guid>"
    return rss(*(f"<item>{one}<title>Post</title><description>{GOOD} Part {'abcdef'[n]}.</description></item>" for n in range(6)))


FILES: Final[Mapping[str, Case]] = {
    "entity-expansion.xml": told(_laughs, documents=1),
    "quadratic-entities.xml": told(_quadratic, documents=1),
    "external-entity-file.xml": told(_external("file:///etc/passwd"), documents=1),
    "external-entity-http.xml": told(_external("http://127.0.0.1:9/secret"), documents=1),
    "external-entity-device.xml": told(_external("file:///dev/zero"), documents=1),
    "parameter-entities.xml": told(_parameter, documents=1),
    "external-dtd.xml": unharmed(
        lambda: rss(item(1), prolog='<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'), documents=1
    ),
    "cut-in-an-item.xml": told(lambda: rss(item(1), item(2), item(3))[:-160], documents=2),
    "unclosed-cdata.xml": told(lambda: rss(item(1)).replace(b"</channel></rss>", b"<item><title><![CDATA[never"), documents=1),
    "unclosed-comment.xml": told(lambda: rss(item(1)).replace(b"</channel>", b"<!-- never"), documents=1),
    "nested-elements.xml": told(lambda: rss(item(1), "<item>" + "<x>" * 100_000 + "</item>"), documents=1),
    "nested-html.xml": unharmed(lambda: rss(item(1), item(2, "<div>" * 10_000 + GOOD)), documents=2),
    "many-attributes.xml": told(lambda: rss(item(1), f"<item {_many('a')}><title>Wide</title></item>"), documents=1),
    "many-namespaces.xml": told(
        lambda: rss(item(1)).replace(b"<channel>", f"<channel {_many('xmlns:n')}>".encode()), documents=1
    ),
    "nul-bytes.xml": told(lambda: rss(item(1), item(2)).replace(b"Monday", b"Mon\x00day"), documents=2),
    "control-characters.xml": told(lambda: rss(item(1), item(2)).replace(b"Monday", b"Mon\x01\x02\x1bday"), documents=1),
    "surrogate-references.xml": told(
        lambda: rss(item(1), "<item><title>Half &#xD800; &#xDFFF; &#x110000;</title></item>"), documents=2
    ),
    "surrogate-bytes.xml": unharmed(lambda: rss(item(1), item(2, GOOD + " \ud800")), documents=1),
    "says-utf-16-is-utf-8.xml": unharmed(lambda: rss(item(1), prolog='<?xml version="1.0" encoding="utf-16"?>'), documents=1),
    "says-latin-1-is-utf-8.xml": unharmed(
        lambda: rss(item(1, GOOD + " Zoë’s café"), prolog='<?xml version="1.0" encoding="iso-8859-1"?>'), documents=1
    ),
    "says-utf-8-is-latin-1.xml": unharmed(
        lambda: rss(item(1, GOOD + " Zoë"), prolog='<?xml version="1.0" encoding="utf-8"?>').decode().encode("latin-1"),
        documents=1,
    ),
    "unknown-charset.xml": unharmed(lambda: rss(item(1), prolog='<?xml version="1.0" encoding="x-klingon"?>'), documents=1),
    "utf-7.xml": unharmed(lambda: rss(item(1), prolog='<?xml version="1.0" encoding="utf-7"?>'), documents=1),
    "utf-16.xml": unharmed(lambda: rss(item(1), prolog="").decode().encode("utf-16"), documents=1),
    "bad-dates.xml": told(_bad_dates, documents=1),  # their texts are one text
    "duplicate-ids.xml": unharmed(_duplicates, documents=1),
    "items-without-anything.xml": told(lambda: rss(item(1), *(["<item/>"] * 2_000)), documents=1),
    "huge-title.xml": unharmed(lambda: rss(item(1), f"<item><title>{'word ' * 300_000}</title></item>"), documents=1),
    "script-links.xml": unharmed(_script_links, documents=1),
    "page-named-feed.xml": unharmed(lambda: f"<!doctype html><title>T</title><p>{GOOD}</p>".encode(), documents=1),
    "not-xml-at-all.rss": told(lambda: b"{}" * 100),
    "empty.xml": told(lambda: b""),
    "no-entries.xml": told(rss),
    "gzip-named-feed.xml": told(lambda: _gzip(rss(item(1)))),
    "list-that-lists-itself.opml": told(lambda: opml("list-that-lists-itself.opml")),
    "list-a-of-b.opml": unharmed(lambda: opml("list-b-of-a.opml"), documents=0),
    "list-b-of-a.opml": unharmed(lambda: opml("list-a-of-b.opml", "missing-feed.xml"), documents=0),
    "nested-outlines.opml": told(lambda: ("<opml><body>" + "<outline>" * 20_000).encode()),
    "list-with-entities.opml": told(
        lambda: b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>'
    ),
    "list-without-feeds.opml": told(lambda: b"<opml><body/></opml>"),
}


def opml(*targets: str) -> bytes:
    """Return a list of these feeds."""
    outlines = "".join(f'<outline type="rss" xmlUrl="{target}"/>' for target in targets)
    return f"<opml version='2.0'><body>{outlines}</body></opml>".encode()


def _gzip(data: bytes) -> bytes:
    import gzip

    return gzip.compress(data)
