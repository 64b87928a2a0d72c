"""How each source stands: what it gave, when it answered, and when it is asked again. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from kg.records import Document
from kg.sources.links import is_address
from kg.sources.web.limits import LONGEST_RETRY
from kg.store.status import Health


@dataclass(frozen=True, slots=True)
class Standing:
    """One source."""

    source: str  #: as it was named
    kind: Literal["address", "list", "file"]
    documents: int  #: that stand in it
    newest: date | None  #: day of its newest post
    succeeded: datetime | None  #: when it last answered; None for files, and for what never did
    failures: int  #: runs in a row that could not have it
    error: str  #: what the last run could not read of it, or failed on
    asked_next: datetime | None  #: it is not asked before; None where each run asks it
    why: Literal["", "fresh", "failing"]  #: why it is not asked before


def standings(documents: Iterable[Document], health: Health, now: datetime) -> tuple[Standing, ...]:
    """Return the sources of the store and of the last run: what fails first, then by name."""
    held: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for source in {p.source for p in document.places}:
            held[source].append(document)
    known = {a.address: a for a in health.addresses}
    reasons: dict[str, list[str]] = defaultdict(list)
    for failure in health.failures:
        source = failure.source.rpartition("#")[0]
        reasons[source if source in held or source in known else failure.source].append(failure.reason)
    found = []
    for source in {*held, *known, *reasons}:
        address = known.get(source)
        told = dict.fromkeys([*reasons[source], *([address.error] if address else [])])
        asked_next: datetime | None = None
        why: Literal["", "fresh", "failing"] = ""
        if address is not None and _holds(address.retry_at, now, LONGEST_RETRY):
            asked_next, why = address.retry_at, "failing"
        elif address is not None and address.fresh_until is not None and address.fresh_until > now:
            asked_next, why = address.fresh_until, "fresh"
        days = [d.published.date() for d in held[source] if d.published is not None]
        found.append(
            Standing(
                source, "list" if address and address.is_list else "address" if is_address(source) else "file",
                len(held[source]), max(days, default=None), address.succeeded if address else None,
                address.failures if address else int(bool(reasons[source])), "; ".join(filter(None, told)), asked_next, why,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda s: (not s.failures and not s.error, s.source)))


def _holds(when: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Return whether a rest is still on; one that a wrong clock made longer than any is not."""
    return when is not None and now < when <= now + longest
