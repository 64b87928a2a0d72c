"""What of the ontology the analysis of one document can depend on, as a hash. Pure.

A document is linked anew only when this hash has changed. So it has to hold everything that linking and relations may ask
the ontology while they work on the document; what it holds beyond that costs a needless look and no mistake.

- **Names**: every spelling that occurs in the text, with what it may stand for, and the variant words that occur in it.
- **Entities** that these names lead to, with the ids that were moved to them and the facts of what stands
  above them. Of a model the whole lattice counts (its family with all releases, and whatever family its
  names open with), since the version grammar can arrive at each of them.
- **Links that people ruled out**, where the surface occurs in the text.
- **People** by the names of the authors, the speakers and the holders of quotations, which need not stand in the text.
- **Ids** that the mentions were given or asked for: those of unseen versions and of unknown names may be moved by the
  review, or taken by a new record.
- **The rest** (weights, word lists, rules, schema, settings) as a whole, with the program itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick

from kg.ids import content_id, slug
from kg.linking.choosing import invisible
from kg.linking.choosing.mentions import version_id
from kg.linking.ground.folding import fold
from kg.linking.listed import candidates, cards
from kg.linking.listed.lexicon import Lexicon, key_of_name
from kg.linking.unlisted import introduced
from kg.ontology import Ontology
from kg.ontology.decisions import folded
from kg.records import Document, Entity, EntityType, Mention

#: Facts that put a model below another one.
_LATTICE: Final = ("member_of_family", "version_of", "variant_of")
#: Words at the beginning of a model's name in which the name of a family is looked for (`lexicon.key_of_name`).
_OPENING: Final = 3


class Dependence:
    """Works out the hashes for one ontology."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon, program: str) -> None:
        """Take in an ontology with its compiled names; ``program`` is a hash of the code that asks them."""
        self._ontology = ontology
        self._lexicon = lexicon
        unsought = (f"{n} {key}" for n, key in sorted(lexicon.families.items()) if n not in lexicon.spellings)
        self._base = content_id("base", program, ontology.rules_fingerprint, *unsought)
        self._words = sorted(lexicon.words)
        self._word_search = AhoCorasick(self._words or ["\0"])
        self._moved = _by_target(ontology.corrections.redirects)
        self._lattices = _lattices(ontology, lexicon)
        self._by_name = introduced.people_of(ontology)
        self._by_slug = _people_by_slug(ontology)
        self._remembered: dict[tuple[str, str], str] = {}

    def of(self, document: Document, mentions: Sequence[Mention]) -> str:
        """Return the hash for a document in which these mentions were found.

        Of two ontologies that give one document with one set of mentions the same hash, both find the same in it.
        """
        if hidden := invisible.marks(document.text):
            document = invisible.without(document, hidden)[0]
        text = fold(document.text)
        parts: set[str] = set()
        reached = {m.entity for m in mentions if m.entity}
        cards_asked = {spelling for spelling in cards.asked(text) if spelling in self._lexicon.spellings}
        for spelling in candidates.occurring(text, self._lexicon) | cards_asked:
            parts.add(self._once("name", spelling))
            held = self._lexicon.spellings[spelling]
            reached.update(entry.entity for entry in held.entries)
            if held.family is not None:
                reached.add(held.family)
        found = self._word_search.find_matches_as_indexes(text, overlapping=True)
        parts.update(f"word {self._words[number]}" for number, *_ in found)
        for name in {*document.authors, *(z.label for z in document.zones if z.label)}:
            known = [e.id for e in (self._by_name.get(introduced.folded(name)), self._by_slug.get(slug(name))) if e is not None]
            parts.add(f"person {name} {known}")
            reached.update(known)
        parts.update(self._once("entity", key) for key in reached)
        parts.update(self._once("asked", key) for key in _asked(mentions))
        parts.update(self._wrong(document))
        return content_id("dep", self._base, *sorted(parts))

    def _once(self, kind: str, key: str) -> str:
        """Return what is to be hashed of a spelling, an entity or an id; worked out when first asked for."""
        known = self._remembered.get((kind, key))
        if known is None:
            says = {"name": self._name, "entity": self._entity, "asked": self._answer}[kind](key)
            known = self._remembered[(kind, key)] = content_id(kind, *says)
        return known

    def _name(self, spelling: str) -> Iterator[str]:
        yield repr(self._lexicon.spellings[spelling])
        yield self._lexicon.series.get(spelling, "")

    def _entity(self, key: str) -> Iterator[str]:
        """Yield what an entity is, with the lattice around it and what stands above all of these."""
        around = self._lattices.get(key, (key,))
        if around[0] != key:  # the lattice is hashed once, for whoever asks first
            yield key
            yield self._once("entity", around[0])
            return
        for one in around:
            yield from self._own(one)
        above = sorted(self._above(around) - {*around})
        for entity in (self._ontology.entities[one] for one in above):
            yield repr((entity.id, entity.class_id, entity.type, entity.facts))

    def _own(self, key: str) -> Iterator[str]:
        entity = self._ontology.entities.get(key)
        # What other names it has is asked of models only: those of others are searched for as spellings.
        yield repr(entity if entity is None else (entity.id, entity.label, entity.class_id, entity.type, entity.facts))
        if entity is not None and entity.type is EntityType.MODEL:
            for name in (entity.label, *entity.aliases, *entity.hidden):
                version = key_of_name(name, self._lexicon)
                yield repr((name, version, version and self._lexicon.place(version)))
        yield repr(self._moved.get(key))

    def _above(self, keys: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(keys)
        while waiting:
            entity = self._ontology.entities.get(waiting.pop())
            if entity is not None and entity.id not in seen:
                seen.add(entity.id)
                waiting.extend(value for _, value in entity.facts)
        return seen

    def _answer(self, key: str) -> Iterator[str]:
        entity = self._ontology.entities.get(key)
        yield repr(None if entity is None else (entity.label, entity.type))
        yield repr(self._ontology.corrections.redirects.get(key))
        yield repr(self._moved.get(key))

    def _wrong(self, document: Document) -> Iterator[str]:
        """Yield the links that people ruled out and that this document may hold."""
        links = self._ontology.corrections.wrong_links
        text = folded(document.text) if links else ""
        for link in links:
            if link.document in ("", document.id, document.key) and link.surface in text:
                yield f"wrong {link.surface} {link.entity} {self._moved.get(link.entity)}"


def _asked(mentions: Iterable[Mention]) -> set[str]:
    """Return the ids that were looked up for mentions besides those that they got."""
    found: set[str] = set()
    for m in mentions:
        found.update(key for key in (m.entity, m.cluster, version_id(m.label)) if key)
    return found


def _by_target(moved: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what leads to each id, sorted."""
    found: dict[str, list[str]] = {}
    for old in sorted(moved):
        found.setdefault(moved[old], []).append(old)
    return found


def _people_by_slug(ontology: Ontology) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for entity in ontology.entities.values():
        if entity.type is EntityType.PERSON:
            for name in (entity.label, *entity.aliases):
                found.setdefault(slug(name), entity)
    return found


def _lattices(ontology: Ontology, lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return, for each model, all models that the version grammar may take it to or from, sorted."""
    first: dict[str, str] = {}

    def root(key: str) -> str:
        while first.get(key, key) != key:
            first[key] = key = first.get(first[key], first[key])
        return key

    def join(one: str, two: str) -> None:
        one, two = root(one), root(two)
        first[max(one, two)] = first.setdefault(min(one, two), min(one, two))

    models = [e for e in ontology.entities.values() if e.type is EntityType.MODEL]
    for entity in models:
        for value in (value for fact in _LATTICE for value in entity.fact(fact)):
            join(entity.id, value)
        for name in (entity.label, *entity.aliases):
            for family in _opening(" ".join(fold(name).split()), lexicon.families):
                join(entity.id, family)
    for key, held in lexicon.keys.items():
        join(key.family, held)
    for (parent, _), sub in lexicon.subfamilies.items():
        join(parent, sub)
    groups: dict[str, list[str]] = {}
    for entity in models:
        groups.setdefault(root(entity.id), []).append(entity.id)
    return {key: group for held in groups.values() for group in (tuple(sorted(held)),) for key in group}


def _opening(name: str, families: Mapping[str, str]) -> Iterator[str]:
    """Yield the families whose names open a folded name, at the first of its words where one does."""
    start = 0
    for _ in range(_OPENING):
        found = [families[name[start:end]] for end in range(start + 1, len(name) + 1) if name[start:end] in families]
        yield from found
        start = name.find(" ", start) + 1
        if found or not start:
            return
