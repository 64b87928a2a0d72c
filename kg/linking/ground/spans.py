"""Stretches of a text that are taken: whether an offset or a span meets one, in logarithmic time."""

from __future__ import annotations

import bisect
from collections.abc import Iterable


class Taken:
    """The stretches that some spans cover. Sorted and bisected: a set of offsets grows with the length of the names."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            elif start < end:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def holds(self, offset: int) -> bool:
        """Return whether an offset is inside a stretch."""
        at = bisect.bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]

    def meets(self, start: int, end: int) -> bool:
        """Return whether a span shares a letter with a stretch."""
        at = bisect.bisect_left(self._starts, end) - 1
        return start < end and at >= 0 and start < self._ends[at]
