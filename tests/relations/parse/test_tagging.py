from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from kg.relations.parse.parser import loaded
from kg.relations.parse.tagging import parts_of_speech

TAGS = ["DT", "WDT", "IN", "NN", "NNP", "PRP", "MD", "RB", "VB", "VBP", "VBZ", "VBD", "CC", "TO", "_SP", ".", "unheard of"]
DEPS = ["ROOT", "det", "mark", "aux", "auxpass", "expl", "conj", "nsubj", "advmod", "dep"]
WORDS = ["that", "There", "is", "was", "DO", "has", "not", "n't", "but", "Nothing", "Quillon", "like", "'s", "while", "  ", "\n"]


@pytest.fixture(scope="module")
def ruler() -> AttributeRuler:
    """The ruler of the parser that is installed."""
    parts = loaded().parts
    assert parts is not None
    return parts.ruler


def tagged(nlp: Language, rows: list[tuple[str, str, str]]) -> Doc:
    """Return a sentence of words with their tags and dependencies."""
    words, tags, deps = map(list, zip(*rows, strict=True))
    return Doc(nlp.vocab, words=words, tags=tags, deps=deps, heads=[0] * len(words))


@given(rows=st.lists(st.tuples(*map(st.sampled_from, (WORDS, TAGS, DEPS))), min_size=1, max_size=6))
def test_parts_of_speech_are_those_of_the_ruler(ruler: AttributeRuler, rows: list[tuple[str, str, str]]) -> None:
    """The same parse would be read in another way: a verb for a noun, "that" for a pronoun, and claims would come or go."""
    one, other = tagged(loaded().nlp, rows), tagged(loaded().nlp, rows)
    parts = parts_of_speech(ruler)
    assert parts is not None
    parts(one)
    ruler(other)
    assert [(t.pos_, t.tag_, t.dep_) for t in one] == [(t.pos_, t.tag_, t.dep_) for t in other]


@pytest.mark.parametrize(("pattern", "attributes"), [
    ([{"TAG": "NN", "OP": "+"}], {"POS": "NOUN"}),
    ([{"LOWER": {"REGEX": "^n"}}], {"POS": "NOUN"}),
    ([{"SHAPE": "XX"}], {"POS": "NOUN"}),
    ([{}], {"POS": "NOUN"}),
    ([{"TAG": "NN"}], {"POS": "NOUN", "TAG": "NNS"}),
    ([{"TAG": "NN"}], {"DEP": "dep"}),
], ids=["a repeat", "a pattern of letters", "a shape", "any word", "a tag as well", "no part of speech"])  # fmt: skip
def test_a_ruler_with_a_rule_of_another_form_does_its_work_itself(
    pattern: list[dict[int | str, Any]], attributes: dict[str, str]
) -> None:
    """Another parser's rules would be left out without a word."""
    ruler = English().add_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    ruler.add([[{"TAG": "VB"}]], {"POS": "VERB"})
    assert parts_of_speech(ruler) is not None
    ruler.add([pattern], attributes)
    assert parts_of_speech(ruler) is None


def test_rules_for_lemmas_need_not_be_read() -> None:
    """A rule that sets nothing that is read would keep the ruler at work."""
    ruler = English().add_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    ruler.add([[{"LOWER": {"REGEX": "^n"}}]], {"LEMMA": "n"})
    parts = parts_of_speech(ruler)
    assert parts is not None
    assert not parts.rules
