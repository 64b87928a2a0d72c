"""What the program is in doubt of: links, ties between readings, claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import fmean
from typing import Literal

from kg.claims import COUNTED
from kg.ontology import Ontology
from kg.ontology.decisions import folded, plain
from kg.records import KnowledgeGraph, Mention, Polarity, Status
from kg.review.items import Item, Near, Proposal, link_about
from kg.review.names import is_tie
from kg.review.reading import Corpus, rank, said

#: The mean confidence below which the links of one surface to one entity are asked about.
DOUBTFUL = 0.75
#: The same, where most of the surface's mentions are linked to something else.
DOUBTFUL_MINORITY = 0.9


def links(graph: KnowledgeGraph, ontology: Ontology, corpus: Corpus) -> Iterator[Item]:
    """Yield an item for each surface that is linked to an entity in doubt."""
    groups: dict[tuple[str, str], list[Mention]] = {}
    spread: dict[str, Counter[str]] = {}
    for m in graph.mentions:
        if m.entity is not None and not m.provisional:
            surface = folded(m.surface)
            groups.setdefault((surface, m.entity), []).append(m)
            spread.setdefault(surface, Counter())[m.entity] += 1
    for (surface, key), mentions in groups.items():
        sure = fmean(m.confidence for m in mentions)
        readings = spread[surface]
        is_minority = readings[key] * 2 < readings.total()
        if sure >= (DOUBTFUL_MINORITY if is_minority else DOUBTFUL) or not surface:
            continue
        others = [*readings, *(c for m in mentions for c in m.candidates)]
        yield _item("link", link_about(surface, key), f"{plain(mentions[0].surface)} as {_label(key, ontology)}",
                    f"{mentions[0].type.value}, confidence {sure:.2f}", mentions, [o for o in others if o != key],
                    Proposal(key, names=(surface,)), 1.5 - sure, ontology, corpus)  # fmt: skip


def ties(graph: KnowledgeGraph, ontology: Ontology, corpus: Corpus) -> Iterator[Item]:
    """Yield an item for each surface that is left without a link because its readings are too close."""
    groups: dict[str, list[Mention]] = {}
    for m in graph.mentions:
        if is_tie(m) and (surface := folded(m.surface)):
            groups.setdefault(surface, []).append(m)
    for surface, mentions in groups.items():
        types = said(list(Counter(m.type.value for m in mentions).items()))
        yield _item("tie", surface, plain(mentions[0].surface), types, mentions, [c for m in mentions for c in m.candidates],
                    Proposal(names=(surface,)), 1.0, ontology, corpus)  # fmt: skip


def _item(
    kind: Literal["link", "tie"], about: str, title: str, type_: str, mentions: list[Mention], others: list[str],
    proposal: Proposal, worth: float, ontology: Ontology, corpus: Corpus,
) -> Item:  # fmt: skip
    documents, sources = corpus.reach(mentions)
    company = len(corpus.company(mentions))
    near = tuple(Near(key, _label(key, ontology), "another reading" if kind == "link" else "a reading")
                 for key in dict.fromkeys(others) if key in ontology.entities)  # fmt: skip
    return Item(
        kind, about, title, type_, documents, sources, company,
        rank(documents, sources, company, worth), corpus.quotes((m.document, m.start) for m in mentions), near, proposal,
    )  # fmt: skip


def claims(graph: KnowledgeGraph, corpus: Corpus) -> Iterator[Item]:
    """Yield an item for each claim that both sides speak of, or that somebody asserts and too little supports."""
    labels = {n.entity.id: n.entity.label for n in graph.nodes}
    for c in graph.claims:
        is_stated = any(e.polarity is Polarity.AFFIRMED and e.modality in COUNTED for e in c.evidence)
        if c.status is Status.SUPPORTED or not is_stated:
            continue
        documents = len({e.document for e in c.evidence})
        title = f"{labels.get(c.subject, c.subject)} {c.predicate} {labels.get(c.object, c.object)}"
        yield Item(
            "claim", f"{c.subject} {c.predicate} {c.object}", plain(title), f"{c.status.value}, belief {c.belief:.2f}",
            documents, documents, 2, rank(documents, documents, 2, 1.0 if c.status is Status.CONTESTED else 0.7),
            corpus.quotes((e.document, e.start) for e in c.evidence),
        )  # fmt: skip


def _label(key: str, ontology: Ontology) -> str:
    entity = ontology.entities.get(key)
    return plain(entity.label) if entity else key
