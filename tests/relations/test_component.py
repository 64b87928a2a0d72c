"""The extractor in a spaCy pipeline, and the parser that loads late."""

from __future__ import annotations

import subprocess
import sys

import pytest
import spacy
from spacy.tokens import Doc, Span

import kg.relations.component
from kg.relations import Extractor
from kg.relations.component import RelationsComponent


def _doc() -> Doc:
    nlp = spacy.blank("en")
    doc = nlp("Google has not released Gemma 4.")
    doc.spans["kg"] = [
        Span(doc, 0, 1, label="Lab", kb_id="google", span_id="Google"),
        Span(doc, 4, 6, label="Model", kb_id="gemma-4", span_id="Gemma 4"),
        Span(doc, 1, 2, label="Weather"),
    ]
    return doc


def test_match_changes_nothing_and_call_annotates(extractor: Extractor) -> None:
    """``match`` returns the evidence; only ``set_annotations`` touches the Doc."""
    component = RelationsComponent(extractor)
    doc = _doc()
    (evidence,) = component.match(doc)
    assert not Doc.has_extension(kg.relations.component.EXTENSION) or not doc._.kg_evidence
    assert (evidence.subject, evidence.object, evidence.polarity) == ("gemma-4", "google", "-")
    assert component(doc)._.kg_evidence == (evidence,)


def test_a_doc_without_mentions_is_left_alone(extractor: Extractor) -> None:
    """No spans, no evidence, no error."""
    assert RelationsComponent(extractor)(spacy.blank("en")("Nothing here."))._.kg_evidence == ()


def test_the_factory_is_configured_by_plain_values() -> None:
    """A pipeline's config can name folders, the key of the mentions, and authors."""
    nlp = spacy.blank("en")
    component = nlp.add_pipe("kg_relations", config={"spans_key": "names", "authors": ["Ana Reyes"]})
    assert isinstance(component, RelationsComponent)
    assert (component.spans_key, component.authors) == ("names", ("Ana Reyes",))


@pytest.mark.parametrize("code", [
    "import kg.relations",
    "from kg.relations import Extractor; from kg.ontology import load; Extractor(load())",
])  # fmt: skip
def test_spacy_is_loaded_only_when_a_sentence_is_parsed(code: str) -> None:
    """Importing and building an extractor leave spaCy alone."""
    done = subprocess.run([sys.executable, "-c", f"{code}; import sys; sys.exit('spacy' in sys.modules)"], check=False)
    assert done.returncode == 0
