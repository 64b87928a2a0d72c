"""One request at a time to a host, with a pause between two."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kg.sources.web.limits import Clock


class Pacing:
    """Gives out turns, host by host. For use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._ended: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, gap: float) -> Iterator[None]:
        """Hold a host while the block runs, begun ``gap`` seconds after the end of the turn before, or later."""
        with self._guard:
            own = self._hosts.setdefault(host, threading.Lock())
        with own:
            ended = self._ended.get(host)
            pause = 0.0 if ended is None else ended + gap - self._clock.monotonic()
            if pause > 0:
                self._clock.sleep(pause)
            try:
                yield
            finally:
                self._ended[host] = self._clock.monotonic()
