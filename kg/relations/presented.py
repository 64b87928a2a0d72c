"""The one model that a text presents, whether its writers made it, and short names by size ("the 12B", "the Mini")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.records import EntityType, Way
from kg.relations.scene import ORGANIZATIONS, Party

#: Where a text says what it presents; what is announced further down is one thing among others.
_FIRST_LINES: Final = 1_500
_TITLE: Final = 120

_ANNOUNCING: Final = re.compile(
    r"(?:^|[.:!?\n]\s*|#\s*)(?:introducing|announcing|presenting|releasing|meet|launching|model card(?:\s+for)?"
    r"|technical report)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_WE: Final = r"\bwe(?:['’](?:re|ve|ll)| are| have)?\b"
_PUTTING_OUT: Final = (
    r"(?:releas|introduc|announc|open-?sourc|present|launch|unveil|publish|shar|contribut|upgrad|train|built|build|develop|creat|debut"
    r"|put out|giving|bring)\w*"
)
_OURS_BEFORE: Final = re.compile(
    rf"(?:{_WE}[^.!?;\n]{{0,60}}?\b{_PUTTING_OUT}\s+(?:\w+\s+(?:it\s+)?and\s+[\w-]+\s+)?"
    r"|\bour\s+(?:new|newest|latest|first|second|third|fourth|own|next|flagship|open|most\s+\w+|largest|smallest|strongest)\s+)"
    r"(?:(?!(?:of|for|with|on|to|from|that|why|how|what)\b)[\w-]+,?\s+){0,5}[\"“*_]*$",
    re.IGNORECASE,
)
_OURS_AFTER: Final = re.compile(
    rf"[\"”*_]*(?:\s+(?:models?|series|family))?,\s+(?:our\b|{_WE}[^.!?;\n]{{0,40}}?\b{_PUTTING_OUT})", re.IGNORECASE
)

_MADE_BY: Final = re.compile(
    r"\s+(?:is|are)\s+(?:an?|the)\s[^.!?;\n]{0,60}?\b(?:from|by|of)\s+(?:the\s+)?|,?\s+(?:from|by)\s+(?:the\s+)?", re.IGNORECASE
)
_SHORT: Final = re.compile(
    r"\b(?P<article>[Tt]he|[Oo]ur|[Ii]ts)\s+(?:(?:new|smaller|larger|small|large|flagship|dense)\s+)?"
    r"(?P<size>\d+(?:\.\d+)?[Bb]|Nano|Micro|Tiny|Mini|Lite|Small|Medium|Large|Flash|Pro|Max|Ultra)\b"
    r"(?P<noun>[\s-]+(?:models?|versions?|variants?|checkpoints?|one)\b)?"
    r"(?![-+]|\.\d|\s*(?:presets?\b|reasoner\b|param|tokens?\b|active\b|class\b|alternative|rival|competitor|scale\b|sized?\b|range\b|budget|question|valuation|user"
    r"|market|round\b|deal\b|plan\b|tier\b|subscri|account|context|and\s+\d|or\s+\d|to\s+\d|[A-Z]\w*\s+(?:of|for)\b))"
)
_SIZES: Final = re.compile(r"(?<![^\W_])\d+(?:\.\d+)?b(?![^\W_])|(?<![^\W\d_])[a-z]+(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Presented:
    """What a text is about: the model in its title, and whether those who write "we" made it."""

    model: Party | None = None
    ours: Party | None = None


def presented(text: str, parties: Sequence[Party], theme: Sequence[Party]) -> Presented:
    """Return the one model that the title names, else the one that the first lines put out as the writers' own.

    ``theme`` is what the title names, one thing of each kind (`kg.relations.patterns.structure.Layout`).
    """
    models = [p for p in parties if p.type is EntityType.MODEL]
    model = next((p for p in theme if p.type is EntityType.MODEL), None)
    own: dict[str, Party] = {}
    for party in models:
        if party.span is None or party.span[0] >= _FIRST_LINES:
            break
        if (model is None or party.referent == model.referent) and _is_ours(text, party):
            own.setdefault(party.referent, party.inherited(Way.WRITERS))
    if model is not None:
        others = Counter(p.referent for p in models if not _belongs(p, model) and not _belongs(model, p))
        leads = _share(model, models) >= max(others.values(), default=0)
        return Presented(model.inherited(Way.TITLE), model.inherited(Way.WRITERS) if own and leads else None)
    ours = next(iter(own.values())) if len(own) == 1 else None
    if ours is None or 2 * _share(ours, models) < len(models):
        return Presented()
    return Presented(ours, ours)


def _share(model: Party, models: Sequence[Party]) -> int:
    """Return how often a model or one of its family is named."""
    return sum(_belongs(p, model) for p in models)


def _belongs(member: Party, family: Party) -> bool:
    longer, shorter = (p.label.lower().replace("-", " ").replace("_", " ") for p in (member, family))
    return member.referent == family.referent or longer.startswith(shorter)


def maker_of_ours(text: str, parties: Sequence[Party], shown: Presented) -> Party | None:
    """Return the body that the first lines name as the maker of the writers' own model ("X is a family of models from Y")."""
    if shown.ours is None:
        return None
    ends = [p.span[1] for p in parties if p.span is not None and p.referent == shown.ours.referent and p.span[1] < _FIRST_LINES]
    for party in parties:
        if party.span is not None and party.type in ORGANIZATIONS and party.span[0] < _FIRST_LINES:
            end = max((e for e in ends if e < party.span[0]), default=None)
            if end is not None and _MADE_BY.fullmatch(text, end, party.span[0]):
                return party.inherited(Way.WRITERS)
    return None


