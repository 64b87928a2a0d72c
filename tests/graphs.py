"""Small ontologies, documents and graphs made by hand, for the tests of store, claims, graph, look-up and exports."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kg.ids import content_id
from kg.ontology import Ontology
from kg.ontology.files import Faults, data_dir
from kg.ontology.schema import DEFAULT_CLASS, Schema, load_schema
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
    Zone,
    ZoneKind,
)

LAB, MODEL, PERSON = EntityType.LAB, EntityType.MODEL, EntityType.PERSON


def on(day: int, month: int = 1, year: int = 2026) -> datetime:
    """Return noon of a day in UTC."""
    return datetime(year, month, day, 12, tzinfo=UTC)


@cache
def schema() -> Schema:
    """Return the shipped classes and predicates."""
    return load_schema(data_dir(), Faults())


def entity(key: str, label: str = "", kind: EntityType = LAB, **more: Any) -> Entity:
    """Return an entity; the class is the default one of its type."""
    return Entity(key, label or key, more.pop("class_id", DEFAULT_CLASS[kind]), kind, **more)


def ontology(*entities: Entity) -> Ontology:
    """Return an ontology of a few entities with the shipped schema."""
    return Ontology(schema(), {e.id: e for e in sorted(entities, key=lambda e: e.id)}, (), Path(), "ont-test")


def document(key: str, text: str, **more: Any) -> Document:
    """Return a document whose id shows its key."""
    more.setdefault("places", (Place(f"{key}.xml", "1"),))
    return Document(f"doc-{key}", key, text, **more)


def places(text: str, name: str) -> list[tuple[int, int]]:
    """Return where a name stands in a text, as offsets."""
    return [(m.start(), m.end()) for m in re.finditer(re.escape(name), text)]


def mention(doc: Document, surface: str, to: str | None, kind: EntityType = LAB, nth: int = 0, **more: Any) -> Mention:
    """Return a mention of the n-th place where a surface stands in a text; ``to`` is None for NIL."""
    if to is None:
        more.setdefault("cluster", content_id("nil", surface.casefold()))
    return Mention(doc.id, *places(doc.text, surface)[nth], surface, kind, to, more.pop("label", surface), **more)


def mentions(doc: Document, **surfaces: str) -> list[Mention]:
    """Return a mention for every whole-word place of each name: ``mentions(d, OpenAI="openai")``."""
    found = []
    for surface, key in surfaces.items():
        found += [mention(doc, surface, key, nth=n) for n in range(doc.text.count(surface))]
    return sorted(found, key=lambda m: (m.start, m.end))


def evidence(subject: str, predicate: str, object_: str, doc: str = "doc-a", quote: str = "", **more: Any) -> Evidence:
    """Return affirmed and asserted evidence with a rule of precision 0.9, unless told otherwise."""
    narrow = more.pop("narrow", predicate)
    polarity, modality = more.pop("polarity", Polarity.AFFIRMED), more.pop("modality", Modality.ASSERTED)
    confidence, start = more.pop("confidence", 0.9), more.pop("start", 0)
    quote = quote or f"{subject} {narrow} {object_} in {doc} at {start}."
    key = content_id("ev", doc, str(start), subject, narrow, object_, polarity, modality, str(confidence), str(more), quote)
    return Evidence(
        key, doc, start, start + len(quote), subject, object_, subject, object_, predicate, narrow, polarity, modality,
        quote, confidence, more.pop("rule", "test"), **more,
    )  # fmt: skip


def node(of: Entity, count: int = 1, **more: Any) -> Node:
    """Return a node mentioned so many times in one document."""
    return Node(of, count, 1 if count else 0, **more)


def claim(*stated: Evidence, belief: float = 0.85, status: Status = Status.SUPPORTED) -> Claim:
    """Return the claim of the given evidence as it stands, without working anything out."""
    e = stated[0]
    key = content_id("st", e.subject, e.narrow, e.object)
    days = e.true_from, e.true_until
    return Claim(key, e.subject, e.narrow, e.predicate, e.object, belief, status, stated, on(1), on(2), *days)


def pair(a: str, b: str, sentences: int = 1, **more: Any) -> CoMention:
    """Return a co-mention of two entities."""
    shown: dict[str, Any] = {"first_seen": on(1), "last_seen": on(3), "quote": f"{a} and {b}.", "quote_document": "doc-a"}
    return CoMention(a, b, sentences, max(sentences, 1), 1, 1, 0.5, 0.25, -0.125, **{**shown, **more})


def graph(
    nodes: Iterable[Node],
    claims: Iterable[Claim] = (),
    pairs: Iterable[CoMention] = (),
    background: Iterable[BackgroundFact] = (),
    documents: Iterable[Document] = (),
    found: Iterable[Mention] = (),
    removals: tuple[tuple[str, int], ...] = (("copy", 1), ("nil", 2)),
) -> KnowledgeGraph:
    """Return a graph with each part in its order."""
    return KnowledgeGraph(
        tuple(sorted(nodes, key=lambda n: n.entity.id)),
        tuple(sorted(documents, key=lambda d: d.id)),
        tuple(sorted(found, key=lambda m: (m.document, m.start, m.end))),
        tuple(sorted(pairs, key=lambda p: (p.a, p.b))),
        tuple(sorted(claims, key=lambda c: c.id)),
        tuple(sorted(background, key=lambda f: (f.subject, f.predicate, f.object))),
        removals,
    )


def shuffled(of: KnowledgeGraph, seed: int) -> KnowledgeGraph:
    """Return the same graph with every part in another order."""
    dice = random.Random(seed)
    parts = ("nodes", "documents", "mentions", "co_mentions", "claims", "background")
    mixed: dict[str, Any] = {name: tuple(dice.sample(getattr(of, name), len(getattr(of, name)))) for name in parts}
    return replace(of, **mixed)


@cache
def industry() -> KnowledgeGraph:
    """Return a graph with each kind of thing in it: two labs, a family, a model, a person, a disputed claim."""
    text = "OpenAI made GPT-5.4. Anthropic denies it. Ada Reed of OpenAI spoke."
    d = document(
        "a", text, title="News, first", authors=("Bo Ek",), published=on(1), updated=on(2), link="https://example.org/a?b=1&c=2",
        language="en", outlet="The Letter", zones=(Zone(0, 20, ZoneKind.HEADING),),
        places=(Place("a.xml", "1", "News", on(1)), Place("page.html", "")),
    )  # fmt: skip
    entities = [
        entity("openai", "OpenAI", aliases=("Open AI",), hidden=("openai-inc",), facts=(("country", "US"),)),
        entity("anthropic", "Anthropic"),
        entity("gpt", "GPT", MODEL, class_id="ModelFamily", facts=(("developed_by", "openai"),), source="list 1"),
        entity("gpt-5.4", "GPT-5.4", MODEL, provisional=True, facts=(("member_of_family", "gpt"),)),
        entity("ada-reed", "Ada Reed", PERSON),
    ]
    made = evidence(
        "gpt-5.4", "developed_by", "openai", quote=text[:20], subject_span=(12, 19), object_span=(0, 6),
        true_from=date(2025, 12, 1), true_until=date(2026, 2, 28), true_span=(7, 11),
    )  # fmt: skip
    denied = evidence(
        "gpt-5.4", "developed_by", "openai", polarity=Polarity.DENIED, modality=Modality.REPORTED, quote=text[21:41],
        start=21, holder="Anthropic", holder_id="anthropic",
    )  # fmt: skip
    works = evidence(
        "ada-reed", "affiliated_with", "openai", narrow="works_for", quote=text[42:], start=42,
        true_from=on(3).date(), true_span=(42, 45), resolved_by=(Way.PRONOUN, Way.WRITERS),
    )  # fmt: skip
    return graph(
        [node(e, 0, mentioned=False) if e.id == "gpt" else node(e, 2, first_seen=on(1), last_seen=on(1)) for e in entities],
        [claim(made, denied, belief=0.4, status=Status.CONTESTED), claim(works)],
        [pair("gpt-5.4", "openai", 3), pair("ada-reed", "openai"), pair("anthropic", "openai", 0, quote="", quote_document="")],
        [BackgroundFact("gpt", "developed_by", "openai", "list 1"), BackgroundFact("gpt-5.4", "member_of_family", "gpt")],
        [d],
        [
            mention(d, "OpenAI", "openai", candidates=("openai", "openai-api"), confidence=0.75, reason="list+1"),
            mention(d, "GPT-5.4", "gpt-5.4", MODEL, provisional=True, zone=ZoneKind.HEADING),
            mention(d, "Ada Reed", None, PERSON),
        ],
    )  # fmt: skip


#: Text as feeds have it at their worst: control characters, lone surrogates, quotes, formulas, the escape of the store.
HOSTILE = st.one_of(
    st.text(),
    st.text(st.characters(codec=None), max_size=8),
    st.sampled_from([
        "\ud800", "\udfff\ufdd0", "\ufdd0d800", "\0", "a\0b", "\x0b\x1f", "\ufffe\uffff", "=1+1", "@x", "-2", "+3", "\t=1",
        "</data>", "]]>", "<!--", "&amp;", '"', "'", ",", "\r\n", "\r", "\u2028", "a|b", "'; DROP TABLE documents; --", "NULL",
        "nan", "𝔘", "é", "e\u0301", " ", "",
    ]),
)  # fmt: skip
