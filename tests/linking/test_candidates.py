from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import candidates
from kg.linking.candidates import masked_spans
from kg.linking.folding import fold
from kg.linking.grammar import Grammar
from kg.linking.lexicon import Lexicon
from kg.records import Zone, ZoneKind
from tests.linking.reading import ODD_TEXT, document


def found(lexicon: Lexicon, words: Grammar, text: str) -> set[str]:
    """Return the candidate surfaces of a text."""
    return {text[c.start : c.end] for c in candidates.find(text, fold(text), lexicon, words.is_ordinary)}


@pytest.mark.parametrize(("text", "absent"), [
    ("GPT-4-turbo", "GPT-4"), ("Qwen3.6", "Qwen3"), ("Qwen3.6", "Qwen"), ("GPT-4o", "GPT-4"), ("Metadata", "Meta"),
    ("meta-learning", "meta"),
    ("GPT-5.4", "GPT-5"), ("snOpenAI", "OpenAI"), ("OpenAI2", "OpenAI"), ("Claude4All", "Claude"),
    ("Llama 2 years ago", "Llama 2"),
])  # fmt: skip
def test_no_name_ends_inside_a_word_or_a_version(lexicon: Lexicon, words: Grammar, text: str, absent: str) -> None:
    """GPT-4-turbo would be GPT-4, and metadata a mention of a lab."""
    assert absent not in found(lexicon, words, text)


@pytest.mark.parametrize(("text", "name"), [
    ("OpenAI’s", "OpenAI"), ("OpenAI-backed", "OpenAI"), ("GPT-4-level", "GPT-4"), ("(OpenAI)", "OpenAI"),
    ("OpenAI/Anthropic", "Anthropic"),
    ("OpenAI—Anthropic", "Anthropic"), ("non-OpenAI", "OpenAI"), ("OpenAI.", "OpenAI"), ("GPT-5.4.", "GPT-5.4"),
    ("#OpenAI", "OpenAI"),
])  # fmt: skip
def test_a_name_is_seen_beside_marks(lexicon: Lexicon, words: Grammar, text: str, name: str) -> None:
    """A full stop, a slash or a tail would hide a name."""
    assert name in found(lexicon, words, text)


def test_overlapping_names_are_all_kept(lexicon: Lexicon, words: Grammar) -> None:
    """The longest name would win before its context is known."""
    assert {"Google", "Google DeepMind", "DeepMind"} <= found(lexicon, words, "Google DeepMind")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(list(ZoneKind))), max_size=6), ODD_TEXT)
def test_masked_stretches_are_sorted_and_apart(edges: list[tuple[int, int, ZoneKind]], text: str) -> None:
    """Looking up whether a name is masked would miss the stretch that holds it."""
    zones = [Zone(min(a, b), max(a, b), kind) for a, b, kind in edges]
    spans = masked_spans(document(text, zones))
    assert all(a <= b for a, b in spans)
    assert all(b < c for (_, b), (c, _) in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(i in covered for z in zones if z.kind in (ZoneKind.CODE, ZoneKind.TIMESTAMP) for i in range(z.start, z.end))


@pytest.mark.parametrize(("text", "masked"), [
    ("see https://a.example/GPT-5 now", "https://a.example/GPT-5"), ("mail a.b+c@d.example now", "a.b+c@d.example"),
    ("run `GPT-5` now", "`GPT-5`"), ("on a.b.openai.com now", "a.b.openai.com"),
    ("on www.b.example now", "www.b.example"),
])  # fmt: skip
def test_what_is_masked(text: str, masked: str) -> None:
    """Names in addresses and code would be counted as mentions."""
    assert [text[a:b] for a, b in masked_spans(document(text))] == [masked]


@pytest.mark.parametrize("text", ["I met him. OpenAI came too.", "It costs 3.5 dollars", "a` b", "@openai wrote"])
def test_what_is_not_masked(text: str) -> None:
    """A full stop without a space or a handle would hide what stands there."""
    assert masked_spans(document(text)) == []
