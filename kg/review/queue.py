"""Everything worth a decision, ranked."""

from __future__ import annotations

from collections.abc import Collection

from kg.ontology import Ontology
from kg.records import KnowledgeGraph
from kg.review import doubts, names
from kg.review.items import KINDS, Item
from kg.review.nearness import Names
from kg.review.reading import Corpus


def queue(graph: KnowledgeGraph, ontology: Ontology, kinds: Collection[str] = KINDS) -> tuple[Item, ...]:
    """Return the items of some kinds that are not decided yet, those most worth deciding first.

    Pure: depends on the graph (with its texts and mentions) and the ontology only, not on the order of either.
    """
    corpus = Corpus(graph, ontology)
    found: list[Item] = []
    if {"name", "handle", "version"} & set(kinds):
        index = Names(ontology)
        found += names.unknown(graph, ontology, corpus, index)
        found += names.versions(graph, ontology, corpus, index)
    found += doubts.links(graph, ontology, corpus)
    found += doubts.ties(graph, ontology, corpus)
    found += doubts.claims(graph, corpus)
    settled = ontology.corrections.settled
    wanted = (item for item in found if item.kind in kinds and item.key not in settled)
    return tuple(sorted(wanted, key=lambda item: (-item.rank, KINDS.index(item.kind), item.about)))
