"""Periods and their arithmetic, and the phrases that name them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.relations.dates.calendar import MONTHS, Interval, back_from, beside, months, period, third
from kg.relations.dates.datephrases import looks_dated, phrases, resolve

TODAY = date(2026, 3, 11)  # a Wednesday
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
KINDS = st.sampled_from(["day", "week", *MONTHS])


@given(KINDS, DAYS)
def test_a_period_holds_its_days_and_ends_where_the_next_begins(kind: str, day: date) -> None:
    """Quarters or seasons would overlap, or leave out a day."""
    one = period(kind, day)
    following = beside(one, 1)
    assert one.holds(period("day", day))
    assert one.last is not None
    assert following.first == one.last + timedelta(days=1)
    assert beside(following, -1) == one


@given(st.sampled_from(["month", "quarter", "season", "year"]), DAYS)
def test_thirds_make_up_the_whole(kind: str, day: date) -> None:
    """Days would lie between "mid" and "late" of a month or year."""
    whole = period(kind, day)
    parts = [third(whole, n) for n in range(3)]
    assert (parts[0].first, parts[2].last) == (whole.first, whole.last)
    for one, other in pairwise(parts):
        assert one.last is not None
        assert other.first == one.last + timedelta(days=1)


@given(DAYS, st.integers(0, 40), st.sampled_from(["day", "week", "month", "year"]))
def test_going_back_and_forth_ends_near_the_start(day: date, number: int, unit: str) -> None:
    """What was two years ago would lie ahead, or a month of 30 days would break the count."""
    before = back_from(day, number, unit)
    assert before <= day
    assert abs((back_from(before, -number, unit) - day).days) <= 3


def test_years_that_no_text_speaks_of_are_refused() -> None:
    """A slip of the pen would date a claim to the Bronze Age."""
    for year in (1899, 2101, 0):
        with pytest.raises(ValueError, match="no year"):
            months("year", year, 1)


def test_an_open_interval_holds_what_lies_on_its_side() -> None:
    """What holds since 2023 and what was in 2024 would be taken for a contradiction, or for each other."""
    since = Interval(date(2023, 1, 1), None, "year")
    assert since.holds(period("year", date(2024, 5, 5)))
    assert not period("year", date(2024, 5, 5)).holds(since)
    assert not since.holds(period("year", date(2022, 5, 5)))


#: phrase: told of the past, told of the future (where it differs); a bar between the two.
READINGS = {
    "on 29 February": "2024-02-29..2024-02-29 | 2028-02-29..2028-02-29",
    "on Tuesday, 10 March": "2026-03-10..2026-03-10 | 2027-03-10..2027-03-10",
    "in March": "2026-03-01..2026-03-31",
    "in December": "2025-12-01..2025-12-31 | 2026-12-01..2026-12-31",
    "last March": "2025-03-01..2025-03-31",
    "next March": "2027-03-01..2027-03-31",
    "this May": "2026-05-01..2026-05-31",
    "last spring": "2025-03-01..2025-05-31",
    "in the winter of 2024": "2024-12-01..2025-02-28",
    "last decade": "2010-01-01..2019-12-31",
    "in the 1990s": "1990-01-01..1999-12-31",
    "two quarters ago": "2025-07-01..2025-09-30",
    "a couple of months ago": "2026-01-01..2026-01-31",
    "about three weeks ago": "2026-02-16..2026-02-22",
    "by year's end": "..2026-12-31",
    "at the end of last month": "2026-02-21..2026-02-28",
    "in the week of March 2": "2026-03-02..2026-03-08 | 2027-03-01..2027-03-07",
    "over the last three months": "2025-12-11..2026-03-11",
    "in 2024–2025": "2024-01-01..2025-12-31",
    "from March to May 2024": "2024-03-01..2024-05-31",
    "after June 2025": "2025-07-01..",
    "effective August 2, 2025": "2025-08-02..",
    "this morning": "2026-03-11..2026-03-11",
    "on 3/15/2025": "2025-03-15..2025-03-15",
    "in two weeks": "none | 2026-03-23..2026-03-29",
    "on Sunday": "2026-03-08..2026-03-08 | 2026-03-15..2026-03-15",
}
#: Nothing in these is a day.
SILENT = (
    "SB 53", "Regulation (EU) 2024/1689", "2.5", "Small 2503", "on 2048 chips", "$2025", "2,025 nodes", "may release",
    "to march on", "on 3/5/2025", "on February 30, 2025", "in recent months", "the last week of February", "v2025.1",
    "GPT-2024-x", "for 2024", "from 2024 to 2019", "at 2000", "in the year of the horse", "the week", "CVE-2024-1689",
    "over 2000 points",
)  # fmt: skip


def told(phrase: str, *, future: bool) -> str:
    """Return the days of the only phrase in a text, as the tables write them."""
    found = [resolve(p, TODAY, future=future) for p in phrases(phrase, 0, len(phrase)) if not p.is_modifier]
    intervals = [i for i in found if i is not None]
    return f"{intervals[0].first or ''}..{intervals[0].last or ''}" if len(intervals) == 1 else "none"


@pytest.mark.parametrize("phrase", READINGS)
def test_a_phrase_names_the_days_that_the_conventions_give_it(phrase: str) -> None:
    """Readers who count on the documented conventions would be off by a year."""
    past, _, ahead = READINGS[phrase].partition(" | ")
    assert looks_dated(phrase)
    assert (told(phrase, future=False), told(phrase, future=True)) == (past, ahead or past)


@pytest.mark.parametrize("text", SILENT)
def test_numbers_and_words_that_only_look_like_days_are_none(text: str) -> None:
    """A bill, a version or a count would date a claim."""
    assert told(text, future=False) == "none"


@given(DAYS)
def test_a_written_day_is_read_back(day: date) -> None:
    """A month's name would be taken for another."""
    for written in (f"on {day.day} {day:%B} {day.year}", f"on {day:%B} {day.day}, {day.year}", f"on {day.isoformat()}"):
        assert told(written, future=False) == f"{day}..{day}"
