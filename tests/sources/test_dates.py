"""Dates as people and programs write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources import dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-04-15T10:30:00Z", datetime(2026, 4, 15, 10, 30, tzinfo=UTC)),
        ("2026-04-15T10:30:00+0200", datetime(2026, 4, 15, 8, 30, tzinfo=UTC)),
        ("2026-04-15", datetime(2026, 4, 15, tzinfo=UTC)),
        ("Wed, 15 Apr 2026 18:20:00 GMT", datetime(2026, 4, 15, 18, 20, tzinfo=UTC)),
        ("Wed, 15 Apr 2026 18:20:00 -0700", datetime(2026, 4, 16, 1, 20, tzinfo=UTC)),
        ("15.04.2026", datetime(2026, 4, 15, tzinfo=UTC)),
        ("04/15/2026", datetime(2026, 4, 15, tzinfo=UTC)),
        ("15. April 2026", datetime(2026, 4, 15, tzinfo=UTC)),
        ("Apr 15, 2026", datetime(2026, 4, 15, tzinfo=UTC)),
        ("15 de abril de 2026", datetime(2026, 4, 15, tzinfo=UTC)),
        ("2026年4月15日", datetime(2026, 4, 15, tzinfo=UTC)),
    ],
)
def test_known_shapes(text: str, expected: datetime) -> None:
    """A document would lose its date, or have it in the wrong zone."""
    assert dates.parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "garbage", "0000-00-00", "2026-13-45", "Olmo 3, 2026", "99/99/2026", "9" * 60, "Wed, 99 Foo 99999"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    """A bad date would crash, or be guessed from today's."""
    assert dates.parse(text) is None


@given(st.text(max_size=60))
def test_no_text_crashes(text: str) -> None:
    """A hostile date would end the run."""
    day = dates.parse(text)
    assert day is None or day.tzinfo is UTC


def test_order_of_day_and_month_is_decided_by_the_page() -> None:
    """A page with American dates would be read with day and month swapped, or the other way round."""
    assert dates.day_first(["11/04/2026", "22/03/2026"])
    assert not dates.day_first(["04/11/2026", "03/22/2026"])
    assert dates.day_first(["11/04/2026", "09/04/2026", "03/04/2026"])
    assert not dates.day_first(["04/11/2026", "04/09/2026", "03/10/2026", "02/12/2026"])
    assert dates.day_first(["01/02/2026"])


def test_struct_times_out_of_range_are_none() -> None:
    """A feed's entry of the year 0 or a leap second would crash."""
    assert dates.from_parts((0, 1, 1, 0, 0, 0)) is None
    assert dates.from_parts((2026, 6, 30, 23, 59, 60)) == datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
    assert dates.from_parts(None) is None
