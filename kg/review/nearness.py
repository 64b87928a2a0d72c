"""Which entities of the ontology a name may mean: those with names that are like it."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import Final

from kg.lookup import FUZZY_FROM, fold
from kg.ontology import Ontology
from kg.records import EntityType
from kg.review.items import Near

#: How many are suggested.
SUGGESTED: Final = 3
#: How many names with the most shared letter groups are compared in full.
_COMPARED: Final = 40


class Names:
    """All names of an ontology, by the groups of three letters in them."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._names = sorted({(fold(n.text), n.entity) for n in ontology.names})
        self._holding: dict[str, list[int]] = {}
        for at, (text, _) in enumerate(self._names):
            for group in _groups(text):
                self._holding.setdefault(group, []).append(at)

    def near(self, name: str, kind: EntityType | None = None) -> tuple[Near, ...]:
        """Return the entities with the most similar names, best first; of equals those of the given type."""
        wanted = fold(name)
        shared = Counter(at for group in _groups(wanted) for at in self._holding.get(group, ()))
        # Long names hold many groups: what counts is the share of both.
        first = sorted(shared, key=lambda at: (-2 * shared[at] / (len(self._names[at][0]) + len(wanted)), at))[:_COMPARED]
        matcher = SequenceMatcher(b=wanted, autojunk=False)
        best: dict[str, float] = {}
        for at in first:
            text, key = self._names[at]
            matcher.set_seq1(text)
            score = matcher.ratio()
            if score >= FUZZY_FROM:
                best[key] = max(score, best.get(key, 0.0))
        entities = self._ontology.entities
        order = sorted(best, key=lambda key: (-round(best[key], 3) - 0.1 * (entities[key].type is kind), key))
        return tuple(Near(key, entities[key].label, f"like it, {best[key]:.0%}") for key in order[:SUGGESTED])


def _groups(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
