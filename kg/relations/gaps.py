"""What is left out because it was just said: "A publishes X, B a Y", "A scored 74 on X and B 77", "and so does B"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from kg.records import EntityType, Polarity
from kg.relations.rules import Rule
from kg.relations.scene import ORGANIZATIONS, Found, Party, Scene, Standing

_FIRST_GAP: Final = re.compile(r"[^.;!?]{0,40}?[,;]\s+(?:(?:and|while|but)\s+)?(?:the\s+)?", re.IGNORECASE)
_SECOND_GAP: Final = re.compile(
    r",?\s+(?:an?|the|its|their|(?:with|on|from|to|for|under|at|by)(?:\s+(?:an?|the|its|their))?)\s+[\"“]?(?:[\w-]+\s+){0,2}?",
    re.IGNORECASE,
)
_BEFORE_SCORE: Final = re.compile(
    r"(?:,|;|\band|\bbefore|\bwhile|\bversus|\bvs\.?|\bto|\bagainst|\babove|\bbelow|\bof|^)[\s*]*(?:the\s+)?$"
)
_SCORE: Final = re.compile(
    r"[\s|:]+\(?(?:(?:at|with|got|gets|scored|scores|reached|reaches|had|has|closed|solved|solves|managed|hit|hits|achieved|achieves"
    r"|posted|posts|landed|lands|only|just|about|around|roughly)\s+){0,2}"
    r"~?\d[\d.]*(?:\s*(?:%|per\s?cent|points?))?(?=[\s,;.)]*(?:[,;.)]|$|\b(?:and|or|while|before|but)\b))",
    re.IGNORECASE,
)
_MORE_SCORES: Final = re.compile(
    r"(?:\s*\([^()]*\))?[,;]?\s+(?:and\s+|but\s+|then\s+)?(?:only\s+|just\s+)?"
    r"(?:\d[\d.]*\s*(?:%|per\s?cent|points?)?|first|second|third|fourth|fifth|last)\s+(?:place\s+)?(?:on|in|at|for)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_TOO: Final = re.compile(
    r"\s+(?:did|does|do|has|have|is|are|was|were|will)\s+(?:too|as well|likewise|the same|so)\b", re.IGNORECASE
)
_NOT: Final = re.compile(r"\s+(?:did|does|do|has|have|is|are|was|were|will)(?:\s+not|n['’]t)\s*(?=[,.;]|$)", re.IGNORECASE)
_BEFORE_NOT: Final = re.compile(r"[^.;:!?]{0,40}?[,;]\s+(?:(?:but|while|and|though)\s+)?(?:the\s+)?", re.IGNORECASE)
_ALSO: Final = re.compile(
    r"(?:,|;)?\s+(?:and\s+so|as|so)\s+(?:is|are|was|were|does|do|did|has|have)\s+(?:the\s+)?", re.IGNORECASE
)
_THEN: Final = re.compile(r"[,;]?\s+(?:(?:and|while|but)\s+)?(?:the\s+)?", re.IGNORECASE)
_NEXT_WITH_SCORE: Final = re.compile(
    r"[\s|:(]+(?:at\s+|with\s+)?\d[\d.]*(?:\s*(?:%|per\s?cent|points?))?\)?,?\s+(?:and\s+)?(?:the\s+)?", re.IGNORECASE
)
_VERSUS: Final = re.compile(r",?\s+\(?(?:vs\.?|versus|against|compared\s+(?:to|with))\s+(?:the\s+)?", re.IGNORECASE)
_VERSUS_FOR: Final = re.compile(_VERSUS.pattern + r"\d[\d.]*\s*(?:%|points?)?\s+(?:for|by|from|of)\s+(?:the\s+)?", re.IGNORECASE)
_OWN_FIGURE: Final = re.compile(r"['’]s\s+(?:[a-z]+\s+)?\d|\s+at\s+\d|\s+\(\d")
#: Before a name: the figure it is set against another with ("against 81.0 for X and 90.2 for the larger Y").
_FIGURE_FOR: Final = re.compile(
    r"\b(?:vs\.?|versus|against|compared\s+(?:to|with)|and|to)\s+(?:only\s+|just\s+)?\d[\d.]*\s*(?:%|points?|per\s?cent)?\s+(?:for|by|from)"
    r"\s+(?:the\s+)?(?:(?:much\s+|far\s+)?(?:larger|smaller|bigger|older|newer|closed|open)\s+)?$",
    re.IGNORECASE,
)
_SET_AGAINST: Final = re.compile(r"\b(?:vs\.?|versus|against|compared\s+(?:to|with))\s+(?:the\s+)?$", re.IGNORECASE)
#: After a benchmark: the figures of both that were compared.
_TWO_FIGURES: Final = re.compile(r"\s*\(\d[\d.,]*\s*%?\s*(?:vs\.?|versus|against|to|over|–|-)\s*\d[\d.,]*\s*%?\)", re.IGNORECASE)
_ITS_PURPOSE: Final = re.compile(r"\s+for\s+(?:[\w-]+\s+){0,4}[\w-]+(?:,|,?\s+and)\s+(?:the\s+)?", re.IGNORECASE)
_FOR: Final = re.compile(r"\s+for\s")
_NO_STEP: Final = 40


def fill(scene: Scene, found: Sequence[Found], compared: Sequence[Rule] = ()) -> Iterator[Found]:
    """Yield the statements that a sentence leaves out after those found in it.

    ``compared`` are the rules for two things whose figures stand in one sentence.
    """
    if len(scene.parties) < 3:
        return
    places = {p.span: i for i, p in enumerate(scene.parties) if p.span is not None}
    for one in found[:_NO_STEP]:
        ends = [places[p.span] for p in (one.subject, one.object) if p.span in places]
        if not ends:
            continue
        if len(ends) == 2:
            yield from _pairs(scene, one, max(ends))
            yield from _more_rivals(scene, one)
        if one.object.type is EntityType.BENCHMARK:
            others = list(_scores(scene, one))
            yield from others
            if len(others) == 1 and one.trigger is not None:  # in a table of figures none is set against another
                yield from (Found(rule.id, one.subject, others[0].subject, one.standing) for rule in compared)
            for rival in _set_against(scene, one):
                yield Found(one.rule, rival, one.object, one.standing)
                yield from (Found(rule.id, one.subject, rival, one.standing) for rule in compared)
            yield from (Found(one.rule, other, one.object, one.standing) for other in _other_figures(scene, one))
            yield from _more_scores(scene, one)
            yield from _both_figures(scene, one)
        yield from _for_each(scene, one, max(ends))
        yield from _also(scene, one, max(ends))
        yield from _but_not(scene, one, max(ends))


def _pairs(scene: Scene, one: Found, last: int) -> Iterator[Found]:
    """``A publishes X, B a Y and C a Z``."""
    forward = one.subject.span is not None and one.object.span is not None and one.subject.span < one.object.span
    kinds = (one.subject.type, one.object.type) if forward else (one.object.type, one.subject.type)
    if kinds[0] is kinds[1]:
        return
    at = last
    while at + 2 < len(scene.parties):
        left, right = scene.parties[at + 1], scene.parties[at + 2]
        if (left.type, right.type) != kinds:
            return
        if not _between(scene, at, _FIRST_GAP) or not _between(scene, at + 1, _SECOND_GAP):
            return
        yield Found(one.rule, left, right, one.standing) if forward else Found(one.rule, right, left, one.standing)
        at += 2


def _between(scene: Scene, place: int, pattern: re.Pattern[str]) -> bool:
    left, right = scene.parties[place].span, scene.parties[place + 1].span
    return left is not None and right is not None and pattern.fullmatch(scene.text, left[1], right[0]) is not None


def _scores(scene: Scene, one: Found) -> Iterator[Found]:
    """``A scored 74 on X and B 77``: whoever has a figure was tested as well."""
    if sum(p.type is EntityType.BENCHMARK for p in scene.parties) > 1:
        return
    for party in scene.parties:
        if party.type is not one.subject.type or party.span is None or party.referent == one.subject.referent:
            continue
        before = scene.text[max(scene.start, party.span[0] - 16) : party.span[0]]
        if _SCORE.match(scene.text, party.span[1], scene.end) and _BEFORE_SCORE.search(before):
            yield Found(one.rule, party, one.object, one.standing)


def _set_against(scene: Scene, one: Found) -> Iterator[Party]:
    """``A gets 91 on X (vs. 88 for B)``, ``A hits 62 on X, against B's 60``."""
    last = one.object.span
    for party in scene.parties:
        if last is None or party.span is None or party.span[0] < last[1]:
            continue
        between, following = scene.text[last[1] : party.span[0]], scene.text[party.span[1] : min(scene.end, party.span[1] + 12)]
        alike = party.type is one.subject.type and party.referent != one.subject.referent
        if alike and (_VERSUS_FOR.fullmatch(between) or (_VERSUS.fullmatch(between) and _OWN_FIGURE.match(following))):
            yield party
        return


