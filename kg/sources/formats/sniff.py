"""What bytes are: a feed, a list of feeds, a page, a text. Suffix and declared type are hints only."""

from __future__ import annotations

import re
from typing import Final

#: What is read in a folder; other files there are no sources.
SUFFIXES: Final = frozenset({
    ".xml", ".rss", ".atom", ".rdf", ".opml", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt",
})  # fmt: skip
#: So many bytes are looked at.
HEAD: Final = 65_536

_MARKDOWN: Final = frozenset({".md", ".markdown"})
_HTML: Final = frozenset({".html", ".htm", ".xhtml"})
_XML: Final = frozenset({".xml", ".rss", ".atom", ".rdf"})
_FEED_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
_HTML_ROOTS: Final = frozenset({"html", "head", "body"})

_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(r"<!DOCTYPE\s+html\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(!?[a-z][\w.-]*)", re.IGNORECASE)


def sniff(data: bytes, suffix: str = "", content_type: str = "") -> str:
    """Return what bytes are: ``feed``, ``opml``, ``html``, ``markdown`` or ``text``. Suffix and type are hints only."""
    head = data[:HEAD].replace(b"\x00", b"").decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip("\xff\xfe")
    at = 0
    while match := _PROLOG.match(head, at):
        at = match.end()
    root = _ROOT.match(head, at)
    name = root.group(1).lower() if root else ""
    if name == "!doctype":  # a page's, or one whose end lies beyond what is looked at
        name = "html" if _PAGE.match(head, at) else ""
    declared = content_type.split(";")[0].strip().lower()
    if name == "opml" or (suffix == ".opml" and not name):
        return "opml"
    if name in _FEED_ROOTS:
        return "feed"
    if name in _HTML_ROOTS:
        return "html"
    if suffix in _HTML or (not suffix and declared in ("text/html", "application/xhtml+xml")):
        return "html"
    if suffix in _XML or head[:5] == "<?xml":
        return "feed"  # its parser says what is wrong with it
    if suffix in _MARKDOWN or declared == "text/markdown":
        return "markdown"
    return "text"
