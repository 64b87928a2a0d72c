"""Dates as feeds, pages and people write them, as aware times in UTC. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

#: A date that a person wrote is no longer than this ("Wednesday, 15. September 2026, 14:00 Uhr").
LONGEST: Final = 48
#: Years outside are slips and placeholders ("9999-11-01", "0001-01-01").
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})(?!\d)日?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_TZ_COLON = re.compile(r"([+-]\d\d)(\d\d)$")


def in_utc(moment: datetime) -> datetime | None:
    """Return the time in UTC (a naive one is taken as UTC), or None when it is none that a text can have."""
    try:
        found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def from_parts(parts: Sequence[int] | None) -> datetime | None:
    """Return the time of a ``time.struct_time`` in UTC, or None."""
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    try:
        return in_utc(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC))  # 60 is a leap second
    except (ValueError, OverflowError):
        return None


def from_day(year: int, month: int, day: int) -> datetime | None:
    """Return midnight UTC of a day, or None when there is no such day."""
    return from_parts((year, month, day, 0, 0, 0))


def parse(text: str) -> datetime | None:
    """Return the time that an attribute or a header field states: ISO 8601, RFC 822, or a written day."""
    text = " ".join(text.split())
    if not 6 <= len(text) <= 80:
        return None
    try:
        return in_utc(datetime.fromisoformat(_TZ_COLON.sub(r"\1:\2", text)))
    except ValueError:
        pass
    try:
        return in_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return written_day(text)


def day_first(texts: Sequence[str]) -> bool:
    """Return whether the numeric dates of one page put the day before the month.

    A number above 12 decides; else the order in which the dates only rise or only fall; else the day is first, as in
    most of the world.
    """
    numeric = [(int(m[1]), int(m[3]), int(m[4])) for m in map(_YEAR_LAST.search, texts) if m]
    if any(first > 12 for first, _, _ in numeric):
        return True
    if any(second > 12 for _, second, _ in numeric):
        return False
    by_month = [(year, first, second) for first, second, year in numeric]
    by_day = [(year, second, first) for first, second, year in numeric]
    return not (_is_monotonic(by_month) and not _is_monotonic(by_day))


def written_day(text: str, *, is_day_first: bool = True) -> datetime | None:
    """Return the day that a short text states, or None. Where only one order of day and month is a day, that is it.

    Month names of any language are left to ``dateparser``, loaded at the first text that needs it.
    """
    if len(text) > LONGEST:
        return None
    if match := _YEAR_FIRST.search(text):
        return from_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.search(text):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (one, two) if is_day_first else (two, one)
        return from_day(year, month, day) or from_day(year, day, month)
    return _named_day(text) if looks_written(text) and is_dated_shape(shape(text)) else None


def shape(text: str) -> str:
    """Return a written day with its year and numbers made equal: what its words are, whatever the day."""
    return re.sub(r"(?<!\d)\d{1,2}(?!\d)", "05", _YEAR.sub("2020", text))


@lru_cache(maxsize=1024)
def is_dated_shape(probe: str) -> bool:
    """Return whether the words of a `shape` name a month. A word that is none costs a look through all languages."""
    return _named_day(probe) is not None


@lru_cache(maxsize=8192)
def _named_day(text: str) -> datetime | None:
    import dateparser

    settings = {
        "STRICT_PARSING": True,
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "PARSERS": ["absolute-time"],
    }
    try:
        found = dateparser.parse(text, settings=settings)
    except (ValueError, OverflowError, RecursionError):  # odd calendars and numbers
        return None
    return in_utc(found) if found else None


def numeric_part(text: str) -> str:
    """Return the date in digits that a text holds, as it is written, or an empty string."""
    match = _YEAR_FIRST.search(text) or _YEAR_LAST.search(text)
    return match.group() if match else ""


def looks_written(text: str) -> bool:
    """Return whether a text has the shape of a day with a month's name: a year, a day, and letters, little else."""
    if len(text) > LONGEST or len(_YEAR.findall(text)) != 1:
        return False
    rest = _YEAR.sub(" ", text, count=1)
    words = re.findall(r"[^\W\d_]+", rest)
    return 1 <= len(_DAY.findall(rest)) <= 3 and 1 <= len(words) <= 5


def _is_monotonic(days: list[tuple[int, int, int]]) -> bool:
    return days == sorted(days) or days == sorted(days, reverse=True)
