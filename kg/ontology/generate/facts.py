"""Facts about a model that its sources agree on. A wrong one is worse than a missing one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kg.ontology.generate.curated import Curated
from kg.ontology.generate.gathering import Entry

_DAY: Final = re.compile(r"20\d\d-[01]\d-[0-3]\d")
#: Who says a fact, where it is not one package's description: hosts that list what others made.
_HOSTS: Final = "most hosts"
Said = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What holds, and who says what of it."""

    value: str  #: empty where nobody says it, or where what is said cannot all be true
    said: Said  #: (source, value), the most trusted first

    @property
    def disputed(self) -> bool:
        """Return whether sources say different things."""
        return len({value for _, value in self.said}) > 1


def released(entries: list[Entry], developers: Collection[str], curated: Curated) -> Fact:
    """Return the day or month of release.

    The developer's own listing is believed first, then the packages that describe models, then a day that most hosts give.
    Sources that differ by more than a month leave no date. Where the first of a month stands the day may be a stopgap: the
    developer's becomes the month, a host's is left out. A day that no date in the ids agrees with is left out.
    """
    dated = [(e, e.row.released) for e in entries if e.agrees and _DAY.fullmatch(e.row.released)]
    if len({e.spelling.dates for e in entries}) > 1:  # a dated build among others is not the release
        dated = [d for d in dated if not d[0].spelling.dates]
    plainly = [d for d in dated if not d[0].spelling.forms] or dated
    days: dict[str, list[str]] = {}
    for entry, day in plainly:
        if entry.row.described or _own(entry, developers, curated):
            days.setdefault(entry.row.package, []).append(day)
    months = {m for e in entries for date in e.spelling.dates if (m := _month(date))}
    plain = sorted((_trust(package, entries), package, found[0]) for package, found in days.items() if len(set(found)) == 1)
    said = [(package, day[:7] if day.endswith("-01") else day) for _, package, day in plain]
    if not days:
        votes = Counter(day for e, day in dated if not day.endswith("-01"))
        best, count = min(votes.items(), key=lambda v: (-v[1], v[0]), default=("", 0))
        if count > 1 and 2 * count > votes.total():
            said = [(_HOSTS, best)]
    said = [(source, day) for source, day in said if not months or day[:7] in months]
    near = bool(said) and all(abs(_months(day) - _months(said[0][1])) <= 1 for _, day in said)
    return Fact(said[0][1] if near else "", tuple(said))


def open_weights(entries: list[Entry], developers: Collection[str], curated: Curated) -> Fact:
    """Return whether anybody can have the weights: `yes` where the developer keeps a repository of them.

    Else what the developer's own listing and the packages that describe models say, where they agree.
    """
    kept = {e.organization for e in entries if e.row.hub and not e.row.described and e.agrees and e.organization}
    said = {
        (e.row.package, "yes" if e.row.open_weights else "no")
        for e in entries
        if e.agrees and e.row.open_weights is not None and (e.row.described or _own(e, developers, curated))
    }
    listed = tuple(sorted(said, key=lambda s: (_trust(s[0], entries), s[1])))
    if any(curated.related(organization, d) for organization in kept for d in developers):
        return Fact("yes", (("the developer's repository", "yes"), *listed))
    values = {value for _, value in listed}
    return Fact(values.pop() if len(values) == 1 else "", listed)


def _trust(package: str, entries: list[Entry]) -> int:
    return min(e.row.rank for e in entries if e.row.package == package)


def _own(entry: Entry, developers: Collection[str], curated: Curated) -> bool:
    host = curated.organization(entry.row.host)
    return bool(host) and any(curated.related(host, d) for d in developers)


def _months(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])


def _month(date: str) -> str:
    """Return the month that a date in an id says, or an empty string where it may say a month and a day."""
    if re.fullmatch(r"20\d{6}", date):
        return f"{date[:4]}-{date[4:6]}"
    if re.fullmatch(r"(?:0[1-9]|1[0-2])20\d\d", date):
        return f"{date[2:]}-{date[:2]}"
    if re.fullmatch(r"2[3-9](?:0[1-9]|1[0-2])(?:\d\d)?", date):
        return f"20{date[:2]}-{date[2:4]}"
    return ""