def _other_figures(scene: Scene, one: Found) -> Iterator[Party]:
    """``On X A gets 88, against 81.0 for B and 90.2 for C``, ``... compared with B's 81``."""
    for party in scene.parties:
        if party.span is None or party.type is not one.subject.type or party.referent == one.subject.referent:
            continue
        tests = [p for p in scene.parties if p.type is EntityType.BENCHMARK and p.span is not None and p.span < party.span]
        if not tests or tests[-1].span != one.object.span:
            continue
        before = scene.text[max(scene.start, party.span[0] - 60) : party.span[0]]
        following = scene.text[party.span[1] : min(scene.end, party.span[1] + 16)]
        if _FIGURE_FOR.search(before) or (_SET_AGAINST.search(before) and _OWN_FIGURE.match(following)):
            yield party


def _more_scores(scene: Scene, one: Found) -> Iterator[Found]:
    """``A hits 71 % on X, 12 % on Y``: the further figures are of the same thing."""
    last = one.object.span
    for party in scene.parties:
        if last is None or party.span is None or party.span[0] < last[1] or party.type is not EntityType.BENCHMARK:
            continue
        if _MORE_SCORES.fullmatch(scene.text, last[1], party.span[0]) is None:
            return
        yield Found(one.rule, one.subject, party, one.standing)
        last = party.span


