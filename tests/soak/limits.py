"""How long to soak, from which seed, and what an input may cost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "600"))
FIRST: Final = int(os.environ.get("SOAK_SEED", "1"))


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
