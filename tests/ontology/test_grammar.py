"""The words and forms of names of models, as prose and lists share them."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(("one", "other"), [
    ("Qwen 3.5 27B", "Qwen3.5-27B-Instruct"), ("qwen-image-2", "Qwen-Image-2.0"), ("Llama 3.0", "Llama 3"),
    ("Claude Opus 4.5 20251101", "claude-opus-4-5"), ("GPT-5.1-Codex-Max", "gpt 5.1 codex max"), ("Kimi-K2-0905", "Kimi K2"),
    ("gemma-3n-E4B-it", "Gemma 3n E4B"), ("gpt-oss-120b-MXFP4", "GPT-OSS 120B"), ("Qwen3-4B-Thinking-2507", "qwen3-4b-thinking"),
    ("Qwen3-32B-AWQ", "Qwen3-32B-GGUF"), ("Gemini 2.5 Flash-Lite", "gemini-2.5-flash-lite"), ("o3-mini", "O3 Mini"),
])  # fmt: skip
def test_lists_spell_one_model_in_many_ways(one: str, other: str) -> None:
    """One release would get two records."""
    assert spelling.read(one).key == spelling.read(other).key


@pytest.mark.parametrize(("one", "other"), [
    ("GPT-4", "GPT-4 Turbo"), ("GPT-4", "GPT-4o"), ("GPT-4", "GPT-4.1"), ("GPT-4o", "GPT-4o mini"), ("Opus 4", "Opus 4.1"),
    ("DeepSeek-V3", "DeepSeek-V3.1"), ("DeepSeek-V3.2", "DeepSeek-V3.2-Exp"), ("Qwen3-32B", "QwQ-32B"), ("GLM-4.6", "GLM-4.6V"),
    ("Phi-4-mini", "Phi-4-mini-flash-reasoning"), ("MiniMax-M2", "MiniMax-M2.1"), ("Qwen3-4B", "Qwen3-4B-Thinking"),
    ("Gemini 2.5 Flash", "Gemini 2.5 Flash-Lite"), ("gpt-oss-20b", "gpt-oss-120b"), ("GPT-5.1-Codex", "GPT-5.1-Codex-Max"),
    ("o3", "o3-mini"), ("Gemma 3", "Gemma 3n"), ("Mixtral 8x7B", "Mixtral 8x22B"), ("Qwen3-4B", "Qwen3-4B-Base"),
    ("Llama 3.1", "Llama 3.10"), ("Kimi K2", "Kimi K2.5"), ("Llama 3 8B", "Llama 8B"),
])  # fmt: skip
def test_lists_never_merge_two_models(one: str, other: str) -> None:
    """Two releases would share a record, with each other's dates and makers."""
    assert spelling.read(one).key != spelling.read(other).key


@given(
    st.sampled_from(["Veloria", "Kestrel X"]), st.sampled_from(["3", "3.5", "v4.1", "10"]),
    st.lists(st.sampled_from(["mini", "Flash", "Thinking", "Instruct"]), max_size=3, unique=True),
    st.sampled_from(["27B", "8x7B", "e4b"]),
)  # fmt: skip
def test_reading_a_reading_changes_nothing(head: str, number: str, words: list[str], size: str) -> None:
    """Keys that are spelled out and read again would be others."""
    found = spelling.read("-".join((head, number, *words, size)))
    again = spelling.read("-".join((*found.words, *found.versions, *found.sizes)))
    assert again.key == found.key
    assert spelling.read(" ".join((head.upper(), size, number, *reversed(words)))).key == found.key
