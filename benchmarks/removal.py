"""Take entities out of the lists, to see what is left of them: their grammar and their sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from kg.evaluation import Gold, normal
from kg.ontology import Ontology
from kg.records import Entity, EntityType


def in_thirds(gold: Gold, ontology: Ontology, salt: str = "") -> Iterator[set[str]]:
    """Yield three sets of ids: the entities that a gold folder names, parted by a hash of the id modulo 3.

    Each set also has the versions below its models: a generated twin would give the name away. Families keep theirs.
    """
    named = {normal(c) for record in gold.records.values() for m in record["mentions"] for c in m["canonical"]}
    named |= {spelling for spelling, meant in gold.names.items() if meant & named}
    there = [e.id for e in ontology.entities.values() if normal(e.label) in named]
    for third in range(3):
        gone = {key for key in there if blake2b((salt + key).encode(), digest_size=8).digest()[-1] % 3 == third}
        models = {key for key in gone if is_model(ontology, key)}
        yield gone | {e.id for e in ontology.entities.values() if models & set(e.fact("version_of"))}


def is_model(ontology: Ontology, key: str) -> bool:
    """Return whether an id is that of a model that is no family."""
    entity = ontology.entities.get(key)
    return entity is not None and entity.type is EntityType.MODEL and entity.class_id != "ModelFamily"


def without(ontology: Ontology, gone: set[str]) -> Ontology:
    """Return the ontology without some entities, their names and all facts that name them."""

    def kept(entity: Entity) -> Entity:
        return replace(entity, facts=tuple((k, v) for k, v in entity.facts if v not in gone))

    entities = {key: kept(e) for key, e in ontology.entities.items() if key not in gone}
    return replace(ontology, entities=entities, names=tuple(n for n in ontology.names if n.entity not in gone))
