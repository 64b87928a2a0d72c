"""Whose words a sentence is: the speaker of its utterance, the holder of its quotation, a passage that mends an earlier one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.ids import slug
from kg.records import Document, Entity, EntityType, Way, Zone, ZoneKind
from kg.relations.scene import ORGANIZATIONS, Party

#: How a note of the writer's own begins that stands in a block of quotation ("> **Note:** ...").
_NOTE: Final = re.compile(
    r"[\s>*_]*(?:\[!\w+\]|(?:(?:author|editor)['’]s\s+note|notes?|updated?|edit(?:ed)?|correction|disclosure|disclaimer|tl;?\s?dr|tip|warning"
    r"|important|summary|in\s+(?:short|brief)|key\s+(?:points?|takeaways?)|takeaways?)\b[^\n:.]{0,30}[:.—–])",
    re.IGNORECASE,
)
_FRAME: Final = ' \t\n>*_"“”'
#: A sentence of so many characters that stands in the text as well was pulled from it.
_PULLED: Final = 30
_SPEAKERS = ORGANIZATIONS | {EntityType.PERSON}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the zones say of one sentence."""

    in_transcript: bool = False  #: the document has utterances; only those have a speaker
    speaker: Party | None = None  #: of a labelled utterance; without a referent when no mention and no entity has the name
    quoted: bool = False
    holder: Party | None = None  #: whose words the quotation holds
    mended: bool = False  #: stands in a passage that was added or mended later
    quotes: tuple[tuple[int, int, Party], ...] = ()  #: labelled quotations within the sentence


class Speech:
    """Looks up sentences of one document. The author's own words are no quotation, wherever they stand."""

    def __init__(self, document: Document, parties: Sequence[Party], people: Mapping[str, Entity]) -> None:
        """Index the zones and the names; ``people`` are the ontology's, by slugged name."""
        self._people = people
        self._text = document.text
        self._named: dict[str, Party] = {}
        for party in parties:
            if party.type in _SPEAKERS and party.span is not None and party.referent:
                for name in (party.label, document.text[slice(*party.span)]):
                    self._named.setdefault(slug(name), party.inherited(Way.SPEAKER))
        self._authors = frozenset(slug(name) for name in document.authors)
        self._utterances = _Zones(document, ZoneKind.UTTERANCE)
        self._quotations = _Zones(document, ZoneKind.QUOTATION)
        self._corrections = _Zones(document, ZoneKind.CORRECTION)

    def of(self, start: int, end: int) -> Spoken:
        """Return what is known of the words from one offset to another."""
        utterance = self._utterances.around(start, end)
        speaker = self.party(utterance.label) if utterance is not None and utterance.label else None
        quotation = self._quotations.around(start, end)
        own = quotation is not None and (self._is_own(quotation.label, utterance) or self._is_set_off(quotation))
        quotes = tuple(
            (zone.start, zone.end, self.party(zone.label))
            for zone in self._quotations.within(start, end)
            if zone.label and not self._is_own(zone.label, utterance)
        )
        return Spoken(
            bool(self._utterances), speaker, quotation is not None and not own,
            self.party(quotation.label) if quotation is not None and quotation.label and not own else None,
            self._corrections.around(start, end) is not None, quotes,
        )  # fmt: skip

    def party(self, label: str) -> Party:
        """Return the party that a label names: a mention of the document, a known person, else the bare name."""
        name = slug(label)
        if (party := self._named.get(name)) is not None:
            return party
        if (entity := self._people.get(name)) is not None:
            return Party(entity.id, entity.label, entity.type, entity.class_id, way=Way.SPEAKER)
        return Party("", label, EntityType.PERSON, EntityType.PERSON.value, way=Way.SPEAKER)

    def _is_own(self, label: str, utterance: Zone | None) -> bool:
        if not label:
            return False
        return slug(label) == slug(utterance.label) if utterance is not None else slug(label) in self._authors

    def _is_set_off(self, quotation: Zone) -> bool:
        """Return whether a quotation without a holder is the writer's own: a note, or words pulled from the text."""
        if quotation.label:
            return False
        if _NOTE.match(self._text, quotation.start, quotation.end):
            return True
        words = self._text[quotation.start : quotation.end].strip(_FRAME)
        return len(words) >= _PULLED and self._text.count(words) > 1


class _Zones:
    """Zones of one kind; those that nest are looked up by the outermost."""

    def __init__(self, document: Document, kind: ZoneKind) -> None:
        self._zones: list[Zone] = []
        for zone in document.zones:
            if zone.kind is kind and not (self._zones and zone.end <= self._zones[-1].end):
                self._zones.append(zone)
        self._starts = [zone.start for zone in self._zones]

    def __bool__(self) -> bool:
        return bool(self._zones)

    def around(self, start: int, end: int) -> Zone | None:
        """Return the zone that holds a span."""
        at = bisect_right(self._starts, start) - 1
        return self._zones[at] if at >= 0 and end <= self._zones[at].end else None

    def within(self, start: int, end: int) -> list[Zone]:
        """Return the zones that a span holds and that are not the whole of it."""
        found = self._zones[bisect_right(self._starts, start - 1) : bisect_right(self._starts, end)]
        return [zone for zone in found if zone.end <= end and (zone.start, zone.end) != (start, end)]
