"""Everything worth a decision, ranked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kg.ontology import Ontology
from kg.records import KnowledgeGraph
from kg.review import doubts, names
from kg.review.items import KINDS, Item, Near
from kg.review.nearness import Names
from kg.review.reading import Corpus


def queue(
    graph: KnowledgeGraph, ontology: Ontology, kinds: Collection[str] = KINDS, limit: int | None = None
) -> tuple[Item, ...]:
    """Return the items of some kinds that are not decided yet, those most worth deciding first.

    Pure: depends on the graph (with its texts and mentions) and the ontology only, not on the order of either.
    """
    corpus = Corpus(graph, ontology)
    found: list[Item] = []
    found += names.unknown(graph, ontology, corpus)
    found += names.versions(graph, ontology, corpus)
    found += doubts.links(graph, ontology, corpus)
    found += doubts.ties(graph, ontology, corpus)
    found += doubts.claims(graph, corpus)
    settled = ontology.corrections.settled
    wanted = (item for item in found if item.kind in kinds and item.key not in settled)
    ranked = sorted(wanted, key=lambda item: (-item.rank, KINDS.index(item.kind), item.about))[:limit]
    index = Names(ontology)
    return tuple(_with_similar(item, index, ontology) for item in ranked)


def _with_similar(item: Item, index: Names, ontology: Ontology) -> Item:
    """Return an item with the entities that have a similar name; behind the family of a version, else first."""
    known = ontology.schema.classes.get(item.proposal.class_id)
    if known is None:
        return item
    similar = index.near(item.proposal.label, known.contract_type)
    near = (*item.near, *similar) if item.kind == "version" else (*similar, *item.near)
    first: dict[str, Near] = {}
    for n in near:
        first.setdefault(n.id, n)
    return replace(item, near=tuple(first.values()))
