"""Graphics cards by their number alone: "a second-hand 3090", "2×4090". The plural ("3090s") needs nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.linking.ground.folding import fold
from kg.linking.ground.surfaces import Candidate, Reading
from kg.linking.listed.lexicon import Lexicon

#: What is looked for in every text, to try patterns only there.
NUMBERS: Final = tuple(f"{made}0{tier}0" for made in "345" for tier in "56789")
#: A count or an article, and what is said of things that one owns; a year or an amount has none of them.
_BEFORE: Final = re.compile(
    r"(?:\b(?:an?|one|two|three|four|single|dual|my|our|your|his|her|their|own|old|new|used|second-hand|secondhand|half an?|per"
    r"|lone|spare|cheap|desktop|laptop|consumer|RTX|GeForce) |\d ?[x\u00d7] ?)\Z",
    re.IGNORECASE,
)
_REACH: Final = 16
_BEHIND: Final = re.compile(
    r"(?P<make> Ti| Super)?(?![\w%]|[.,]\d|[-/]\d| (?!boards|cards|rigs)(?:[a-z]+s|percent|people|USD|EUR)\b)"
)


def find(text: str, marks: Iterable[tuple[int, int]], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the cards that stand by their number alone; ``marks`` are where `NUMBERS` stand."""
    for start, end in marks:
        behind = _BEHIND.match(text, end)
        if behind is None or _BEFORE.search(text, max(0, start - _REACH), start) is None:
            continue
        spelling = lexicon.spellings.get(fold(f"RTX {text[start : behind.end()]}"))
        for entry in spelling.entries if spelling is not None else ():
            name = text[start : behind.end()]
            yield Candidate(start, behind.end(), (Reading(entry.entity, entry.type, entry.class_id, name, "alias"),))


def asked(folded: str) -> Iterator[str]:
    """Yield the spellings that `find` may ask the lexicon for in a folded text, whatever stands around the numbers."""
    for number in NUMBERS:
        if number in folded:
            yield from (f"rtx {number}{make}" for make in ("", " ti", " super"))
