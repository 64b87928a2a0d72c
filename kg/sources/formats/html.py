"""HTML to a kept text and its zones.

Blocks become paragraphs with a blank line between, list items and table rows lines of their own. What is never read
(scripts, forms, navigation, hidden elements) is dropped; what is chrome by its structure but may be more is kept as
BOILERPLATE. Decisions rest on elements, roles and attributes, never on the words of one language.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborNode

from kg.records import Zone, ZoneKind
from kg.sources.formats import markup
from kg.sources.formats.chrome import Chrome, is_dropped, is_note_mark
from kg.sources.kept import Kept, in_order, plain_words

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
_ZONES: Final = {
    "blockquote": ZoneKind.QUOTATION,
    "li": ZoneKind.LIST_ITEM,
    "figcaption": ZoneKind.CAPTION,
    "caption": ZoneKind.CAPTION,
    "pre": ZoneKind.CODE,
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), ZoneKind.HEADING)

_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_UNSEEN = re.compile("[\u00ad\u200b\ufeff]")  # they split names in two and nobody sees them
_DIGITS = re.compile(r"[+-]?\d+")


def read_html(html: str, title: str = "") -> Kept:
    """Return the kept text of a fragment or a page's whole body. A heading that says the title is a TITLE zone."""
    tree = markup.parse(html)
    return read_node(tree.body, title) if tree.body is not None else Kept("")


def read_node(root: LexborNode, title: str = "") -> Kept:
    """Return the kept text of one element and all below it."""
    return _Reader(root, plain_words(title)).read()


class _Reader:
    """One walk over a tree. Text is gathered in a line and put out at the next break."""

    def __init__(self, root: LexborNode, title: str) -> None:
        self._root = root
        self._title = title
        self._out: list[str] = []
        self._length = 0
        self._line: list[str] = []
        self._break = 0  # line breaks owed before the next text
        self._open: list[tuple[ZoneKind, int | None]] = []
        self._zones: list[Zone] = []
        self._lists: list[int | None] = []  # the next ordinal of each open list, None when it has none
        self._chrome = Chrome(root)

    def read(self) -> Kept:
        stack: list[tuple[LexborNode, bool]] = [(self._root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
            elif self._enter(node):
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(markup.children(node)))
        self._flush()
        return Kept("".join(self._out), in_order(self._zones))

    # -- the walk ------------------------------------------------------------------------------------------------

    def _enter(self, node: LexborNode) -> bool:
        """Take a node in; return whether to walk below it."""
        if node.is_text_node:
            self._line.append(_SPACE.sub(" ", _UNSEEN.sub("", node.text_content or "")))
            return False
        name = node.tag or ""
        if name == "br":
            self._line.append("\n")
        if not node.is_element_node or self._chrome.is_unread(node):
            # An image or a script between two words does not join them; a block between them parts them for good.
            return False
        if name == "sup" and self._line and self._line[-1][-1:].isdigit() and _DIGITS.fullmatch(markup.text_of(node, 20)):
            self._line.append("^")  # 10^25, not 1025
        if name == "q":
            self._line.append("“")
        if name in _BLOCKS or self._chrome.holds(node):
            self._enter_block(node, name)
        if name == "table" and _is_data(node):
            self._table(node)
            self._leave(node)
            return False
        if name == "pre":
            self._verbatim(node)
            self._leave(node)
            return False
        return True

    def _enter_block(self, node: LexborNode, name: str) -> None:
        self._flush()
        self._owe(1 if self._lists or name in ("tr", "dd") else 2)
        if name in ("ul", "ol"):
            self._lists.append(_first_ordinal(node) if name == "ol" else None)
        if self._chrome.holds(node):
            self._open.append((ZoneKind.BOILERPLATE, None))
        if name in _ZONES:
            self._open.append((_ZONES[name], None))
        if name == "li" and self._lists and (ordinal := self._lists[-1]) is not None:
            if _DIGITS.fullmatch(own := markup.attribute(node, "value")[:9]):
                ordinal = int(own)
            self._line.append(f"{ordinal}. ")
            self._lists[-1] = ordinal + 1

    def _leave(self, node: LexborNode) -> None:
        name = node.tag or ""
        if name == "q":
            self._line.append("”")
        chrome = self._chrome.holds(node)
        if name not in _BLOCKS and not chrome:
            return
        self._flush()
        if name in _ZONES:
            self._close()
        if chrome:
            self._close()
        if name in ("ul", "ol") and self._lists:
            self._lists.pop()
        self._owe(1 if self._lists or name in ("tr", "dt") else 2)

    # -- text out ------------------------------------------------------------------------------------------------

    def _owe(self, breaks: int) -> None:
        self._break = max(self._break, breaks)

    def _flush(self) -> None:
        if not self._line:
            return
        lines = ("".join(self._line)).split("\n")
        self._line.clear()
        text = "\n".join(tidy for line in lines if (tidy := _SPACE.sub(" ", line).strip()))
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        if self._length and self._break:
            self._out.append("\n" * self._break)
            self._length += self._break
        self._break = 0
        # Zones opened since the last text begin here; those below them on the stack have begun already.
        for i in range(len(self._open) - 1, -1, -1):
            kind, start = self._open[i]
            if start is not None:
                break
            self._open[i] = (kind, self._length)
        self._out.append(text)
        self._length += len(text)

    def _close(self) -> None:
        kind, start = self._open.pop()
        if start is None:
            return
        if kind is ZoneKind.HEADING and self._title and plain_words(self._out[-1]) == self._title:
            kind = ZoneKind.TITLE
            self._title = ""  # the first only: a page may repeat it above a form
        self._zones.append(Zone(start, self._length, kind))

    def _verbatim(self, node: LexborNode) -> None:
        parts = ["\n" if inner.tag == "br" else inner.text_content or "" for inner in markup.walk(node) if _has_text(inner)]
        if text := "".join(parts).strip("\n").rstrip():
            self._put(text)

    def _table(self, node: LexborNode) -> None:
        self._open.append((ZoneKind.TABLE, None))
        for row in markup.walk(node):
            if row.tag == "caption" and (words := markup.text_of(row)):
                self._open.append((ZoneKind.CAPTION, None))
                self._put(words)
                self._close()
                self._owe(1)
            if row.tag != "tr":
                continue
            cells = [_cell(cell) for cell in markup.children(row) if cell.tag in ("td", "th")]
            if any(cells):
                self._put("\t".join(cells))
                self._owe(1)
        self._close()


def _is_data(table: LexborNode) -> bool:
    """A table of data, not one that a mail lays its columns out with."""
    if markup.attribute(table, "role").lower() in ("presentation", "none"):
        return False
    return table.css_first("table table, p + p, div, h1, h2, h3, h4, ul, ol, pre, blockquote, form") is None


def _cell(cell: LexborNode) -> str:
    parts: list[str] = []
    stack = [cell]
    while stack:
        node = stack.pop()
        if node.is_text_node:
            parts.append(node.text_content or "")
        elif node.tag == "br":
            parts.append(" ")
        elif not is_dropped(node) and not (node.tag in ("a", "sup") and is_note_mark(node)):
            stack.extend(reversed(markup.children(node)))
    return _SPACE.sub(" ", _UNSEEN.sub("", "".join(parts))).strip()


def _has_text(node: LexborNode) -> bool:
    return bool(node.is_text_node) or node.tag == "br"


def _first_ordinal(node: LexborNode) -> int:
    start = markup.attribute(node, "start")[:9]
    return int(start) if _DIGITS.fullmatch(start) else 1
