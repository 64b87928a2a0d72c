"""Acronyms that a document introduces in brackets behind a name, and where they stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.linking.choosing.readings import Choice
from kg.linking.ground.places import offsets, places
from kg.linking.ground.spans import Taken
from kg.linking.ground.surfaces import Reading
from kg.records import EntityType

_AFTER: Final = re.compile(r" ?\(([“\"]?)(?:the )?([A-Z][A-Za-z0-9.&-]{1,9})\1\)")
_BEFORE: Final = re.compile(r"(?<![\w@/.-])")
_END: Final = re.compile(r"(?![\w]|-\d)")
_CAPITALS: Final = re.compile(r" \(([A-Z]{2,6})\)")
#: What stands in brackets behind a body and says where it is.
_PLACES: Final = frozenset("US USA UK EU UN UAE PRC NY CA DC".split())
_BODIES: Final = ("unknown: ends in", "unknown: opens like")


def openings(text: str) -> set[int]:
    """Return where a name may end that a bracket stands behind: before it, or before the space before it."""
    brackets = set(offsets(text, "("))
    return brackets | {at - 1 for at in brackets if text[at - 1 : at] == " "}


def after(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Yield each acronym that stands in brackets behind a span and abbreviates it, and the number of the span.

    Spans that end at none of the `openings` can be left out.
    """
    for number, (start, end) in enumerate(spans):
        m = _AFTER.match(text, end)
        if m is not None and _abbreviates(m.group(2), text[start:end]):
            yield m.group(2), number


def find(text: str, chosen: Sequence[Choice]) -> Iterator[Choice]:
    """Yield the acronyms that stand in brackets behind a name, there and wherever they stand alone."""
    introduced: dict[str, Choice] = {}
    brackets = openings(text)
    named = [c for c in chosen if c.end in brackets]
    for acronym, number in after(text, [(c.start, c.end) for c in named]):
        introduced.setdefault(acronym, named[number])
    behind = behind_bodies(text, [(c.end, c.reading) for c in named])
    translated = {acronym: named[number] for acronym, number in behind if acronym not in introduced}
    if not introduced and not translated:
        return
    taken = Taken((c.start, c.end) for c in chosen)
    found = places(text, (*introduced, *translated))
    introduced |= {acronym: c for acronym, c in translated.items() if _stands_again(text, acronym, found[acronym], c.end)}
    for acronym, c in introduced.items():
        r = c.reading
        reading = Reading(r.entity, r.type, r.class_id, acronym, "acronym", label=r.label or r.name)
        for start in found[acronym]:
            end = start + len(acronym)
            if start < c.start or taken.holds(start):
                continue
            if _BEFORE.match(text, start) and _END.match(text, end):
                yield Choice(start, end, reading, 0.93, f"acronym of {r.label or r.name}", c.candidates)


def _stands_again(text: str, acronym: str, starts: Iterable[int], end: int) -> bool:
    """Return whether an acronym stands on its own behind the brackets in which it stands first."""
    behind = (i for i in starts if i > end + 2)
    return any(_BEFORE.match(text, i) is not None and _END.match(text, i + len(acronym)) is not None for i in behind)


def behind_bodies(text: str, named: Iterable[tuple[int, Reading]]) -> Iterator[tuple[str, int]]:
    """Yield the acronyms in brackets behind bodies that their grammar shows, and the number of the body.

    They need not abbreviate the name, which may be translated: "Harbour Institute (IPB)". Bodies come as (end, reading);
    those that end at none of the `openings` can be left out.
    """
    for number, (end, reading) in enumerate(named):
        if reading.kind.startswith(_BODIES) and reading.type is EntityType.ORGANIZATION:
            m = _CAPITALS.match(text, end)
            if m is not None and m.group(1) not in _PLACES:
                yield m.group(1), number


def _abbreviates(acronym: str, name: str) -> bool:
    """Whether the letters are the initials of the name, in order, or a shorter form of it."""
    letters = [c.lower() for c in acronym if c.isalnum()]
    words = [w for w in re.split(r"[\s-]+", name) if w]
    initials = [w[0].lower() for w in words if w[0].isalnum()]
    it = iter(initials)
    if len(letters) >= 2 and all(c in it for c in letters):
        return True
    it = iter(name.lower())
    capitals = sum(c.isupper() for c in acronym)
    return capitals >= 2 and len(words) > 1 and letters[:1] == initials[:1] and all(c in it for c in letters)
