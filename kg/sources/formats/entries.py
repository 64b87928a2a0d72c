"""What the entries of every kind of feed share: a name within the feed, and how a text that was cut looks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from kg.ids import content_id
from kg.sources.kept import Piece

#: A description is the beginning of a text when it ends so.
CUT: Final = re.compile(r"(?:\.\.\.|…|\[(?:\.\.\.|…)\])$")
#: A whole text ends so only when whoever made the feed cut it: nobody writes an ellipsis in brackets at the end.
CUT_BY_MACHINE: Final = re.compile(r"\[(?:\.\.\.|…)\]$")


def item_name(link: str, stated: str, title: str, text: str) -> str:
    """Return what names an item in its feed: link, else stated id, else a hash of title and text (never its position)."""
    return link or stated.strip() or content_id("item", title, text)


def told_apart(piece: Piece) -> Piece:
    """Return an item whose id an earlier one had, under an id of its own; what it says decides, not its position."""
    return replace(piece, item=f"{piece.item}#{content_id('item', piece.title, piece.kept.text)[-6:]}")


def looks_like_html(value: str) -> bool:
    """Return whether a text that is not declared as HTML has its tags or references."""
    pattern = r"</?(?:p|br|a|div|b|i|em|strong|ul|li|img|h[1-6])\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);"
    return re.search(pattern, value, re.IGNORECASE) is not None


def were_read(number: int) -> str:
    """Return how many entries were read in spite of a fault, in words."""
    return f"{number:,} {'entry was' if number == 1 else 'entries were'} read"


def brief(error: object) -> str:
    """Return an error's message as one short line."""
    return " ".join(str(error).split())[:120] or type(error).__name__
