"""What one named period is: ``March 2025``, ``last fall``, ``two weeks ago``; as `kg.relations.dates.datephrases` has it.

``dateparser`` reads the names of months and weekdays and how long ago; it is loaded at the first period that needs it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from kg.relations.dates.calendar import FIRST_YEAR, LAST_YEAR, SEASONS, Interval, back_from, beside, months, period, third

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
YEAR = r"(?<![\d/$€£#.,])(?:19[5-9]\d|20[0-4]\d)(?!\d|[.,]\d|[%/]|-\d(?!\d{3}\b))"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%/]|[.,:]\d)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SEASON = r"(?i:spring|summer|fall|autumn|winter)"
UNIT = r"(?i:day|week|month|quarter|year|decade)"
SMALL = r"(?i:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a\s+couple(?:\s+of)?)"
_WHICH = r"(?i:last|this\s+past|this\s+coming|this|next|the|current)"
PART = r"(?i:(?:(?:very\s+)?(?:early|mid|late)|the\s+(?:very\s+)?(?:beginning|start|middle|end)\s+of)(?:\s+in)?)[\s-]+"
_ORDINAL = r"(?i:first|second|third|fourth|last|final|1st|2nd|3rd|4th)"

_OF_YEAR = rf"(?:,?\s+(?:of\s+)?(?:{YEAR}|(?i:(?:last|this|next)\s+year)))"
_A_DAY = (
    rf"(?:{_WEEKDAY},?\s+)?(?:(?i:the)\s+)?"
    rf"(?:{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{YEAR})?|{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{YEAR})?)"
)
#: Forms that name a period, by their kind. The order matters: the first that fits the whole is taken.
FORMS: Final = {
    "iso": r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])",
    "slashed": r"(?<![\d/])\d{1,2}/\d{1,2}/(?:19|20)\d\d(?![\d/])",
    "week_of": rf"(?i:the\s+week\s+of)\s+{_A_DAY}",
    "day": _A_DAY,
    "month": rf"{_MONTH}(?:,?\s+(?:of\s+)?(?:{YEAR}|(?i:(?:last|this|next)\s+year)))?",
    "quarter": rf"(?:Q[1-4]|(?i:the\s+){_ORDINAL}\s+(?i:quarter)){_OF_YEAR}?",
    "half": rf"(?:H[12]|(?i:the\s+){_ORDINAL}\s+(?i:half)){_OF_YEAR}",
    "season": rf"(?:(?i:the)\s+)?{_SEASON}{_OF_YEAR}?",
    "moved": rf"{_WHICH}\s+(?:{UNIT}|{_SEASON}|{_WEEKDAY}|{_MONTH})(?!\w)",
    "close": r"(?:(?i:the)\s+)?(?i:year|month|quarter)(?:[’']s\s|-)(?i:end)",
    "since_then": rf"(?i:earlier|later)\s+(?:(?i:this|last|next)\s+)(?:{UNIT}|{_SEASON})",
    "named": r"(?i:yesterday|today|tonight|tomorrow|this\s+(?:morning|afternoon|evening))",
    "ago": rf"(?:(?i:about|around|roughly|almost|nearly|just|some|over|more\s+than)\s+)?{SMALL}\s+{UNIT}s?\s+(?i:ago|from\s+now)",
    "stretch": rf"(?i:the\s+(?:past|last|next|coming))\s+(?:{SMALL}\s+)?{UNIT}s?",
    "decade": r"(?i:the)\s+(?:19|20)\d0s",
    "weekday": _WEEKDAY,
    "year": YEAR,
}
_WHOLE: Final = {kind: re.compile(form) for kind, form in FORMS.items()}
#: Forms that can be resolved with no day to count from, as long as they hold a year.
_ABSOLUTE: Final = frozenset({"iso", "slashed", "day", "week_of", "month", "quarter", "half", "season", "decade", "year"})
_WORDS: Final = dict(
    zip("a an one two three four five six seven eight nine ten eleven twelve".split(), (1, 1, 1, *range(2, 13)), strict=True)
)
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def kind_of(text: str) -> str:
    """Return which of the forms a period has."""
    return next(kind for kind, form in _WHOLE.items() if form.fullmatch(text))


def named(text: str, kind: str, reference: date | None, *, future: bool) -> Interval | None:
    """Return the days of a period of a kind, counted from a reference day; None where it names none.

    Raises ValueError for days and years that no calendar has.
    """
    lowered = " ".join(text.lower().split())
    year = re.search(YEAR, text)
    if reference is None and (kind not in _ABSOLUTE or (year is None and kind not in ("iso", "slashed", "decade"))):
        return None
    match kind:
        case "iso":
            return period("day", _in_range(date.fromisoformat(text)))
        case "slashed":
            return _slashed(text)
        case "year":
            return months("year", int(text), 1)
        case "decade":
            return months("decade", int(lowered[-5:-1]), 1)
        case "day" | "month":
            return _named_day(text, kind, reference, future=future)
        case "week_of":
            day = _named_day(re.sub(r"(?i)^the\s+week\s+of\s+", "", text), "day", reference, future=future)
            return None if day is None or day.first is None else period("week", day.first)
        case "quarter" | "half":
            return _numbered(lowered, kind, reference, future=future)
        case "season":
            return _season(lowered, reference, future=future)
    if reference is None:
        return None
    match kind:
        case "moved":
            return _moved(text, reference, future=future)
        case "close":
            return third(period(re.split(r"\W", lowered.removeprefix("the "))[0], reference), 2)
        case "since_then":
            return _clipped(lowered, reference)
        case "stretch":
            return _stretch(lowered, reference)
        case "weekday":
            shift = timedelta(days=0 if future else 1)  # today's weekday, told in the past, is today
            return _read(lowered, reference + shift, future=future)
        case _:
            word = {"tonight": "today"}.get(lowered, "today" if lowered.startswith("this ") else lowered)
            return _ago(word, reference) if kind == "ago" else _read(word, reference, future=future)


def _named_day(text: str, kind: str, reference: date | None, *, future: bool) -> Interval | None:
    if moved := re.search(r"(?i)(last|this|next)\s+year$", text):
        steps = {"last": -1, "this": 0, "next": 1}[moved[1].lower()]
        text = f"{text[: moved.start()]}{reference.year + steps}" if reference else text
    plain = re.sub(rf"^{_WEEKDAY},?\s+|(?i:\bthe\b|\bof\b)|,", " ", text)
    if re.search(YEAR, text) is not None:
        return _read(plain, date(FIRST_YEAR, 1, 1), future=False, kind=kind)
    if reference is None:
        return None
    choices = [_read(f"{plain} {year}", reference, future=False, kind=kind) for year in _years(reference)]
    return _nearest([c for c in choices if c is not None], reference, future=future)


def _numbered(lowered: str, kind: str, reference: date | None, *, future: bool) -> Interval | None:
    last = {"quarter": 4, "half": 2}[kind]
    shown = re.match(r"[qh](\d)", lowered)
    word = lowered.removeprefix("the ").split()[0]
    number = int(shown[1]) if shown else _ORDINALS.get(word, last)
    if number > last:
        return None
    return _in_year(lowered, kind, (number - 1) * 12 // last + 1, reference, future=future)


def _season(lowered: str, reference: date | None, *, future: bool) -> Interval | None:
    name = next(season for season in SEASONS if season in lowered)
    return _in_year(lowered, "season", SEASONS[name], reference, future=future)


def _in_year(lowered: str, kind: str, month: int, reference: date | None, *, future: bool) -> Interval | None:
    if year := re.search(YEAR, lowered):
        return months(kind, int(year.group()), month)
    if reference is None:
        return None
    if moved := re.search(r"(last|this|next) year$", lowered):
        return months(kind, reference.year + {"last": -1, "this": 0, "next": 1}[moved[1]], month)
    return _nearest([months(kind, year_, month) for year_ in _years(reference)], reference, future=future)


def _nearest(choices: list[Interval], reference: date, *, future: bool) -> Interval | None:
    """Return the last period that has begun, or in the future the first that has not ended."""
    if future:
        return next((c for c in choices if c.last is not None and c.last >= reference), None)
    return next((c for c in reversed(choices) if c.first is not None and c.first <= reference), None)


def _years(reference: date) -> range:
    return range(max(FIRST_YEAR, reference.year - 4), min(LAST_YEAR, reference.year + 4) + 1)  # 29 February comes every fourth


def _moved(text: str, reference: date, *, future: bool) -> Interval | None:
    which, _, name = " ".join(text.split()).rpartition(" ")
    which, lowered = which.lower(), name.lower()
    if re.fullmatch(UNIT, name):
        return beside(period(lowered, reference), {"last": -1, "this past": -1, "next": 1, "this coming": 1}.get(which, 0))
    if re.fullmatch(_WEEKDAY, name):
        ahead = which in ("next", "this coming") or (which == "this" and future)
        return _read(lowered, reference, future=ahead)
    if which in ("the", "current"):
        return None
    if re.fullmatch(_SEASON, name):
        choices = [months("season", year, SEASONS[lowered]) for year in _years(reference)]
    else:
        read = (_read(f"{name} {year}", reference, future=False, kind="month") for year in _years(reference))
        choices = [c for c in read if c is not None]
    if which in ("last", "this past"):
        return next((c for c in reversed(choices) if c.last is not None and c.last < reference), None)
    if which in ("next", "this coming"):
        return next((c for c in choices if c.first is not None and c.first > reference), None)
    return next((c for c in choices if c.first is not None and c.first.year == reference.year), None)


def _clipped(lowered: str, reference: date) -> Interval | None:
    side, which, name = lowered.split()
    whole = _moved(f"{which} {name}", reference, future=False)
    if whole is None or which != "this" or not whole.holds(period("day", reference)):
        return whole
    if side == "earlier":
        return Interval(whole.first, reference, whole.granularity)
    return Interval(reference, whole.last, whole.granularity)


def _stretch(lowered: str, reference: date) -> Interval:
    words = lowered.split()
    unit = words[-1].removesuffix("s")
    count = number(" ".join(words[2:-1])) if len(words) > 3 else 1
    if words[1] in ("next", "coming"):
        return Interval(reference, back_from(reference, -count, unit), "span")
    return Interval(back_from(reference, count, unit), reference, "span")


def _ago(lowered: str, reference: date) -> Interval | None:
    plain = re.sub(r"^(?:about|around|roughly|almost|nearly|just|some|over|more than)\s+", "", lowered)
    plain = re.sub(r"^a couple (?:of )?", "2 ", plain).replace(" from now", "")
    if plain.split()[1].startswith("quarter"):
        return beside(period("quarter", reference), number(plain.split()[0]) * (-1 if plain.endswith("ago") else 1))
    return _read(plain if plain.endswith("ago") else f"in {plain}", reference, future=False)


def number(text: str) -> int:
    """Return the number that digits or a small word say."""
    words = text.lower().split()
    return 2 if "couple" in words else int(words[0]) if words[0].isdigit() else _WORDS[words[0]]


def _slashed(text: str) -> Interval | None:
    one, two, year = (int(part) for part in text.split("/"))
    if one > 12 or two > 12 or one == two:
        return period("day", date(year, min(one, two), max(one, two)))
    return None  # the day or the month first, who knows


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("outside the known years")
    return day


@lru_cache(maxsize=4096)
def _read(text: str, reference: date, *, future: bool, kind: str = "") -> Interval | None:
    """Return the period that a plain date names, read by dateparser; a ``kind`` has to be what it finds."""
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime(reference.year, reference.month, reference.day),
        "PREFER_DATES_FROM": "future" if future else "past",
        "PREFER_DAY_OF_MONTH": "first",
        "PREFER_MONTH_OF_YEAR": "first",
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "DATE_ORDER": "DMY",
    }
    try:
        found = DateDataParser(languages=["en"], settings=settings).get_date_data(" ".join(text.split()))
    except (ValueError, OverflowError, RecursionError):  # odd calendars and numbers
        return None
    if found.date_obj is None or (kind and found.period != kind):
        return None
    span = "decade" if "decade" in text else found.period
    return period(span, _in_range(found.date_obj.date())) if span in ("day", "week", "month", "year", "decade") else None
