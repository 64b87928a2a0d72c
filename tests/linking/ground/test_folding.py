from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.ground.folding import SPACE, fold, joins, outline
from tests.linking.reading import ANY_CHARACTER


@given(st.text(ANY_CHARACTER))
def test_folding_keeps_the_length(text: str) -> None:
    """Every offset behind an odd character would be off by one."""
    assert len(fold(text)) == len(text)


def test_every_code_point_folds_to_one() -> None:
    """Some rare letter would move all offsets behind it."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert len(fold(everything)) == len(everything)


@given(st.text(ANY_CHARACTER))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """A name folded once would not match a text folded twice."""
    assert fold(fold(text)) == fold(text)


@given(st.text(ANY_CHARACTER))
def test_a_folded_text_can_be_searched(text: str) -> None:
    """A lone surrogate would stop the search, which works on UTF-8."""
    fold(text).encode("utf-8")


@pytest.mark.parametrize(("one", "other"), [
    ("GPT-5.4", "gpt 5.4"), ("GPT\u20115.4", "gpt\u00a05.4"), ("OpenAI’s", "openai's"), ("“X”", '"x"'),
    ("Tülu", "tulu"),
    ("ＧＰＴ", "gpt"), ("Kimi_K2", "Kimi K2"), ("a\tb", "a\u2009b"),
])  # fmt: skip
def test_spellings_that_are_one(one: str, other: str) -> None:
    """A curly apostrophe, a fixed space or an accent would hide a name."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["ОpenAI", "Οpenai", "Сlaude"])
def test_look_alikes_stay_apart(text: str) -> None:
    """A Cyrillic letter would pass for a Latin one."""
    assert not fold(text).isascii()


@given(st.text(ANY_CHARACTER))
def test_folding_in_one_go_is_folding_letter_by_letter(text: str) -> None:
    """A text with many odd letters would fold in another way than one with few."""
    assert fold(text) == "".join(fold(letter) for letter in text)
    assert fold(text + "".join(map(chr, range(0x100, 0x180)))).startswith(fold(text))


@given(st.text(ANY_CHARACTER))
def test_an_outline_has_a_byte_for_each_letter(text: str) -> None:
    """A name would be found beside its place, or inside a word."""
    folded = fold(text)
    assert [b != SPACE for b in outline(folded)] == [joins(letter) for letter in folded]
