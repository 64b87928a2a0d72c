"""Where words and letters stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.ground.places import FixedWords, is_single_byte, offsets, places

_TEXT = st.text("ab \ud800é", max_size=30)


@given(_TEXT, st.text("ab ", min_size=1, max_size=3))
def test_letters_stand_where_they_are_found(text: str, letters: str) -> None:
    """A version would be overlooked behind another one."""
    assert list(offsets(text, letters)) == [i for i in range(len(text)) if text.startswith(letters, i)]


@given(_TEXT, st.sets(st.text("ab ", min_size=1, max_size=3)))
def test_words_stand_where_they_are_found(text: str, words: set[str]) -> None:
    """A short name would be overlooked inside a longer one."""
    found = places(text, words)
    assert found == {w: [i for i in range(len(text)) if text.startswith(w, i)] for w in words}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("pretrained", [(0, 8), (3, 10)]), ("a TPU \ud800 model", [(8, 13)]), ("", [])],
)
def test_fixed_words_are_found_at_once(text: str, expected: list[tuple[int, int]]) -> None:
    """Overlapping words each count, and half a character is no fault."""
    words = FixedWords({"talk": ("pretrain", "trained", "model"), "other": ("TPU",)})
    assert words.find(text)["talk"] == expected


@given(st.text("abé\u0142\U0001f600\ud800 ", max_size=30))
def test_letters_of_several_bytes_move_no_fixed_word(text: str) -> None:
    """Everything behind an emoji or a Polish letter would be looked for in the wrong place."""
    groups = {"one": ("ab", "b"), "two": ("b", "é a")}
    expected = {
        name: sorted((i, i + len(w)) for w in words for i in range(len(text)) if text.startswith(w, i))
        for name, words in groups.items()
    }
    assert FixedWords(groups).find(text) == expected


def test_words_of_several_bytes_are_told() -> None:
    """They would be looked for as question marks."""
    assert is_single_byte("Décret") and not is_single_byte("Łódź")
