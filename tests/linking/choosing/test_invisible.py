"""Marks without width inside names."""

from __future__ import annotations

from kg.linking import Linker
from tests.linking.reading import ids, link


def test_a_soft_hyphen_hides_no_name(linker: Linker) -> None:
    """If this fails, names in hyphenated pages are lost."""
    assert ids(linker, "We asked Open\u00adAI and Anthro\u00adpic.") == [
        ("Open\u00adAI", "openai"),
        ("Anthro\u00adpic", "anthropic"),
    ]


def test_spans_are_those_of_the_text_with_its_marks(linker: Linker) -> None:
    """If this fails, every offset behind a mark without width is wrong."""
    text = "A\u200bll of it: Deep\u00adMind, OpenAI\u00ad and GPT-\u00ad5.4."
    for m in link(linker, text):
        assert text[m.start : m.end] == m.surface
    assert "OpenAI" in [m.surface for m in link(linker, text)]
