"""The words and forms of names of models, as prose and lists share them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.ontology.generate import spelling
from kg.ontology.grammar import DEFAULT_FORMS, LISTED_WORDS, MODES, VARIANT_WORDS, fewer, total_size, version_number


def test_trailing_zeros_and_a_leading_letter_say_nothing() -> None:
    """Llama 3.0 and Llama v3 would be two models beside Llama 3; 3.10 would be 3.1."""
    assert [version_number(n) for n in ("3.0", "v3", "3", "3.10", "30", "k2.0")] == ["3", "3", "3", "3.10", "30", "k2"]


@given(st.from_regex(r"v?\d{1,3}(\.\d{1,2}){0,2}[a-z]?", fullmatch=True))
def test_a_version_number_is_as_plain_as_it_gets(number: str) -> None:
    """A key read from a key would be another one."""
    assert version_number(version_number(number)) == version_number(number)


def test_the_parameters_in_use_are_no_part_of_the_size() -> None:
    """120B-A12B and 120B would be two models; 8x7B would be 7B."""
    sizes = ("120ba12b", "17b16e", "120b", "8x7b", "a3b", "1.5b")
    assert [total_size(s) for s in sizes] == ["120b", "17b", "120b", "8x7b", "a3b", "1.5b"]


@given(st.sets(st.sampled_from(["flash", "mini", "pro", "reasoning", "thinking"])))
def test_variants_are_dropped_one_after_the_other(words: set[str]) -> None:
    """An unseen variant would hang under the family although its release is known."""
    found = list(fewer(words))
    assert len(found) == len(set(found)) == 2 ** len(words) - 1
    assert all(set(kept) < words for kept in found)
    assert [len(kept) for kept in found] == sorted((len(kept) for kept in found), reverse=True)


def test_ways_to_run_a_release_are_dropped_first() -> None:
    """Phi-4-mini-reasoning would hang under a Phi-4-reasoning rather than under Phi-4-mini."""
    assert next(fewer({"mini", "reasoning"})) == ("mini",)


def test_lists_and_prose_know_the_same_words() -> None:
    """A form that one of the two does not know would be a model in one and a spelling in the other."""
    assert DEFAULT_FORMS < spelling.FORMS
    assert not LISTED_WORDS & VARIANT_WORDS
    assert VARIANT_WORDS | LISTED_WORDS | {"extended"} > MODES
