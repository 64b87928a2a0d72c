"""What patterns can begin with, and how they read backwards: so that only patterns that can match somewhere are tried there.

Reads the plain part of the syntax: letters, classes, ``(?:...)`` with alternatives, repeats, word edges and looks around. A
pattern with anything else is not read, and has to be tried everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from string import digits
from typing import Final

from kg.linking.ground.memory import Memory

_TOKEN: Final = re.compile(
    r"(?P<group>\(\?:)|(?P<look>\(\?<?[=!])|(?P<edge>\\b)|(?P<class>\[\^?\]?(?:\\.|[^\]\\\[])*\]|\\[wWdDsS]|\.)"
    r"|\\(?P<escaped>[^\w\s])|(?P<letter>[^\\()\[\]{}*+?|.^$])"
)
_REPEAT: Final = re.compile(r"(?:(?P<sign>[?*+])|\{(?P<low>\d+)(?P<to>,)?(?P<high>\d+)?\})\??(?![+*?{])")


#: A class of digits and marks inside numbers.
_NUMERAL: Final = re.compile(r"\\d|\[(?:\\d|[,.])+\]")


class _UnreadError(Exception):
    """A pattern uses more of the syntax than is read here."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A letter, a class, an edge, a look around, or a group; with how often it may stand."""

    source: str  #: as written, without its repeat
    repeat: str
    low: int
    high: int | None
    letter: str  #: the one letter that it is, if it is one
    is_empty: bool  #: takes up no text
    is_look: bool
    group: tuple[tuple[_Piece, ...], ...]  #: alternatives


_Options = tuple[tuple[_Piece, ...], ...]
#: Beginnings, with whether anything may follow.
_Heads = set[tuple[str, bool]]
_Tests = tuple[tuple[str, Callable[[str], re.Match[str] | None]], ...]


def backwards(pattern: str) -> str | None:
    """Return the pattern that matches a reversed text where this one matches the text, or None where it is not read."""
    try:
        return _written(_turned(_read(pattern)))
    except _UnreadError:
        return None


def shared(pattern: str) -> str:
    """Return a pattern that matches the same texts, with what alternatives begin with alike written once.

    Which of them matches, and how far, may be another one: it is for patterns that are only asked whether they match.
    """
    try:
        return _written(_read(pattern))
    except _UnreadError:
        return pattern


def openings(pattern: str, length: int) -> frozenset[str]:
    """Return beginnings, none longer than a length, of which each text has one that the pattern matches at its start."""
    try:
        return frozenset(text for text, _ in _heads(_read(pattern), length))
    except _UnreadError:
        return frozenset(("",))


class Index:
    """Patterns by what they can begin with."""

    def __init__(self, patterns: Iterable[tuple[str, re.Pattern[str]]], length: int) -> None:
        """Take named patterns, and how many letters are looked at before one is tried."""
        named = [(name, pattern.match, openings(pattern.pattern, length)) for name, pattern in patterns]
        known = {"", *(text for _, _, heads in named for text in heads)}
        self._lengths = sorted({len(text) for text in known}, reverse=True)
        self._length = self._lengths[0]
        self._at: Memory[str, _Tests] = Memory()
        self._tests: dict[str, _Tests] = {}
        self._all = tuple((name, match) for name, match, _ in named)
        for text in known:
            begins = [text[:size] for size in range(len(text) + 1)]
            self._tests[text] = tuple((name, match) for name, match, heads in named if not heads.isdisjoint(begins))

    def matching(self, text: str) -> list[str]:
        """Return the names of the patterns that match at the start of a text, in their order."""
        head = text[: self._length]
        tests = self._at.get(head)
        if tests is None:
            tests = self._at.keep(head, self._possible(head))
        found = []
        for name, match in tests:  # a comprehension would be one call more
            if match(text):
                found.append(name)
        return found

    def _possible(self, head: str) -> _Tests:
        if any(c.isdecimal() and c not in digits for c in head):
            return self._all  # beginnings name no digits of other scripts
        for size in self._lengths:
            tests = self._tests.get(head[:size])
            if tests is not None:  # the longest known beginning counts the shorter ones in
                return tests
        return ()


def _read(pattern: str) -> _Options:
    options, at = _read_options(pattern, 0)
    if at != len(pattern):
        raise _UnreadError
    return options


