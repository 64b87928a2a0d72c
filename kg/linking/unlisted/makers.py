"""Which unknown organizations train models: those that the document puts beside a model as its maker.

Decided at the end, when all models of a document are known; one place decides for all mentions of the name.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.linking.choosing.readings import Choice
from kg.records import EntityType

_MAKES: Final = re.compile(
    r"['’]s? |\b(?:train|pretrain|releas|launch|ship|publish|unveil|announc|open-sourc|built|build|develop|tune|introduc|debut"
    r"|make|made|put out|drop)"
)
_MADE_BY: Final = re.compile(
    r",? ?\(?(?:[a-z-]+ ){0,4}?(?:by|from|of)(?: the)?(?: [a-zA-Z-]+ (?:start-?up|lab|company|team))?,? "
)
_CALLED: Final = re.compile(
    r"(?:\b(?:AI|artificial[- ]intelligence|model|models|language|open[- ]weights?|frontier|voice|speech|robotics)[ -]"
    r"(?:lab|labs|startup|start-up|company|developer|maker|firm|unicorn|outfit)"
    r"|\b(?:a|an|the|our|its) (?:[a-z-]+ ){0,3}lab\b|\btrains? (?:its|their|models)\b)"
)
#: How far a model may stand from its maker, in code points.
REACH: Final = 60
_MODEL: Final = EntityType.MODEL  # looked up once: reading a member of an enumeration takes longer than comparing it
_FIRMS: Final = (EntityType.LAB, EntityType.ORGANIZATION)
#: What has products named after it, and the nouns that name them although bodies are called so, too.
_OWNERS: Final = (*_FIRMS, EntityType.MODEL, EntityType.PRODUCT)
_OFFERS: Final = frozenset(("cloud", "studio", "compute"))
_SURE_HEADS: Final = ("Labs", "Lab", "AI", "Superintelligence", "Laboratory", "Research")
#: Heads of which some name makers of models; an institute, an agency or a newspaper is taken for what its name says.
_OPEN_HEADS: Final = frozenset(
    "Works Studio Studios Systems Technologies Dynamics Robotics Industries Group Collective Initiative Project Networks".split()
)


def settle(text: str, chosen: Sequence[Choice]) -> list[Choice]:
    """Return the choices, unknown organizations typed Lab when the document makes them the maker of a model."""
    unknown = [c for c in chosen if c.reading.entity is None and c.reading.type in _FIRMS]
    if not unknown:
        return list(chosen)
    models = sorted([(c.start, c.end) for c in chosen if c.reading.type is _MODEL])
    makers = {_name(c) for c in unknown if _is_unknown(c) and _makes(text, c, models)}
    owners = {_name(c) for c in chosen if c.reading.type in _OWNERS}
    return [
        c
        if c.reading.entity is not None or c.reading.type not in _FIRMS  # as most
        else _offered(c, owners) or (_typed(c, makers) if _is_unknown(c) else c)
        for c in chosen
    ]


def _offered(c: Choice, owners: set[str]) -> Choice | None:
    """Return "Quillon Cloud" as a product where the text has Quillon as well, None where nothing says so."""
    if c.reading.entity is not None or c.reading.type is not EntityType.ORGANIZATION or "ends in" not in c.reading.kind:
        return None
    owner, _, head = _name(c).rpartition(" ")
    if head not in _OFFERS or owner not in owners:
        return None
    reading = replace(c.reading, type=EntityType.PRODUCT, class_id="Product", kind="unknown: what a firm sells")
    return c._replace(reading=reading)


def _is_unknown(c: Choice) -> bool:
    if c.reading.entity is not None or c.reading.type not in _FIRMS:
        return False
    return "ends in" not in c.reading.kind or _head(c) in _OPEN_HEADS or _head(c) in _SURE_HEADS


def _head(c: Choice) -> str:
    """Return the noun that says what kind of body it is; it need not end the name: "Panel on AI"."""
    told = c.reading.kind.rpartition("ends in ")[2] if "ends in " in c.reading.kind else ""
    return told or (c.reading.label or c.reading.name).split()[-1]


def _name(c: Choice) -> str:
    return (c.reading.label or c.reading.name).casefold()


def _typed(c: Choice, makers: set[str]) -> Choice:
    if "byline" in c.reading.kind or "hub id" in c.reading.kind or _head(c) in _SURE_HEADS or _name(c) in makers:
        kind = EntityType.LAB
    else:
        kind = c.reading.type if c.reading.confidence else EntityType.ORGANIZATION  # weighed names have been asked already
    return c if c.reading.type is kind else c._replace(reading=replace(c.reading, type=kind, class_id=kind.value))


def _makes(text: str, c: Choice, models: Sequence[tuple[int, int]]) -> bool:
    at = bisect.bisect_left(models, (c.end, 0))
    if at < len(models) and models[at][0] - c.end <= REACH:
        between = text[c.end : models[at][0]]
        if "\n" not in between and ". " not in between and _MAKES.search(between):
            return True
    if at and c.start - models[at - 1][1] <= REACH // 2:
        between = text[models[at - 1][1] : c.start]
        if "\n" not in between and _MADE_BY.fullmatch(between):
            return True
    return _CALLED.search(text[max(0, c.start - 30) : c.end + REACH]) is not None and "\n" not in text[c.start : c.end]
