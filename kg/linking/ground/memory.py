"""A bounded memory of what has been worked out once."""

from __future__ import annotations

from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

#: More answers than this are not kept.
MOST: Final = 1 << 15


class Memory(dict[K, V]):
    """Answers by question; forgets all of them when it is full, so that endless texts take no endless room."""

    def keep(self, key: K, value: V) -> V:
        """Remember an answer and return it."""
        if len(self) >= MOST:
            self.clear()
        self[key] = value
        return value
