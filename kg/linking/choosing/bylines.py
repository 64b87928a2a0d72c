"""What a line like "Newest models by @somebody" says of the names in it."""

from __future__ import annotations

import re
from typing import Final

from kg.linking.ground.grammar import Grammar

#: How far before a handle its line may begin.
BYLINE_REACH: Final = 100

_BYLINE: Final = re.compile(r"(?:^|\n)[^\n]{2,80} by $")
_BYLINE_END: Final = re.compile(r"(?::|\n|$| \(| -|,? on [A-Z])")
_BYLINE_HEAD: Final = re.compile(r" by (@?[\w.-]+)(?: [A-Z][\w.-]*){0,2}(?::|\n| \(|$)")


def byline(text: str, start: int, end: int, after: str, words: Grammar) -> list[str]:
    """Return the signals of a name in a line like "Newest models by @somebody"."""
    held = []
    of_model = after == " by "
    by = text.startswith(" by ", start - 4) if start >= 4 else False
    line = text.rfind("\n", max(0, start - BYLINE_REACH), start) + 1 if of_model or by else 0
    near = line or start <= BYLINE_REACH
    if (by and near and _BYLINE.search("\n" + text[line:start]) and _BYLINE_END.match(text, end)) or (
        start and text[start - 1] == "@"
    ):
        held.append("handle")
    head = _BYLINE_HEAD.match(text, end) if of_model and near and start == line else None
    if head is not None and not words.is_ordinary(head.group(1)):  # "Step by step"
        held.append("byline model")
    return held
