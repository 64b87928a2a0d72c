"""Phrases that say when, and the days that they name: ``in March 2025``, ``last fall``, ``since 2023``, ``two weeks ago``.

Names of months and weekdays, and how many weeks ago, are read by ``dateparser``, which is loaded at the first phrase that
needs it. What it does not know (seasons, quarters, thirds, open ends) is put together from the calendar.

Conventions: a month, day, season or quarter without a year is the last one that has begun by the reference day, and where
the verb is in the future the first that has not ended. A weekday is the last one, the reference day included; in the
future the next one. "Last fall" and "last March" are over by the reference day; "last", "this" and "next" before a week,
month, quarter or year count from the one that holds it. "Two weeks ago" is the week that holds that day, as "a year ago"
is the year. Numbers with slashes are days only where no month is that large. A month is a month only behind a word such
as "in" or beside a day or year, so that "may" and "march" stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kg.relations.dates.calendar import Interval, back_from, period, third
from kg.relations.dates.periods import FORMS, PART, SMALL, UNIT, YEAR, kind_of, number
from kg.relations.dates.periods import named as named_period

_PERIOD: Final = "(?:" + "|".join(f"(?:{form})" for form in FORMS.values()) + ")"
_TIME_OF_DAY: Final = r"(?:\s+(?i:morning|afternoon|evening|night))?"

_AT: Final = "in on at during throughout over within as.of back.in back.on".split()
_FROM: Final = "since from starting.in starting.on starting beginning.in beginning.on beginning effective ever.since".split()
_UNTIL: Final = "until till through by up.to".split()
_LEADS: Final = (*_AT, *_FROM, *_UNTIL, "before", "prior.to", "after", "for", "between")
_LEAD: Final = "(?i:" + "|".join(sorted((lead.replace(".", r"\s+") for lead in _LEADS), key=len, reverse=True)) + ")"
#: Forms that say when with no word before them; of the others only a year, month or day, as part of a noun phrase.
_ALONE: Final = frozenset({"moved", "since_then", "named", "ago", "weekday", "day", "iso", "slashed"})
_MODIFIES: Final = frozenset({"month", "quarter", "half", "season", "year"})
_PHRASE: Final = re.compile(
    rf"(?<![\w./-])(?:(?P<lead>{_LEAD})\s+)?(?P<part>{PART})?(?P<one>{_PERIOD}){_TIME_OF_DAY}"
    rf"(?:\s*(?P<to>(?i:to|until|till|through|and)\b|[–—-])\s*(?P<part2>{PART})?(?P<two>{_PERIOD}))?"
    r"(?P<on>\s+(?i:onwards?|on)\b(?!\s+[\w“\"]))?(?![\w-]|/\d)"
)
_AHEAD: Final = re.compile(
    rf"(?<![\w./-])(?i:in)\s+(?:(?i:about|around|roughly)\s+)?(?P<number>{SMALL})\s+(?P<unit>{UNIT})s?(?!\w|\s+ago)"
)
_COUNTED: Final = re.compile(r"\s+of\b")
#: Without one of these there is no phrase, and nothing further is tried.
_HINT: Final = re.compile(
    r"(?:19|20)\d\d|days?\b|\d0s\b|\b(?:week|month|quarter|year|decade)s?\b|\b(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sep|Oct|Nov|Dec)"
    r"|\b(?:spring|summer|fall|autumn|winter|tonight|tomorrow|this (?:morning|afternoon|evening))\b|\bQ[1-4]\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a text that may say when something was. Offsets count in the text that was searched."""

    start: int
    end: int
    lead: str  #: the word before it in lower case ("in", "since"), empty when there is none
    kind: str  #: which of the forms it has
    match: re.Match[str]

    @property
    def is_modifier(self) -> bool:
        """Whether it dates only a noun that it stands before ("the 2024 acquisition"), having no word such as "in"."""
        return not self.lead and self.kind in _MODIFIES


def looks_dated(text: str, start: int = 0, end: int | None = None) -> bool:
    """Return whether a text may hold a phrase that says when; cheap, and True too often."""
    return _HINT.search(text, start, len(text) if end is None else end) is not None


