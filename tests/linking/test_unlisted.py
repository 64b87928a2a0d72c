"""Names that no list has, of many shapes: firms with a sign, people with particles, places, words with sizes."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.ground.grammar import Grammar
from tests.linking.reading import spans, surfaces


def test_a_sign_joins_the_name_of_a_firm(linker: Linker) -> None:
    """If this fails, "Knoll & Tochter" is two names or half of one."""
    assert spans(linker, "She works at Knoll & Tochter, a startup in Graz.")[0][0] == "Knoll & Tochter"


def test_a_sign_between_known_names_joins_nothing(linker: Linker) -> None:
    """If this fails, lists of known firms become one unknown firm."""
    assert surfaces(linker, "Talks with Anthropic & OpenAI went on.") == ["Anthropic", "OpenAI"]


@pytest.mark.parametrize("phrase", ["Terms & Conditions apply.", "Read the Pros & Cons first."])
def test_ordinary_words_with_a_sign_are_no_firm(linker: Linker, phrase: str) -> None:
    """If this fails, headings and departments become organizations."""
    assert spans(linker, phrase) == []


@pytest.mark.parametrize(
    "name",
    [
        "Carolina do Prado Esteves", "Nadia bint Omar Al-Sabri", "Marijke 't Zand", "Adaeze St. John", "José de los Ríos",
        "Émile Fontanel",
    ],
)  # fmt: skip
def test_a_person_has_particles(linker: Linker, name: str) -> None:
    """If this fails, names with particles are cut or lost."""
    assert spans(linker, f"The editor, {name}, said that it works.") == [(name, "Person")]


def test_a_surname_keeps_its_particle(linker: Linker) -> None:
    """If this fails, "Do Prado" after the full name is nobody."""
    text = "Carolina do Prado Esteves said no. Later Do Prado left, as 't Zand had. Marijke 't Zand said so."
    assert [s for s in surfaces(linker, text) if len(s) < 12] == ["Do Prado", "'t Zand"]


@pytest.mark.parametrize("place", ["Abu Dhabi", "São Paulo", "New Delhi", "Tel Aviv", "Hong Kong", "Ghent"])
def test_a_place_is_nobody(linker: Linker, words: Grammar, place: str) -> None:
    """If this fails, cities become people and companies."""
    assert words.is_place(place)
    assert spans(linker, f"We met in {place}. Engineers from {place}, said a friend, are many, and {place} is far.") == []


def test_a_size_outweighs_a_place(linker: Linker) -> None:
    """If this fails, a model that is called after a city is lost; the city itself stays out."""
    text = "Phoenix 70B is a new model. We flew home to Phoenix. Then Phoenix 70B scored well."
    assert spans(linker, text) == [("Phoenix 70B", "Model"), ("Phoenix 70B", "Model")]


def test_an_adjective_with_a_size_is_a_model_unless_a_noun_follows(linker: Linker) -> None:
    """If this fails, "a Baltic 70B model" names a model, or "Baltic 70B" does not."""
    assert surfaces(linker, "You shipped Baltic 70B in four bits, and Baltic 70B held.") == ["Baltic 70B", "Baltic 70B"]
    assert surfaces(linker, "It is the Baltic 70B model of the year, not a Nordic 7B model.") == []


def test_a_title_of_a_book_is_nobody(linker: Linker) -> None:
    """If this fails, characters and titles are people."""
    assert spans(linker, "I read a book called Anna Karenina on the train.") == []


def test_an_apostrophe_that_counts_as_a_letter_ends_a_name(linker: Linker) -> None:
    """If this fails, names before U+02BC are lost."""
    assert surfaces(linker, "OpenAI\u02bcs models") == ["OpenAI"]


def test_a_number_in_small_letters_names_nothing(linker: Linker) -> None:
    """If this fails, "eleven" is a model wherever models are counted."""
    assert surfaces(linker, "We ran all eleven models.") == []


def test_what_is_left_out_of_a_table_keeps_its_number(linker: Linker) -> None:
    """If this fails, "leaves Gemma 4 out" cuts the version off; "4 out of 5" still counts."""
    assert surfaces(linker, "The paper leaves Gemma 4 out of Table 3.") == ["Gemma 4"]
    assert surfaces(linker, "It asked Gemma 4 out of 5 times.") != ["Gemma 4"]
