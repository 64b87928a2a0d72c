from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.grammar import Grammar, opened

_PIECES = st.sampled_from(["HR", "H.", "S.", " ", "No. ", "12", "Act", "Law", "/", "x", "(", ")"])


@pytest.mark.parametrize(("pattern", "parts"), [
    ("Local Law \\d", ["Local Law \\d"]), ("(?:Act|Law) \\d", ["Act \\d", "Law \\d"]),
    ("[HS]\\. ?\\d", ["H\\. ?\\d", "S\\. ?\\d"]),
    ("(?:H(?:R|B)|[HS]\\.)x", ["H(?:R|B)x", "H\\.x", "S\\.x"]), ("(?:a)?b", ["(?:a)?b"]), ("[ab]+c", ["[ab]+c"]),
    ("[^a]b", ["[^a]b"]), ("(?:a\\)|[|)])c", ["a\\)c", "[|)]c"]), ("(?=a)b", ["(?=a)b"]),
])  # fmt: skip
def test_opened_patterns_begin_with_letters(pattern: str, parts: list[str]) -> None:
    """An alternative would be lost, or a pattern cut where it has no joint."""
    assert opened(pattern) == parts


@given(st.lists(_PIECES, max_size=10).map("".join))
def test_opening_a_pattern_changes_no_match(text: str) -> None:
    """A numbered act would be found in other places, or none."""
    pattern = "(?:H\\. ?R\\.|HR|[HSA]\\.|Act(?: No\\.)?) ?\\d{2}"
    found = [m.span() for m in re.finditer(pattern, text)]
    assert [m.span() for m in re.finditer("|".join(opened(pattern)), text)] == found


def test_a_number_inside_a_word_is_no_act(words: Grammar) -> None:
    """The "SB 1047" in "xSB 1047" would be a bill, or the one behind it would be lost."""
    text = "xSB 1047 and SB 1047, then .HB 77 and HB 77"
    assert [text[a:b] for a, b in words.numbered_policies(text)] == ["SB 1047", "HB 77"]
    assert [a for a, _ in words.numbered_policies(text)] == [13, 38]


def test_words_are_told_the_same_twice(words: Grammar) -> None:
    """What is remembered of a word would be the answer to another question."""
    for word in ("Monday", "Paris", "Emma", "Quillmere", "AI", "GPUs", "Director", "it"):
        once = (words.is_no_name(word), words.is_given(word), words.is_place(word), words.is_ordinary(word))
        assert once == (words.is_no_name(word), words.is_given(word), words.is_place(word), words.is_ordinary(word))
    assert words.is_no_name("Monday")
    assert not words.is_no_name("Quillmere")
