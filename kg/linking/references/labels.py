"""Names that stand alone at the edge of a text's lines: the labels of speakers, and who signs a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.linking.choosing.readings import Choice
from kg.linking.ground.grammar import CAPITAL, Grammar
from kg.linking.ground.places import offsets
from kg.linking.ground.spans import Taken
from kg.linking.ground.surfaces import Reading
from kg.records import EntityType

#: What stands around the label of a speaker: the beginning of a line, a colon.
_BEFORE: Final = re.compile(r"(?:^|\n)[ \t]*(?:>> ?|\*\*|\[[\d:.]{4,8}\] )?\Z")
_AFTER: Final = re.compile(r"(?:\*\*)?(?: [\[(][\d:.]{3,10}[\])])?:")
#: "— Keziah, Harbour Bay" at the end of a paragraph.
_SIGNED: Final = re.compile(rf"[\u2014\u2013] ?([{CAPITAL}][\w\u2019'-]+)(?:, [{CAPITAL}][\w\u2019' -]{{2,30}})?(?=\n|\Z)")


def of_speaker(text: str, label: str, starts: Iterable[int], person: Choice, taken: Taken) -> Iterator[Choice]:
    """Yield the capitals before a colon that open a line: "ANSELM: No.", where Anselm is somebody whom the text names in full."""
    r = person.reading
    for start in starts:
        end = start + len(label)
        opens = _BEFORE.search(text, max(0, start - 12), start) is not None
        if opens and _AFTER.match(text, end) and not taken.meets(start, end):
            name = r.label or r.name
            reading = Reading(r.entity, EntityType.PERSON, "Person", label, "short name", label=name)
            yield Choice(start, end, reading, 0.9, f"speaks as {name}", person.candidates)


def opens_turn(text: str, start: int, end: int) -> bool:
    """Return whether a word in capitals opens a line with a colon behind it, as the label of a speaker does."""
    return (
        text[start:end].isupper()
        and _AFTER.match(text, end) is not None
        and _BEFORE.search(text, max(0, start - 12), start) is not None
    )


def signatures(text: str, grammar: Grammar) -> Iterator[tuple[int, int]]:
    """Yield where a given name alone signs what stands before it, with or without a place behind it."""
    for dash in offsets(text, "\u2014"):
        m = _SIGNED.match(text, dash)
        if m is not None and grammar.is_given(m.group(1)) and text[max(0, dash - 3) : dash].strip()[-1:] in (".", "?", "!", ""):
            yield m.span(1)
