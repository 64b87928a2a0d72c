"""What is doubtful about a record's dates. No clock: the data say of which day they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from kg.ontology.entities import Record

#: Facts that are days, months or years.
DATES: Final = ("released", "founded", "date", "since", "until")
#: How long before its release a version may come out: previews do, for months.
PREVIEW: Final = timedelta(days=366)
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def span(text: str) -> tuple[date, date] | None:
    """Return the first and last day of an ISO day, month or year, or None when it is none."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
        if found[3]:
            return first, first
        following = date(year + (not found[2] or month == 12), 1 if not found[2] or month == 12 else month + 1, 1)
        return first, following - timedelta(days=1)
    except ValueError:
        return None


def date_faults(record: Record, records: Mapping[str, Record], as_of: str) -> Iterator[str]:
    """Yield what is wrong with the dates of one record; ``as_of`` is the ISO day of the data, or empty."""
    entity = record.entity
    limit = span(as_of)
    for name in DATES:
        for value in entity.fact(name):
            found = span(value)
            if found is None:
                yield f"{name} is no ISO day, month or year: {value!r}"
            elif value == "1970-01-01" or (value.startswith("1970") and name in ("released", "since", "until")):
                yield f"{name} is {value}, which is what a missing date turns into"
            elif limit is not None and found[0] > limit[1]:
                yield f"{name} is {value}, after {as_of}, the day that ontology.toml gives for the data"
    since, until = _of(record, "since"), _of(record, "until")
    if since and until and until[1] < since[0]:
        yield f"until {entity.fact('until')[0]} is before since {entity.fact('since')[0]}"
    released = _of(record, "released")
    if released is None:
        return
    for key in entity.fact("version_of"):
        base = _of(records[key], "released") if key in records else None
        if base and released[1] + PREVIEW < base[0]:
            yield f"released {entity.fact('released')[0]}, over a year before {key!r}, of which it is a version"
    for key in entity.fact("member_of_family"):
        family = _of(records[key], "released") if key in records else None
        if family and released[1] < family[0]:
            yield f"released {entity.fact('released')[0]}, before its family {key!r}"
    for key in entity.fact("developed_by"):
        founded = _of(records[key], "founded") if key in records else None
        if founded and released[1] < founded[0]:
            yield f"released {entity.fact('released')[0]}, before {key!r} was founded"


def _of(record: Record, name: str) -> tuple[date, date] | None:
    found = record.entity.fact(name)
    return span(found[0]) if found else None
