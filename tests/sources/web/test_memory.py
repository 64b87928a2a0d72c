"""What is remembered of an address, and what the next answer makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.web import memory as m
from kg.sources.web.limits import LONGEST_REST, LONGEST_RETRY
from tests.sources.web.servers import START

HAD = m.Remembered(
    "http://a.example/feed", read_by="code", answered="http://a.example/feed", etag='"1"', last_modified="Mon", digest="d",
    moved_to="http://b.example/", fresh_until=START + timedelta(minutes=5), succeeded=START,
)  # fmt: skip


def test_only_who_gave_a_validator_gets_it_back() -> None:
    """Another server's file with the same ETag would pass for unchanged, and its posts be missed."""
    assert m.conditions(HAD, HAD.answered) == {"If-None-Match": '"1"', "If-Modified-Since": "Mon"}
    assert m.conditions(HAD, "http://b.example/") == {}
    assert m.conditions(m.Remembered("x"), "") == {}


def test_other_code_reads_everything_anew() -> None:
    """A better reading would never reach the sources that do not change."""
    assert m.for_code(HAD, "code") == HAD
    voided = m.for_code(HAD, "new code")
    assert m.conditions(voided, HAD.answered) == {}
    assert not m.is_fresh(voided, START)
    assert (voided.digest, voided.moved_to) == ("", HAD.moved_to)


@pytest.mark.parametrize(("minutes", "is_fresh"), [(4, True), (5, False), (-600, False)])
def test_freshness_ends(minutes: int, is_fresh: bool) -> None:
    """A feed would not be asked again, for ever if the clock was once set to another year."""
    assert m.is_fresh(HAD, START + timedelta(minutes=minutes)) is is_fresh


@given(st.integers(1, 5000))
def test_failing_sources_rest_longer_and_longer_up_to_a_bound(failures: int) -> None:
    """A dead server would be asked by every run, or one that is back never again."""
    record = m.after_failure(replace(HAD, failures=failures - 1), "failed", START, None)
    assert record.failures == failures
    if failures < 3:
        assert record.retry_at is None
    else:
        assert record.retry_at is not None
        assert timedelta(hours=1) <= record.retry_at - START <= LONGEST_REST
    more = m.after_failure(record, "failed", START, None)
    assert more.retry_at is None or record.retry_at is None or more.retry_at >= record.retry_at


def test_a_wish_to_wait_has_a_bound() -> None:
    """One answer could switch a source off for ever."""
    record = m.after_failure(HAD, "asks to wait", START, START + timedelta(days=9000))
    assert record.retry_at == START + LONGEST_RETRY
    assert m.is_resting(record, START)
    assert not m.is_resting(record, START - timedelta(days=30))  # the clock was wrong when it was written


def test_a_failure_keeps_validators_and_forgets_the_move() -> None:
    """A hiccup would cost a whole transfer, or a move that led nowhere would be asked for ever."""
    record = m.after_failure(HAD, "failed", START, None)
    assert (record.etag, record.digest, record.moved_to) == ('"1"', "d", "")


def test_a_success_ends_the_count() -> None:
    """A source that is back would rest like a dead one at its next hiccup."""
    failed = m.after_failure(replace(HAD, failures=8), "failed", START, START + timedelta(hours=2))
    record = m.after_success(
        failed, {"etag": '"2"'}, answered="x", moved_to="", digest="e", listed=b"", code="code", now=START
    )  # fmt: skip
    assert (record.failures, record.retry_at, record.error, record.etag, record.last_modified) == (0, None, "", '"2"', "")


@pytest.mark.parametrize("etag", ['"' + "x" * 900 + '"', '"\xff"', '"\x01"'])
def test_a_validator_that_cannot_be_sent_back_is_not_kept(etag: str) -> None:
    """A server could fill the store, or break the next request."""
    record = m.after_success(HAD, {"etag": etag}, answered="x", moved_to="", digest="e", listed=b"", code="c", now=START)
    assert record.etag == ""
