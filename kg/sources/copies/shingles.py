"""What two texts share: word shingles as sorted 64-bit numbers, and the pairs of texts that are worth comparing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]

#: Words in a shingle. Measured: with 5, different essays of one author shared at most 0.2 % of them, with 3 up to 4 %.
WIDTH: Final = 5
#: One shingle in so many is looked up when copies are sought; a text of 40 words still has nine of them.
SAMPLE: Final = 4
#: A shingle in more texts than this is a phrase or a template; their holders are only compared in a chain.
COMMON: Final = 24
#: MinHash proposes near copies whose sketches agree in all rows of a band; what it proposes is verified exactly. A pair of
#: Jaccard similarity s is proposed with the probability 1 - (1 - s**ROWS)**BANDS (Leskovec, Rajaraman, Ullman, Mining of Massive
#: Datasets, 3.4): of what can be had with 64 permutations these leave the least area on the wrong sides of 0.6.
BANDS: Final = 10
ROWS: Final = 6
PERMUTATIONS: Final = 64

# Scripts without spaces count by character: a sentence of theirs would be one word.
WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    return WORD.findall(text.lower())


def shingles(of: Sequence[str]) -> Numbers:
    """Return the distinct shingles of the words, sorted; a text shorter than one shingle has one."""
    return np.unique(in_order(of))


def in_order(of: Sequence[str], width: int = WIDTH) -> Numbers:
    """Return the shingles of so many words in their order: the nth begins at the nth word."""
    if not of:
        return np.empty(0, np.uint64)
    numbers = np.fromiter((_number(word) for word in of), np.uint64, len(of))
    width = min(width, len(of))
    hashed = np.zeros(len(of) - width + 1, np.uint64)
    for offset in range(width):  # wraps around on purpose: a polynomial hash modulo 2**64
        hashed = hashed * _FACTOR + numbers[offset : len(of) - width + 1 + offset]
    hashed ^= hashed >> np.uint64(29)
    return hashed * _FACTOR


def containment(smaller: Numbers, larger: Numbers) -> float:
    """Return which share of the smaller set lies in the larger, 0 to 1."""
    return len(np.intersect1d(smaller, larger, assume_unique=True)) / len(smaller) if len(smaller) else 0.0


def without_common(sets: Sequence[Numbers], most: int) -> list[Numbers]:
    """Return the sets (each sorted and distinct) without the numbers that more than ``most`` of them hold."""
    common = _held_by(sets, most + 1)
    return [np.setdiff1d(held, common, assume_unique=True) for held in sets]


def shared_by(rows: Sequence[Numbers], fewest: int) -> list[list[int]]:
    """Return for each row its numbers, each once, that at least ``fewest`` of the rows hold."""
    sets = [np.unique(row) for row in rows]
    common = _held_by(sets, fewest)
    return [np.intersect1d(held, common, assume_unique=True).tolist() for held in sets]


def _held_by(sets: Sequence[Numbers], fewest: int) -> Numbers:
    """Return, sorted, the numbers that at least so many of the sets (each sorted and distinct) hold."""
    if not sets:
        return np.empty(0, np.uint64)
    numbers, counts = np.unique(np.concatenate(sets), return_counts=True)
    return numbers[counts >= fewest]


def first_holders(ordered: Sequence[Numbers]) -> list[npt.NDArray[np.intp]]:
    """Return for each number of each row the index of the first row that holds it."""
    if not ordered:
        return []
    rows = np.repeat(np.arange(len(ordered)), [len(row) for row in ordered])
    _, first, place = np.unique(np.concatenate(ordered), return_index=True, return_inverse=True)
    holders = rows[first][place]
    return np.split(holders, np.cumsum([len(row) for row in ordered])[:-1])


def candidates(sets: Sequence[Numbers]) -> set[tuple[int, int]]:
    """Return the pairs (smaller index first) that may be near copies or contain one another."""
    return _near(sets) | _sharing(sets)


def _near(sets: Sequence[Numbers]) -> set[tuple[int, int]]:
    """Pairs that MinHash takes for similar: it finds copies of which every shingle is too common to be looked up."""
    buckets: dict[bytes, list[int]] = {}
    found: set[tuple[int, int]] = set()
    for number, held in enumerate(sets):
        for band in bands(held):
            others = buckets.setdefault(band, [])
            found.update((other, number) for other in others)
            others.append(number)
    return found


def bands(held: Numbers) -> list[bytes]:
    """Return what a set of shingles shares at least one of with a set that MinHash takes for similar; nothing of none."""
    if not len(held):
        return []
    lowest = sketch(held)
    return [bytes([n]) + lowest[n * ROWS : (n + 1) * ROWS].tobytes() for n in range(BANDS)]


def sketch(held: Numbers) -> npt.NDArray[np.uint32]:
    """Return the MinHash of a set that is not empty: the lowest of its numbers in each of the permutations.

    Broder, On the resemblance and containment of documents (1997): two sets agree in each with the probability of their Jaccard
    similarity. A permutation is x -> ax + b modulo 2**32 with an odd a, of numbers mixed as MurmurHash3 ends.
    """
    factors, offsets = _permutations()
    mixed = (held >> np.uint64(32)).astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    lowest: npt.NDArray[np.uint32] = (mixed[:, None] * factors + offsets).min(axis=0)
    return lowest


@cache
def _permutations() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the factors and offsets of the permutations, always the same."""
    drawn = np.random.RandomState(1)  # what it draws never changes, whatever numpy
    factors = drawn.randint(0, 1 << 31, PERMUTATIONS, np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, drawn.randint(0, 1 << 32, PERMUTATIONS, np.uint32)


def sample(held: Numbers) -> Numbers:
    """Return the shingles of a set that are looked up when copies are sought."""
    sampled: Numbers = held[held % np.uint64(SAMPLE) == 0]
    return sampled


def _sharing(sets: Sequence[Numbers]) -> set[tuple[int, int]]:
    """Pairs that share sampled shingles: a beginning has, beside its long text, a Jaccard that MinHash cannot see."""
    sampled = [sample(held) for held in sets]
    if not sampled:
        return set()
    numbers = np.concatenate(sampled)
    owners = np.repeat(np.arange(len(sets)), [len(part) for part in sampled])
    order = np.lexsort((owners, numbers))
    numbers, owners = numbers[order], owners[order]
    edges = np.concatenate(([0], np.flatnonzero(np.diff(numbers)) + 1, [len(numbers)]))
    shared = np.flatnonzero(np.diff(edges) > 1)  # most shingles stand in one text
    found: set[tuple[int, int]] = set()
    for first, last in zip(edges[shared].tolist(), edges[shared + 1].tolist(), strict=True):
        members = owners[first:last].tolist()
        if len(members) <= COMMON:
            found.update((a, b) for i, a in enumerate(members) for b in members[i + 1 :])
        else:
            found.update(pairwise(members))
    return found


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    # Not hash(): it differs from process to process.
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
