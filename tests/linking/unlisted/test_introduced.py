"""People whom a document names outside its running text."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.ground.grammar import Grammar
from kg.linking.unlisted.introduced import is_person
from kg.records import Document, Zone, ZoneKind


def people(linker: Linker, text: str, zones: tuple[Zone, ...] = (), *authors: str) -> list[tuple[str, str]]:
    """Return surface and label of the people that a document mentions."""
    document = Document("doc-1", "one", text, zones=zones, authors=authors)
    return [(m.surface, m.label) for m in linker.link(document) if m.type.value == "Person"]


def test_first_name_of_an_author(linker: Linker) -> None:
    """An author whom the text calls by one name would be unknown, or another person."""
    text = "In this post Jorunn argues that it works, and Vesterby agrees with herself."
    assert people(linker, text, (), "Jorunn Vesterby") == [("Jorunn", "Jorunn Vesterby"), ("Vesterby", "Jorunn Vesterby")]
    assert people(linker, text, (), "Jorunn Vesterby", "Jorunn Quill") == [("Vesterby", "Jorunn Vesterby")]


def test_another_person_with_an_authors_name(linker: Linker) -> None:
    """Half of a stranger's name would be the author."""
    assert ("Jorunn", "Jorunn Vesterby") not in people(linker, "We asked Jorunn Quill about it.", (), "Jorunn Vesterby")


def test_bodies_are_no_people(linker: Linker, words: Grammar) -> None:
    """A board that signs its posts would become a person."""
    assert not people(linker, "The team says that Invented is right.", (), "The Team at Invented")
    assert not is_person("Harbour Institute", words)
    assert not is_person("Acme", words)
    assert is_person("Jorunn Vesterby", words)


def test_byline_is_a_person(linker: Linker) -> None:
    """A name that no list has would not be found where only a byline has it."""
    text = "By Jorunn Vesterby\n\nIt works."
    assert people(linker, text, (Zone(0, 18, ZoneKind.BYLINE),), "Jorunn Vesterby") == [("Jorunn Vesterby", "Jorunn Vesterby")]


@pytest.mark.parametrize("label", ["Jorunn", "JV", "HOST"])
def test_label_of_a_speaker(linker: Linker, label: str) -> None:
    """A first name, initials or a part to play would be nobody, or somebody else."""
    text = f"{label}: It works."
    zones = (Zone(0, len(text), ZoneKind.UTTERANCE, "Jorunn Vesterby"), Zone(0, len(label), ZoneKind.SPEAKER))
    assert people(linker, text, zones) == [(label, "Jorunn Vesterby")]
