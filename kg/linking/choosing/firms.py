"""Firms and their products of one name: which of them a text talks of, all places together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from kg.linking.choosing.readings import Look
from kg.linking.ground.signals import KIND_AT

_LAB_AT: Final = KIND_AT["lab"]
_PRODUCT_AT: Final = KIND_AT["product"]
#: So much more is said of the firm than of the product where it is plainly meant.
_PLAINLY: Final = 0.7


def acting(looks: Iterable[Look]) -> frozenset[str]:
    """Return, in lower case, the names that a firm shares with its product where the firm is plainly meant more often.

    One place that tells them apart says little; two and more tell of those that could be either.
    """
    told: Counter[str] = Counter()
    firms: Counter[str] = Counter()
    for one in looks:
        if one.face.namesake:
            name = one.candidate.readings[0].name.lower()
            favour = one.totals[_LAB_AT] - one.totals[_PRODUCT_AT]
            firms[name] += favour > _PLAINLY
            told[name] += favour > _PLAINLY or favour < 0
    return frozenset(name for name, count in firms.items() if count > 1 and 2 * count > told[name])
