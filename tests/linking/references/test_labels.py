from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.ground.grammar import Grammar
from kg.linking.references.labels import signatures
from kg.records import EntityType
from tests.linking.reading import link


def test_a_speaker_in_capitals_is_whom_the_text_names(linker: Linker) -> None:
    """Whoever speaks in a transcript with short turns would be nobody; a keyword in capitals would be somebody."""
    text = "Osmund Farrow talks with Elif Arslan.\n\nOSMUND: We are back.\nELIF: No.\nThe word ELIF: it is code.\n"
    people = [(m.surface, m.label) for m in link(linker, text) if m.type is EntityType.PERSON]
    assert people[2:] == [("OSMUND", "Osmund Farrow"), ("ELIF", "Elif Arslan")]


@pytest.mark.parametrize(("text", "signed"), [
    ("Which one is it? \u2014 Solange, Harbour Bay\nNone.", ["Solange"]),
    ("Which one is it? \u2014 Solange", ["Solange"]),
    ("It was the boat \u2014 Solange, Harbour Bay", []),
    ("It works. \u2014 Harbour Gazette\n", []),
    ("It works. \u2014 Solange said so.\n", []),
    ("It works. \u2014 Yes\n", []),
])  # fmt: skip
def test_who_signs_a_letter(words: Grammar, text: str, signed: list[str]) -> None:
    """A reader who signs with one name would be nobody; what follows a dash would be somebody."""
    assert [text[a:b] for a, b in signatures(text, words)] == signed
