"""What the places of a new name are like: whether models are talked of near them, and what known names stand beside them."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Final

from kg.linking.ground.company import Known
from kg.linking.unlisted.newnames import Seen

#: How far from a name, in code points.
_NEAR: Final = 120
#: So near stands a known name that is likely of the same matter, in code points.
_BESIDE: Final = 80
#: Opens the signals of the kinds of names that stand near, and are joined by nothing.
NEARBY: Final = "near "
_KINDS: Final = ("lab", "org", "model", "product", "benchmark", "dataset", "hardware", "policy", "person", "license")
_NEARBY_OF: Final = {kind: NEARBY + kind for kind in _KINDS}
#: What names show that stand in prose, and places do as well.
ALONE: Final = ("inside a sentence", "named again")
#: What joins a name to a known one before it, and to one behind it: "Meta's Demucs", "Kolibri from Huawei".
_BEFORE: Final = {"'s ": "owned by", "\u2019s ": "owned by", " ": "right behind"}
_BEHIND: Final = {
    "'s ": "owner of", "\u2019s ": "owner of", " ": "right before", " (": "with in brackets",
    " by ": "made by", ", by ": "made by", " from ": "made by", ", from ": "made by",
}  # fmt: skip


def setting(seen: Seen, folded: str, talk: Sequence[tuple[int, int]], known: Sequence[Known]) -> dict[str, int]:
    """Return the signals of what a name's places are like: inside sentences or at their heads, and beside what kinds."""
    held = _near_models(seen, talk)
    if seen.lone:
        held[ALONE[0]] = seen.lone
    if len(seen.places) > 1:
        held[ALONE[1]] = 1
    for start, end in seen.places:
        at = bisect.bisect_left(known, (start - _BESIDE, 0, ""))
        stop = end + _BESIDE
        near: set[str] = set()
        while at < len(known) and known[at][0] < stop:
            first, last, kind = known[at]
            at += 1
            near.add(_NEARBY_OF[kind])
            joint = _BEFORE.get(folded[last:start]) if last <= start else _BEHIND.get(folded[end:first])
            if joint is not None:
                near.add(f"{joint} {kind}")
        for signal in near:
            held[signal] = held.get(signal, 0) + 1
    return held


def _near_models(seen: Seen, talk: Sequence[tuple[int, int]]) -> dict[str, int]:
    """Return the signal of models that are talked of near at least half of the places of a name."""
    near = 0
    for start, end in seen.places:
        at = bisect.bisect_left(talk, (start - _NEAR, 0))
        while at < len(talk) and talk[at][0] < end + _NEAR:
            if talk[at][1] <= end + _NEAR:
                near += 1
                break
            at += 1
    return {"models near": 1} if 2 * near >= len(seen.places) else {}
