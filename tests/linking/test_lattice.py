"""Where a model's name falls in the version lattice, on the shipped ontology."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.linker import Linker
from kg.linking.listed.lexicon import Lexicon, key_of_name
from kg.linking.listed.versions import VersionKey
from tests.linking.reading import ids


def placed(name: str, lexicon: Lexicon) -> tuple[str | None, str]:
    """Return (the model that a name is or None, the nearest known one)."""
    key = key_of_name(name, lexicon)
    assert key is not None
    return lexicon.place(key)


@pytest.mark.parametrize("names", [
    ("Qwen 3.5 27B", "Qwen3.5-27B-Instruct", "qwen3.5-27b", "Qwen3.5-27B-FP8"), ("Qwen-Image-2", "qwen-image-2.0"),
    ("Llama 3", "Llama 3.0", "llama-3"), ("Claude Opus 4.5", "claude-opus-4-5-20251101", "Claude 4.5 Opus"),
    ("Claude Opus 4.5", "Claude Opus 4.5 (20251101)"), ("Kimi K2", "Kimi-K2-0905"), ("Gemma 3n E4B", "gemma-3n-E4B-it"),
    ("Nemotron 3 Super", "Nemotron 3 Super 120B-A12B"), ("gpt-oss-120b", "GPT-OSS 120B", "gpt-oss-120b-MXFP4"),
    ("Gemini 2.5 Flash-Lite", "Gemini 2.5 Flash Lite", "Gemini Flash-Lite 2.5"), ("Qwen3-4B-Thinking", "Qwen3-4B-Thinking-2507"),
])  # fmt: skip
def test_spellings_of_one_model(names: tuple[str, ...], lexicon: Lexicon) -> None:
    """One model would have its mentions on several entities."""
    found = {placed(name, lexicon)[0] for name in names}
    assert len(found) == 1
    assert None not in found


def test_models_that_must_stay_apart(lexicon: Lexicon) -> None:
    """What is said of one model would be said of another."""
    names = (
        "GPT-4", "GPT-4 Turbo", "GPT-4o", "GPT-4o mini", "GPT-4.1", "GPT-4.1 mini", "Claude Opus 4", "Claude Opus 4.1",
        "DeepSeek-V3", "DeepSeek-V3.1", "DeepSeek-V3.2", "DeepSeek-V3.2-Exp", "Qwen3-32B", "QwQ-32B", "Qwen3-4B",
        "Qwen3-4B-Thinking", "GLM-4.6", "GLM-4.6V", "MiniMax-M2", "MiniMax-M2.1", "Kimi K2", "Kimi K2.5", "gpt-oss-20b",
        "gpt-oss-120b", "Gemini 2.5 Flash", "Gemini 2.5 Flash-Lite", "Gemini 2.5 Pro", "Phi-4", "Phi-4-mini",
        "GPT-5.1-Codex", "GPT-5.1-Codex-Max", "Gemma 3", "Mixtral 8x7B", "Mixtral 8x22B", "o3-mini", "o4-mini",
    )  # fmt: skip
    found = [placed(name, lexicon)[0] for name in names]
    assert None not in found
    assert len(set(found)) == len(names)


@pytest.mark.parametrize(("name", "nearest"), [
    ("Phi-4-mini-flash-thinking", "Phi-4-mini"), ("Claude Opus 9.7", "Claude Opus"), ("Qwen3.5-27B-Zeta-9T", "Qwen3.5-27B"),
    ("o4-mini-flash", "o4-mini"), ("Gemini 8.1 Flash-Lite", "Gemini Flash-Lite"),
])  # fmt: skip
def test_an_unseen_version_hangs_in_its_right_place(name: str, nearest: str, lexicon: Lexicon) -> None:
    """An unseen version would hang beside its release, or under the wrong line."""
    key = key_of_name(name, lexicon) or key_of_name(name.partition("-Zeta")[0], lexicon)
    assert key is not None
    assert lexicon.place(key)[1] == placed(nearest, lexicon)[1]


WORDS = st.sampled_from("flash lite pro opus sonnet coder vl codex max mini".split())
LINES = st.sampled_from("gemini claude qwen-family gpt mistral-family gemini-flash".split())


@given(words=st.lists(WORDS, max_size=4, unique=True), family=LINES)
def test_a_key_is_rooted_once_and_for_all(words: list[str], family: str, lexicon: Lexicon) -> None:
    """Gemini Flash-Lite would be a variant of Gemini Flash at one place and a line of its own at another."""
    rooted = lexicon.rooted(VersionKey(family, ("2.5",), tuple(sorted(words))))
    assert lexicon.rooted(rooted) == rooted


@pytest.mark.parametrize(("text", "models"), [
    ("Google compared Gemini 2.5 Flash, Flash-Lite and Pro.", ["gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro"]),
    ("We ran Gemini 2.5 Pro, Flash and Flash-Lite.", ["gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite"]),
])  # fmt: skip
def test_variants_in_a_list_belong_to_the_line_they_name(text: str, models: list[str], linker: Linker) -> None:
    """The word "Pro" behind Gemini 2.5 Flash would make a Gemini Flash 2.5 Pro."""
    assert [entity for _, entity in ids(linker, text) if entity and entity.startswith("gemini")] == models


@pytest.mark.parametrize("spellings", [
    ("Claude Opus 9.7", "Claude 9.7 Opus", "claude-opus-9-7"), ("Qwen 9.5 99B", "qwen9.5-99b", "Qwen-9.5-99B-AWQ"),
    ("Gemini 8.1 Flash-Lite", "Gemini Flash-Lite 8.1"),
])  # fmt: skip
def test_an_unseen_version_has_one_id_however_it_is_written(spellings: tuple[str, ...], linker: Linker) -> None:
    """The same unseen release would be several provisional entities."""
    found = {entity for name in spellings for _, entity in ids(linker, f"The team released {name} today.")}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "model"),
    [("We use Whisper large-v7 here.", "whisper-large-7"), ("Meta’s DINOv9 is good.", "dino-9")],
    ids=["a size before the number", "a v that touches the name"],
)
def test_a_number_with_a_v_is_read_where_the_family_writes_it_so(text: str, model: str, linker: Linker) -> None:
    """If this fails, the next Whisper and the next DINO are nobody's until a list has them."""
    assert model in [entity for _, entity in ids(linker, text)]
