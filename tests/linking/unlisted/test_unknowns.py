from __future__ import annotations

import pytest

from kg.linking import Linker
from tests.linking.reading import ids, link, spans, surfaces


@pytest.mark.parametrize(("text", "name"), [
    ("The Lakeside Policy Institute asked for a comment.", "Lakeside Policy Institute"),
    ("Staff of the Ministry of Small Boats came.", "Ministry of Small Boats"),
    ("The Harbour Institute for Quiet Machines wrote.", "Harbour Institute for Quiet Machines"),
    ("The Office of Harbour Statistics wrote.", "Office of Harbour Statistics"),
    ("She left Farrow University in May.", "Farrow University"),
    ("The National Conference of Harbour Boats met.", "National Conference of Harbour Boats"),
    ("Staff of the Archive of the Lower Quell came.", "Archive of the Lower Quell"),
    ("The International Panel on AI wrote.", "International Panel on AI"),
    ("The Harbour Teachers’ Association wrote.", "Harbour Teachers’ Association"),
    ("The Small Boatmen's Union wrote.", "Small Boatmen's Union"),
    ("She went to St Orrin’s National School in May.", "St Orrin’s National School"),
    ("They bought it from Quellside Robotics of Milwaukee in May.", "Quellside Robotics"),
    ("It joined the Big Harbour Institute in May.", "Big Harbour Institute"),
    ("The Harbour Software Assurance Board wrote.", "Harbour Software Assurance Board"),
    ("The Norwegian Fish and Welfare Administration wrote.", "Norwegian Fish and Welfare Administration"),
    ("It has an AI Governance Group for that.", "AI Governance Group"),
    ("Money came from Quell Fund II in May.", "Quell Fund II"),
    ("In Cork the Coimisiún na Mbád decides.", "Coimisiún na Mbád"),
    ("The Superintendencia de Barcas y Comercio wrote.", "Superintendencia de Barcas y Comercio"),
    ("Students of Universitas Quellia came.", "Universitas Quellia"),
])  # fmt: skip
def test_organizations_by_their_head_noun(linker: Linker, text: str, name: str) -> None:
    """An institute that no list has would be missed, or lose half of its name."""
    assert spans(linker, text) == [(name, "Organization")]
    assert link(linker, text)[0].entity is None


@pytest.mark.parametrize(("text", "name"), [
    ("They quoted the Harbour Data Protection Act of 2031.", "Harbour Data Protection Act of 2031"),
    ("They quoted the Harbour Data Protection Act 2031.", "Harbour Data Protection Act 2031"),
    ("They quoted Executive Order 19999.", "Executive Order 19999"),
    ("They quoted SB 9999 twice.", "SB 9999"),
    ("They quoted Regulation (EU) 2031/77 twice.", "Regulation (EU) 2031/77"),
    ("They quoted Assembly Bill 1234.", "Assembly Bill 1234"),
    ("They quoted the Right to Mend Act.", "Right to Mend Act"),
    ("They quoted the Global Dialogue on AI Governance.", "Global Dialogue on AI Governance"),
    ("They quoted the Interim Measures for the Care of Boat Data in 2031.", "Interim Measures for the Care of Boat Data"),
    ("The Sovereign AI Harbour Model Project began.", "Sovereign AI Harbour Model Project"),
    ("Readers of the Harbour Data Code came.", "Harbour Data Code"),
    ("They quoted the Frontier Boat Framework of Zorblex.", "Frontier Boat Framework"),
    ("They quoted Law 44 and left.", "Law 44"),
    ("They quoted Law 931/2031 twice.", "Law 931/2031"),
    ("They quoted Circular 014 twice.", "Circular 014"),
    ("They quoted Bill C-88 twice.", "Bill C-88"),
    ("They quoted A.9999-C twice.", "A.9999-C"),
    ("They quoted M-31-07 twice.", "M-31-07"),
    ("They quoted GB/T 99999-2031 twice.", "GB/T 99999-2031"),
    ("They quoted PL 9876/2031 twice.", "PL 9876/2031"),
    ("They quoted COM(2031) 99 twice.", "COM(2031) 99"),
])  # fmt: skip
def test_policies_by_their_form(linker: Linker, text: str, name: str) -> None:
    """A bill that no list has would be missed, or lose its number or year."""
    assert spans(linker, text) == [(name, "Policy")]


