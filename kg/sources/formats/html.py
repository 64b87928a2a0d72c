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
from kg.sources.formats import markup, parts, spans
from kg.sources.formats.chrome import Chrome, is_dropped, is_note_mark
from kg.sources.kept import Kept, in_order, plain_words

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
#: A cell that claims to be wider or higher is not believed.
MOST_COLUMNS: Final = 60

_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_UNSEEN = re.compile(f"[\u00ad\u200b\ufeff{spans.RESERVED}]")  # they split names in two and nobody sees them
_ORDINAL = re.compile(r"\d+\. ")
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
        self._open: list[tuple[parts.Part, int | None]] = []
        self._held: list[int] = []  # how many zones each open element opened
        self._days: list[str] = []  # of the insertions in the line
        self._strong: list[tuple[int, int]] = []
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
        return Kept("".join(self._out), in_order(self._zones), tuple(self._strong))

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
        if name == "sup" and spans.last(self._line).isdigit() and _DIGITS.fullmatch(markup.text_of(node, 20)):
            self._line.append("^")  # 10^25, not 1025
        if name == "q":
            self._line.append("“")
        if name in _BLOCKS or self._chrome.holds(node) or parts.is_passage(node):
            self._enter_block(node, name)
        elif name in spans.STRONG:
            self._line.append(spans.STRONG_OPENS)
        elif name == "ins" and (day := parts.day_of(node)):
            self._days.append(day)
            self._line.append(spans.ADDED_OPENS)
        if name == "dt":
            self._line.append(spans.STRONG_OPENS)
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
        if name not in ("p", "div") or _ORDINAL.fullmatch("".join(self._line)) is None:  # an item's number stays with its text
            self._flush()
        self._owe(1 if self._lists or name in ("tr", "dd") else 2)
        if name in ("ul", "ol"):
            self._lists.append(_first_ordinal(node) if name == "ol" else None)
        held = parts.parts_of(node, self._length)
        if self._chrome.holds(node):
            held = (parts.Part(ZoneKind.BOILERPLATE), *held)
        self._open.extend((part, None) for part in held)
        self._held.append(len(held))
        if name == "li" and self._lists and (ordinal := self._lists[-1]) is not None:
            if _DIGITS.fullmatch(own := markup.attribute(node, "value")[:9]):
                ordinal = int(own)
            self._line.append(f"{ordinal}. ")
            self._lists[-1] = ordinal + 1

    def _leave(self, node: LexborNode) -> None:
        name = node.tag or ""
        if name == "q":
            self._line.append("”")
        if name in spans.STRONG or name == "dt":
            self._line.append(spans.STRONG_CLOSES)
        if name not in _BLOCKS and not self._chrome.holds(node) and not parts.is_passage(node):
            if name == "ins" and parts.day_of(node):
                self._line.append(spans.ADDED_CLOSES)
            return
        self._flush()
        for _ in range(self._held.pop()):
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
        days, self._days = self._days, []
        text, strong, added = spans.read("\n".join(tidy for line in lines if (tidy := spans.tidy(_SPACE.sub(" ", line)))))
        if text:
            self._put(text)
            start = self._length - len(text)
            self._strong.extend((start + a, start + b) for a, b in strong)
            self._zones.extend(
                Zone(start + a, start + b, ZoneKind.CORRECTION, day) for (a, b), day in zip(added, days, strict=False)
            )

    def _put(self, text: str) -> None:
        if self._length and self._break:
            self._out.append("\n" * self._break)
            self._length += self._break
        self._break = 0
        # Zones opened since the last text begin here; those below them on the stack have begun already.
        for i in range(len(self._open) - 1, -1, -1):
            part, start = self._open[i]
            if start is not None:
                break
            self._open[i] = (part, self._length)
        self._out.append(text)
        self._length += len(text)

    def _close(self) -> None:
        part, start = self._open.pop()
        if start is None:
            return
        kind = part.kind
        if kind is ZoneKind.HEADING and self._title and plain_words(self._out[-1]) == self._title:
            kind = ZoneKind.TITLE
            self._title = ""  # the first only: a page may repeat it above a form
        self._zones.append(Zone(start, self._length, kind, part.label))

    def _verbatim(self, node: LexborNode) -> None:
        parts = ["\n" if inner.tag == "br" else inner.text_content or "" for inner in markup.walk(node) if _has_text(inner)]
        if text := "".join(parts).strip("\n").rstrip():
            self._put(text)

    def _table(self, node: LexborNode) -> None:
        self._open.append((parts.Part(ZoneKind.TABLE), None))
        reaching: dict[int, int] = {}  # columns that a cell above fills, with the rows that it still fills
        for row in markup.walk(node):
            if row.tag == "caption" and (words := markup.text_of(row)):
                self._open.append((parts.Part(ZoneKind.CAPTION), None))
                self._put(words)
                self._close()
                self._owe(1)
            if row.tag != "tr":
                continue
            cells = _row(row, reaching)
            if any(cells):
                self._put("\t".join(cells))
                self._owe(1)
        self._close()


def _row(row: LexborNode, reaching: dict[int, int]) -> list[str]:
    """Return the cells of a row, an empty one for each column that a wide or high cell covers."""
    cells: list[str] = []

    def covered() -> None:
        while reaching.get(len(cells), 0) > 0:
            reaching[len(cells)] -= 1
            cells.append("")

    for cell in markup.children(row):
        if cell.tag not in ("td", "th"):
            continue
        covered()
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        for column in range(len(cells), len(cells) + wide):
            if high > 1:
                reaching[column] = high - 1
        cells += [_cell(cell), *[""] * (wide - 1)]
    covered()
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _span(cell: LexborNode, name: str) -> int:
    """Return over how many columns or rows a cell reaches; what is beyond all reason counts as one."""
    stated = markup.attribute(cell, name)[:4]
    return int(stated) if stated.isascii() and stated.isdigit() and 0 < int(stated) <= MOST_COLUMNS else 1


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
