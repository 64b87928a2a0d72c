from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.ground.grammar import Grammar, opened
from kg.linking.ground.places import FixedWords

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


def test_every_numbered_act_has_one_of_the_beginnings(words: Grammar) -> None:
    """An act would be found only where the whole text is searched."""
    heads = words.numbered_heads()
    assert heads and not any(a != b and a.startswith(b) for a in heads for b in heads)
    for act in ("SB 1047", "H.R. 1234", "Executive Order 14110", "Regulation (EU) 2024/1689", "Décret 12/2024", "M-24-10"):
        text = f"They passed {act} and SB 53 then, \u0663 HB 77 and S. \u0661\u0662."
        marks = FixedWords({"numbered": heads}).find(text)["numbered"]
        found = list(words.numbered_policies(text, marks))
        assert found == list(words.numbered_policies(text))
        assert text[slice(*found[0])] == act


def test_a_pattern_that_may_open_with_anything_has_no_beginnings(words: Grammar) -> None:
    """A user's own pattern would be tried at some places only."""
    for pattern in (r"\w+ Law \d+", r"\d+ USC", "Ław 1"):
        assert replace(words, policy_numbered=re.compile(pattern)).numbered_heads() == ()


def test_words_are_told_the_same_twice(words: Grammar) -> None:
    """What is remembered of a word would be the answer to another question."""
    for word in ("Monday", "Paris", "Emma", "Quillmere", "AI", "GPUs", "Director", "it"):
        once = (words.is_no_name(word), words.is_given(word), words.is_place(word), words.is_ordinary(word))
        assert once == (words.is_no_name(word), words.is_given(word), words.is_place(word), words.is_ordinary(word))
    assert words.is_no_name("Monday")
    assert not words.is_no_name("Quillmere")


@pytest.mark.parametrize(("word", "ordinary"), [
    ("Natively", True), ("Interestingly", True), ("Notably", True), ("Midtraining", True), ("Feedly", False), ("Quellory", False),
])  # fmt: skip
def test_words_that_english_builds_are_ordinary(words: Grammar, word: str, ordinary: bool) -> None:
    """An adverb that opens a sentence would be a firm, or a firm an adverb."""
    assert words.is_ordinary(word) == ordinary
