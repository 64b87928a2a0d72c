"""Addresses: which form of a link is the canonical one, and what to call it in an id."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

#: Query parameters that say how a reader came to a page and never which page it is.
TRACKING: Final = frozenset({"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "_hsenc", "_hsmi"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def is_address(source: str) -> bool:
    """Return whether a source is an http(s) address and not a path."""
    return source[:8].lower().startswith(("http://", "https://"))


def canonical(link: str, base: str = "") -> str:
    """Return the canonical form of an http(s) link, or an empty string for anything else.

    Relative links are resolved against base. Host in lower case; fragment, credentials, default port and tracking
    parameters dropped.
    """
    link = link.strip()
    if not link or _CONTROL.search(link):
        return ""  # joined to the base, nothing would be the base's own address
    try:
        parts = urlsplit(urljoin(base, link))
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _DEFAULT_PORTS or not host or any(c.isspace() for c in host):
        return ""
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(k, v) for k, v in pairs if k.lower() not in TRACKING and not k.lower().startswith("utm_")]
        if len(kept) != len(pairs):  # an untouched query keeps its own spelling
            query = urlencode(kept)
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def same_page(link: str) -> str:
    """Return what two links to one page share: host, path and query, without scheme, ``www.`` and last slash."""
    parts = urlsplit(link)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def site(link: str) -> str:
    """Return the host of a link without ``www.``; empty for an empty link."""
    return urlsplit(link).netloc.removeprefix("www.")


def last_part(link: str) -> str:
    """Return the last part of a link's path, with its query if there is one; empty for a site's front page."""
    parts = urlsplit(link)
    name = parts.path.rstrip("/").rsplit("/", 1)[-1]
    name = re.sub(r"\.(?:html?|php|aspx?)$", "", name)
    return f"{name} {parts.query}".strip()
