"""What part of a text an HTML element is: quotations with whose words they hold, notes, bylines, later additions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborNode

from kg.records import ZoneKind
from kg.sources import dates
from kg.sources.formats import markup
from kg.sources.structure.quotations import credit

#: A byline stands this near the beginning of the text and is no longer than this (characters).
BYLINE_WITHIN: Final = 1_500
LONGEST_BYLINE: Final = 160
#: A note's list is looked for so many elements above it.
NOTE_CLIMB: Final = 4

_ZONES: Final = {
    "blockquote": ZoneKind.QUOTATION,
    "li": ZoneKind.LIST_ITEM,
    "figcaption": ZoneKind.CAPTION,
    "caption": ZoneKind.CAPTION,
    "pre": ZoneKind.CODE,
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), ZoneKind.HEADING)
_NOTE_ROLES: Final = frozenset({"doc-footnote", "doc-endnote"})
_NOTE_LISTS: Final = frozenset({"doc-endnotes", "doc-footnotes"})
_NOTE_CLASSES: Final = frozenset({"footnotes", "endnotes", "footnote-list", "easy-footnotes-wrapper", "references"})
_NOTE_ID = re.compile(
    r"(?:user-content-)?(?:fn|footnote|endnote|note|cite_note)[-_:.]?[\w-]{0,20}\d[\w-]{0,8}|fn[-_:][\w-]{1,20}", re.I
)
_BYLINE_CLASSES: Final = frozenset({
    "author", "authors", "author-name", "author-names", "post-author", "entry-author", "article-author", "p-author",
    "post-byline", "article-byline", "entry-byline", "post-meta-author",
})  # fmt: skip
_BLOCKS_WITHIN: Final = "p, div, ul, ol, h1, h2, h3, h4, blockquote, table, section"


@dataclass(frozen=True, slots=True)
class Part:
    """A zone that an element opens."""

    kind: ZoneKind
    label: str = ""


def parts_of(node: LexborNode, at: int) -> tuple[Part, ...]:
    """Return the zones that an element is; ``at`` is how much text stands before it."""
    name = node.tag or ""
    if is_note(node):
        return (Part(ZoneKind.FOOTNOTE),)
    if name == "blockquote":
        return (Part(ZoneKind.QUOTATION, speaker_of(node)),)
    if name == "ins":
        day = day_of(node)
        return (Part(ZoneKind.CORRECTION, day),) if day else ()
    if name in _ZONES:
        return (Part(_ZONES[name]),)
    return (Part(ZoneKind.BYLINE),) if at < BYLINE_WITHIN and is_byline(node) else ()


def is_passage(node: LexborNode) -> bool:
    """Return whether an element that is no block by its name holds blocks and was added on a stated day."""
    return node.tag == "ins" and bool(day_of(node)) and node.css_first(_BLOCKS_WITHIN) is not None


def day_of(node: LexborNode) -> str:
    """Return the ISO day that an insertion gives, or an empty string."""
    stated = markup.attribute(node, "datetime")
    day = dates.parse(stated) if stated else None
    return day.date().isoformat() if day is not None else ""


def speaker_of(quotation: LexborNode) -> str:
    """Return whose words a block quotation holds: by its own cite or footer, else by its figure's caption."""
    own = quotation.css_first("footer, cite, figcaption")
    if own is None:
        above = quotation.parent
        own = above.css_first("figcaption") if above is not None and above.tag == "figure" else None
    return credit(markup.text_of(own, 200)) if own is not None else ""


def is_note(node: LexborNode) -> bool:
    """Return whether an element is one footnote, by its role, its class, or its id and the list that it stands in."""
    role = markup.attribute(node, "role").lower()
    if role in _NOTE_ROLES:
        return True
    tokens = _tokens(node)
    if "footnote" in tokens and node.tag in ("div", "li", "p", "aside", "section"):
        return True
    if node.tag != "li":
        return False
    above, steps = node.parent, 0
    while above is not None and steps < NOTE_CLIMB:
        if is_note_list(above):
            return True
        above, steps = above.parent, steps + 1
    return _NOTE_ID.fullmatch(markup.attribute(node, "id")[:60]) is not None and node.css_first('a[href^="#"]') is not None


def is_note_list(node: LexborNode) -> bool:
    """Return whether an element holds a text's notes."""
    return markup.attribute(node, "role").lower() in _NOTE_LISTS or bool(_tokens(node) & _NOTE_CLASSES)


def is_byline(node: LexborNode) -> bool:
    """Return whether a short block says that it names the authors."""
    if node.tag not in ("p", "div", "address", "section", "header"):
        return False
    tokens = _tokens(node)
    said = (
        any("byline" in token for token in tokens)
        or bool(tokens & _BYLINE_CLASSES)
        or "author" in (markup.attribute(node, "itemprop").lower(), markup.attribute(node, "rel").lower())
    )
    return said and 0 < len(markup.text_of(node, LONGEST_BYLINE)) <= LONGEST_BYLINE


def _tokens(node: LexborNode) -> frozenset[str]:
    return frozenset(markup.attribute(node, "class").lower().split())
