"""robots.txt: whether a page may be fetched, and how fast. One reading a host and run.

Only pages that an item links to are asked about. A feed is published to be fetched by programs, and the user named it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kg.sources.web.connection import Answer
from kg.sources.web.limits import AGENT


class _Rules(Protocol):
    def can_fetch(self, url: str, user_agent: str) -> bool: ...

    def crawl_delay(self, user_agent: str) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt says."""

    rules: _Rules | None = None  #: None: there are none, everything may be fetched
    refusal: str = ""  #: why nothing may be fetched in this run

    def allows(self, address: str) -> bool:
        """Return whether this program may fetch an address."""
        return not self.refusal and (self.rules is None or self.rules.can_fetch(address, AGENT))

    def delay(self) -> float:
        """Return the seconds that are asked for between two requests, 0 when none are."""
        said = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return max(0.0, float(said)) if said is not None and said == said else 0.0  # not for NaN


def robots_of(answer: Answer) -> Robots:
    """Return what an answer for /robots.txt stands for, as RFC 9309 says: none (4xx) allows, a failing server (5xx) does not.

    A server that asks to wait (429) is a failing one here.
    """
    if answer.status == 200:
        from protego import Protego

        return Robots(Protego.parse(answer.data.decode("utf-8", "replace")))
    if 400 <= answer.status < 500 and answer.status != 429:
        return Robots()
    return unreadable(f"HTTP {answer.status}")


def unreadable(reason: str) -> Robots:
    """Return the refusal of everything in this run, for a robots.txt that could not be had."""
    return Robots(refusal=f"its robots.txt cannot be had ({reason})")
