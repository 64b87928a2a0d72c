"""What of an HTML page is never its text, and what may be: decided by elements, roles and attributes.

No list of phrases: a page in any language has the same elements.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborNode

from kg.sources.formats import markup
from kg.sources.formats.parts import is_note_list

#: Text that stands beside a form in one small container belongs to it ("Get this by mail" and the like).
WIDGET_TEXT: Final = 300
#: So many containers are looked at above a form.
WIDGET_CLIMB: Final = 6
#: So many struck-out elements are measured.
MOST_STRUCK: Final = 5_000

_DROPPED: Final = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video",
    "audio", "button", "input", "select", "textarea", "datalist", "nav", "dialog", "img", "picture", "map", "head",
    "title", "meta", "link", "base", "menu",
})  # fmt: skip
_DROPPED_ROLES: Final = frozenset({
    "navigation", "search", "menu", "menubar", "toolbar", "button", "form", "dialog", "alertdialog",
})  # fmt: skip
_STRUCK: Final = frozenset({"del", "s", "strike"})
_FURNITURE: Final = frozenset({"footer", "aside"})
_FURNITURE_ROLES: Final = frozenset({"banner", "contentinfo", "complementary"})
_WIDGET_BOXES: Final = frozenset({"div", "section", "p", "center", "aside"})
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶#↑↩^]{1,3}|[a-z]|↩\ufe0e)[\])]?")


class Chrome:
    """What is chrome under one root: forms with what stands beside them, site headers, footers, asides, buttons."""

    def __init__(self, root: LexborNode) -> None:
        """Look through the tree once for forms and what belongs to them."""
        self._root = root
        self._widgets = _widgets(root)
        self._reads_struck = _is_mostly_struck(root)

    def is_unread(self, node: LexborNode) -> bool:
        """Return whether an element is dropped with all below it."""
        if node.mem_id == self._root.mem_id:
            return False  # a body that a script shows in the end
        if is_dropped(node) or markup.attribute(node, "role").lower() in _DROPPED_ROLES:
            return True
        if node.tag in _STRUCK and not self._reads_struck:
            return True  # the author says it no more
        if node.tag == "form":  # some pages are one form from top to bottom
            return len(markup.text_of(node, WIDGET_TEXT)) <= WIDGET_TEXT
        return node.tag in ("a", "sup") and is_note_mark(node)

    def holds(self, node: LexborNode) -> bool:
        """Return whether an element's text is kept as BOILERPLATE."""
        name = node.tag or ""
        role = markup.attribute(node, "role").lower()
        if node.mem_id in self._widgets or role in _FURNITURE_ROLES:
            return True
        if name == "a":
            tokens = markup.attribute(node, "class").lower().split()
            return "button" in tokens or "btn" in tokens
        if name in _FURNITURE:
            return not role.startswith(("doc-", "note")) and not is_note_list(node) and not _is_quoted(node)
        if name == "header":  # an article's own header holds its heading; any other is the site's
            return node.mem_id != self._root.mem_id and node.css_first("h1, h2, h3, h4, h5, h6") is None
        return name == "article" and self._root.tag == "article" and node.mem_id != self._root.mem_id


def is_dropped(node: LexborNode) -> bool:
    """Return whether an element holds no text for a reader, or says that it is not shown."""
    return (node.tag or "") in _DROPPED or markup.is_hidden(node)


def _is_mostly_struck(root: LexborNode) -> bool:
    """Return whether half of a text or more is struck out: then a tag was left open, or it is a matter of style."""
    struck = root.css("del, s, strike")
    if not struck:
        return False
    whole = len(markup.text_of(root))
    outermost = (node for node in struck[:MOST_STRUCK] if node.parent is None or node.parent.tag not in _STRUCK)
    seen = 0
    for node in outermost:
        seen += len(markup.text_of(node, whole))
        if 2 * seen > whole:
            return True
    return False


def _is_quoted(node: LexborNode) -> bool:
    """Return whether a footer is that of a quotation: it names whose words they are."""
    above, steps = node.parent, 0
    while above is not None and steps < WIDGET_CLIMB:
        if above.tag == "blockquote":
            return True
        above, steps = above.parent, steps + 1
    return False


def _widgets(root: LexborNode) -> frozenset[int]:
    """Return the containers that hold a form and little else: the highest such above each form."""
    found: set[int] = set()
    forms = root.css("form, input[type=email]")
    if not forms:
        return frozenset()
    whole = len(markup.text_of(root))
    seen: set[int] = set()
    for form in forms:
        box, at = form, form.parent
        for _ in range(WIDGET_CLIMB):
            if at is None or at.mem_id in seen or at.mem_id == root.mem_id or at.tag not in _WIDGET_BOXES:
                break
            seen.add(at.mem_id)
            beside = len(markup.text_of(at, WIDGET_TEXT))
            if beside > WIDGET_TEXT or 2 * beside > whole:
                break
            box, at = at, at.parent
        found.add(box.mem_id)
    return frozenset(found)


def is_note_mark(node: LexborNode) -> bool:
    """Return whether a link or superscript is a footnote's number or arrow: a link within the page, a mark its text.

    Left in the text, it would join the name before it ("GPT-4" and note 1 make "GPT-41").
    """
    link = node if node.tag == "a" else node.css_first("a")
    if link is None or "#" not in markup.attribute(link, "href"):
        return False
    return _NOTE_MARK.fullmatch(markup.text_of(node, 20)) is not None
