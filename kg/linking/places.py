"""Where many words stand in a text, in one pass over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick

#: So many words are looked for one by one.
_FEW: Final = 6


def places(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    """Return, for each of the words, the offsets at which it stands, in order; boundaries are the caller's to check.

    Looking for each word on its own would take time for every pair of a word and a character.
    """
    wanted = sorted({w for w in words if w})
    if len(wanted) <= _FEW:  # an automaton takes longer to build than a few words to find
        return {w: list(offsets(text, w)) for w in wanted}
    found: dict[str, list[int]] = {w: [] for w in wanted}
    automaton = AhoCorasick([_whole(w) for w in wanted])
    for pattern, start, _ in automaton.find_matches_as_indexes(_whole(text), overlapping=True):
        found[wanted[pattern]].append(start)
    return found


def spans(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the spans at which one of some fixed words stands, sorted; for words that are asked for in every text."""
    return sorted([(start, end) for _, start, end in _automaton(words).find_matches_as_indexes(_whole(text), overlapping=True)])


@lru_cache(maxsize=8)
def _automaton(words: tuple[str, ...]) -> AhoCorasick:
    return AhoCorasick(words)


def offsets(text: str, letters: str) -> Iterator[int]:
    """Yield where a few letters stand in a text, in order; finding them is quicker than any pattern."""
    at = text.find(letters)
    while at >= 0:
        yield at
        at = text.find(letters, at + 1)


def _whole(text: str) -> str:
    """Return a text with a question mark for each lone surrogate, which the automaton does not take."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