def _both_figures(scene: Scene, one: Found) -> Iterator[Found]:
    """``A beats B on X (61 vs. 58)``: both were tested."""
    end = one.object.span[1] if one.object.span is not None else scene.end
    others = {p.referent: p for p in scene.parties if p.type is one.subject.type and p.referent != one.subject.referent}
    if len(others) == 1 and _TWO_FIGURES.match(scene.text, end, scene.end):
        yield from (Found(one.rule, other, one.object, one.standing) for other in others.values())


def _for_each(scene: Scene, one: Found, last: int) -> Iterator[Found]:
    """``A uses X for training, Y for data and Z for tests``: each thing with a purpose of its own."""
    for left, right in pairwise(scene.parties[last:]):
        if left.span is None or right.span is None or right.type is not one.object.type or scene.parties[last] != one.object:
            return
        if not _ITS_PURPOSE.fullmatch(scene.text, left.span[1], right.span[0]) or not _FOR.match(scene.text, right.span[1]):
            return
        yield Found(one.rule, one.subject, right, one.standing)


def _more_rivals(scene: Scene, one: Found) -> Iterator[Found]:
    """``A comes ahead of B at 79.0 and C at 61.2``: each with a figure of its own."""
    last = one.object.span
    if one.subject.type is not one.object.type or last is None or (one.subject.span or last) > last:
        return
    for party in scene.parties:
        if party.span is None or party.span[0] < last[1]:
            continue
        alike = party.type is one.object.type and party.referent != one.subject.referent
        if not alike or _NEXT_WITH_SCORE.fullmatch(scene.text, last[1], party.span[0]) is None:
            return
        if not _SCORE.match(scene.text, party.span[1], scene.end):
            return
        yield Found(one.rule, one.subject, party, one.standing)
        last = party.span


def _but_not(scene: Scene, one: Found, last: int) -> Iterator[Found]:
    """``A signed it, B did not``."""
    if last + 1 >= len(scene.parties) or one.standing.polarity is Polarity.DENIED:
        return
    before, party = scene.parties[last].span, scene.parties[last + 1]
    if before is None or party.span is None or not _BEFORE_NOT.fullmatch(scene.text, before[1], party.span[0]):
        return
    if _are_alike(party, one.subject) and _NOT.match(scene.text, party.span[1], scene.end):
        denied = Standing(Polarity.DENIED, one.standing.modality, one.standing.holder)
        yield Found(one.rule, party, one.object, denied)


def _are_alike(one: Party, other: Party) -> bool:
    return one.type is other.type or {one.type, other.type} <= ORGANIZATIONS


def _also(scene: Scene, one: Found, last: int) -> Iterator[Found]:
    """``A was built on X, and so was B``; ``A endorsed X, and B did too``."""
    if last + 1 < len(scene.parties):
        party, ended = scene.parties[last + 1], scene.parties[last].span
        plain = party.span is not None and ended is not None and _THEN.fullmatch(scene.text, ended[1], party.span[0])
        if plain and _are_alike(party, one.subject) and party.span and _TOO.match(scene.text, party.span[1], scene.end):
            yield Found(one.rule, party, one.object, one.standing)
    for place in (last, last + 1):
        if place + 1 >= len(scene.parties):
            return
        party = scene.parties[place + 1]
        if party.span is None:
            return
        left = scene.parties[last].span
        if party.type is not one.subject.type:
            continue  # "and so does Google's Gemma": the owner stands between
        said = _ALSO.search(scene.text, left[1] if left is not None else scene.start, party.span[0])
        owner = scene.parties[place].span if place > last else None
        if said is not None and said.end() in (party.span[0], owner[0] if owner is not None else -1):
            if party.referent != one.subject.referent:
                yield Found(one.rule, party, one.object, one.standing)
            return
