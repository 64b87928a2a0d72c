"""Sentences of every shape: what they state, how, and what they leave unsaid."""

from __future__ import annotations

import pytest

from kg.relations import Extractor
from tests.relations.marked import assert_exactly_stated, lines_of


@pytest.mark.parametrize("line", lines_of("stated.txt"), ids=lambda line: line[:70])
def test_exactly_what_is_stated_is_found(line: str, extractor: Extractor) -> None:
    """Subject, predicate, object, polarity or modality would be wrong, or something else would be found as well."""
    assert_exactly_stated(line, extractor)
