"""Free room on the map: the weaker entities find a place around their strongest neighbour."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final

#: The weaker entities are no larger than this, keep this much free, and are looked for in cells of this side.
WEAKEST_LARGEST: Final = 11.0
FREE: Final = 5.0
CELL: Final = 30
STRIDE: Final = 12.0
#: Side of the squares that are noted as full; the number of a square is its column times _ROW and its row.
SQUARE: Final = 5
_ROW: Final = 1 << 24
#: Up to so many entities, anchors share a walk with those in the same two cells; of more, with farther ones.
CROWD: Final = 2500
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))


def unit(*parts: str) -> float:
    """Return a number in [0, 1) that depends on the strings alone."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def surround(
    fixed: Mapping[str, tuple[int, int]],
    near: Mapping[str, Sequence[tuple[str, float]]],
    radii: Mapping[str, float],
    ranked: Sequence[str],
    communities: dict[str, int],
) -> dict[str, tuple[int, int]]:
    """Place what is not fixed in a free cell near its strongest placed neighbour, strongest links first.

    Adds the communities of those that have none yet.
    """
    if len(fixed) == len(ranked):
        return {}
    room = _Room(2 * CELL * math.ceil(math.sqrt(len(ranked) / CROWD)), min(radii.values()))
    for i, (x, y) in fixed.items():
        room.block(x, y, radii[i])
    placed: dict[str, tuple[int, int]] = {}
    queue: list[tuple[float, str, str]] = []

    def settle(i: str, spot: tuple[int, int]) -> None:
        if i not in fixed:
            placed[i] = spot
        for other, weight in near[i]:
            if other not in fixed and other not in placed:
                heapq.heappush(queue, (-weight, other, i))

    def drain() -> None:
        while queue:
            _, i, anchor = heapq.heappop(queue)
            if i in placed:
                continue
            at = fixed.get(anchor) or placed[anchor]
            communities.setdefault(i, communities.get(anchor, -1))
            settle(i, room.take(*at, radii[i]))

    for i in sorted(fixed):
        settle(i, fixed[i])
    drain()
    below = max(y for _, y in fixed.values())
    for i in ranked:
        if i not in fixed and i not in placed:
            settle(i, room.take(0, below + 3 * CELL, radii[i]))
            drain()
    return placed


class _Room:
    """Discs on the plane. A free point is looked for along a sunflower's spiral, which leaves no grid to be seen.

    Anchors that stand close together share one spiral, so that what is full is not walked again and again.
    """

    def __init__(self, side: int, least: float) -> None:
        self._side = side
        self._least = least
        self._full: set[int] = set()
        self._cells: defaultdict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
        self._spirals: dict[tuple[int, int], Iterator[tuple[float, float]]] = {}

    def block(self, x: float, y: float, radius: float) -> None:
        """Mark a disc as taken in every cell that a weak entity near it could ask about."""
        reach = math.ceil((radius + WEAKEST_LARGEST + FREE) / CELL)
        column, row = round(x / CELL), round(y / CELL)
        for c in range(column - reach, column + reach + 1):
            for r in range(row - reach, row + reach + 1):
                self._cells[c, r].append((x, y, radius + FREE))
        # Small squares that lie wholly where not even the least disc may stand: most points are refused by these alone.
        far = radius + FREE + self._least - 1e-6
        for c in range(math.ceil((x - far) / SQUARE), math.floor((x + far) / SQUARE)):
            wide = max(abs(c * SQUARE - x), abs((c + 1) * SQUARE - x))
            high = math.sqrt(far * far - wide * wide)
            self._full.update(
                range(c * _ROW + math.ceil((y - high) / SQUARE), c * _ROW + math.floor((y + high) / SQUARE))
            )  # fmt: skip

    def take(self, x: int, y: int, radius: float) -> tuple[int, int]:
        """Return a free point near another, and take it."""
        block = (round(x / self._side), round(y / self._side))
        spiral = self._spirals.get(block) or self._spirals.setdefault(block, _sunflower(block, self._side))
        full = self._full
        for px, py in spiral:
            if math.floor(px / SQUARE) * _ROW + math.floor(py / SQUARE) in full:
                continue
            for other_x, other_y, room in self._cells.get((round(px / CELL), round(py / CELL)), ()):
                if (px - other_x) ** 2 + (py - other_y) ** 2 < (radius + room) ** 2:
                    break
            else:
                spot = round(px), round(py)
                self.block(*spot, radius)
                return spot
        raise AssertionError("the spiral has no end")


def _sunflower(block: tuple[int, int], side: int) -> Iterator[tuple[float, float]]:
    """Walk points outwards from the middle of a block, each a golden angle after the one before."""
    x, y = block[0] * side, block[1] * side
    turn = 2 * math.pi * unit(f"{block[0]},{block[1]}")
    for k in count(1):
        far, angle = STRIDE * math.sqrt(k), turn + k * _GOLDEN
        yield x + far * math.cos(angle), y + far * math.sin(angle)
