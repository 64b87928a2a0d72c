"""Whom a pronoun or a definite noun means, and whom it does not."""

from __future__ import annotations

import pytest

from kg.relations import Extractor
from tests.relations.marked import found

PEOPLE = "[Ana Reyes|Person] left [Kelp|Lab] in May. Her deputy, [Bo Lund|Person], takes her desk. {} studied at [Mila|Lab]."
LETTER = "[Ana Reyes|Person] of [Kelp|Lab] ({} backed the [Plain Act|Policy]) spoke."
START_UP = "[Perch Labs|Lab] is in Bath.{} The Oslo start-up, spun out of [Mila|Lab], is rich, its chief [Bo Lund|Person] said."


def pairs(extractor: Extractor, marked: str, predicate: str) -> set[tuple[str, str]]:
    """Return the ends of what is found for one predicate."""
    return {(e.subject_label, e.object_label) for e in found(extractor, marked) if e.predicate == predicate}


@pytest.mark.parametrize(("pronoun", "who"), [("He", "Bo Lund"), ("She", "Ana Reyes")], ids=["he", "she"])
def test_he_and_she_are_told_apart(pronoun: str, who: str, extractor: Extractor) -> None:
    """What is said of a deputy would be said of her whose desk he takes."""
    assert (who, "Mila") in pairs(extractor, PEOPLE.format(pronoun), "affiliated_with")
    assert len([pair for pair in pairs(extractor, PEOPLE.format(pronoun), "affiliated_with") if pair[1] == "Mila"]) == 1


def test_an_item_of_a_list_is_not_about_the_one_before(extractor: Extractor) -> None:
    """Each item that names its subject badly would be told of its neighbour."""
    assert not pairs(extractor, "News\n\n- [Skua 2|Model] is out.\n- It was fine-tuned from [Till|Model].", "based_on")
    about = "[Skua 2|Model] is out:\n\n- It is small.\n- It was fine-tuned from [Till|Model]."
    assert pairs(extractor, about, "based_on") == {("Skua 2", "Till")}


def test_the_start_up_of_a_sentence_is_whose_its_is(extractor: Extractor) -> None:
    """Whoever is named in passing beside the noun would get the start-up's staff; two that it may mean, one of them."""
    assert pairs(extractor, START_UP.format(""), "affiliated_with") == {("Bo Lund", "Perch Labs")}
    assert not pairs(extractor, START_UP.format(" So is [Tern Labs|Lab]."), "affiliated_with")


@pytest.mark.parametrize(("word", "who"), [("which", "Kelp"), ("who", "Ana Reyes")], ids=["which", "who"])
def test_no_person_is_a_which(word: str, who: str, extractor: Extractor) -> None:
    """What a body backs would be said of its spokeswoman."""
    assert pairs(extractor, LETTER.format(word), "supports") == {(who, "Plain Act")}


def test_firms_that_a_clause_describes_are_not_those_before(extractor: Extractor) -> None:
    """Firms of which only a clause tells would be any two that were named together."""
    before = "[Kelp|Lab] and [Mila|Lab] met. The two firms{} endorsed the [Plain Act|Policy]."
    assert pairs(extractor, before.format(""), "supports") == {("Kelp", "Plain Act"), ("Mila", "Plain Act")}
    assert not pairs(extractor, before.format(" that nobody knows"), "supports")


def test_our_own_is_the_writers(extractor: Extractor) -> None:
    """What a body publishes as its own would have no maker; or any body that a text names would be its writer."""
    text = "Published by [Kelp|Lab].\n\nWe used [Muralia|Dataset], our own crawl."
    assert pairs(extractor, text, "developed_by") == {("Muralia", "Kelp")}
    assert not pairs(extractor, "[Kelp|Lab] is old.\n\nWe used [Muralia|Dataset], our own crawl.", "developed_by")
