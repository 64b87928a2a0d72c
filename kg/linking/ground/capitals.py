"""Where a capital says nothing of a word: at the head of a sentence or a part of one, and in a heading."""

from __future__ import annotations

import re
from typing import Final

#: What a sentence or a part of one may begin behind, but for white space.
_OPENERS: Final = frozenset('\n.!?:;•*"“([')
#: Bullets at the head of a line, and what stands behind the number of an item.
_BULLETS: Final = ("-", "\u2013", "\u2014", ")")
_LONG_WORD: Final = re.compile(r"[A-Za-z][\w'’-]{3,}")


def opens(text: str, start: int) -> bool:
    """Return whether a sentence, a line, a quotation or the like opens at an offset."""
    before = text[max(0, start - 4) : start]
    bare = before.rstrip()
    if bare[-1:] in _BULLETS and bare != before and (bare[-2:-1].isdigit() if bare[-1] == ")" else bare[-2:-1] in ("", "\n")):
        return True
    return not before or (bare[-1:] in _OPENERS if bare else False) or "\n" in before[len(bare) :]


def title_case(sentence: str) -> bool:
    """Return whether capitals say nothing here: most words have one."""
    size = len(sentence)
    if size > 80:  # in prose, half of it has small words enough: a word of four letters takes five with what is beside it
        small = [w for w in _LONG_WORD.findall(sentence, 0, size // 2) if w >= "a"]
        if len(small) * 33 > size + 1:
            return False
    words = _LONG_WORD.findall(sentence)
    return len(words) > 1 and len([w for w in words if w < "["]) > 0.85 * len(words)  # "[" comes right after Z
