from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.records import EntityType
from tests.linking.reading import ids, link, surfaces


def clusters(linker: Linker, text: str) -> list[tuple[str, str]]:
    """Return surface and referent of every mention."""
    return [(m.surface, m.referent) for m in link(linker, text)]


@pytest.mark.parametrize(("text", "short"), [
    ("Rosalind Tewksbury, chief scientist at a small lab, wrote first. Tewksbury waits.", "Tewksbury"),
    ("The note came from Marlene Oduya-Finch, a researcher. Oduya-Finch says that tests are cheap.", "Oduya-Finch"),
    ("Dr. Tobias Renquist spoke. Then Tobias left.", "Tobias"),
    ("Dr. Tobias Renquist spoke. Renquist’s talk was short.", "Renquist"),
])  # fmt: skip
def test_a_part_of_a_name_is_its_person(linker: Linker, text: str, short: str) -> None:
    """A guest would be two people, or only be met once."""
    (_, first), (surface, second) = clusters(linker, text)
    assert surface == short
    assert first == second


def test_a_known_person_is_met_again_by_the_last_name(linker: Linker) -> None:
    """Somebody on the list would be a stranger in the second sentence."""
    found = ids(linker, "Sam Altman opened the meeting. Altman left early.")
    assert found == [("Sam Altman", "sam-altman"), ("Altman", "sam-altman")]


def test_a_surname_that_two_people_share_is_neither(linker: Linker) -> None:
    """One of two sisters would be credited with what the other said."""
    text = "Dr. Tobias Renquist met Dr. Helen Renquist. Then Renquist left."
    mentions = link(linker, text)
    assert [m.surface for m in mentions][:2] == ["Tobias Renquist", "Helen Renquist"]
    assert not [m for m in mentions[2:] if m.referent in {mentions[0].referent, mentions[1].referent}]


def test_an_ordinary_surname_opens_a_sentence_where_it_speaks(linker: Linker) -> None:
    """A person called Bell would be met again only inside sentences, or every bell that rings would be the person."""
    text = "Dr. Tobias Bell spoke. Bell said that it works. Bell rings were heard."
    assert [m.surface for m in link(linker, text) if m.type is EntityType.PERSON] == ["Tobias Bell", "Bell"]


def test_the_act_is_the_one_named_before(linker: Linker) -> None:
    """A law would be named once and then be lost."""
    (_, first), (surface, second) = clusters(linker, "The Harbour Data Act passed in May. Critics say the Act is short.")
    assert surface == "Act"
    assert first == second


def test_the_act_is_neither_of_two(linker: Linker) -> None:
    """What is said of one law would be put down to another."""
    found = surfaces(linker, "The Harbour Data Act passed. The Hill Data Act came next, and the Act is long.")
    assert found == ["Harbour Data Act", "Hill Data Act"]


def test_the_act_before_any_is_named_is_nothing(linker: Linker) -> None:
    """A definite noun would be tied to a law that is named only later."""
    assert surfaces(linker, "Critics say the Act is short. The Harbour Data Act passed.") == ["Harbour Data Act"]


def test_a_surname_that_is_a_word_acts_at_the_head_of_a_sentence(linker: Linker) -> None:
    """A senator with a common surname would be lost wherever a sentence begins with it."""
    assert ids(linker, "Senator Ted Cruz spoke. Cruz can delay the bill.")[1] == ("Cruz", "ted-cruz")


def test_a_word_that_also_stands_small_is_nobody(linker: Linker) -> None:
    """A price would be the person of that name who was met before."""
    assert surfaces(linker, "We met Mike Price, who left. Price is high, and the price rose.") == ["Mike Price"]
