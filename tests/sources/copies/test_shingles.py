from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.sources.copies.shingles import BANDS, PERMUTATIONS, Numbers, bands, candidates, sketch


def numbers(seed: int, count: int) -> Numbers:
    """Return distinct numbers, sorted."""
    return np.unique(np.random.default_rng(seed).integers(0, 1 << 64, count, dtype=np.uint64))


@given(st.integers(0, 1 << 32), st.floats(0.05, 0.95))
@settings(max_examples=40, deadline=None)
def test_sketches_agree_as_often_as_sets_do(seed: int, share: float) -> None:
    """Near copies would not be proposed, or texts that share little would be: the sketch says nothing of the sets."""
    every = np.random.default_rng(seed).permutation(numbers(seed, 3_000))
    both, rest = np.split(every, [int(share * len(every))])
    one, other = np.sort(np.concatenate((both, rest[::2]))), np.sort(np.concatenate((both, rest[1::2])))
    agreeing = np.count_nonzero(sketch(one) == sketch(other)) / PERMUTATIONS
    assert abs(agreeing - len(both) / len(every)) < 6 * (0.25 / PERMUTATIONS) ** 0.5


def test_bands_of_sets() -> None:
    """Equal texts would not be compared, texts without words would be, or two that share nothing."""
    held = numbers(1, 500)
    assert len(bands(held)) == len(set(bands(held))) == BANDS
    assert bands(held) == bands(held.copy())
    assert set(bands(held)).isdisjoint(bands(numbers(2, 500)))
    assert bands(held[:0]) == []


def test_pairs_to_compare() -> None:
    """A copy with a word changed would stay a document of its own; a text without shingles would be compared with all."""
    held = numbers(3, 400)
    sets = [held, numbers(4, 400), np.delete(held, range(0, 25, 5)), held[:0], held[:0]]
    assert candidates(sets) == {(0, 2)}
