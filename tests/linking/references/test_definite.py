"""What "the Act" and "the Institute" stand for."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from tests.linking.reading import link


@pytest.mark.parametrize(("text", "label"), [
    ("The Harbour Institute for Quiet Machines wrote. The Institute waits.", "Harbour Institute for Quiet Machines"),
    ("It was sued by the Quellshire Press Trust. Could the Trust say why?", "Quellshire Press Trust"),
])  # fmt: skip
def test_a_noun_with_an_article_is_the_body_named_before(linker: Linker, text: str, label: str) -> None:
    """Half of what a text says of a body would be said of nobody."""
    first, second = link(linker, text)
    assert (second.label, second.referent) == (label, first.referent)


@pytest.mark.parametrize("text", [
    "The Harbour Institute and the Quell Institute wrote. The Institute waits.",
    "The Institute waits. The Harbour Institute wrote.",
    "The Harbour Institute wrote. An institute waits, and every Institute of its kind.",
    "The Harbour Institute wrote. The Institute Quell is older.",
])  # fmt: skip
def test_a_noun_is_no_body_where_several_may_be_meant_or_none_was_named(linker: Linker, text: str) -> None:
    """What is said of one of two bodies would be said of the other."""
    assert "Institute" not in [m.surface for m in link(linker, text)]
