"""Names beside a hyphen: parts of longer names, and names with a prefix."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from tests.linking.reading import ids, spans, surfaces


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They wrote a non-OpenAI client.", "OpenAI"),
        ("An ex-Google engineer built it.", "Google"),
        ("That was in the pre-GPT-4 era.", "GPT-4"),
        ("Most anti-Anthropic posts were short.", "Anthropic"),
        ("The Europe-OpenAI talks went on.", "OpenAI"),
    ],
)
def test_a_prefix_leaves_the_name(linker: Linker, text: str, name: str) -> None:
    """If this fails, every mention behind a prefix is lost."""
    assert surfaces(linker, text) == [name]


@pytest.mark.parametrize("name", ["Pampas-GPT", "ferry-qwen-2b", "tiny-tulu-0.4b"])
def test_a_name_before_the_hyphen_makes_another_model(linker: Linker, name: str) -> None:
    """If this fails, other people's models count as mentions of the family that they sound like."""
    assert ids(linker, f"Last week we tried {name} on our tickets.") == [(name, None)]


def test_a_maker_before_the_hyphen_joins_the_span_of_its_model(linker: Linker) -> None:
    """If this fails, an unseen hub id is nobody's model, or is cut behind its maker's name."""
    found = ids(linker, "The card of NVIDIA-Nemotron-9-Huge-777B-NVFP4 is short.")
    assert [surface for surface, _ in found] == ["NVIDIA-Nemotron-9-Huge-777B-NVFP4"]
    assert found[0][1] is not None


def test_a_word_behind_the_family_is_part_of_the_name(linker: Linker) -> None:
    """If this fails, a variant with a word of its own is taken for the family."""
    assert surfaces(linker, "They call it OLMo-Frank, and OLMo-Frank says no.") == ["OLMo-Frank", "OLMo-Frank"]


def test_a_double_first_name_holds_nobody_else(linker: Linker) -> None:
    """If this fails, Noa Ben-Zvi is taken for a known person whose first name is Zvi."""
    assert spans(linker, "Noa Ben-Zvi Sorrel said that it works.") == [("Noa Ben-Zvi Sorrel", "Person")]
