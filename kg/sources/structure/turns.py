"""Where an utterance ends: at the next label, at a heading, at the edge of whatever holds it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.records import Zone, ZoneKind

#: No one says these: an utterance ends where one begins.
_ENDS: Final = frozenset({
    ZoneKind.TITLE, ZoneKind.HEADING, ZoneKind.FOOTNOTE, ZoneKind.BOILERPLATE, ZoneKind.RECURRING, ZoneKind.OUTSIDE,
    ZoneKind.CORRECTION,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody begins to speak."""

    start: int
    name_span: tuple[int, int]
    speaker: str


def utterances(text: str, turns: Sequence[Turn], end: int, blocks: Iterable[Zone]) -> Iterator[Zone]:
    """Yield an UTTERANCE zone for each turn, its label included; turns are sorted by start.

    A zone of the text lies in one utterance, holds it whole, or touches it not at all.
    """
    zones = sorted(blocks, key=lambda z: (z.start, -z.end))
    times = {zone.end: zone.start for zone in zones if zone.kind is ZoneKind.TIMESTAMP}
    holding: list[int] = []  # the ends of zones that have begun before the turn
    at = 0
    nexts = [*(turn.start for turn in turns[1:]), end]
    for turn, stop in zip(turns, nexts, strict=False):
        while at < len(zones) and zones[at].start < turn.start:
            heapq.heappush(holding, zones[at].end)
            at += 1
        while holding and holding[0] <= turn.start:
            heapq.heappop(holding)
        if holding:
            stop = min(stop, holding[0])
        while at < len(zones) and zones[at].start < stop:
            zone = zones[at]
            is_own = zone.start <= turn.name_span[0] < zone.end  # a heading or an item that is the label's own line
            if (zone.start > turn.start and zone.end > stop) or (zone.kind in _ENDS and not is_own):
                stop = zone.start
                break
            if is_own and zone.start == turn.start and zone.end > stop:
                heapq.heappush(holding, zone.end)  # it holds this turn and more
            at += 1
        while stop > turn.start and (text[stop - 1].isspace() or times.get(stop, -1) > turn.name_span[1]):
            stop = times[stop] if stop in times else stop - 1  # the time of the next cue is not spoken
        if stop > turn.name_span[1]:
            yield Zone(turn.start, stop, ZoneKind.UTTERANCE, turn.speaker)
