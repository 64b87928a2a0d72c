"""People behind titles that are written short."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.ground.grammar import Grammar
from kg.linking.unlisted import addressed
from kg.records import EntityType
from tests.linking.reading import link


@pytest.mark.parametrize(("text", "people"), [
    ("Sen. Thistlewood objected.", ["Thistlewood"]),
    ("The bill of Rep. Banks passed.", ["Banks"]),
    ("Sens. Ferrowby, Peters and Quell-Orr wrote a letter.", ["Ferrowby", "Peters", "Quell-Orr"]),
    ("Dr. McQuell's talk was short.", ["McQuell"]),
    ("It was signed by Ms. Orrow.", ["Orrow"]),
])  # fmt: skip
def test_a_short_title_makes_a_surname_of_any_word(linker: Linker, text: str, people: list[str]) -> None:
    """Politicians and doctors who are called by their surnames would be missed, or be towns and words."""
    assert [m.surface for m in link(linker, text) if m.type is EntityType.PERSON] == people


@pytest.mark.parametrize("text", [
    "Sen. and Rep. are short for titles.", "He wrote to Dr. GPT in jest.", "We met at St. Quell.", "Mr. X came.",
    "Rep. The count is five.",
])  # fmt: skip
def test_a_short_title_alone_names_nobody(linker: Linker, text: str) -> None:
    """Abbreviations before anything else would make people of it."""
    assert EntityType.PERSON not in {m.type for m in link(linker, text)}


def test_a_full_name_is_left_to_what_finds_full_names(words: Grammar) -> None:
    """The first name of a senator would be taken for the surname."""
    text = "Sen. Anna Ferrowby spoke."
    assert not list(addressed.find(text, [(0, 5)], words))
