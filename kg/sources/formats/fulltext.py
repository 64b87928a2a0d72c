"""The article of a page that does not say where it is.

trafilatura finds what the page is about; where in the page those words stand is then looked up, and our own reader reads that
element. The extractor's own output loses short list items, tables and headings, which is where mentions stand.
"""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kg.sources.formats import markup
from kg.sources.formats.article import is_marked, read_article
from kg.sources.formats.html import read_node
from kg.sources.kept import Kept, Piece, plain_words, with_title

#: Larger or deeper pages are not given to the extractor, which looks at each element many times over and by recursion.
MOST_CHARACTERS: Final = 2_000_000
MOST_ELEMENTS: Final = 10_000
DEEPEST: Final = 100
#: The element that is read holds this share of the words that the extractor found.
COVERED: Final = 0.9
#: Stretches of fewer words stand anywhere ("Read more"), and are no sign of where the article is.
FEWEST_WORDS: Final = 5
#: So many stretches are looked up; the article of a longer page is found by its beginning.
MOST_STRETCHES: Final = 3_000

_BOXES: Final = frozenset({"div", "section", "td", "center", "article", "main", "body", "form", "details"})


def read_page(html: str, address: str = "") -> Piece:
    """Return the article of a page with the page's metadata, wherever it stands in the page."""
    piece = read_article(html, address)
    if not piece.kept.text or is_marked(html):
        return piece
    main = main_text(html, piece.title)
    if main is None:
        return piece
    from dataclasses import replace

    return replace(piece, kept=with_title(main, piece.title))


def main_text(html: str, title: str = "") -> Kept | None:
    """Return the text of the element that holds a page's main content; None when none smaller than the page does."""
    tree = markup.parse(html)
    if tree.body is None or not _is_bounded(tree):
        return None
    words = _found_words(tree.html or "")
    root = _holder(tree, words) if words else None
    if root is None or root.tag == "body":
        return None
    kept = read_node(root, title)
    return kept if kept.text else None


def _found_words(html: str) -> str:
    """Return the words that the extractor takes for the main content, empty when it finds none."""
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = extract(html, include_comments=False, include_tables=True, favor_recall=True, fast=True)
    except Exception:  # foreign markup in somebody else's heuristics: the page is read without them
        return ""
    return f" {plain_words(found)} " if found else ""


def _holder(tree: LexborHTMLParser, words: str) -> LexborNode | None:
    """Return the innermost box that holds nearly all of the words."""
    held: dict[int, int] = {}
    depth: dict[int, int] = {}
    boxes: dict[int, LexborNode] = {}
    total = stretches = 0
    for node in markup.walk(tree.body) if tree.body is not None else ():
        if not node.is_text_node:
            continue
        stretch = plain_words(node.text_content or "")
        if stretch.count(" ") < FEWEST_WORDS - 1 or f" {stretch} " not in words:
            continue
        above = _boxes_above(node)
        total += len(stretch)
        for level, box in enumerate(reversed(above)):
            held[box.mem_id] = held.get(box.mem_id, 0) + len(stretch)
            depth[box.mem_id], boxes[box.mem_id] = level, box
        stretches += 1
        if stretches == MOST_STRETCHES:
            break
    full = [key for key, size in held.items() if size >= COVERED * total]
    return boxes[max(full, key=lambda key: depth[key])] if full else None


def _boxes_above(node: LexborNode) -> list[LexborNode]:
    """Return the boxes that a node lies in, the innermost first."""
    found: list[LexborNode] = []
    at = node.parent
    while at is not None:
        if at.tag in _BOXES:
            found.append(at)
        at = at.parent
    return found


def _is_bounded(tree: LexborHTMLParser) -> bool:
    """Return whether a page is small and flat enough for the extractor."""
    if tree.root is None or len(tree.html or "") > MOST_CHARACTERS:
        return False
    elements = 0
    stack = [(tree.root, 1)]
    while stack:
        node, depth = stack.pop()
        elements += 1
        if depth > DEEPEST or elements > MOST_ELEMENTS:
            return False
        stack.extend((child, depth + 1) for child in markup.children(node) if child.is_element_node)
    return True
