"""Names that a hyphen joins to what stands beside them: part of a longer name, or a name with a prefix.

"non-OpenAI" and "ex-Google" hold the name; "Latam-GPT", "ticket-qwen-2b" and "NS-ISO/IEC 27001" are names of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kg.linking.ground.grammar import CAPITAL, Grammar
from kg.linking.ground.surfaces import Candidate, Reading
from kg.linking.listed.candidates import COMPOUND_TAIL
from kg.records import EntityType

_HYPHENS: Final = "-\u2010\u2011"
_BESIDE: Final = tuple(_HYPHENS)
#: What English sets before a name with a hyphen; the name stays what it is.
_PREFIXES: Final = frozenset(
    "non ex pre post anti pro mid semi quasi near all multi inter intra cross sub co un self pan neo trans mini ultra super "
    "late early then now still once former current future onetime old new first second third big small single dual two three "
    "us uk eu un uae g7 via per by vs and or".split()
)
_TOKEN_BEFORE: Final = re.compile(r"(?<![\w./@])[\w.]+(?:[-\u2010\u2011][\w.]+)*$")
_CAPITAL_AFTER: Final = re.compile(
    rf"[-\u2010\u2011][{CAPITAL}][^\W\d_]+(?:[-\u2010\u2011][{CAPITAL}\d][\w.]*\w|[-\u2010\u2011][{CAPITAL}])*(?![\w-])"
)
_MODEL: Final = EntityType.MODEL  # looked up once: reading a member of an enumeration takes longer than comparing it
_PERSON: Final = EntityType.PERSON
#: Kinds whose names others are formed from. Firms and people joined by a hyphen are two parties ("the Arm-Intel deal").
_FORMS_NAMES: Final = (EntityType.MODEL, EntityType.POLICY, EntityType.BENCHMARK, EntityType.DATASET, EntityType.PERSON)
#: Kinds whose names go on behind a hyphen: "OLMo-Candid", "MMLU-Brief".
_GROWS: Final = (EntityType.MODEL, EntityType.BENCHMARK, EntityType.DATASET)
#: An id's part before the hyphen is no longer than this, in code points.
_REACH: Final = 60


def whole(found: Iterable[Candidate], text: str, grammar: Grammar) -> list[Candidate]:
    """Return the candidates, with those that are parts of a hyphenated name replaced by the whole name.

    A maker's name before the hyphen joins the span ("NVIDIA-Nemotron-3"); what it stands for stays.
    """
    candidates = list(found)
    beside = [c for c in candidates if text[c.end : c.end + 1] in _BESIDE]
    behind = {c.start for c in candidates if c.start > 1 and text[c.start - 1] in _HYPHENS}
    if not beside and not behind:
        return candidates
    ends = {c.end: c for c in beside}
    makers = {c.end: c for c in beside if any(r.type in (EntityType.LAB, EntityType.ORGANIZATION) for r in c.readings)}
    starts = {c.start for c in candidates}
    heads = {c.start for c in beside}
    longest: dict[int, int] = {}
    for c in candidates:
        if c.start in heads:
            longest[c.start] = max(c.end, longest.get(c.start, 0))
    kept: list[Candidate] = []
    for c in candidates:
        if c.start not in behind and c.end not in ends:
            kept.append(c)  # most names have no hyphen beside them
            continue
        kind = c.readings[0].type
        if c.start in behind and kind in _FORMS_NAMES and text[c.start - 2].isalnum():
            kept += _after_hyphen(c, text, grammar, ends, makers)
            continue
        kept.append(c)
        if c.end in ends and kind in _GROWS and longest[c.start] == c.end and not c.readings[0].context:
            kept += _before_hyphen(c, text, starts)
    return kept


def _after_hyphen(
    c: Candidate, text: str, grammar: Grammar, ends: dict[int, Candidate], makers: dict[int, Candidate]
) -> list[Candidate]:
    hyphen = c.start - 1
    maker = makers.get(hyphen)
    first = c.readings[0]
    if maker is not None and first.type is _MODEL and first.versioned and not text[c.start : c.end].count(" "):
        return [c, Candidate(maker.start, c.end, (replace(first, name=text[maker.start : c.end]),))]
    before = _TOKEN_BEFORE.search(text, max(0, hyphen - _REACH), hyphen)
    if hyphen in ends or before is None:
        return [c]
    prefix = before.group()
    last = re.split(rf"[{_HYPHENS}]", prefix)[-1]
    surface = text[c.start : c.end]
    test = first.type in (EntityType.BENCHMARK, EntityType.DATASET)  # "Turkish-MMLU" is another test than MMLU
    if last.lower() in _PREFIXES or ((grammar.is_place(prefix) or prefix in grammar.techniques) and not test):
        return [c]
    if not prefix[0].isupper() and (any(ch.isupper() for ch in surface) or not any(ch.isdigit() for ch in surface)):
        return [c]
    if prefix[0].isdigit():
        return [c]
    name = text[before.start() : c.end]
    if first.type is _PERSON or (first.context and surface.istitle()):
        return []  # a first name of two parts, or a word: that it is joined says only that it is not this name
    return [Candidate(before.start(), c.end, (_unknown(first, name),))]


def _unknown(like: Reading, name: str) -> Reading:
    return Reading(None, like.type, like.type.value, name, "unknown: joined to a known name", label=name)


def _before_hyphen(c: Candidate, text: str, starts: set[int]) -> list[Candidate]:
    """A family's name and a word of the model's own: "OLMo-Candid" is a version that no list has."""
    after = _CAPITAL_AFTER.match(text, c.end)
    if after is None or c.end + 1 in starts or COMPOUND_TAIL.match(after.group().lower()):
        return []
    name = text[c.start : after.end()]
    if any(ch.isspace() for ch in name):
        return []
    first = c.readings[0]
    if first.type is not _MODEL:
        return [Candidate(c.start, after.end(), (_unknown(first, name),))]
    above = first.entity or first.above
    reading = Reading(None, EntityType.MODEL, "Model", name, "version", label=name, above=above, versioned=True)
    return [Candidate(c.start, after.end(), (reading,))]
