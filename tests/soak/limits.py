"""How long to soak, from which seed, and what an input may cost."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: How long the reader is given inputs, which is half of all; other parts take a share of it.
SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "600"))
FIRST: Final = int(os.environ.get("SOAK_SEED", "1"))
#: Seconds between two lines that say how far a part has come.
_TOLD: Final = 30

_log: Final = logging.getLogger(__name__)


def seeds(part: str, seconds: float) -> Iterator[int]:
    """Yield one seed after another for so long, and say now and then how far it has come."""
    begin = time.monotonic()
    told, seed = begin, FIRST
    while (now := time.monotonic()) < begin + seconds:
        if now >= told:
            _log.info("%s: %.0f of %.0f seconds, SOAK_SEED=%d", part, now - begin, seconds, seed)
            told = now + _TOLD
        yield seed
        seed += 1
    _log.info("%s: %d in %.0f seconds", part, seed - FIRST, time.monotonic() - begin)


class TooSlowError(Exception):
    """An input took longer than it may."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise TooSlowError when the block takes longer."""

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
