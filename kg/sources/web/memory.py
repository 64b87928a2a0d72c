"""What is remembered of an address between runs. Pure: each answer makes the next record out of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from kg.sources.web.headers import LONGEST_FRESH, fresh_for
from kg.sources.web.limits import FIRST_REST, LONGEST_REST, LONGEST_RETRY, PATIENCE

#: A longer ETag is no token but an attempt to fill the store.
LONGEST_VALIDATOR: Final = 500


@dataclass(frozen=True, slots=True)
class Remembered:
    """The state of one address as one source leads to it. Times are in UTC."""

    address: str  #: as the user, a list or an item names it
    source: str = ""  #: the source whose item links to it; empty when it is a source itself
    read_by: str = ""  #: fingerprint of the code that read what the validators stand for
    answered: str = ""  #: the address that answered, after redirects: the validators are its own
    etag: str = ""
    last_modified: str = ""  #: as the server wrote it
    digest: str = ""  #: what the bytes were that were read (as `sniff` says), and their hash
    listed: bytes = b""  #: the bytes themselves, of a list of feeds: unchanged, it still leads to its feeds
    moved_to: str = ""  #: where it moved for good
    fresh_until: datetime | None = None
    failures: int = 0  #: runs in a row that could not have it
    retry_at: datetime | None = None  #: it is not asked before
    succeeded: datetime | None = None
    error: str = ""  #: what the last run failed on

    @property
    def key(self) -> tuple[str, str]:
        """What no two records share."""
        return self.source, self.address


def unread(had: Remembered) -> Remembered:
    """Return the record without what says that its content was had: it will be transferred whole and read again."""
    return replace(had, read_by="", answered="", etag="", last_modified="", digest="", listed=b"", fresh_until=None)


def for_code(had: Remembered, code: str) -> Remembered:
    """Return the record as the given code may use it: what other code read has to be read anew."""
    return had if had.read_by == code else unread(had)


def conditions(had: Remembered, address: str) -> dict[str, str]:
    """Return the header fields that make a request to an address conditional; only who gave a validator gets it back."""
    if not had.answered or had.answered != address:
        return {}
    pairs = (("If-None-Match", had.etag), ("If-Modified-Since", had.last_modified))
    return {name: value for name, value in pairs if value}


def is_fresh(had: Remembered, now: datetime) -> bool:
    """Return whether the address said that it need not be asked yet. A clock that was wrong once does not count."""
    return had.fresh_until is not None and now < had.fresh_until <= now + timedelta(seconds=LONGEST_FRESH)


def is_resting(had: Remembered, now: datetime) -> bool:
    """Return whether the address is not to be asked yet."""
    return had.retry_at is not None and now < had.retry_at <= now + LONGEST_RETRY


def after_success(
    had: Remembered,
    headers: Mapping[str, str],
    *,
    answered: str,
    moved_to: str,
    digest: str,
    listed: bytes,
    code: str,
    now: datetime,
) -> Remembered:
    """Return the record after an answer with content, or one that says the content is the same (with the old digest)."""
    is_same = bool(had.digest) and digest == had.digest and answered == had.answered
    fresh = fresh_for(headers, now)
    return Remembered(
        had.address,
        had.source,
        read_by=code,
        answered=answered,
        etag=_validator(headers.get("etag", "")) or (had.etag if is_same else ""),
        last_modified=_validator(headers.get("last-modified", "")) or (had.last_modified if is_same else ""),
        digest=digest,
        listed=listed,
        moved_to=moved_to,
        fresh_until=now + timedelta(seconds=fresh) if fresh else None,
        succeeded=now,
    )


def after_failure(had: Remembered, error: str, now: datetime, retry_at: datetime | None) -> Remembered:
    """Return the record after a run that could not have the address.

    ``retry_at`` is what the server asked for. A source that failed `PATIENCE` times rests, twice as long each time. A
    permanent move is forgotten, so that the next run begins where the user said.
    """
    failures = had.failures + 1
    rest = None
    if failures >= PATIENCE:
        rest = now + min(LONGEST_REST, FIRST_REST * 2 ** min(failures - PATIENCE, 10))
    asked = min(retry_at, now + LONGEST_RETRY) if retry_at else None
    later = max((moment for moment in (rest, asked) if moment), default=None)
    return replace(had, failures=failures, error=error, retry_at=later, moved_to="", fresh_until=None)


def _validator(value: str) -> str:
    """Return a validator that can be sent back as it is, or nothing."""
    return value if len(value) <= LONGEST_VALIDATOR and value.isascii() and value.isprintable() else ""