def phrases(text: str, start: int, end: int) -> Iterator[Phrase]:
    """Yield the phrases between two offsets, in order; none overlaps another."""
    at = start
    while (match := _first(text, at, end)) is not None:
        at = match.end()
        if match.re is _AHEAD:
            yield Phrase(match.start(), match.end(), "in", "ahead", match)
            continue
        lead = " ".join((match["lead"] or "").lower().split())
        kind = kind_of(match["one"])
        if _is_sound(lead, kind, match):
            yield Phrase(match.start(), match.end(), lead, kind, match)


def resolve(phrase: Phrase, reference: date | None, *, future: bool = False) -> Interval | None:
    """Return the days that a phrase names, counted from a reference day; None where it names none.

    Without a reference day only phrases that hold their year are resolved. ``future`` says that the verb is.
    """
    try:
        return _resolve(phrase, reference, future=future)
    except (ValueError, OverflowError):  # the 31st of June; years that no calendar has
        return None


def _is_sound(lead: str, kind: str, match: re.Match[str]) -> bool:
    """Return whether the word before a period goes with it: things happen on a day, in a month, over the past year."""
    if kind in ("stretch", "moved") and _COUNTED.match(match.string, match.end()):
        return False  # "the last week of February"
    if kind == "stretch":
        return bool(lead)
    if lead in ("for", "between", "over"):
        return match["to"] is not None
    if lead == "on":
        return kind in ("day", "weekday", "iso", "slashed")
    if lead == "at":
        return match["part"] is not None or kind == "close"
    if match["one"].lower().startswith("the ") and kind == "moved":
        return match["part"] is not None
    return bool(lead) or kind in _ALONE or kind in _MODIFIES


def _first(text: str, at: int, end: int) -> re.Match[str] | None:
    found = [m for m in (_PHRASE.search(text, at, end), _AHEAD.search(text, at, end)) if m is not None]
    return min(found, key=lambda m: (m.start(), -m.end())) if found else None


def _resolve(phrase: Phrase, reference: date | None, *, future: bool) -> Interval | None:
    match = phrase.match
    if phrase.kind == "ahead":
        unit = match["unit"].lower()
        if reference is None or not future:
            return None  # "trained in two weeks" says how long it took
        return period(unit, back_from(reference, -number(match["number"]), unit))
    one, part, two = match["one"], match["part"], match["two"]
    if two is not None:
        return _range(phrase, reference, future=future)
    named = named_period(one, phrase.kind, reference, future=future and "since" not in phrase.lead)
    if named is None:
        return None
    return _with_lead(phrase.lead, _part_of(named, part), onwards=match["on"] is not None)


def _range(phrase: Phrase, reference: date | None, *, future: bool) -> Interval | None:
    match = phrase.match
    joined_by = match["to"].lower()
    wanted = {"between": ("and",), "from": ("to", "until", "till", "through", "–", "—", "-")}
    if joined_by not in wanted.get(phrase.lead, ("–", "—", "-", "to", "through")):
        return None
    one, two = match["one"], match["two"]
    if (year := re.search(YEAR, two)) and not re.search(YEAR, one) and phrase.kind in ("month", "day", "season", "quarter"):
        one = f"{one} {year.group()}"  # "from March to May 2025"
    first = named_period(one, kind_of(one), reference, future=future)
    last = named_period(two, kind_of(two), reference, future=future)
    if first is None or last is None:
        return None
    first, last = _part_of(first, match["part"]), _part_of(last, match["part2"])
    if first.first is None or last.last is None or first.first > last.last:
        return None
    return Interval(first.first, last.last, "span")


def _with_lead(lead: str, named: Interval, *, onwards: bool) -> Interval | None:
    key = lead.replace(" ", ".")
    if onwards and key not in (*_FROM, "after"):
        return named
    if key in _FROM:
        return Interval(named.first, None, named.granularity)
    if key in _UNTIL:
        return Interval(None, named.last, named.granularity)
    if key in ("before", "prior.to") and named.first is not None:
        return Interval(None, named.first - timedelta(days=1), named.granularity)
    if key == "after" and named.last is not None:
        return Interval(named.last + timedelta(days=1), None, named.granularity)
    return named


def _part_of(named: Interval, part: str | None) -> Interval:
    if part is None:
        return named
    word = re.split(r"[\s-]+", part.lower().removeprefix("the ").replace("very ", ""))[0]
    return third(named, {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1}.get(word, 2))
