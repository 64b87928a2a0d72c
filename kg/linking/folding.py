"""A copy of a text in which spelling differences that do not matter are gone and every offset stays.

Each code point maps to exactly one, so ``len(fold(text)) == len(text)`` and a span in the folded text is the same
span in the original. Lower case; hyphens, underscores and white space of all kinds become a space; curly quotes
become straight; single letters lose their diacritics, full-width forms become ASCII and raised digits spaces. Letters
of other scripts that look Latin stay what they are, so they match nothing. A lone surrogate, which is no character,
becomes U+FFFD.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_SPACES = "-_\u2010\u2011\u2012\u2013\u00ad"
#: A raised digit is the mark of a note, not a version.
SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_APOSTROPHES = "\u2018\u2019\u02bc\u0060\u00b4\u2032"
_QUOTES = "\u201c\u201d\u201e\u00ab\u00bb\u2033"


class _Table(dict[int, int]):
    """Maps a code point on first sight and remembers it."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = char
        if 0xD800 <= code <= 0xDFFF:
            folded = "\ufffd"
        elif char.isspace() or char in _SPACES or char in SUPERSCRIPTS:
            folded = " "
        elif char in _APOSTROPHES:
            folded = "'"
        elif char in _QUOTES:
            folded = '"'
        else:
            base = unicodedata.normalize("NFKD", char)
            base = "".join(c for c in base if not unicodedata.combining(c)) or char
            lower = (base if len(base) == 1 else char).lower()
            folded = lower if len(lower) == 1 else char
        self[code] = ord(folded)
        return self[code]


@cache
def _table() -> _Table:
    return _Table()


def fold(text: str) -> str:
    """Return the folded text, of the same length."""
    return text.translate(_table())
