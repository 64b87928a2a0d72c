"""Names that the ontology does not know and that behave like its types: unknown ones, unseen versions, handles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.ids import slug
from kg.ontology import Ontology
from kg.ontology.decisions import folded, plain
from kg.ontology.schema import DEFAULT_CLASS
from kg.records import Entity, EntityType, KnowledgeGraph, Mention
from kg.review.items import Item, Kind, Near, Proposal
from kg.review.reading import Corpus, rank, said

#: What a name of ordinary words only is worth beside others: "Institute", "Code of Practice".
ORDINARY = 0.4
#: Who makes what: types that are suggested beside an unknown artefact.
_MAKERS = frozenset({EntityType.LAB, EntityType.ORGANIZATION})
_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT, EntityType.BENCHMARK, EntityType.DATASET, EntityType.HARDWARE})


def unknown(graph: KnowledgeGraph, ontology: Ontology, corpus: Corpus) -> Iterator[Item]:
    """Yield an item for each unknown name worth knowing, across documents and the types it was taken for.

    Left out is what stands once and beside nothing known, and what is made of ordinary words and stands in one document.
    """
    groups: dict[tuple[Kind, str], list[Mention]] = {}
    for m in graph.mentions:
        if m.entity is None and m.cluster and not is_tie(m):
            kind: Kind = "handle" if "byline" in m.reason and not any(map(str.isspace, m.surface)) else "name"
            groups.setdefault((kind, folded(m.label or m.surface)), []).append(m)
    for (kind, about), mentions in groups.items():
        if not about or not any(map(str.isalnum, about)):
            continue
        documents, sources = corpus.reach(mentions)
        company = corpus.company(mentions)
        ordinary = corpus.is_ordinary(about)
        if documents < 2 and (ordinary or (len(mentions) < 2 and not company and kind == "name")):
            continue
        types = Counter(m.type.value for m in mentions)
        label = _label(mentions)
        likely = EntityType(min(types, key=lambda t: (-types[t], t)))
        proposal = Proposal(
            free_id(label, likely, ontology), DEFAULT_CLASS[likely], label,
            former=tuple(sorted({m.cluster for m in mentions if m.cluster})),
        )  # fmt: skip
        yield Item(
            kind, about, label, said(list(types.items())), documents, sources, len(company),
            rank(documents, sources, len(company), ORDINARY if ordinary else 1.0),
            corpus.quotes((m.document, m.start) for m in mentions),
            tuple(_beside(likely, company, ontology)), proposal,
        )  # fmt: skip


def versions(graph: KnowledgeGraph, ontology: Ontology, corpus: Corpus) -> Iterator[Item]:
    """Yield an item for each provisional entity that is mentioned."""
    groups: dict[str, list[Mention]] = {}
    for m in graph.mentions:
        if m.entity is not None:
            groups.setdefault(m.entity, []).append(m)
    for node in graph.nodes:
        e = node.entity
        mentions = groups.get(e.id)
        if not e.provisional or not mentions:
            continue
        documents, sources = corpus.reach(mentions)
        company = corpus.company(mentions)
        facts = tuple((name, value) for name, value in e.facts if value in ontology.entities)
        proposal = Proposal(e.id, e.class_id, plain(e.label), _surfaces(e, mentions), facts, (e.id,))
        yield Item(
            "version", e.id, plain(e.label), said([(e.type.value, len(mentions))]), documents, sources, len(company),
            rank(documents, sources, len(company)), corpus.quotes((m.document, m.start) for m in mentions),
            tuple(_above(e, ontology)), proposal,
        )  # fmt: skip


def is_tie(m: Mention) -> bool:
    """Return whether a mention is NIL because known readings were too close to call."""
    return m.entity is None and sum(map(bool, m.candidates)) > 1


def free_id(label: str, kind: EntityType, ontology: Ontology) -> str:
    """Return an id for a name that no record has."""
    key, number = slug(label), 1
    while key in ontology.entities:
        key = f"{slug(label)}-{kind.value.lower()}" + (f"-{number}" if number > 1 else "")
        number += 1
    return key


def _label(mentions: list[Mention]) -> str:
    """Return the spelling that most documents use."""
    used = Counter(plain(m.label or m.surface) for m in mentions)
    return min(used, key=lambda name: (-used[name], name))


def _surfaces(e: Entity, mentions: list[Mention]) -> tuple[str, ...]:
    return tuple(sorted({name for m in mentions if (name := plain(m.surface)) and folded(name) != folded(e.label)}))


def _beside(kind: EntityType, company: Counter[str], ontology: Ontology) -> Iterator[Near]:
    """Yield the maker that is named with an artefact most often."""
    makers = [key for key in company if key in ontology.entities and ontology.entities[key].type in _MAKERS]
    if kind in _MADE and makers:
        best = min(makers, key=lambda key: (-company[key], key))
        yield Near(best, ontology.entities[best].label, f"named with it, {company[best]}")


def _above(e: Entity, ontology: Ontology) -> Iterator[Near]:
    for fact in ("version_of", "member_of_family", "developed_by"):
        for key in e.fact(fact):
            if key in ontology.entities:
                yield Near(key, ontology.entities[key].label, fact.replace("_", " "))
