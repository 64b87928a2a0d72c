"""What bytes are: a feed, a list of feeds, a page, a mail, a PDF, a text. Suffix and declared type are hints only."""

from __future__ import annotations

import re
from typing import Final

#: What is read in a folder; other files there are no sources.
SUFFIXES: Final = frozenset({
    ".xml", ".rss", ".atom", ".rdf", ".opml", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt",
    ".vtt", ".srt", ".json", ".eml", ".mbox", ".pdf",
})  # fmt: skip
#: So many bytes are looked at; of JSON, whose fields have no order, as many at the end.
HEAD: Final = 65_536

_MARKDOWN: Final = frozenset({".md", ".markdown"})
_HTML: Final = frozenset({".html", ".htm", ".xhtml"})
_XML: Final = frozenset({".xml", ".rss", ".atom", ".rdf"})
_FEED_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
_HTML_ROOTS: Final = frozenset({"html", "head", "body"})

_XML_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_JSON_TYPES: Final = frozenset({"application/json", "application/feed+json", "text/json"})

_JSON_FEED = re.compile(rb'(?<!\\)"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1')
#: Where a file of bytes says that it is a PDF: readers look through the first kilobyte.
_PDF = re.compile(rb"\A.{0,1000}?%PDF-\d", re.DOTALL)
_HEADER = re.compile(r"([!-9;-~]{1,60}):[ \t]?[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*")
_BOX = re.compile(r">?From \S[^\r\n]*\d\d:\d\d[^\r\n]*\r?\n(?=[A-Za-z][\w-]*:)")
#: Headers that no front matter has, and those that every mail has.
_OF_MAIL: Final = frozenset({"received", "message-id", "mime-version", "return-path", "delivered-to", "dkim-signature"})
_OF_EVERY_MAIL: Final = frozenset({"from", "date"})
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(r"<!DOCTYPE\s+html\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(!?[a-z][\w.-]*)", re.IGNORECASE)


def sniff(data: bytes, suffix: str = "", content_type: str = "") -> str:
    """Return what bytes are; suffix and type are hints only.

    One of ``feed``, ``jsonfeed``, ``json`` (which is no source), ``opml``, ``html``, ``mail``, ``mbox``, ``pdf``,
    ``markdown`` and ``text``.
    """
    head = data[:HEAD].replace(b"\x00", b"").decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip("\xff\xfe")
    declared = content_type.split(";")[0].strip().lower()
    if kind := _by_signature(data, head, suffix, declared):
        return kind
    name = _root(head)
    if name == "opml" or (suffix == ".opml" and not name):
        return "opml"
    if name in _FEED_ROOTS:
        return "feed"
    if name in _HTML_ROOTS:
        return "html"
    if suffix == ".pdf" or (not suffix and declared == "application/pdf"):
        return "pdf"  # its reader says that it is none
    if suffix in _HTML or (not suffix and declared in ("text/html", "application/xhtml+xml")):
        return "html"
    if suffix in _XML or head[:5] == "<?xml" or (not suffix and declared in _XML_TYPES):
        return "feed"  # its parser says what is wrong with it
    if suffix == ".eml" or (not suffix and declared == "message/rfc822"):
        return "mail"
    if suffix == ".mbox" or (not suffix and declared == "application/mbox"):
        return "mbox"
    if suffix in _MARKDOWN or declared == "text/markdown":
        return "markdown"
    return "text"


def _by_signature(data: bytes, head: str, suffix: str, declared: str) -> str:
    """Return what the first bytes alone show, or nothing: PDF, JSON, mail."""
    if data[:5] == b"%PDF-" or (suffix == ".pdf" and _PDF.match(data)):
        return "pdf"
    if head.lstrip()[:1] in ("{", "["):
        ends = (data[:HEAD] + data[-HEAD:]).replace(b"\x00", b"")
        if declared == "application/feed+json" or _JSON_FEED.search(ends):
            return "jsonfeed"
        if suffix == ".json" or (not suffix and declared in _JSON_TYPES):
            return "json"
    elif suffix == ".json" and not head.lstrip().startswith("<"):
        return "json"
    if _BOX.match(head):
        return "mbox"
    return "mail" if _is_mail(head) else ""


def _is_mail(head: str) -> bool:
    """Return whether a text begins with the headers of a mail, and not merely with some fields of its own."""
    names: set[str] = set()
    at = len(head) - len(head.lstrip("\r\n"))
    while match := _HEADER.match(head, at):
        names.add(match.group(1).lower())
        at = match.end()
    return names >= _OF_EVERY_MAIL and bool(names & _OF_MAIL)


def _root(head: str) -> str:
    """Return the name of the first element of markup, in lower case; empty when there is none."""
    at = 0
    while match := _PROLOG.match(head, at):
        at = match.end()
    root = _ROOT.match(head, at)
    name = root.group(1).lower() if root else ""
    if name == "!doctype":  # a page's, or one whose end lies beyond what is looked at
        return "html" if _PAGE.match(head, at) else ""
    return name
