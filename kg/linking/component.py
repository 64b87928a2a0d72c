"""The linker as a spaCy component: `nlp.add_pipe("kg_linker")` puts the mentions on ``doc.spans["kg"]``.

A span's ``label_`` is the contract type, its ``kb_id_`` the entity's id (or the cluster of an unknown), and its ``id_`` the
preferred label.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.linking.linker import Linker
from kg.ontology import load
from kg.records import Document, Mention

#: Where the component puts its spans.
SPANS_KEY = "kg"


class LinkerComponent:
    """A spaCy component around a `Linker`; ``match`` is pure, ``set_annotations`` alone changes the Doc."""

    def __init__(self, linker: Linker, spans_key: str = SPANS_KEY) -> None:
        self._linker = linker
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its mentions set."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> tuple[Mention, ...]:
        """Return the mentions of a Doc's text."""
        return self._linker.link(Document(id="doc-spacy", key="spacy", text=doc.text))

    def set_annotations(self, doc: Doc, mentions: tuple[Mention, ...]) -> None:
        """Put the mentions on the Doc; one that begins or ends inside a token takes the whole token."""
        spans: list[Span] = []
        for m in mentions:
            span = doc.char_span(m.start, m.end, label=m.type.value, kb_id=m.referent, span_id=m.label, alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc.spans[self.spans_key] = spans


@cache
def _linker(folders: tuple[str, ...]) -> Linker:
    return Linker(load(*(Path(f) for f in folders)))


@Language.factory("kg_linker", default_config={"ontology": [], "spans_key": SPANS_KEY})
def make_linker(nlp: Language, name: str, ontology: list[str], spans_key: str) -> LinkerComponent:  # noqa: ARG001 - spaCy's signature
    """Return the component; ``ontology`` lists folders that extend the shipped one."""
    return LinkerComponent(_linker(tuple(ontology)), spans_key)
