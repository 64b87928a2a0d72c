"""Speaker labels and timestamps in any text, by several conventions.

Known are ``**Name** [00:04:10]: text``, ``**Name:** text``, ``[00:12:33] Name: text``, ``00:12:33 Name: text``,
``Name (03:12)`` on a line of its own, and ``NAME: text``. A label is only believed when it recurs: a field ("Licence:")
or a heading with a colon must not become a speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from kg.records import Zone, ZoneKind

#: What a speaker says is longer than what a field holds, in the middle of all labels of one text (characters).
UTTERANCE: Final = 40
#: A single capitalised word in front of a colon is mostly a field; more has to speak for a speaker.
UTTERANCE_OF_ONE_WORD: Final = 80

_TIME = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?"
_NAME = r"[^\W\d_][\w.'’-]*(?:[ \u00a0][\w.'’&-]+){0,4}"
_LABEL = re.compile(
    rf"^[ \t]*+(?:(?:\*\*|__)?(?P<before>\[{_TIME}\]|\({_TIME}\)|{_TIME}(?!\d))(?:\*\*|__)?[ \t]*+(?:[-–—][ \t]++)?)?"
    rf"(?P<mark>\*\*|__)?(?P<name>{_NAME})(?P<inside>:)?(?(mark)(?P=mark)|)"
    rf"[ \t]*(?P<after>\[{_TIME}\]|\({_TIME}\)|{_TIME}(?!\d))?(?P<colon>[ \t]?[:：])?(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_TIME_FIRST = re.compile(rf"^[ \t]*(?P<time>\[{_TIME}\]|\({_TIME}\)|{_TIME}(?:[ \t]*-->[ \t]*{_TIME})?)(?=\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    name_span: tuple[int, int]
    time_span: tuple[int, int] | None
    is_bold: bool
    said: int  #: characters after it on the line


def transcript_zones(text: str, start: int = 0, end: int | None = None) -> list[Zone]:
    """Return SPEAKER zones (the name alone) and TIMESTAMP zones (the time with its brackets) of a stretch of text."""
    stop = len(text) if end is None else end
    zones: list[Zone] = []
    for label in _believed(list(_labels(text, start, stop))):
        zones.append(Zone(*label.name_span, ZoneKind.SPEAKER))
        if label.time_span is not None:
            zones.append(Zone(*label.time_span, ZoneKind.TIMESTAMP))
    times = [m.span("time") for m in _TIME_FIRST.finditer(text, start, stop)]
    if len(times) > 1:  # one line that begins with a time is a sentence about noon
        zones.extend(Zone(*span, ZoneKind.TIMESTAMP) for span in times)
    return sorted(set(zones), key=lambda z: (z.start, -z.end, z.kind))


def _labels(text: str, start: int, end: int) -> Iterator[_Label]:
    for match in _LABEL.finditer(text, start, end):
        name = match["name"]
        has_colon = bool(match["inside"] or match["colon"])
        time_group = "before" if match["before"] else "after" if match["after"] else ""
        alone = time_group == "after" and not match["rest"].strip()
        if not (has_colon or alone) or len(name) > 40 or not _is_name(name):
            continue
        if match["rest"][:2] == "//":  # an address: "Https://..."
            continue
        said = len(match["rest"].strip())
        if alone:  # the words stand on the lines below
            below = text.find("\n", match.end() + 1, end)
            said = (below if below >= 0 else end) - match.end()
        yield _Label(
            name=name,
            name_span=match.span("name"),
            time_span=match.span(time_group) if time_group else None,
            is_bold=bool(match["mark"]),
            said=said,
        )


def _is_name(name: str) -> bool:
    """First and last word begin with a capital (or a letter without case); between them small particles may stand."""
    words = name.split()
    return not (words[0][0].islower() or words[-1][0].islower()) and all(
        not word[0].islower() or len(word) <= 3 for word in words
    )


def _believed(labels: Sequence[_Label]) -> list[_Label]:
    believed: list[_Label] = []
    timed = [label for label in labels if label.time_span is not None]
    plain = [label for label in labels if label.time_span is None]
    recurring = _recurring(timed, 2)
    believed.extend(
        # Bold, with a time: nothing but a speaker looks so, even one who speaks once.
        label
        for label in timed
        if label.name in recurring or (label.is_bold and recurring)
    )
    known = {label.name for label in believed}
    recurring = _recurring(plain, 2) | known
    speakers = {name for name in recurring if _is_speaker(name, [x for x in plain if x.name == name], known)}
    # A dialogue has two sides; one recurring label is a field or a series of notes.
    if len(speakers | known) > 1:
        believed.extend(label for label in plain if label.name in speakers)
    return believed


def _recurring(labels: Sequence[_Label], times: int) -> set[str]:
    return {name for name, count in Counter(label.name for label in labels).items() if count >= times}


def _is_speaker(name: str, labels: Sequence[_Label], known: set[str]) -> bool:
    if not labels or name in known:
        return bool(labels)
    said = median(label.said for label in labels)
    if len(name.split()) > 1 or (name.isupper() and len(name) > 1) or all(label.is_bold for label in labels):
        return said >= UTTERANCE
    if len(name) == 1:  # Q and A
        return said > 0
    return len(labels) > 2 and said >= UTTERANCE_OF_ONE_WORD
