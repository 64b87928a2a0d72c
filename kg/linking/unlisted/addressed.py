"""People by their surname behind a title that is written short: "Sen. Thistlewood", "Reps. Quell and Ferrow", "Dr. Orr"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.linking.ground.grammar import CAPITAL, Grammar

#: What is looked for in every text, to try patterns only there.
TITLES: Final = (
    "Sen. ", "Sens. ", "Rep. ", "Reps. ", "Gov. ", "Dr. ", "Drs. ", "Mr. ", "Mrs. ", "Ms. ", "Prof. ", "Mr ", "Mrs ", "Ms ",
)  # fmt: skip
_WORD: Final = re.compile(rf"(?:(?:Mc|Mac|Di|De|La|Le|Van|O['\u2019])?[{CAPITAL}][a-zà-ž]+(?:-[{CAPITAL}][a-zà-ž]+)?)(?![\w-])")
_NEXT: Final = re.compile(r",? and |, (?:and )?")
#: A capital behind the word says that it opens a longer name, which the full names are found by.
_LONGER: Final = re.compile(rf"[ \u00a0][{CAPITAL}]")


def find(text: str, marks: Iterable[tuple[int, int]], grammar: Grammar) -> Iterator[tuple[int, int]]:
    """Yield the spans of surnames behind short titles; ``marks`` are where `TITLES` stand.

    Such a title says more than any list of words: "Rep. Banks", "Sen. Peters". Behind a plural all names of a list count.
    """
    for start, end in marks:
        if start and (text[start - 1].isalnum() or text[start - 1] in ".-_"):
            continue
        several = text[start:end].endswith("s. ") and not text.startswith(("Mrs", "Ms"), start)
        at = end
        while (word := _WORD.match(text, at)) is not None and _LONGER.match(text, word.end()) is None:
            if len(word.group()) < 3 or word.group() in grammar.plain:
                break
            yield word.span()
            follows = _NEXT.match(text, word.end()) if several else None
            if follows is None:
                break
            at = follows.end()
