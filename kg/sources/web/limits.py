"""The bounds that transfer keeps to, and the clocks that it reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import kg
from kg.sources.web.fetched import MAX_BYTES

#: What servers and robots.txt files know this program as.
AGENT: Final = "kg"
USER_AGENT: Final = f"{AGENT}/{kg.__version__} (feed reader; asks seldom and conditionally)"

#: A wish to wait for longer is cut to this.
LONGEST_RETRY: Final = timedelta(days=7)
#: A source that failed in this many runs in a row is left alone for a while.
PATIENCE: Final = 3
FIRST_REST: Final = timedelta(hours=1)
LONGEST_REST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much, how often. Times in seconds."""

    max_bytes: int = MAX_BYTES  #: of a body, before and after decompression
    step: float = 15.0  #: to connect, and between two pieces of an answer
    total: float = 60.0  #: for one address with its redirects and retries: a server that drips keeps within every step
    redirects: int = 5
    retries: int = 2
    first_pause: float = 1.0  #: before the first retry; doubled for each further one
    longest_pause: float = 20.0  #: a server that asks for more is not waited for
    feed_gap: float = 0.25  #: between two requests to one host
    page_gap: float = 1.0  #: the same, before a page
    longest_gap: float = 10.0  #: a Crawl-delay counts up to this
    robots_bytes: int = 500 * 1024  #: a robots.txt is read this far, as RFC 9309 asks for at least
    threads: int = 8
    ahead: int = 16  #: answers that wait for the reader
    ahead_bytes: int = 64 * 1024 * 1024  #: the same, counted in bytes: nothing more is begun once these are reached


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day, a stopwatch, and waiting."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(microsecond=0)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
