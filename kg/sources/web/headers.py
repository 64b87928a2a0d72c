"""What the header fields of an answer say. Pure; nothing here raises, whatever a server writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

#: No address is taken to be fresh for longer, in seconds: some feeds promise a year.
LONGEST_FRESH: Final = 3600.0
#: A field is read no further; what servers write in earnest is shorter.
LONGEST_FIELD: Final = 2000

_DIRECTIVE = re.compile(r'\s*([\w!#$%&\'*+.^`|~-]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^,]*))?\s*(?:,|$)')


def fields(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return header fields by their name in lower case; of a repeated field the first, but all of Cache-Control."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()[:LONGEST_FIELD]
        if key == "cache-control" and key in found:
            found[key] = f"{found[key]}, {text}"[:LONGEST_FIELD]
        else:
            found.setdefault(key, text)
    return found


def content_type(headers: Mapping[str, str]) -> str:
    """Return the declared type with its charset, without characters that do not print."""
    return "".join(c for c in headers.get("content-type", "") if c.isprintable())


def http_date(value: str) -> datetime | None:
    """Return an HTTP-date in UTC, or None when it is none."""
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks to wait, at least 0, or None when it says nothing usable."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    moment = http_date(value) if value else None
    return max(0.0, (moment - now).total_seconds()) if moment else None


def directives(value: str) -> dict[str, str]:
    """Return the directives of a Cache-Control field, names in lower case, values without quotes; of two the first."""
    found: dict[str, str] = {}
    at = 0
    while at < len(value):
        match = _DIRECTIVE.match(value, at)
        if match is None or match.end() == at:
            at = value.find(",", at) + 1 or len(value)
            continue
        found.setdefault(match[1].lower(), (match[2] or "").strip().strip('"'))
        at = match.end()
    return found


def fresh_for(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that an answer says it stays good, from 0 to `LONGEST_FRESH`; 0 when it does not say."""
    said = directives(headers.get("cache-control", ""))
    if "no-cache" in said or "no-store" in said:
        return 0.0
    if "max-age" in said:
        seconds = _seconds(said["max-age"])
    elif expires := http_date(headers.get("expires", "")):
        seconds = (expires - (http_date(headers.get("date", "")) or now)).total_seconds()
    else:
        return 0.0
    return min(LONGEST_FRESH, max(0.0, seconds - _seconds(headers.get("age", ""))))


def _seconds(value: str) -> float:
    value = value.strip()
    return float(value[:12]) if value.isascii() and value.isdigit() else 0.0
