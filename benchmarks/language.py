"""Measure language detection on windows of prose, by their length, and print the table behind its limits.

Usage: python benchmarks/language.py

Foreign windows are cut from texts in the Latin languages of tests/sources/structure/languages.py, English ones from the
sample and the practice texts. "foreign" is what would give no claims, right or wrong.
"""

from __future__ import annotations

import random
from pathlib import Path

from kg.pipeline import sample_folder
from kg.sources import read
from kg.sources.structure import language
from tests.sources.structure.languages import PROSE

HERE = Path(__file__).parent
LENGTHS = (25, 40, 60, 80, 120, 200)
MOST_OF_ONE_TEXT = 150


def windows(text: str, length: int) -> list[str]:
    """Return the shortest runs of whole words with at least so many characters, one from each word on."""
    words = text.split()
    found = []
    for first in range(len(words)):
        run = ""
        for word in words[first:]:
            run = f"{run} {word}".strip()
            if len(run) >= length:
                found.append(run)
                break
    return found


def guess(window: str) -> str:
    """Return what one passage is taken for, empty when unsure."""
    return language._of_passage(window, language._script(window)[0])


def main() -> None:
    """Print a line a length."""
    english = [d.text for d in read([str(sample_folder()), str(HERE / "practice" / "docs")], on_failure=print)]
    latin = {code: text for code, text in PROSE.items() if code in language._LATIN and code != "en"}
    print("letters  English: right  unsure  foreign    others: right  a sister  unsure  English")
    for length in LENGTHS:
        ours = []
        for text in english:
            cut = windows(language._prose(text, ()), length)
            random.Random(1).shuffle(cut)
            ours += [guess(w) for w in cut[:MOST_OF_ONE_TEXT]]
        theirs = [(code, guess(w)) for code, text in latin.items() for w in windows(text, length)]
        right, unsure, foreign = (
            sum(test) / len(ours)
            for test in ([f == "en" for f in ours], [not f for f in ours], [f not in ("", "en") for f in ours])
        )
        shares = [
            sum(found == code for code, found in theirs), sum(found not in (code, "", "en") for code, found in theirs),
            sum(not found for _, found in theirs), sum(found == "en" for _, found in theirs),
        ]  # fmt: skip
        right_, sister, unsure_, wrong = (n / len(theirs) for n in shares)
        print(
            f"{length:7}  {right:14.1%}  {unsure:6.1%}  {foreign:7.2%}  {right_:15.1%}  {sister:8.1%}  {unsure_:6.1%}"
            f"  {wrong:7.2%}   ({len(ours):,} and {len(theirs):,} windows)"
        )


if __name__ == "__main__":
    main()
