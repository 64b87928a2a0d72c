"""A whole HTML page: where its article is, and what the page says about it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kg.sources import dates, links
from kg.sources.formats import markup
from kg.sources.formats.html import read_node
from kg.sources.kept import Kept, Piece, with_title

#: An element that says it is the article is believed when it holds this share of what all such elements hold.
LARGEST_SHARE: Final = 0.5
_ARTICLES: Final = ("[itemprop=articleBody]", "article", "main, [role=main]")
_AUTHORS: Final = ("author", "article:author", "dc.creator", "parsely-author", "citation_author")
_PUBLISHED: Final = (
    "article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "publish-date",
    "datepublished",
)
_UPDATED: Final = ("article:modified_time", "og:updated_time", "last-modified", "datemodified")


def read_article(html: str, address: str = "") -> Piece:
    """Return the article of a page with the page's metadata. ``address`` is where it came from, for relative links."""
    tree = markup.parse(html)
    root = _article(tree)
    if root is None:
        return Piece(Kept(""))
    meta = _meta(tree)
    heading = root.css_first("h1") or (tree.css_first("h1") if len(tree.css("h1")) == 1 else None)
    shown = markup.text_of(heading, 1000) if heading is not None else ""
    named = tree.css_first("head title")
    title = _first(meta, ("og:title", "twitter:title")) or shown or (markup.text_of(named, 1000) if named is not None else "")
    kept = read_node(root, title)
    return Piece(
        kept=with_title(kept, title) if kept.text else kept,
        title=title,
        authors=_authors(meta, root),
        published=_date(meta, _PUBLISHED) or _time(root),
        updated=_date(meta, _UPDATED),
        link=_canonical(tree, meta, address),
        language=_language(tree, meta),
        outlet=_first(meta, ("og:site_name", "application-name")),
    )


def is_marked(html: str) -> bool:
    """Return whether a page says where its article is; one that does not is read from its top to its bottom."""
    tree = markup.parse(html)
    root = _article(tree)
    return root is not None and root.tag != "body"


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the article: the one that says so, if one clearly does, else the body."""
    for selector in _ARTICLES:
        found = [(len(markup.text_of(node)), node) for node in _outermost(tree.css(selector))]
        if not found:
            continue
        size, node = max(found, key=lambda pair: pair[0])
        if size and size >= LARGEST_SHARE * sum(other for other, _ in found):
            return node
    return tree.body


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Return the nodes that lie in no other of them (each is climbed from a few levels: pages nest few articles)."""
    ids = {node.mem_id for node in nodes}
    kept: list[LexborNode] = []
    for node in nodes[:1000]:
        above, steps = node.parent, 0
        while above is not None and above.mem_id not in ids and steps < 500:
            above, steps = above.parent, steps + 1
        if above is None or above.mem_id not in ids:
            kept.append(node)
    return kept


def _meta(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        name = (
            markup.attribute(node, "property") or markup.attribute(node, "name") or markup.attribute(node, "itemprop")
        ).lower()
        if name and (content := " ".join(markup.attribute(node, "content").split())):
            found.setdefault(name, []).append(content)
    return found


def _first(meta: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _date(meta: dict[str, list[str]], names: tuple[str, ...]) -> datetime | None:
    return next((day for name in names for value in meta.get(name, ()) if (day := dates.parse(value))), None)


def _time(root: LexborNode) -> datetime | None:
    """Return the first time element's date: in an article it is the one under the heading."""
    for node in root.css("time[datetime]")[:5]:
        if day := dates.parse(markup.attribute(node, "datetime")):
            return day
    return None


def _authors(meta: dict[str, list[str]], root: LexborNode) -> tuple[str, ...]:
    names = [value for name in _AUTHORS for value in meta.get(name, ()) if not links.is_address(value)]
    if not names:
        marked = root.css("[rel~=author], [itemprop=author]")[:5]
        names = [text for node in marked if 0 < len(text := markup.text_of(node, 100)) <= 80]
    return tuple(dict.fromkeys(names))


def _canonical(tree: LexborHTMLParser, meta: dict[str, list[str]], address: str) -> str:
    node = tree.css_first("link[rel~=canonical]")
    stated = markup.attribute(node, "href") if node is not None else ""
    for link in (stated, _first(meta, ("og:url",)), address):
        if link and (canonical := links.canonical(link, address)):
            return canonical
    return ""


def _language(tree: LexborHTMLParser, meta: dict[str, list[str]]) -> str:
    html = tree.css_first("html")
    stated = markup.attribute(html, "lang") if html is not None else ""
    return (stated or _first(meta, ("og:locale", "language", "content-language"))).replace("_", "-")[:35]
