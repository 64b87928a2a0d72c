"""A parsed HTML tree, whatever the markup: the guard before the parser, and questions to a node.

The tree is only ever walked with a stack of our own, so a page that nests 100,000 deep is no deeper for us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: The parser looks through all open elements at each tag; depth times tags beyond this takes more than a second.
MOST_STEPS: Final = 300_000_000
#: Depth that is left when a page is too deep to parse as it is. Browsers flatten at 512.
DEPTH_LEFT: Final = 256
#: Unclosed formatting is copied into each paragraph that follows; beyond this many copies it is taken out.
MOST_COPIES: Final = 2_000_000
#: A tag with more parts than this is dropped: the parser compares each attribute with all before it.
MOST_ATTRIBUTES: Final = 2_000

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>")
#: Elements that the parser closes on its own: left open, they do not nest.
_VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p", "li",
    "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
})  # fmt: skip
_FORMATTING: Final = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def parse(html: str) -> LexborHTMLParser:
    """Return the tree of a page or a fragment; markup built to be slow is flattened before, its text stays."""
    return LexborHTMLParser(_flattened(html))


def walk(root: LexborNode) -> Iterator[LexborNode]:
    """Yield a node and all below it in document order."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def children(node: LexborNode) -> list[LexborNode]:
    """Return the nodes directly below a node."""
    found: list[LexborNode] = []
    child = node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def text_of(node: LexborNode, most: int = 1_000_000) -> str:
    """Return the text below a node, at most about so many characters, white space collapsed."""
    parts: list[str] = []
    size = 0
    for inner in walk(node):
        if inner.is_text_node:
            piece = inner.text_content or ""
            parts.append(piece)
            size += len(piece)
            if size > most:
                break
    return " ".join("".join(parts).split())


def attribute(node: LexborNode, name: str) -> str:
    """Return an attribute's value, empty when it is missing or has none."""
    return (node.attributes.get(name) or "").strip()


def is_hidden(node: LexborNode) -> bool:
    """Return whether an element says that it is not shown."""
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    return bool(_HIDING.search(attributes.get("style") or ""))


def _flattened(html: str) -> str:
    tags = depth = deepest = formatting = most_formatting = 0
    wide = False
    for match in _TAG.finditer(html):
        tags += 1
        closing, name, rest = match.groups()
        name = name.lower()
        wide = wide or len(rest) > MOST_ATTRIBUTES
        if name in _VOID:
            continue
        step = -1 if closing else 1
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
            most_formatting = max(most_formatting, formatting)
    too_deep = deepest * tags > MOST_STEPS
    too_many = most_formatting * tags > MOST_COPIES
    return _rewritten(html, too_deep, too_many) if too_deep or too_many or wide else html


def _rewritten(html: str, too_deep: bool, too_many: bool) -> str:
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        closing, name, rest = match.groups()
        name = name.lower()
        if too_many and name in _FORMATTING:
            return ""
        if len(rest) > MOST_ATTRIBUTES and len(rest.split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES:
            return f"<{closing}{name}>"
        if too_deep and name not in _VOID:
            depth = max(0, depth + (-1 if closing else 1))
            if depth > DEPTH_LEFT or (closing and depth == DEPTH_LEFT):
                return " "
        return match.group()

    return _TAG.sub(keep, html)
