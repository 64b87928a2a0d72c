"""The extractor as a spaCy component: ``nlp.add_pipe("kg_relations")`` puts evidence on ``doc._.kg_evidence``.

It reads the mentions that the linker (or another component) left on ``doc.spans["kg"]``: a span's ``label_`` is the
contract type, its ``kb_id_`` the entity's id or the cluster of an unknown, its ``id_`` the preferred label::

    nlp = spacy.blank("en")
    nlp.add_pipe("kg_linker")
    nlp.add_pipe("kg_relations")
    nlp("Google released Gemma 4.")._.kg_evidence

Sentences are parsed with the project's own parser and with plain names in them, so the pipeline needs none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.ids import content_id
from kg.ontology import Ontology, load
from kg.records import Document, EntityType, Evidence, Mention
from kg.relations.extractor import Extractor

#: Where the evidence stands: ``doc._.kg_evidence``.
EXTENSION = "kg_evidence"
#: Where the component looks for mentions.
SPANS_KEY = "kg"


class RelationsComponent:
    """A spaCy component around an `Extractor`; ``match`` is pure, ``set_annotations`` alone changes the Doc."""

    def __init__(self, extractor: Extractor, spans_key: str = SPANS_KEY, authors: tuple[str, ...] = ()) -> None:
        self._extractor = extractor
        self.spans_key = spans_key
        self.authors = authors

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its evidence set."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> tuple[Evidence, ...]:
        """Return the evidence of a Doc's text and mentions."""
        document = Document(id=content_id("doc", doc.text), key="spacy", text=doc.text, authors=self.authors)
        spans = list(doc.spans.get(self.spans_key, ()))
        mentions = [self._mention(document, span) for span in spans if span.label_ in set(EntityType)]
        return self._extractor.extract(document, mentions)

    def set_annotations(self, doc: Doc, evidence: tuple[Evidence, ...]) -> None:
        """Put the evidence on the Doc."""
        if not Doc.has_extension(EXTENSION):
            Doc.set_extension(EXTENSION, default=())
        doc._.set(EXTENSION, evidence)

    def _mention(self, document: Document, span: Span) -> Mention:
        referent = span.kb_id_ or content_id("nil", span.text.casefold())
        known = referent in self._extractor.ontology.entities
        return Mention(
            document=document.id,
            start=span.start_char,
            end=span.end_char,
            surface=span.text,
            type=EntityType(span.label_),
            entity=referent if known else None,
            label=span.id_ or span.text,
            cluster=None if known else referent,
        )


@cache
def _ontology(folders: tuple[str, ...]) -> Ontology:
    return load(*(Path(f) for f in folders))


@Language.factory(
    "kg_relations",
    default_config={"ontology": [], "spans_key": SPANS_KEY, "authors": []},
    assigns=[f"doc._.{EXTENSION}"],
)
def make_relations(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001 - spaCy's signature
    ontology: list[str],
    spans_key: str,
    authors: list[str],
) -> RelationsComponent:
    """Return the component; ``ontology`` lists folders that extend the shipped one, ``authors`` who "I" may be."""
    loaded = _ontology(tuple(ontology))
    extractor = Extractor(loaded, more=loaded.own_files("relations.toml"))
    return RelationsComponent(extractor, spans_key, tuple(authors))