def _is_ours(text: str, party: Party) -> bool:
    start, end = party.span or (0, 0)
    before = text[max(0, start - 110) : start]
    if _OURS_BEFORE.search(before) or _OURS_AFTER.match(text, end):
        return True
    return start < _TITLE and _ANNOUNCING.search(text[:start]) is not None


def with_short_names(text: str, parties: Sequence[Party], shown: Presented) -> list[Party]:
    """Return the parties and, in the order of the text, those that are named by their size alone.

    "The 12B" is the only model of the text whose name says so (of the presented family, where several do); a size that no
    name holds is one of the model that the title names.
    """
    added = {p.span: p for p in _short_names(text, parties, shown)}
    if not added:
        return list(parties)
    kept = [p for p in parties if p.span not in added]
    return sorted((*kept, *added.values()), key=lambda p: p.span or (0, 0))


def _short_names(text: str, parties: Sequence[Party], shown: Presented) -> Iterator[Party]:
    models = [p for p in parties if p.type is EntityType.MODEL and p.span is not None]
    if not models:
        return
    taken = [p for p in parties if p.span is not None]
    for mark in _SHORT.finditer(text):
        start, end = mark.span("size")
        at = [p for p in taken if p.span is not None and p.span[0] < end and start < p.span[1]]
        if any(p.span != (start, end) or p.type is EntityType.MODEL for p in at):
            continue  # a word that alone names something else ("Medium") gives way to the size
        size = mark.group("size").lower()
        found = _sized(models, size, start, shown)
        by_number = size[0].isdigit()
        if found is None and by_number and not at and (mark.group("noun") or mark.group("article").lower() == "our"):
            # "the 405B model" of the family in the title; "our 3B model" of one that the writers made
            found = shown.ours if mark.group("article").lower() == "our" else shown.model
        named_next = any(end <= (p.span or (0, 0))[0] <= mark.end() + 3 for p in models)  # "the 24B version, Skua-2-24B, ..."
        if found is not None and not named_next:
            yield Party(found.referent, found.label, found.type, found.class_id, (start, end))


def _sized(models: Sequence[Party], size: str, before: int, shown: Presented) -> Party | None:
    """Return the only model, named so far or else at all, with a size in its name, of the presented family where several are."""
    sized = [p for p in models if size in _sizes_of(p.label)]
    found = {p.referent: p for p in sized if (p.span or (0, 0))[0] < before} or {p.referent: p for p in sized}
    if len(found) > 1 and shown.model is not None:
        found = {r: p for r, p in found.items() if _belongs(p, shown.model)}
    return next(iter(found.values())) if len(found) == 1 else None


def _sizes_of(label: str) -> list[str]:
    """Return the numbers of parameters in a name, and its last word."""
    words = _SIZES.findall(label.lower().replace("-", " ").replace("_", " "))
    numbers = [word for word in words if word[0].isdigit()]
    return [*numbers, *words[-1:]]