def _read_options(pattern: str, at: int) -> tuple[_Options, int]:
    """Read alternatives up to a closing bracket or the end."""
    options: list[tuple[_Piece, ...]] = []
    pieces: list[_Piece] = []
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            options.append(tuple(pieces))
            pieces = []
            at += 1
        else:
            piece, at = _read_piece(pattern, at)
            pieces.append(piece)
    return (*options, tuple(pieces)), at


def _read_piece(pattern: str, at: int) -> tuple[_Piece, int]:
    token = _TOKEN.match(pattern, at)
    if token is None:
        raise _UnreadError
    end = token.end()
    group: _Options = ()
    if token["group"] or token["look"]:
        group, end = _read_options(pattern, end)
        if end == len(pattern):
            raise _UnreadError
        end += 1
    source = pattern[at:end]
    repeat = _REPEAT.match(pattern, end)
    is_empty = bool(token["look"] or token["edge"])
    if pattern[end : end + 1] in ("?", "*", "+", "{") and (repeat is None or is_empty):
        raise _UnreadError
    low, high = _times(repeat)
    written = repeat.group() if repeat is not None else ""
    letter = token["escaped"] or token["letter"] or ""
    return _Piece(source, written, low, high, letter, is_empty, bool(token["look"]), group), end + len(written)


def _times(repeat: re.Match[str] | None) -> tuple[int, int | None]:
    """Return how often a piece stands at least and at most."""
    if repeat is None:
        return 1, 1
    if repeat["sign"]:
        return (1 if repeat["sign"] == "+" else 0), (1 if repeat["sign"] == "?" else None)
    low = int(repeat["low"])
    if not repeat["to"]:
        return low, low
    return low, (int(repeat["high"]) if repeat["high"] else None)


def _turned(options: _Options) -> _Options:
    """Return the pieces in the opposite order."""
    if any(piece.is_look for pieces in options for piece in pieces):
        raise _UnreadError  # one that looks ahead would have to look behind
    return tuple(tuple(replace(p, group=_turned(p.group)) if p.group else p for p in reversed(pieces)) for pieces in options)


def _written(options: _Options) -> str:
    """Write alternatives as a pattern, those that begin alike together: dozens of words begin with few letters."""
    by_first: dict[_Piece | None, list[tuple[_Piece, ...]]] = {}
    for pieces in options:
        by_first.setdefault(pieces[0] if pieces else None, []).append(pieces[1:])
    return "|".join(_branch(first, rests) for first, rests in by_first.items())


def _branch(first: _Piece | None, rests: list[tuple[_Piece, ...]]) -> str:
    if first is None:
        return ""
    head = f"(?:{_written(first.group)})" if first.group and not first.is_look else first.source
    rest = _written(tuple(rests))
    return f"{head}{first.repeat}{rest if len(rests) == 1 else f'(?:{rest})'}"


def _heads(options: _Options, length: int) -> _Heads:
    found: _Heads = set()
    for pieces in options:
        heads: _Heads = {("", False)}
        for piece in pieces:
            heads = _followed(heads, piece, length)
        found |= heads
    return found


def _followed(heads: _Heads, piece: _Piece, length: int) -> _Heads:
    """Return the beginnings that a piece behind them makes of some."""
    if piece.is_empty or all(is_open for _, is_open in heads):
        return heads
    own = _heads(piece.group, length) if piece.group else _alone(piece)
    found = set(heads) if piece.low == 0 else set()
    times = 0
    while times != piece.high:
        times += 1
        longer = _joined(heads, own, length)
        if times >= piece.low:
            found |= longer
        if longer == heads or all(is_open for _, is_open in longer):
            return found | longer
        heads = longer
    return found


def _alone(piece: _Piece) -> _Heads:
    """Return the beginnings of a letter, or of a class: of digits each of them, of others anything."""
    if piece.letter:
        return {(piece.letter, False)}
    return {(c, True) for c in digits + ",."} if _NUMERAL.fullmatch(piece.source) else {("", True)}


def _joined(heads: _Heads, own: _Heads, length: int) -> _Heads:
    joined: _Heads = set()
    for text, is_open in heads:
        if is_open:
            joined.add((text, True))
            continue
        for more, ends_open in own:
            longer = text + more
            joined.add((longer[:length], ends_open or len(longer) >= length))
    return joined
