"""Where a model belongs: its family by its name, its developer by the family or the organization in its ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.ontology.generate.curated import Curated, family_of
from kg.ontology.generate.gathering import Group
from kg.ontology.grammar import LISTED_WORDS, VARIANT_WORDS

#: Words that make a variant in any family.
VARIANTS: Final = VARIANT_WORDS | LISTED_WORDS


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model belongs, as far as that is known."""

    family: str
    developers: tuple[str, ...]
    rest: tuple[str, ...]  #: tokens that the family's name does not account for
    spelled: bool  #: nothing but the family's own words follows its name
    sure: bool  #: the name is spelled wholly in the family's terms, or its own developer lists it


def place(group: Group, curated: Curated, words: Mapping[str, Collection[str]]) -> Place:
    """Return where a model belongs.

    A family's name at the head makes a member only when the developer's own ids say so or nothing but the family's own
    words follows; others build on it ("Llama 3 8B Lunaris"). Hosts are never asked.
    """
    said = sorted({e.organization for e in group.entries if e.organization})
    others = any(e.foreign for e in group.entries if not (e.organization or e.row.maker))
    owner = (said[0],) if len(said) == 1 and not others else ()
    found = family_of(group.tokens, curated.families.values())
    if found is None:
        return Place("", owner, group.tokens, spelled=False, sure=bool(owner))
    family, rest = found
    known = VARIANTS | family.variants | set(words.get(family.id, ()))
    spelled = all(t in known or any(c.isdigit() for c in t) for t in rest)
    if family.developers and any(curated.related(o, d) for o in said for d in family.developers):
        plainly = all(t in VARIANTS | family.variants or any(c.isdigit() for c in t) for t in rest)
        return Place(family.id, family.developers, rest, plainly, sure=True)
    bare = any(not e.foreign and not e.organization for e in group.entries)
    if spelled and (bare or len({e.identifier.org for e in group.entries}) > 2):
        return Place(family.id, family.developers, rest, spelled, sure=True)
    if not family.developers and spelled:
        return Place(family.id, owner, rest, spelled, sure=True)
    if spelled:  # a copy that somebody else serves or has trained further, under the family's own name
        return Place("", (), rest, spelled, sure=False)
    return Place("", owner, rest, spelled=False, sure=bool(owner))


def words_of_families(groups: Iterable[Group], curated: Curated) -> dict[str, set[str]]:
    """Return the words that each family's own developer uses in the names of its versions."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for entry in group.entries:
            match = family_of(entry.spelling.tokens, curated.families.values()) if entry.organization else None
            if match and any(curated.related(entry.organization, d) for d in match[0].developers):
                for family in (match[0].id, match[0].parent):
                    found[family].update(entry.spelling.words)
    return found
