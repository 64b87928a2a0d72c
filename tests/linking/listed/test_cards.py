"""Graphics cards by their number alone."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.listed import cards
from tests.linking.reading import link


@pytest.mark.parametrize(
    "text",
    ["I bought a second-hand 3090.", "It runs on 2×3090 with room to spare.", "One 3090, no fan.", "My old 3090 died."],
)
def test_a_card_is_known_by_its_number_where_somebody_owns_it(linker: Linker, text: str) -> None:
    """If this fails, people who say "a 3090", as all of them do, use no hardware."""
    assert [(m.surface, m.label) for m in link(linker, text)] == [("3090", "RTX 3090")]


@pytest.mark.parametrize("text", ["By 3090 we are dead.", "We saw 3090 of them.", "A 3090 people crowd.", "It cost $3090."])
def test_numbers_that_count_are_no_cards(linker: Linker, text: str) -> None:
    """If this fails, years and amounts become graphics cards."""
    assert link(linker, text) == ()


def test_what_a_card_is_looked_up_by_is_known_beforehand(linker: Linker) -> None:
    """If this fails, a document that says "a 3090" stays as it was when the record of that card changes."""
    (mention,) = link(linker, "I bought a second-hand 3090.")
    known = [linker.lexicon.spellings.get(spelling) for spelling in cards.asked("i bought a second hand 3090.")]
    spelled = {entry.entity for held in known if held is not None for entry in held.entries}
    assert mention.entity in spelled
