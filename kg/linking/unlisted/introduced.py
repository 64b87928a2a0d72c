"""People whom a document names outside its running text: its authors, and the speakers of a transcript by their full names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.linking.choosing.readings import Choice
from kg.linking.ground.grammar import Grammar
from kg.linking.ground.surfaces import Candidate, Reading
from kg.linking.references.shortforms import Person
from kg.ontology import Ontology
from kg.records import Document, Entity, EntityType, Zone, ZoneKind

_PERSON: Final = EntityType.PERSON  # looked up once: reading a member of an enumeration takes longer than comparing it


#: "Prof." and "Mrs." stand inside names.
_LONGEST_TITLE: Final = 5


def people_of(ontology: Ontology) -> dict[str, Entity]:
    """Return the people of an ontology by each of their names, case folded."""
    found: dict[str, Entity] = {}
    for entity in ontology.entities.values():
        if entity.type is _PERSON:
            for name in (entity.label, *entity.aliases):
                found.setdefault(folded(name), entity)
    return found


def is_person(name: str, words: Grammar) -> bool:
    """Return whether a name that stands where an author's does is a person's and not a body's or a part to play."""
    parts = name.split()
    if not 2 <= len(parts) <= 5 or not (parts[0][0].isupper() and parts[-1][0].isupper()) or any(c.isdigit() for c in name):
        return False
    if parts[0] in ("The", "A", "An", "With", "From", "By", "And"):
        return False
    if any(len(p) > _LONGEST_TITLE and p.endswith(".") for p in parts[:-1]):
        return False  # "Anna Quell. Lightly": a sentence ends there
    heads = words.org_heads | words.weak_org_heads | words.lab_heads
    return not any(p in heads or p.title() in heads or p.lower().strip(".,") in words.roles for p in parts)


def in_bylines(document: Document, found: Iterable[Candidate], words: Grammar) -> Iterator[Candidate]:
    """Yield the document's authors where a byline names them."""
    bylines = [zone for zone in document.zones if zone.kind is ZoneKind.BYLINE]
    named = {(c.start, c.end) for c in found} if bylines else set()
    for zone in bylines:
        for author in document.authors:
            start = document.text.find(author, zone.start, zone.end)
            if start >= 0 and (start, start + len(author)) not in named and is_person(author, words):
                label = " ".join(author.split())
                reading = Reading(None, EntityType.PERSON, "Person", author, "unknown: byline author", label=label)
                yield Candidate(start, start + len(author), (reading,))


def persons(document: Document, chosen: Sequence[Choice], known: Mapping[str, Entity], words: Grammar) -> list[Person]:
    """Return authors and speakers that the running text itself does not name in full."""
    names = [*document.authors, *(z.label for z in document.zones if z.kind is ZoneKind.UTTERANCE)]
    told = {folded(c.reading.label or c.reading.name) for c in chosen if c.reading.type is _PERSON} if names else set()
    found: list[Person] = []
    for name in dict.fromkeys(" ".join(n.split()) for n in names):
        entity = known.get(folded(name))
        label = entity.label if entity is not None else name
        if folded(label) in told or folded(name) in told or (entity is None and not is_person(name, words)):
            continue
        reading = Reading(
            entity.id if entity is not None else None, EntityType.PERSON, "Person", name, "unknown: author", label=label
        )
        choice = Choice(-1, -1, reading, 0.9, "author or speaker", (entity.id,) if entity is not None else ())
        parts = tuple(part.strip(".,") for part in name.split())
        if len(parts) > 1:
            found.append(Person(parts, choice, -1))
    return found


def speakers(document: Document, chosen: Sequence[Choice], more: Sequence[Person]) -> Iterator[Choice]:
    """Yield the labels of a transcript that are short for a speaker: a first name, initials, a part to play."""
    if not any(zone.kind is ZoneKind.SPEAKER for zone in document.zones):
        return
    full = {folded(p.choice.reading.label or p.choice.reading.name): p.choice for p in more}
    for c in chosen:
        if c.reading.type is _PERSON:
            full.setdefault(folded(c.reading.label or c.reading.name), c)
            full.setdefault(folded(document.text[c.start : c.end]), c)
    utterance: Zone | None = None
    for zone in document.zones:
        if zone.kind is ZoneKind.UTTERANCE:
            utterance = zone
        if zone.kind is not ZoneKind.SPEAKER or utterance is None or not utterance.start <= zone.start < utterance.end:
            continue
        surface = document.text[zone.start : zone.end]
        choice = full.get(folded(utterance.label))
        if choice is None or folded(surface) == folded(utterance.label):
            continue
        r = choice.reading
        label = r.label or r.name
        reading = Reading(r.entity, EntityType.PERSON, "Person", surface, "short name", label=label)
        yield Choice(zone.start, zone.end, reading, 0.9, f"speaks as {label}", choice.candidates)


def folded(name: str) -> str:
    """Return what the spellings of a person's name by letter case and spaces share."""
    return " ".join(name.casefold().split())
