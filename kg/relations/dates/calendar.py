"""Stretches of days: months, seasons, quarters, thirds of a year. Arithmetic only; nothing here reads a text.

Conventions: a week runs from Monday to Sunday. The seasons are the northern ones by whole months: spring from March,
summer from June, fall from September, winter from December; a winter has the year that it begins in. Early, mid and late
are the thirds of a period: four months of a year, one month of a season or quarter, the 1st, 11th and 21st of a month.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: Years outside are counts and typing errors.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100

#: The month that each season begins with.
SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
#: Months of the periods that are made of whole ones.
MONTHS: Final = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120}

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """The days that a phrase names, both ends included; an open end is None."""

    first: date | None
    last: date | None
    granularity: str  #: ``day``, ``week`` or a key of `MONTHS`: how exactly the words say it; ``span`` for two ends

    def holds(self, other: Interval) -> bool:
        """Return whether the other lies within."""
        starts = self.first is None or (other.first is not None and self.first <= other.first)
        ends = self.last is None or (other.last is not None and other.last <= self.last)
        return starts and ends


def period(kind: str, day: date) -> Interval:
    """Return the day, week, month, quarter, season, half, year or decade that holds a day."""
    if kind == "day":
        return Interval(day, day, kind)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Interval(monday, monday + timedelta(days=6), kind)
    if kind == "season":
        back = day.month % 3  # March, June, September and December begin one
        return months(kind, *_shifted(day.year, day.month, -back))
    length = MONTHS[kind]
    if length > 12:
        return months(kind, day.year - day.year % 10, 1)
    return months(kind, day.year, day.month - (day.month - 1) % length)


def months(kind: str, year: int, month: int) -> Interval:
    """Return the period of a kind that begins with a month. Raises ValueError outside the known years."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is no year that a text speaks of")
    after, following = _shifted(year, month, MONTHS[kind])
    return Interval(date(year, month, 1), date(after, following, 1) - _DAY, kind)


def beside(interval: Interval, steps: int) -> Interval:
    """Return the period of the same kind some steps later, or earlier where the number is negative."""
    first = _known(interval.first)
    if interval.granularity in ("day", "week"):
        days = timedelta(days=steps * (7 if interval.granularity == "week" else 1))
        return Interval(first + days, _known(interval.last) + days, interval.granularity)
    return months(interval.granularity, *_shifted(first.year, first.month, steps * MONTHS[interval.granularity]))


def third(interval: Interval, part: int) -> Interval:
    """Return the first, middle or last third (0, 1, 2) of a month or a longer period; a shorter one is returned whole."""
    first, last = _known(interval.first), _known(interval.last)
    if interval.granularity == "month":
        starts = (first, first + 10 * _DAY, first + 20 * _DAY)
        ends = (starts[1] - _DAY, starts[2] - _DAY, last)
        return Interval(starts[part], ends[part], "third")
    if (length := MONTHS.get(interval.granularity, 0) // 3) and interval.granularity != "decade":
        begin = _shifted(first.year, first.month, part * length)
        after = _shifted(*begin, length)
        return Interval(date(*begin, 1), date(*after, 1) - _DAY, "third")
    return interval


def back_from(day: date, number: int, unit: str) -> date:
    """Return the day that lies a number of days, weeks, months, years or decades before another (after, if negative)."""
    if unit in ("day", "week"):
        return day - timedelta(days=number * (7 if unit == "week" else 1))
    year, month = _shifted(day.year, day.month, -number * MONTHS[unit])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is no year that a text speaks of")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    years, months_ = divmod(year * 12 + month - 1 + by, 12)
    return years, months_ + 1


def _known(day: date | None) -> date:
    if day is None:
        raise ValueError("the interval has an open end")
    return day
