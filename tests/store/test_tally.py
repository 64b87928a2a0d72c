"""The numbers of pairs against counting one by one, whatever the size of the pieces that are sorted at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.store import tally
from kg.store.tally import BITS, KINDS, Corpus, Rows, Tally, counted
from kg.store.windows import Caps

ENTITIES, DOCUMENTS, VOICES = 7, 6, 3
ROWS = st.lists(
    st.tuples(st.integers(0, DOCUMENTS - 1), st.integers(0, ENTITIES - 1), st.integers(0, 2), st.integers(0, 1)), max_size=60
)
Pair = tuple[int, int]


def one_by_one(rows: list[tuple[int, ...]], voice: list[int], dated: int, caps: Caps) -> dict[Pair, tuple[int, ...]]:
    """Return sentences, paragraphs, whole, documents, first, last, quote's document and sentence, and sources of each pair."""
    windows: dict[str, dict[tuple[int, int], set[int]]] = {kind: defaultdict(set) for kind in KINDS}
    for document, entity, sentence, paragraph in rows:
        for kind, number in zip(KINDS, (sentence, paragraph, 0), strict=True):
            windows[kind][document, number].add(entity)
    held: dict[str, dict[Pair, list[tuple[int, int]]]] = {kind: defaultdict(list) for kind in KINDS}
    for kind in KINDS:
        for place, names in sorted(windows[kind].items()):
            if len(names) <= getattr(caps, kind):
                for pair in combinations(sorted(names), 2):
                    held[kind][pair].append(place)
    found: dict[Pair, tuple[int, ...]] = {}
    for pair in {pair for kind in KINDS for pair in held[kind]}:
        sentences, paragraphs, whole = (held[kind][pair] for kind in KINDS)
        documents = sorted({document for places in (sentences, paragraphs, whole) for document, _ in places})
        known = [document for document in documents if document < dated] or [-1]
        quote = sentences[0] if sentences else (-1, -1)
        sources = len({voice[document] for document in documents})
        counts = len(sentences), len(paragraphs), len(whole), len(documents)
        found[pair] = (*counts, known[0], known[-1], *quote, sources)
    return found


def read(found: Tally) -> dict[Pair, tuple[int, ...]]:
    """Return the same of a tally."""
    columns = (
        found.sentences, found.paragraphs, found.whole, found.documents, found.first, found.last, found.quote_document,
        found.quote_sentence, found.sources,
    )  # fmt: skip
    pairs = [(pair >> BITS, pair & (1 << BITS) - 1) for pair in found.pairs.tolist()]
    return dict(zip(pairs, zip(*(column.tolist() for column in columns), strict=True), strict=True))


@given(
    rows=ROWS,
    voice=st.lists(st.integers(0, VOICES - 1), min_size=DOCUMENTS, max_size=DOCUMENTS),
    dated=st.integers(0, DOCUMENTS),
    caps=st.builds(Caps, st.integers(2, 4), st.integers(2, 5), st.integers(2, 7)),
    at_a_time=st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_give_what_counting_one_by_one_gives(
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[int, ...]],
    voice: list[int],
    dated: int,
    caps: Caps,
    at_a_time: tuple[int, int],
) -> None:
    """A pair at the edge of two pieces would be lost or counted twice, which no corpus of a test is large enough to show."""
    columns = np.array(rows, np.uint8).reshape(-1, 4).T
    given_rows, corpus = Rows(*columns), Corpus(dated, np.array(voice, np.int32))
    whole = counted(given_rows, corpus, caps, ENTITIES)
    with monkeypatch.context() as patched:
        for name, count in zip(("_ROWS", "_PAIRS"), at_a_time, strict=True):
            patched.setattr(tally, name, count)
        pieces = counted(given_rows, corpus, caps, ENTITIES)
    for field in fields(Tally):
        assert np.array_equal(getattr(pieces, field.name), getattr(whole, field.name)), field.name
    assert read(whole) == one_by_one(rows, voice, dated, caps)