def test_a_known_instrument_is_linked_by_its_number(linker: Linker) -> None:
    """A listed order would be a stranger when it is cited by number."""
    entities = {m.surface: m.entity for m in link(linker, "They quoted Executive Order 14179 and Regulation (EU) 2024/1689.")}
    assert entities == {"Executive Order 14179": "eo-14179", "Regulation (EU) 2024/1689": "eu-ai-act"}


@pytest.mark.parametrize(("text", "name"), [
    ("Rosalind Tewksbury, chief scientist at a small lab, wrote first.", "Rosalind Tewksbury"),
    ("The note came from Marlene Oduya-Finch, a researcher.", "Marlene Oduya-Finch"),
    ("Dr. Tobias Renquist spoke.", "Tobias Renquist"),
    ("Yesterday Zelinda Quorbeth-Hill came.", "Zelinda Quorbeth-Hill"),
    ("We thank Moh Seo-rin for it.", "Moh Seo-rin"),
    ("We thank Solange K., who asked first.", "Solange K."),
    ("Here Zelinda Quorbeth died in May.", "Zelinda Quorbeth"),
])  # fmt: skip
def test_people_by_their_full_name(linker: Linker, text: str, name: str) -> None:
    """A guest whom no list has would be missed, or be called by a title."""
    assert spans(linker, text) == [(name, "Person")]


@pytest.mark.parametrize("text", [
    "The act was over and the order came late.", "Our institute is small.", "In the first act they met.",
    "A new bill came in the mail.",
    "The university is old.", "The Committee met, and so did the Panel.", "Our Mission and our Archive are one thing.",
    "We tune Foundation Models.", "We came to the Panel on Friday.", "In Act 2 they cite Law 3, and 24 GB cards came.",
])  # fmt: skip
def test_head_nouns_alone_are_no_names(linker: Linker, text: str) -> None:
    """Every act, order and institute would be a policy or an organization."""
    assert spans(linker, text) == []


def test_words_that_open_a_sentence_are_no_part_of_a_name(linker: Linker) -> None:
    """Words like "Yesterday the" or "When" would stand in the name of an institute."""
    assert spans(linker, "When Farrow University wrote, nobody read it.") == [("Farrow University", "Organization")]


def test_a_known_lab_in_a_list_is_not_swallowed(linker: Linker) -> None:
    """A lab beside an institute would become a part of its name."""
    found = spans(linker, "OpenAI and the Lakeside Policy Institute met.")
    assert found == [("OpenAI", "Lab"), ("Lakeside Policy Institute", "Organization")]


def test_a_person_by_what_the_surname_does(linker: Linker) -> None:
    """Somebody whose names are in no list would be found only beside a title."""
    text = "We thank Zelinda Quorbeth. Later Quorbeth said that it works."
    assert spans(linker, text) == [("Zelinda Quorbeth", "Person"), ("Quorbeth", "Person")]


@pytest.mark.parametrize("text", [
    "They tune Zorbian Quorn-Instruct at night.", "They met in Finno-Ugric class.", "A Go-to plan is a Re-run plan.",
    "A Solange K2 came.",
])  # fmt: skip
def test_what_looks_like_a_person(linker: Linker, text: str) -> None:
    """Editions of models, adjectives and verbs with a hyphen would be people."""
    assert not [m for m in link(linker, text) if m.type.value == "Person"]


def test_two_bodies_are_two(linker: Linker) -> None:
    """A lab and an institute beside it, or a policy and whose summit it is of, would be one name."""
    assert spans(linker, "OpenAI and Harbour Institute met.") == [("OpenAI", "Lab"), ("Harbour Institute", "Organization")]
    text = "They quoted the AI Safety Commitments of the Quell Summit."
    assert spans(linker, text) == [("AI Safety Commitments", "Policy"), ("Quell Summit", "Organization")]


def test_words_joined_by_hyphens_are_no_double_surname(linker: Linker) -> None:
    """If this fails, a headline with compounds that stands twice is a person."""
    text = "Unlocking Real-Time Billion-Row Tables\n\nUnlocking Real-Time Billion-Row Tables is out. The tables are large."
    assert "Person" not in {kind for _, kind in spans(linker, text)}


