"""The extractor as a spaCy component, for pipelines of others.

The component reads mentions from ``doc.spans[mentions_key]`` (the span's label is the contract type, its ``kb_id_`` the
entity's id) and stores evidence in ``doc._.kg_evidence``. ``match`` is pure; ``set_annotations`` is the only mutation::

    import kg.relations.component
    nlp.add_pipe("kg_linker")
    nlp.add_pipe("kg_relations")
    nlp("Google released Gemma 4.")._.kg_evidence

The sentences are parsed with the project's own parser and with plain names in them, so a pipeline needs no parser.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg.ids import content_id
from kg.records import Document, EntityType, Evidence, Mention
from kg.relations.extractor import Extractor
from kg.relations.scene import OntologyView

if TYPE_CHECKING:
    from spacy.tokens import Span

#: Where the evidence stands: ``doc._.kg_evidence``.
EXTENSION = "kg_evidence"


@Language.factory(
    "kg_relations",
    default_config={"mentions_key": "kg_mentions", "ontology": None, "authors": []},
    assigns=[f"doc._.{EXTENSION}"],
)
def make_relations(nlp: Language, name: str, mentions_key: str, ontology: str | None, authors: list[str]) -> Relations:
    """Create the component from a pipeline's config; ``ontology`` is a folder of records of one's own."""
    from kg.ontology import load

    return Relations(load(*([Path(ontology)] if ontology else [])), mentions_key=mentions_key, authors=tuple(authors))


class Relations:
    """Finds stated relations in a doc whose mentions are already there."""

    def __init__(self, ontology: OntologyView, *, mentions_key: str = "kg_mentions", authors: tuple[str, ...] = ()) -> None:
        self.extractor = Extractor(ontology)
        self.mentions_key = mentions_key
        self.authors = authors

    def __call__(self, doc: Doc) -> Doc:
        """Return the doc with its evidence set."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> tuple[Evidence, ...]:
        """Return the evidence of a doc; changes nothing."""
        document = Document(id=content_id("doc", doc.text), key="doc", text=doc.text, authors=self.authors)
        spans = doc.spans[self.mentions_key] if self.mentions_key in doc.spans else ()
        return self.extractor.extract(document, [m for span in spans if (m := self._mention(document, span)) is not None])

    def set_annotations(self, doc: Doc, evidence: tuple[Evidence, ...]) -> None:
        """Store the evidence on the doc."""
        if not Doc.has_extension(EXTENSION):
            Doc.set_extension(EXTENSION, default=())
        doc._.set(EXTENSION, evidence)

    def _mention(self, document: Document, span: Span) -> Mention | None:
        if span.label_ not in set(EntityType):
            return None
        entity = span.kb_id_ or None
        known = self.extractor.ontology.entities.get(entity) if entity else None
        return Mention(
            document=document.id,
            start=span.start_char,
            end=span.end_char,
            surface=span.text,
            type=EntityType(span.label_),
            entity=entity,
            label=known.label if known is not None else span.text,
            cluster=None if entity else content_id("nil", span.text.casefold()),
        )
