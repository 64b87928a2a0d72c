"""Graphs with things to decide, and hostile names."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from kg.ontology import Ontology, load
from kg.records import Document, Entity, EntityType, KnowledgeGraph, Mention
from tests.graphs import document, evidence, graph, mention, node, on

#: Whatever a page may call a thing: line breaks, tabs, bars, signs, right-to-left text and overrides, lone surrogates.
hostile = st.text(
    st.one_of(
        st.sampled_from("\n\t\r|#=\"'\\ \u2028\u200b\u202e\ud800\udfff\x00אبض中ǰ->"),
        st.characters(min_codepoint=0, max_codepoint=0x10FFFF),
    ),
    min_size=1, max_size=24,
)  # fmt: skip


@cache
def shipped() -> Ontology:
    """Return the shipped ontology."""
    return load()


def unknown(doc: Document, surface: str, kind: EntityType, nth: int = 0, reason: str = "", **more: str) -> Mention:
    """Return a NIL mention of the n-th place of a surface."""
    return mention(doc, surface, None, kind, nth, reason=reason, **more)


def review_graph() -> KnowledgeGraph:
    """Return a graph with one thing of each kind to decide, and some that are not worth it."""
    a = document("a", "Saltglass Labs met OpenAI. Qwen 97 came. Tin Cup was there.", authors=("Wren",), published=on(3))
    b = document("b", "Saltglass Labs and Anthropic agree. Cursor hires. Qwen did.", authors=("Noor",), published=on(1))
    c = document("c", "A post by saltglass\nInstitute. Lone Name.", authors=("Noor",))
    lab, org, model = EntityType.LAB, EntityType.ORGANIZATION, EntityType.MODEL
    ontology = shipped()
    ids = ("openai", "anthropic", "cursor-company", "deepseek")
    version = Entity("qwen-97", "Qwen 97", "Model", model, facts=(("member_of_family", "qwen-family"),), provisional=True)
    disputed = evidence("openai", "acquired", "anthropic", doc=a.id, narrow="acquired", confidence=0.3)
    from kg.claims import assemble

    found = [
        unknown(a, "Saltglass Labs", lab), mention(a, "OpenAI", "openai"), unknown(b, "Saltglass Labs", org),
        mention(a, "Qwen 97", "qwen-97", model, provisional=True), unknown(a, "Tin Cup", org),
        mention(b, "Anthropic", "anthropic"),
        mention(b, "Cursor", "cursor-company", confidence=0.6, candidates=("cursor-company", "cursor")),
        mention(b, "Qwen", None, candidates=("qwen-team", "qwen-family")),
        unknown(c, "saltglass", lab, reason="unknown: byline in full"),
        unknown(c, "Institute", org), unknown(c, "Lone Name", EntityType.PERSON),
    ]  # fmt: skip
    documents = {d.id: d for d in (a, b, c)}
    nodes = [node(ontology.entities[key]) for key in ids] + [node(version)]
    return graph(nodes, assemble([disputed], documents, ontology), documents=documents.values(), found=found)
