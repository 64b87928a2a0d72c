"""Ids that entities had before the ontology knew them: as an unseen version, or as an unknown name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from kg.ids import SLUG, content_id, slug
from kg.ontology import Ontology
from kg.records import Entity, EntityType

#: The types that unseen versions have.
_VERSIONED: Final = frozenset({EntityType.MODEL, EntityType.BENCHMARK, EntityType.DATASET})
_POINT_ZERO: Final = re.compile(r"(?<=\d)\.0(?![\d.])")
_V: Final = re.compile(r"(?<=-)v(?=\d)")


def redirects(ontology: Ontology, wanted: Collection[str]) -> dict[str, str]:
    """Return former ids of the wanted entities, sorted: those accepted in the review and those that names show.

    An unseen version is called by the slug of its name, without a version's last ``.0`` where the text leaves it out. An
    id that an entity has now, or that the names of several show, is nobody's former one.
    """
    shown: dict[str, set[str]] = {}
    for entity in ontology.entities.values():
        if entity.type in _VERSIONED and entity.class_id != "ModelFamily":
            for old in _provisional_ids(entity, ontology):
                shown.setdefault(old, set()).add(entity.id)
    found = {old: next(iter(ids)) for old, ids in shown.items() if len(ids) == 1 and old not in ontology.entities}
    found |= ontology.corrections.redirects
    return {old: found[old] for old in sorted(found) if found[old] in wanted}


def _provisional_ids(entity: Entity, ontology: Ontology) -> Iterator[str]:
    places = entity.fact("member_of_family") + entity.fact("version_of")
    heads = tuple(slug(e.label) for e in (entity, *(ontology.entities[key] for key in places if key in ontology.entities)))
    for name in (entity.label, *entity.aliases):
        if name.isascii() and any(map(str.isdigit, name)):
            plain = _V.sub("", slug(name))
            if plain.startswith(heads):  # an unseen version is named after what it is a version of
                yield from {plain, _POINT_ZERO.sub("", plain)}


def of_cluster(cluster: str, ontology: Ontology) -> str | None:
    """Return the entity whose name an unknown with this cluster had, or None when there is no such or several."""
    if not cluster.startswith("nil-") or not SLUG.fullmatch(cluster):
        return None
    texts = {name.text.casefold() for name in ontology.names}
    hit = {text for text in texts if any(content_id("nil", kind, text) == cluster for kind in EntityType)}
    found = {name.entity for name in ontology.names if name.text.casefold() in hit}
    return found.pop() if len(found) == 1 else None
