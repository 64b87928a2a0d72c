"""In what company a name stands: names in one list are of one kind."""

from __future__ import annotations

import bisect
import operator
import re
from collections.abc import Sequence
from typing import Final

#: Names in one list stand nearer than this, in code points.
LIST_GAP: Final = 60

_GAP: Final = re.compile(r"(?:\s*(?:,|/|and|or|&|\+|vs\.?|,? ?etc\.?|[\w.']+(?: [\w.']+)?(?=,)))+\s*")

_END: Final = operator.itemgetter(1)
#: What a gap without a comma may begin with: a sign, and, or, vs, etc.
_JOINS: Final = frozenset("/&+aove")

Known = tuple[int, int, str]
"""Start and end of a name that is understood, and its kind (see `kg.linking.ground.signals.KINDS`)."""


def beside(folded: str, start: int, end: int, known: Sequence[Known]) -> list[str]:
    """Return the kinds of the known names in one list with a span, one for each.

    Between them stand nothing but commas, conjunctions and other items. ``known`` is sorted and without overlaps.
    """
    near: list[str] = []
    for at in range(bisect.bisect_left(known, start - LIST_GAP, key=_END), len(known)):
        low, high, kind = known[at]
        if low >= end + LIST_GAP:
            break
        if low < end and start < high:
            continue  # the name itself, or a part of it
        between = folded[high:start] if high <= start else folded[end:low]
        if len(between) < LIST_GAP and _is_list(between):
            near.append(kind)
    return near


def _is_list(between: str) -> bool:
    if "," not in between and between.lstrip()[:1] not in _JOINS:
        return False  # most gaps: the pattern would walk over their words first
    return _GAP.fullmatch(between) is not None
