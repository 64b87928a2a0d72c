"""Header fields as servers write them, and as nobody should."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.web import headers as h
from tests.sources.web.servers import START

#: What a field can hold on the wire, as it arrives.
WIRE = st.text(st.characters(max_codepoint=255), max_size=80)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), (" 7 ", 7), ("Mon, 04 May 2026 12:01:00 GMT", 60), ("Mon, 04 May 2026 11:00:00 GMT", 0),
        ("-5", None), ("1.5", None), ("", None), ("soon", None), ("²", None), ("Mon, 99 May 2026 12:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    """A server that asks for patience would be asked again at once, or never."""
    assert h.retry_after({"retry-after": value}, START) == seconds


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=60", 60), ("public, MAX-AGE=60, must-revalidate", 60), ('max-age="60"', 60), ("max-age=31536000", 3600),
        ("no-cache, max-age=60", 0), ("max-age=60, no-store", 0), ('ext="a, max-age=9", max-age=60', 60), ("max-age=-1", 0),
        ("max-age=soon", 0), ("max-age", 0), (",,=,max-age=60", 60), ("s-maxage=60", 0), ("", 0),
    ],
)  # fmt: skip
def test_cache_control(control: str, seconds: float) -> None:
    """An address that is fresh would be asked, or one that changes would be left alone for a year."""
    assert h.fresh_for({"cache-control": control}, START) == seconds


def test_expires_counts_from_the_servers_own_clock_and_age_is_taken_off() -> None:
    """A server whose clock is wrong, or a cache in between, would make an answer fresh for longer than it is."""
    date, expires = (format_datetime(START + timedelta(hours=n), usegmt=True) for n in (9, 9.5))
    assert h.fresh_for({"expires": expires, "date": date}, START) == 1800
    assert h.fresh_for({"expires": "0"}, START) == 0
    assert h.fresh_for({"cache-control": "max-age=100", "age": "70"}, START) == 30
    assert h.fresh_for({"cache-control": "max-age=100", "age": "700"}, START) == 0


@given(WIRE)
def test_no_field_raises_or_leaves_its_bounds(value: str) -> None:
    """One server's nonsense would end the run."""
    wait = h.retry_after({"retry-after": value}, START)
    assert wait is None or wait >= 0
    for name in ("cache-control", "expires", "age", "date"):
        assert 0 <= h.fresh_for({"cache-control": "max-age=9", name: value}, START) <= h.LONGEST_FRESH
    assert h.content_type({"content-type": value}).isprintable()
    assert all(key == key.lower() for key in h.directives(value))


@given(st.integers(0, 10**6))
def test_seconds_and_dates_say_the_same(seconds: int) -> None:
    """The two ways to say when would be read differently."""
    date = format_datetime(START + timedelta(seconds=seconds), usegmt=True)
    assert h.retry_after({"retry-after": str(seconds)}, START) == h.retry_after({"retry-after": date}, START) == seconds


@given(st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,10}", fullmatch=True), st.from_regex(r"[0-9a-z]{0,6}", fullmatch=True)))
def test_directives_are_read_back(said: dict[str, str]) -> None:
    """A directive behind an unknown one would be lost."""
    assert h.directives(", ".join(f"{name}={value}" for name, value in said.items())) == said


def test_of_a_repeated_field_the_first_counts() -> None:
    """A second Location could lead elsewhere than the first that others see."""
    raw = [(b"Location", b"/a"), (b"LOCATION", b"/b"), (b"Cache-Control", b"public"), (b"cache-control", b"max-age=5")]
    assert h.fields(raw) == {"location": "/a", "cache-control": "public, max-age=5"}
