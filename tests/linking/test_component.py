from __future__ import annotations

import subprocess
import sys

import pytest
import spacy

from kg.linking import Linker
from kg.linking.component import LinkerComponent


def test_match_changes_nothing_and_call_annotates(linker: Linker) -> None:
    """Looking would change a user's Doc."""
    component = LinkerComponent(linker)
    doc = spacy.blank("en")("OpenAI met the Lakeside Policy Institute.")
    first, second = component.match(doc)
    assert "kg" not in doc.spans
    found = component(doc).spans["kg"]
    assert [(s.text, s.label_, s.kb_id_, s.id_) for s in found] == [
        ("OpenAI", "Lab", "openai", "OpenAI"),
        ("Lakeside Policy Institute", "Organization", second.cluster, "Lakeside Policy Institute"),
    ]
    assert first.entity == "openai"


def test_a_mention_inside_a_token_takes_the_token(linker: Linker) -> None:
    """A name that a tokenizer does not part would be dropped without a word."""
    doc = spacy.blank("en")("OpenAI/Anthropic")
    assert LinkerComponent(linker)(doc).spans["kg"]


@pytest.mark.parametrize("text", ["", "Nothing here.", "a\u0301" * 30, "\u202eOpenAI\0"])
def test_any_doc_is_taken(linker: Linker, text: str) -> None:
    """A Doc without mentions would stop a user's pipeline."""
    assert len(LinkerComponent(linker)(spacy.blank("en")(text)).spans["kg"]) <= 1


def test_the_factory_is_registered_and_configured() -> None:
    """`nlp.add_pipe("kg_linker")` would not be known, or put its spans elsewhere than asked."""
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_linker", config={"spans_key": "names"})
    doc = nlp("OpenAI answered.")
    assert [s.kb_id_ for s in doc.spans["names"]] == ["openai"]


def test_linking_does_not_load_spacy() -> None:
    """Every command that links would wait for spaCy."""
    code = "import sys, kg.linking, kg.ontology; kg.linking.Linker(kg.ontology.load()); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
