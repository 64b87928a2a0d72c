"""Firms and their products of one name."""

from __future__ import annotations

from kg.linking import Linker
from tests.linking.reading import ids

_NEUTRAL = "They may pass Cursor by."


def test_a_firm_that_acts_in_a_text_is_meant_where_nothing_tells(linker: Linker) -> None:
    """If this fails, a post on Cursor's business is on its editor in every sentence that could be on either."""
    text = "Cursor raised $900 million. Cursor hired a lawyer. " + _NEUTRAL
    assert {entity for _, entity in ids(linker, text)} == {"cursor-company"}


def test_a_product_that_is_used_stays_the_product(linker: Linker) -> None:
    """If this fails, one sentence about money makes a firm of an editor that all other sentences are about."""
    text = "Cursor raised money. I use Cursor with Claude. We run Cursor in VS Code. " + _NEUTRAL
    assert ids(linker, text)[-1] == ("Cursor", "cursor")
