"""Stretches of a text that are taken: whether an offset or a span meets one, in logarithmic time."""

from __future__ import annotations

import bisect
from collections.abc import Iterable


class Taken:
    """The stretches that some spans cover. Sorted and bisected: a set of offsets grows with the length of the names."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        starts: list[int] = []
        ends: list[int] = []
        stop = -1
        for start, end in sorted(spans):
            if start < stop:
                if end > stop:
                    ends[-1] = stop = end
            elif start < end:
                starts.append(start)
                ends.append(end)
                stop = end
        self._starts, self._ends = starts, ends

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
