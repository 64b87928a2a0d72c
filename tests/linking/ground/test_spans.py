"""Stretches that are taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.linking.ground.spans import Taken

_SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=8)


@given(_SPANS)
def test_what_is_taken_is_what_the_spans_cover(spans: list[tuple[int, int]]) -> None:
    """Two mentions would share a letter, or a free place would be lost."""
    taken = Taken(spans)
    offsets = {i for start, end in spans for i in range(start, end)}
    assert [taken.holds(i) for i in range(-1, 28)] == [i in offsets for i in range(-1, 28)]
    for start in range(28):
        for end in range(start, 28):
            assert taken.meets(start, end) == any(i in offsets for i in range(start, end))
