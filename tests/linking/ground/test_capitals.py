from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.ground.capitals import opens, title_case

_WORDS = st.sampled_from(["Harbour", "Council", "bridges", "of", "the", "approve", "New", "x-ray", "It’s", "4th"])


@given(st.lists(_WORDS, max_size=40))
def test_a_title_is_known_by_its_long_words(words: list[str]) -> None:
    """A long headline would be taken for prose."""
    sentence = " ".join(words)
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    assert title_case(sentence) == (len(long) > 1 and sum(w[0].isupper() for w in long) > 0.85 * len(long))


def test_what_is_a_title() -> None:
    """Capitals in a headline would speak for names."""
    assert title_case("Harbour Council Approves New Bridge")
    assert not title_case("The council of Harbour approved a bridge")


@pytest.mark.parametrize(("text", "word"), [
    ("Then: Natively so", "Natively"), ("a (Managing", "Managing"), ("\n Quell", "Quell"), ("a\n- Quell", "Quell"),
    ("3) Quell", "Quell"),
])  # fmt: skip
def test_parts_of_sentences_open_with_a_capital_too(text: str, word: str) -> None:
    """Words behind a colon, a bracket or a bullet would be names because of their capital."""
    assert opens(text, text.index(word))


def test_a_capital_inside_a_sentence_opens_nothing() -> None:
    """Names inside a sentence would count as words that open one."""
    assert not opens("we met Quell", 7)
    assert not opens("we met (once) Quell", 14)
