"""Inline spans of HTML through the tidying of white space: marks in the line that are taken out again at the end.

The marks are noncharacters, which no text holds: they are removed from what is read before any is put in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

Span = tuple[int, int]

#: The block of noncharacters that the marks are from, as a range inside a character class.
RESERVED: Final = "\ufdd0-\ufdef"
STRONG_OPENS: Final = "\ufdd0"
STRONG_CLOSES: Final = "\ufdd1"
ADDED_OPENS: Final = "\ufdd2"
ADDED_CLOSES: Final = "\ufdd3"
#: Elements that emphasise a name.
STRONG: Final = frozenset({"b", "strong"})

_MARK = re.compile("[\ufdd0-\ufdd3]")
_OPENS_EARLY = re.compile("([\ufdd0\ufdd2]+)( +)")
_CLOSES_LATE = re.compile("( +)([\ufdd1\ufdd3]+)")


def last(line: Sequence[str]) -> str:
    """Return the last character of a line's pieces that is no mark, or an empty string."""
    for piece in reversed(line):
        if kept := _MARK.sub("", piece[-8:]):
            return kept[-1]
    return ""


def tidy(line: str) -> str:
    """Return a line without white space at its ends and with single spaces, none inside a mark's edge."""
    if _MARK.search(line) is None:
        return line.strip()
    moved = _CLOSES_LATE.sub(r"\2\1", _OPENS_EARLY.sub(r"\2\1", line))
    parts: list[str] = []
    spaced = True  # a space is owed to nothing at the start
    for piece in re.split("([\ufdd0-\ufdd3])", re.sub(" {2,}", " ", moved)):
        if spaced and _MARK.fullmatch(piece) is None:
            piece = piece.lstrip(" ")
        if piece and _MARK.fullmatch(piece) is None:
            spaced = piece.endswith(" ")
        parts.append(piece)
    line = "".join(parts)
    return "" if not _MARK.sub("", line).strip() else _without_last_space(line)


def read(text: str) -> tuple[str, list[Span], list[Span]]:
    """Return the text without marks, the emphasised spans that open a line, and the added spans."""
    if _MARK.search(text) is None:
        return text, [], []
    out: list[str] = []
    length = 0
    opened: dict[str, list[int]] = {STRONG_OPENS: [], ADDED_OPENS: []}
    closed: dict[str, list[Span]] = {STRONG_OPENS: [], ADDED_OPENS: []}
    for piece in re.split("([\ufdd0-\ufdd3])", text):
        if piece in opened:
            opened[piece].append(length)
        elif piece in (STRONG_CLOSES, ADDED_CLOSES):
            of = STRONG_OPENS if piece == STRONG_CLOSES else ADDED_OPENS
            if opened[of]:
                closed[of].append((opened[of].pop(), length))
        else:
            out.append(piece)
            length += len(piece)
    plain = "".join(out)
    strong = [(a, b) for a, b in closed[STRONG_OPENS] if a < b and (a == 0 or plain[a - 1] == "\n")]
    return plain, strong, sorted(closed[ADDED_OPENS])


def _without_last_space(line: str) -> str:
    return re.sub(" +([\ufdd0-\ufdd3]*)$", r"\1", line)