def test_a_common_noun_behind_a_strange_word_is_no_surname(linker: Linker) -> None:
    """If this fails, a product and its users are a person and her surname; somebody who speaks keeps hers."""
    text = "You may have met us through Quibnor Desk, the add-in for letters. Desk users need do nothing."
    assert ("Quibnor Desk", "Person") not in spans(linker, text)
    assert ("Quibnor", "Person") not in spans(linker, text)
    text = "Marisol Stone, an engineer, said no. Stone left."
    assert spans(linker, text)[0] == ("Marisol Stone", "Person")


def test_a_holiday_names_nobody(linker: Linker) -> None:
    """If this fails, what shut at Christmas was an organization of that name."""
    assert spans(linker, "The office shut at Christmas. By Easter nobody asked.") == []


@pytest.mark.parametrize(("text", "name"), [
    ("The cuts will hurt, said Ira Wang, principal analyst at the firm.", "Ira Wang"),
    ("It can win, said Bhamila Viswarati, assistant professor at a law school.", "Bhamila Viswarati"),
])  # fmt: skip
def test_whoever_is_quoted_with_a_role_is_somebody(linker: Linker, text: str, name: str) -> None:
    """Analysts and professors, who are quoted once and with their work, would be missed."""
    assert (name, "Person") in spans(linker, text)


@pytest.mark.parametrize("text", [
    "The site is run by developer Related Digital near a river.", "The Vice-President for Tech Sovereignty was late.",
    "It uses Multi\u2011Head Latent Attention, a technique.",
])  # fmt: skip
def test_a_role_before_words_makes_them_nobody(linker: Linker, text: str) -> None:
    """Firms, subjects and halves of technical terms would be people because a role stands before them."""
    assert "Person" not in [kind for _, kind in spans(linker, text)]


@pytest.mark.parametrize("text", [
    "Generative AI rules are late.", "She likes Embodied AI a lot.", "We met the New Commission.", "Cloud Compute for all.",
])  # fmt: skip
def test_a_kind_of_ai_and_a_new_body_are_no_names(linker: Linker, text: str) -> None:
    """Every kind of AI would be a laboratory of that name."""
    assert not [s for s in spans(linker, text) if s[0] != "Commission"]


def test_a_name_before_ai_is_still_a_laboratory(linker: Linker) -> None:
    """Laboratories that are called so would be lost with the kinds of AI."""
    assert spans(linker, "He founded Sakuraba AI in 2023.") == [("Sakuraba AI", "Lab")]


def test_a_known_name_before_ai_stays_what_it_is(linker: Linker) -> None:
    """A product and the noun behind it would be a laboratory: "H20 AI chips"."""
    assert ids(linker, "They bought H20 AI chips and Siri AI features.") == [("H20", "h20"), ("Siri", "siri")]


def test_a_court_carries_its_district_behind_a_judge(linker: Linker) -> None:
    """A long run of capitals would cut the court's name in its middle."""
    found = surfaces(linker, "Judge Ira B. Quell of the United States District Court for the Western District of Orrin agreed.")
    assert "United States District Court for the Western District of Orrin" in found


def test_a_short_form_of_the_law_keeps_its_point(linker: Linker) -> None:
    """The point of "Inc." would be cut off, though the word is written with it."""
    assert surfaces(linker, "The chips of Quellon Systems Inc. are late.") == ["Quellon Systems Inc."]


def test_where_a_body_is_from_is_no_part_of_its_name(linker: Linker) -> None:
    """The town of a known laboratory would make another laboratory of it."""
    assert ids(linker, "The Paris-based Mistral AI grew. A Biden-era Harbour Data Act ended.")[0] == ("Mistral AI", "mistral-ai")


def test_and_behind_a_known_body_joins_nothing(linker: Linker) -> None:
    """A known institute and the firms behind it would be one body."""
    text = "The Beijing Academy of Artificial Intelligence and AI company Baichuan met."
    assert surfaces(linker, text)[0] == "Beijing Academy of Artificial Intelligence"


def test_somebody_with_a_role_in_capitals(linker: Linker) -> None:
    """People who introduce themselves with a title on a card would be missed."""
    assert ("Tao Zhang", "Person") in spans(linker, "Hello, I am Tao Zhang, Product Partner at Monica.")


def test_a_contraction_is_no_part_of_a_name(linker: Linker) -> None:
    """Whoever says who they are would be called "I'm Dana Quellis"."""
    assert ("Dana Quellis", "Person") in spans(linker, "Hello everyone, I'm Dana Quellis, and he's Bob Tarrow.")
