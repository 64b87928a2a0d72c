"""Readings that people ruled out: a surface that never stands for an entity, in one document or anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.linking.choosing.mentions import is_provisional, provisional_id
from kg.linking.choosing.readings import Choice
from kg.linking.ground.surfaces import Candidate, Reading
from kg.ontology import Ontology
from kg.ontology.decisions import folded
from kg.records import Document


@dataclass(frozen=True, slots=True)
class Rejected:
    """What is ruled out in one document. Taken out before the choice, so that the next best reading wins or none."""

    text: str
    ontology: Ontology
    wrong: Mapping[str, frozenset[str]]  #: folded surface to ids

    def candidates(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates with the readings that are left, and without those that none is left of."""
        if not self.wrong:
            return list(found)
        kept = []
        for c in found:
            readings = tuple(r for r in c.readings if not self._is_wrong(c.start, c.end, r))
            if readings:
                kept.append(c if len(readings) == len(c.readings) else c._replace(readings=readings))
        return kept

    def choices(self, chosen: Iterable[Choice]) -> list[Choice]:
        """Return the choices that stand: what short forms and lists brought in passes no candidate."""
        return [c for c in chosen if not self.wrong or not self._is_wrong(c.start, c.end, c.reading)]

    def _is_wrong(self, start: int, end: int, reading: Reading) -> bool:
        ids = self.wrong.get(folded(self.text[start:end]))
        if not ids:
            return False
        entity = provisional_id(reading.label, self.ontology) if is_provisional(reading) else reading.entity
        return entity in ids


def of(document: Document, ontology: Ontology) -> Rejected:
    """Return what is ruled out in a document."""
    wrong: dict[str, frozenset[str]] = {}
    for link in ontology.corrections.wrong_links:
        if link.document in ("", document.id, document.key):
            wrong[link.surface] = wrong.get(link.surface, frozenset()) | {link.entity}
    return Rejected(document.text, ontology, wrong)
