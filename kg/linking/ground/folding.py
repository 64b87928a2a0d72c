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
from typing import Final

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


#: Beyond this many marks in one text a table for each letter is quicker than one replacement for each mark.
_MOST_MARKS: Final = 48
_ASCII: Final = bytes(range(128))
#: What stands in an outline for a letter or digit beyond ASCII.
LETTER: Final = 0x7F
SPACE: Final = 0x20


@cache
def _table() -> _Table:
    return _Table()


@cache
def _ascii_table() -> bytes:
    """Return the table of ASCII bytes; the bytes of other letters stay."""
    return bytes(_table()[code] if code < 128 else code for code in range(256))


def beyond_ascii(text: str) -> set[str]:
    """Return the different characters of a text that ASCII does not have."""
    return _others(_encoded(text))


def _others(encoded: bytes) -> set[str]:
    return set(_decoded(encoded.translate(None, _ASCII)))


def fold(text: str) -> str:
    """Return the folded text, of the same length.

    English text has few letters outside ASCII: its bytes are mapped in one go, and each other mark is replaced at once.
    """
    table = _table()
    encoded = _encoded(text)
    others = {} if text.isascii() else {c: chr(table[ord(c)]) for c in _others(encoded)}
    if len(others) > _MOST_MARKS:
        return text.translate(table)
    folded = _decoded(encoded.translate(_ascii_table()))
    for mark, plain in others.items():
        if mark != plain:
            folded = folded.replace(mark, plain)
    return folded


def joins(letter: str) -> bool:
    """Return whether a letter beside a name belongs to its word.

    Chinese, Japanese and Korean set theirs without a space, and a raised digit is a note.
    """
    if letter == "\u02bc":
        return False  # an apostrophe that Unicode counts among the letters
    return letter.isalnum() and letter not in SUPERSCRIPTS and not is_unspaced(letter)


def is_unspaced(letter: str) -> bool:
    """Return whether a letter is of a script that is written without spaces."""
    return "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"


@cache
def _outlines() -> bytes:
    return bytes(code if code == LETTER or (code < 128 and chr(code).isalnum()) else SPACE for code in range(256))


def outline(folded: str) -> bytes:
    """Return one byte for each character: the letters and digits of words, ``LETTER`` for those beyond ASCII, else a space."""
    folded = folded.replace("\x7f", " ")
    if not folded.isascii():
        others = {c: "\x7f" if joins(c) else " " for c in beyond_ascii(folded)}
        if len(others) > _MOST_MARKS:
            folded = folded.translate({ord(c): plain for c, plain in others.items()})
        else:
            for mark, plain in others.items():
                folded = folded.replace(mark, plain)
    return folded.encode().translate(_outlines())


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a pair is no character but may stand in a text


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
