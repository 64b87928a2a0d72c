"""Facts about a model that its sources agree on. A wrong one is worse than a missing one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Final

from kg.ontology.generate.curated import Curated
from kg.ontology.generate.gathering import Entry

_DAY: Final = re.compile(r"20\d\d-[01]\d-[0-3]\d")


def released(entries: list[Entry], developers: Collection[str], curated: Curated) -> str:
    """Return the day of release: the one that the developer's own listings give, else one that most hosts give.

    Where the first of a month stands the day may be a stopgap: the developer's becomes the month, a host's is left out.
    A day that no date in the ids agrees with is left out.
    """
    dated = [(e, e.row.released) for e in entries if e.agrees and _DAY.fullmatch(e.row.released)]
    if len({e.spelling.dates for e in entries}) > 1:  # a dated build among others is not the release
        dated = [d for d in dated if not d[0].spelling.dates]
    plainly = [d for d in dated if not d[0].spelling.forms] or dated
    own = {day for entry, day in plainly if _own(entry, developers, curated)}
    months = {m for e in entries for date in e.spelling.dates if (m := _month(date))}
    if own:
        day = own.pop() if len(own) == 1 else ""
        day = day[:7] if day.endswith("-01") else day
    else:
        votes = Counter(day for _, day in dated if not day.endswith("-01"))
        best, count = min(votes.items(), key=lambda v: (-v[1], v[0]), default=("", 0))
        day = best if count > 1 and 2 * count > votes.total() else ""
    return "" if months and day[:7] not in months else day


def open_weights(entries: list[Entry], developers: Collection[str], curated: Curated) -> str:
    """Return `yes` where the developer keeps a repository of it, else what the developer's own listing says."""
    kept = {e.organization for e in entries if e.row.hub and e.agrees and e.organization}
    if any(curated.related(organization, d) for organization in kept for d in developers):
        return "yes"
    own = {e.row.open_weights for e in entries if e.agrees and _own(e, developers, curated)} - {None}
    return {True: "yes", False: "no"}[own.pop() is True] if len(own) == 1 else ""


def _own(entry: Entry, developers: Collection[str], curated: Curated) -> bool:
    host = curated.organization(entry.row.host)
    return bool(host) and any(curated.related(host, d) for d in developers)


def _month(date: str) -> str:
    """Return the month that a date in an id says, or an empty string where it may say a month and a day."""
    if re.fullmatch(r"20\d{6}", date):
        return f"{date[:4]}-{date[4:6]}"
    if re.fullmatch(r"(?:0[1-9]|1[0-2])20\d\d", date):
        return f"{date[2:]}-{date[:2]}"
    if re.fullmatch(r"2[3-9](?:0[1-9]|1[0-2])(?:\d\d)?", date):
        return f"20{date[:2]}-{date[2:4]}"
    return ""
