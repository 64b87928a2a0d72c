from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.candidates import Reading
from kg.linking.readings import Choice
from kg.linking.shortforms import acronyms
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


def test_a_speaker_in_capitals_is_whom_the_text_names(linker: Linker) -> None:
    """Whoever speaks in a transcript with short turns would be nobody; a keyword in capitals would be somebody."""
    text = "Osmund Farrow talks with Elif Arslan.\n\nOSMUND: We are back.\nELIF: No.\nThe word ELIF: it is code.\n"
    people = [(m.surface, m.label) for m in link(linker, text) if m.type is EntityType.PERSON]
    assert people[2:] == [("OSMUND", "Osmund Farrow"), ("ELIF", "Elif Arslan")]


def test_an_ordinary_surname_opens_a_sentence_where_it_speaks(linker: Linker) -> None:
    """A person called Bell would be met again only inside sentences, or every bell that rings would be the person."""
    text = "Dr. Tobias Bell spoke. Bell said that it works. Bell rings were heard."
    assert [m.surface for m in link(linker, text) if m.type is EntityType.PERSON] == ["Tobias Bell", "Bell"]


def test_an_acronym_in_brackets_is_its_name() -> None:
    """An institute would be two, one of them with three letters."""
    text = "The Center for Quiet Machines (CQM) wrote a brief. CQM wants more tests; CQM-2 and ACQM do not."
    name = "Center for Quiet Machines"
    reading = Reading(None, EntityType.ORGANIZATION, "Organization", name, "unknown: ends in Center", label=name)
    found = list(acronyms(text, [Choice(4, 4 + len(name), reading, 0.9, "", ())]))
    assert [(c.start, c.reading.name, c.reading.label) for c in found] == [
        (31, "CQM", name),
        (text.index(". CQM") + 2, "CQM", name),
    ]


def test_a_bracket_that_does_not_abbreviate_is_no_acronym(linker: Linker) -> None:
    """A year or a place in brackets would become the name of an institute."""
    found = clusters(linker, "The Center for Quiet Machines (Oslo) wrote a brief. Oslo was cold.")
    assert len([r for _, r in found if r == found[0][1]]) == 1


def test_a_size_after_its_model(linker: Linker) -> None:
    """A phrase like "the 31B model" would be nobody's."""
    found = ids(linker, "Gemma 4 comes in several sizes. The 31B model is the one I use.")
    assert found == [("Gemma 4", "gemma-4"), ("31B", "gemma-4-31b")]


def test_a_size_that_no_list_has_belongs_to_the_version_that_is_talked_of(linker: Linker) -> None:
    """If this fails, a new size is lost as soon as a clause stands between it and its version, or one goes over a paragraph."""
    text = "The Gemma 4 scores look solid, the small ones are good at maps and at tables and at much else, and the 47B model {}"
    assert ids(linker, text.format("wins."))[-1][0] == "47B"
    assert ids(linker, "Gemma 4 is out.\n\nElsewhere the 47B model of the baker wins.")[-1][0] == "Gemma 4"


def test_a_size_without_a_model_is_nothing(linker: Linker) -> None:
    """A size would be hung on a model that nobody named."""
    assert surfaces(linker, "The 31B model is the one I use.") == []


@pytest.mark.parametrize(("text", "found"), [
    ("We compared Qwen 3.5 and 3.6 on maps.", [("Qwen 3.5", "qwen3.5"), ("3.6", "qwen3.6")]),
    ("We compared Qwen 3.5/3.6 on maps.", [("Qwen 3.5", "qwen3.5"), ("3.6", "qwen3.6")]),
    ("We compared Claude Opus 4.5 and 4.6 on maps.", [("Claude Opus 4.5", "claude-opus-4.5"),
    ("4.6", "claude-opus-4.6")]),
    ("Claude Opus 4.5 and Sonnet 4.5 are out.", [("Claude Opus 4.5", "claude-opus-4.5"),
    ("Sonnet 4.5", "claude-sonnet-4.5")]),
    ("We used GPT-5.4 Mini and Nano on maps.", [("GPT-5.4 Mini", "gpt-5.4-mini"), ("Nano", "gpt-5.4-nano")]),
    ("Tülu 2 and 3 were open.", [("Tülu 2", "tulu-2"), ("3", "tulu-3")]),
])  # fmt: skip
def test_versions_in_a_list(linker: Linker, text: str, found: list[tuple[str, str]]) -> None:
    """The second of two versions would be a bare number."""
    assert ids(linker, text) == found


def test_an_unseen_version_in_a_list_is_provisional(linker: Linker) -> None:
    """A new version would be missed when it stands behind an old one."""
    *_, last = link(linker, "Qwen 3.5, 3.6 and 9.7 are out.")
    assert (last.surface, last.provisional) == ("9.7", True)
    (alone,) = link(linker, "Qwen 9.7 is out.")
    assert alone.entity == last.entity


@pytest.mark.parametrize("text", ["It grew by 3.5 and 3.6 percent.", "Between 3.5 and 4.6 of ten points."])
def test_bare_numbers_are_no_versions(linker: Linker, text: str) -> None:
    """Every figure of a table would be a model."""
    assert surfaces(linker, text) == []


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
