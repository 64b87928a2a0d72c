"""What a slot holds besides the first name, whose act it is, and sentences that a parser misreads."""

from __future__ import annotations

import pytest

from kg.relations import Extractor
from tests.relations.marked import assert_exactly_stated, lines_of


@pytest.mark.parametrize("line", lines_of("stated_joined.txt"), ids=lambda line: line[:70])
def test_exactly_what_a_line_states_is_found(line: str, extractor: Extractor) -> None:
    """A second name is lost, or given to the wrong body, or a sentence with a misread verb says nothing."""
    assert_exactly_stated(line, extractor)
