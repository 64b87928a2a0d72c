"""What the ontology knows of who made what, held against what a sentence seems to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.records import Entity, EntityType
from kg.relations.rules import Rule
from kg.relations.scene import ORGANIZATIONS, Party


@dataclass(frozen=True, slots=True)
class Makers:
    """The known makers. Pure."""

    entities: Mapping[str, Entity]

    def tell_against(self, rule: Rule, artifact: Party, maker: Party, *, joint: bool) -> bool:
        """Return whether another maker is known, and the words do not outweigh it.

        What is known outweighs a pattern (`Rule.known`), a person, and words that name the thing by a pronoun; but not a
        sentence that names several makers together (``joint``), nor what a verb says of a thing outright.
        """
        if rule.predicate != "developed_by":
            return False
        if maker.type is EntityType.PERSON and self._by_body(artifact):
            return True  # "he wrote it" is said of something else, or of a part
        return (rule.known or artifact.span is None) and not joint and not self._may_have_made(artifact, maker)

    def allow_succession(self, later: Party, earlier: Party) -> bool:
        """Return False when the makers of both are known and have nothing to do with each other."""
        first, second = (self._upward(*self._known(party)) for party in (later, earlier))
        return not (first and second) or bool(first & second)

    def _known(self, artifact: Party) -> tuple[str, ...]:
        entity = self.entities.get(artifact.referent)
        return entity.fact("developed_by") if entity is not None else ()

    def _by_body(self, artifact: Party) -> bool:
        makers = (self.entities.get(maker) for maker in self._known(artifact))
        return any(maker is not None and maker.type in ORGANIZATIONS for maker in makers)

    def _may_have_made(self, artifact: Party, maker: Party) -> bool:
        """Return False when others are known to have made it and the maker is neither one of them nor a part of one."""
        known = self._known(artifact)
        return not known or bool(self._upward(maker.referent) & self._upward(*known))

    def _upward(self, *referents: str) -> set[str]:
        """Return the bodies and what they are parts of."""
        seen: set[str] = set()
        queue = list(referents)
        while queue:
            one = queue.pop()
            if one not in seen:
                seen.add(one)
                queue.extend(self.entities[one].fact("part_of") if one in self.entities else ())
        return seen
