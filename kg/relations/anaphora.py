"""Whom a pronoun or a definite noun means: one answer, or none where several compete."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.records import EntityType
from kg.relations.scene import ARTIFACTS, ORGANIZATIONS, Party, Scene
from kg.relations.words import DEFINITES, PLAIN_MODIFIERS, TOPIC_NOUNS

_THINGS: Final = ARTIFACTS | ORGANIZATIONS | {EntityType.POLICY}
#: What each pronoun may stand for.
PRONOUNS: Final[dict[str, frozenset[EntityType]]] = {
    **dict.fromkeys(("it", "its", "itself"), _THINGS),
    **dict.fromkeys(("they", "them", "their"), ORGANIZATIONS),
    **dict.fromkeys(("he", "him", "his", "she", "her"), frozenset({EntityType.PERSON})),
}
FIRST_PERSON: Final = frozenset({"i", "me", "my", "myself"})
WE: Final = frozenset({"we", "us", "our"})
POINTERS: Final = frozenset({"this", "that", "these", "one"})


_OPENING: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s*)?(it|they|he|she|its|their|his|her)\b", re.IGNORECASE)


def opening(scene: Scene) -> tuple[Party, ...]:
    """Return what the pronoun at the head of a sentence stands for: the next sentence is likely about the same."""
    pronoun = _OPENING.match(scene.text, scene.start, scene.end)
    return of_pronoun(pronoun.group(1), scene, pronoun.start(1)) if pronoun is not None else ()


def of_pronoun(word: str, scene: Scene, before: int) -> tuple[Party, ...]:
    """Return what a pronoun may stand for: parties of one kind each, never two of a kind.

    ``before`` is the pronoun's offset in the document; only names before it compete.
    """
    word = word.lower()
    if word in FIRST_PERSON:
        return (scene.first_person,) if scene.first_person is not None else ()
    kinds = PRONOUNS.get(word)
    if kinds is None:
        return (scene.topic,) if word in POINTERS and scene.topic is not None else ()
    return _unrivalled(kinds, scene, before)


def of_definite(noun: str, modifiers: Iterable[str], scene: Scene, before: int) -> tuple[Party, ...]:
    """Return what "the NOUN" may stand for, if its modifiers leave the meaning alone."""
    noun = noun.lower()
    if not all(modifier.lower() in PLAIN_MODIFIERS for modifier in modifiers):
        return ()
    if noun in TOPIC_NOUNS and scene.topic is not None:
        return (scene.topic.inherited(),)
    kinds = DEFINITES.get(noun)
    if kinds is None:
        return ()
    named = any(p.type in kinds and p.span is not None and p.span[1] <= before for p in scene.parties)
    about = tuple(p for p in scene.theme if p.type in kinds and p.type in ARTIFACTS)
    return about if about and not named else _unrivalled(kinds, scene, before)


def of_kind(kinds: frozenset[EntityType], scene: Scene, before: int) -> tuple[Party, ...]:
    """Return the only party of these kinds that is near, one of each kind."""
    return _unrivalled(kinds, scene, before)


def _unrivalled(kinds: frozenset[EntityType], scene: Scene, before: int) -> tuple[Party, ...]:
    if scene.topic is not None and scene.topic.type in kinds:
        return (scene.topic.inherited(),)
    near = tuple(p for p in scene.parties if p.span is not None and p.span[1] <= before)
    answers: dict[str, dict[str, Party]] = {}
    for sentence in (near, scene.lead, *reversed(scene.window), scene.theme):  # the nearest that names one of a kind decides
        settled = frozenset(answers)
        if sentence is scene.theme and any(len(same) == 1 for group, same in answers.items() if group in ARTIFACTS):
            sentence = tuple(p for p in sentence if p.type not in ARTIFACTS)  # what was just named comes before the title
        for party in sentence:
            if party.type in kinds and _group(party) not in settled:
                answers.setdefault(_group(party), {})[party.referent] = party
    return tuple(next(iter(same.values())).inherited() for same in answers.values() if len(same) == 1)


def _group(party: Party) -> str:
    """Name what competes for a pronoun: bodies with bodies, things with things of their kind."""
    return "organization" if party.type in ORGANIZATIONS else party.type
