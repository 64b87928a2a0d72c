"""A name typed by a person to an entity of the graph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from kg.errors import LookupFailed
from kg.records import Entity, KnowledgeGraph, Node

How = Literal["exact", "prefix", "word", "fuzzy"]

#: The least likeness (difflib's ratio) of a fuzzy hit.
FUZZY_FROM: Final = 0.72
#: How many entities a failed look-up suggests.
SUGGESTIONS: Final = 5

#: What separates the parts of a name: all but letters, digits, the dot within a number, and what tells `R+` from `R`.
_SEPARATORS: Final = re.compile(r"[^\w.+#]+|_+|(?<!\d)\.|\.(?!\d)")
#: What tells a label apart from another of the same name.
_TOLD_APART: Final = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity found by a search."""

    entity: Entity
    name: str  #: the name of it that fits
    how: How
    score: float  #: 0 to 1


def fold(name: str) -> str:
    """Return a name without case and separators: "gpt 5.4" and "GPT-5.4" are one, "GPT-54" is another."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).casefold())


def names_of(entity: Entity) -> Iterator[str]:
    """Yield all names of an entity, the preferred one first, the id last."""
    yield entity.label
    yield from entity.aliases
    yield from entity.hidden
    yield entity.id


def find(graph: KnowledgeGraph, name: str) -> Entity:
    """Return the one entity that a name stands for: its id, else its label or an alias, else a hidden label.

    An id may be written with its prefix (``aig:gpt-5.4``), and a former one stands for the entity that took its place.
    A label that tells two things of one name apart ("Windsurf (company)") is also meant without its bracket where the
    graph has only that one. Case and separators do not matter for the names. Raises LookupFailed with ``id (Type)`` of
    the candidates: all that share the name, or the nearest ones to an unknown name.
    """
    found = called(graph, name)
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupFailed(name, "stands for several entities", tuple(map(_named, found)))
    if clusters := unknown(graph, name):
        times = sum(m.cluster in clusters for m in graph.mentions)
        said = f"is named {times:,} {'time' if times == 1 else 'times'}, but no record says what it is"
        raise LookupFailed(name, f"{said}: kg quotes prints where, kg ontology review makes one")
    near = search(graph, name.strip(), SUGGESTIONS)
    raise LookupFailed(name, "is not in the graph", tuple(_named(hit.entity) for hit in near))


def unknown(graph: KnowledgeGraph, name: str) -> tuple[str, ...]:
    """Return the clusters of what the documents call so and the ontology does not know, sorted."""
    folded = fold(name)
    if not folded:
        return ()
    return tuple(sorted({m.cluster for m in graph.mentions if m.cluster and m.entity is None and fold(m.label) == folded}))


def called(graph: KnowledgeGraph, name: str) -> list[Entity]:
    """Return the entities that `find` would choose among: one, several of one name, or none."""
    wanted = name.strip()
    plain_id = wanted.removeprefix("aig:")
    plain_id = dict(graph.redirects).get(plain_id, plain_id)
    for node in graph.nodes:
        if node.entity.id == plain_id:
            return [node.entity]
    folded = fold(wanted)
    if not folded:
        return []
    shown = [n.entity for n in graph.nodes if folded in map(fold, (n.entity.label, *n.entity.aliases))]
    told_apart = _TOLD_APART.sub
    return (
        shown
        or [n.entity for n in graph.nodes if folded == fold(told_apart("", n.entity.label))]
        or [n.entity for n in graph.nodes if folded in map(fold, n.entity.hidden)]
    )


def search(graph: KnowledgeGraph, text: str, limit: int | None = 20) -> list[Hit]:
    """Return the entities one of whose names is the text, begins with it, has a word that does, or is like it.

    Best first: in this order of ways, then by likeness, then by mentions, then by label.
    """
    wanted = fold(text)
    if not wanted:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    hits = [(hit, node) for node in graph.nodes if (hit := _hit(node, wanted, matcher)) is not None]
    hits.sort(key=lambda h: (-h[0].score, -h[1].mentions, h[0].entity.label.casefold(), h[0].entity.id))
    return [hit for hit, _ in hits[:limit]]


def _hit(node: Node, wanted: str, matcher: SequenceMatcher[str]) -> Hit | None:
    best: Hit | None = None
    for name in names_of(node.entity):
        how, score = _fit(name, wanted, matcher)
        if score and (best is None or score > best.score):
            best = Hit(node.entity, name, how, score)
    return best


def _fit(name: str, wanted: str, matcher: SequenceMatcher[str]) -> tuple[How, float]:
    folded = fold(name)
    if not folded:
        return "fuzzy", 0.0
    if folded == wanted:
        return "exact", 1.0
    if folded.startswith(wanted):
        return "prefix", 0.9
    words = _SEPARATORS.split(unicodedata.normalize("NFKC", name).casefold())
    if any(fold("".join(words[at:])).startswith(wanted) for at in range(1, len(words))):
        return "word", 0.8
    matcher.set_seq1(folded)
    # The two quick bounds save nine tenths of the work.
    if matcher.real_quick_ratio() < FUZZY_FROM or matcher.quick_ratio() < FUZZY_FROM:
        return "fuzzy", 0.0
    ratio = matcher.ratio()
    return "fuzzy", round(0.79 * ratio, 4) if ratio >= FUZZY_FROM else 0.0


def _named(entity: Entity) -> str:
    return f"{entity.id} ({entity.type.value})"
