"""Kinds of what stands in one list with a name."""

from __future__ import annotations

import pytest

from kg.linking.ground.company import LIST_GAP, beside

TEXT = "we compared alder, birch and cedar, while dogwood is a tree"
KNOWN = [(TEXT.index(name), TEXT.index(name) + len(name), kind) for name, kind in (("alder", "lab"), ("cedar", "model"))]


def test_both_neighbours_in_a_list_are_told() -> None:
    """If this fails, a new name in a list of laboratories learns nothing from them."""
    at = TEXT.index("birch")
    assert beside(TEXT, at, at + 5, KNOWN) == ["lab", "model"]


def test_words_between_make_no_list() -> None:
    """If this fails, every name of a sentence speaks for every other one."""
    at = TEXT.index("dogwood")
    assert beside(TEXT, at, at + 7, KNOWN) == []


def test_a_name_does_not_speak_for_itself() -> None:
    """If this fails, a name that overlaps a known one counts as its neighbour."""
    start, end, _ = KNOWN[0]
    assert beside(TEXT, start, end + 3, KNOWN) == []


@pytest.mark.parametrize("gap", [" and ", ", ", " / ", ", for one, ", " vs. "])
def test_signs_of_a_list(gap: str) -> None:
    """If this fails, one way of writing a list is not seen."""
    text = f"alder{gap}birch"
    assert beside(text, len(text) - 5, len(text), [(0, 5, "lab")]) == ["lab"]


def test_far_names_are_in_no_list() -> None:
    """If this fails, the look at a list grows with the sentence."""
    text = "alder, " + "x, " * LIST_GAP + "birch"
    assert beside(text, len(text) - 5, len(text), [(0, 5, "lab")]) == []
