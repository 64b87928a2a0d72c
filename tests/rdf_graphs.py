"""Small graphs made by hand, for the tests of RDF, queries and agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg.exporters.rdf import quads
from kg.ids import content_id
from kg.ontology import Ontology, load
from kg.ontology.vocabulary import DEFAULT_BASE
from kg.query import Dataset
from kg.records import (
    BackgroundFact,
    Claim,
    CoMention,
    Document,
    Entity,
    EntityType,
    Evidence,
    KnowledgeGraph,
    Mention,
    Modality,
    Node,
    Place,
    Polarity,
    Status,
    Way,
    ZoneKind,
)
from tests.graphs import graph, places

MARCH = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
APRIL = datetime(2026, 4, 3, 16, 57, 36, tzinfo=UTC)

FIRST = (
    "Alpha One was developed by Quill Lab. METR evaluated Alpha One. "
    "Beta was fine-tuned from Alpha One. Dana Reed leads Quill Lab."
)
SECOND = (
    "Alpha One was not developed by METR. METR may acquire Quill Lab. Zorblatt Labs and Zorblatt Labs Two agree. "
    "The AI Act regulates Quill Lab. Beta is on par with Alpha One. Gamma is under Apache 2.0."
)


@cache
def ontology() -> Ontology:
    """Return the shipped ontology, loaded once."""
    return load()


def document(name: str, text: str, published: datetime | None, outlet: str, **more: Any) -> Document:
    """Return a document with an address of its own."""
    return replace(
        Document(
            id=content_id("doc", name), key=name, text=text, title=f"On {name}", authors=("A. Writer",),
            published=published, link=f"https://news.example/{name}", language="en", outlet=outlet,
            places=(Place("feed.xml", f"https://news.example/{name}", f"On {name}", published),),
        ),
        **more,
    )  # fmt: skip


ENTITIES = (
    Entity(
        "quill-lab", "Quill Lab", "Lab", EntityType.LAB, ("Quill",), ("quill-ai",),
        (("country", "FR"), ("founded", "2021")), "unverified",
    ),
    Entity("alpha", "Alpha", "ModelFamily", EntityType.MODEL, source="unverified"),
    Entity(
        "alpha-1", "Alpha One", "Model", EntityType.MODEL, ("Alpha 1",), ("quill/alpha-1",),
        (("open_weights", "yes"), ("released", "2026-02")), "llmcapa 0.5.69",
    ),
    Entity("beta", "Beta", "Model", EntityType.MODEL, source="unverified"),
    Entity("gamma-2.5", "Gamma", "Model", EntityType.MODEL, source="unverified", provisional=True),
    Entity("dana-reed", "Dana Reed", "Person", EntityType.PERSON, facts=(("role", "CEO"),), source="unverified"),
    Entity("metr", "METR", "NonProfit", EntityType.ORGANIZATION, source="unverified"),
    Entity(
        "eu-ai-act", "AI Act", "Act", EntityType.POLICY,
        facts=(("date", "2024-06-13"), ("status", "enacted")), source="unverified",
    ),
    Entity(
        "apache-2.0", "Apache 2.0", "License", EntityType.LICENSE, facts=(("spdx", "Apache-2.0"),), source="unverified"
    ),
)  # fmt: skip
ZORBLATT = "nil-0123456789abcdef"
_LABELS = {e.label: e for e in ENTITIES}


def mentions(doc: Document) -> tuple[Mention, ...]:
    """Return a mention for every place where the text names one of the entities, or the unknown lab."""
    found = [
        Mention(
            doc.id, *place, label, entity.type, entity.id, entity.label, candidates=(entity.id,),
            confidence=0.6 if label == "Gamma" else 0.97, reason="label+1.0",
        )
        for label, entity in _LABELS.items()
        for place in places(doc.text, label)
        if label != "Alpha"  # which is never named but within a longer name
    ] + [
        Mention(
            doc.id, *place, "Zorblatt Labs", EntityType.LAB, None, "Zorblatt Labs", ZORBLATT, ("quill-lab",), 0.5, "unknown+1.0",
            zone=ZoneKind.QUOTATION,
        )
        for place in places(doc.text, "Zorblatt Labs")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda m: m.start))


def evidence(doc: Document, quote: str, subject: str, predicate: str, object_: str, narrow: str = "", **more: Any) -> Evidence:
    """Return evidence for a sentence of a document; the ends are labels as the sentence has them."""
    start = doc.text.index(quote)
    a, b = _LABELS[subject].id, _LABELS[object_].id
    spans = []
    for name in (subject, object_):
        at = doc.text.index(name, start)
        spans.append((at, at + len(name)))
    made = Evidence(
        id=content_id("ev", doc.id, doc.revision, str(start), a, b, predicate), document=doc.id, start=start,
        end=start + len(quote), subject=a, object=b, subject_label=subject, object_label=object_, predicate=predicate,
        narrow=narrow or predicate, polarity=Polarity.AFFIRMED, modality=Modality.ASSERTED, quote=quote, confidence=0.9,
        rule="test-rule", subject_span=spans[0], object_span=spans[1],
    )  # fmt: skip
    return replace(made, **more)


def claim(
    belief: float, status: Status, *pieces: Evidence, first: datetime | None = MARCH, last: datetime | None = MARCH
) -> Claim:
    """Return a claim with the ends and predicates of its first piece of evidence."""
    e = pieces[0]
    key = content_id("st", e.subject, e.narrow, e.object)
    return Claim(key, e.subject, e.narrow, e.predicate, e.object, belief, status, pieces, first, last, e.true_from, e.true_until)


def small_graph() -> KnowledgeGraph:
    """Return two documents with nine entities, an unknown lab, and claims of every status."""
    one = document("first-post", FIRST, MARCH, "The Daily Weight")
    two = document("second-post", SECOND, APRIL, "Loss Curves", excerpt=True)
    found = (*mentions(one), *mentions(two))
    found = tuple(sorted(found, key=lambda m: (m.document, m.start)))
    yes, no, april = Status.SUPPORTED, Status.UNSUPPORTED, {"first": APRIL, "last": APRIL}
    made = evidence(
        one, "Alpha One was developed by Quill Lab.", "Alpha One", "developed_by", "Quill Lab",
        true_from=date(2025, 9, 1), true_until=date(2025, 11, 30), true_span=(14, 23),
    )  # fmt: skip
    tested = evidence(one, "METR evaluated Alpha One.", "Alpha One", "evaluated_by", "METR", resolved_by=(Way.LABEL, Way.NOUN))
    tuned_quote = "Beta was fine-tuned from Alpha One."
    tuned = evidence(one, tuned_quote, "Beta", "based_on", "Alpha One", "fine_tuned_from")
    leads_quote = "Dana Reed leads Quill Lab."
    leads = evidence(
        one, leads_quote, "Dana Reed", "affiliated_with", "Quill Lab", "leads",
        true_until=date(2026, 3, 2), true_span=(FIRST.index(leads_quote), FIRST.index(leads_quote) + 4),
    )  # fmt: skip
    denied = evidence(
        two, "Alpha One was not developed by METR.", "Alpha One", "developed_by", "METR",
        polarity=Polarity.DENIED,
    )  # fmt: skip
    supposed = evidence(
        two, "METR may acquire Quill Lab.", "METR", "acquires", "Quill Lab",
        modality=Modality.HYPOTHETICAL, holder="Dana Reed", holder_id="dana-reed",
    )  # fmt: skip
    rules = evidence(two, "The AI Act regulates Quill Lab.", "AI Act", "regulates", "Quill Lab")
    equal = evidence(two, "Beta is on par with Alpha One.", "Beta", "competes_with", "Alpha One", "comparable_to")
    unequal = evidence(
        one, tuned_quote, "Beta", "competes_with", "Alpha One", "comparable_to", polarity=Polarity.DENIED
    )  # fmt: skip
    terms = evidence(two, "Gamma is under Apache 2.0.", "Gamma", "licensed_under", "Apache 2.0")
    claims = (
        claim(0.9, yes, made), claim(0.8, yes, tested), claim(0.85, yes, tuned), claim(0.95, yes, leads),
        claim(0.1, no, denied, **april), claim(0.3, no, supposed, **april), claim(0.75, yes, rules, **april),
        claim(0.5, Status.CONTESTED, unequal, equal, last=APRIL), claim(0.8, yes, terms, **april),
    )  # fmt: skip
    nodes = tuple(
        Node(
            e, sum(m.entity == e.id for m in found), len({m.document for m in found if m.entity == e.id}), MARCH, APRIL,
            mentioned=any(m.entity == e.id for m in found),
        )
        for e in sorted(ENTITIES, key=lambda e: e.id)
    )  # fmt: skip
    pairs = (
        CoMention("alpha-1", "beta", 2, 2, 2, 2, 0.41, 0.2, -0.1, MARCH, APRIL, tuned_quote, one.id),
        CoMention("alpha-1", "dana-reed", 0, 1, 1, 1, 0.0, 0.33, 0.1, MARCH, MARCH, "", ""),
        CoMention("dana-reed", "metr", 1, 1, 2, 1, 0.7, 0.5, 0.4, MARCH, APRIL, "", ""),
    )
    background = (
        BackgroundFact("alpha-1", "developed_by", "quill-lab", "llmcapa 0.5.69"),
        BackgroundFact("alpha-1", "member_of_family", "alpha", "llmcapa 0.5.69"),
        BackgroundFact("beta", "developed_by", "quill-lab", "a page"),
        BackgroundFact("gamma-2.5", "developed_by", "quill-lab", "unverified"),
        BackgroundFact("dana-reed", "affiliated_with", "quill-lab", "unverified"),
    )
    return graph(nodes, claims, pairs, background, (one, two), found, (("boilerplate", 3),))


def dataset_of(of: KnowledgeGraph, ontology: Ontology, base: str = DEFAULT_BASE) -> Dataset:
    """Return a graph ready to be asked, one named graph a layer."""
    store = ox.Store()
    store.bulk_extend(quads(of, ontology, base))
    return Dataset(store, base)
