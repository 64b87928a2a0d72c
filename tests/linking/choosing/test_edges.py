"""Where chosen mentions end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from kg.linking import Linker
from tests.linking.reading import ODD_TEXT, document, link, spans, surfaces


def test_a_noun_behind_a_team_stays_out(linker: Linker) -> None:
    """If this fails, "Gemini team" is the name of the laboratory."""
    assert spans(linker, "She left the Gemini team in May.") == [("Gemini", "Lab")]


def test_a_newspaper_keeps_its_article_and_other_bodies_do_not(linker: Linker) -> None:
    """If this fails, names of newspapers lose their first word, or every body gains one."""
    assert surfaces(linker, "A letter in The Harbour Gazette and in The New York Times said so.") == [
        "The Harbour Gazette",
        "The New York Times",
    ]
    assert surfaces(linker, "A letter of the Harbour Institute said so.") == ["Harbour Institute"]


def test_the_card_of_a_model_is_one_document(linker: Linker) -> None:
    """If this fails, a model's system card is a model and an unnamed card."""
    assert spans(linker, "See the Claude Opus 4.6 System Card for more.") == [("Claude Opus 4.6 System Card", "Policy")]


def test_an_edition_is_part_of_a_products_name(linker: Linker) -> None:
    """If this fails, "ChatGPT Gov" is ChatGPT; it is an edition that no list has, placed under it."""
    [mention] = link(linker, "The office uses ChatGPT Gov today.")
    assert (mention.surface, mention.entity) == ("ChatGPT Gov", "chatgpt-gov")


def test_what_is_sold_of_a_model_is_no_version_of_it(linker: Linker) -> None:
    """If this fails, an offer to schools or offices is the bare model; a number of schools is no offer."""
    assert spans(linker, "We bought Gemini for Government, then Claude Enterprise.") == [
        ("Gemini for Government", "Product"),
        ("Claude Enterprise", "Product"),
    ]
    assert spans(linker, "They trained Claude for Governments and prompted Gemini for work.") == [
        ("Claude", "Model"),
        ("Gemini", "Model"),
    ]


@given(ODD_TEXT)
def test_spans_stay_apart_in_any_text(linker: Linker, text: str) -> None:
    """If this fails, a name that grew covers its neighbour, or an offset is wrong."""
    found = linker.link(document(text))
    assert all(m.surface == text[m.start : m.end] for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_what_a_firm_sells_is_a_product(linker: Linker) -> None:
    """If this fails, "OpenAI Marketplace" is the laboratory; a title, a job or the next word of a heading sells nothing."""
    assert spans(linker, "We moved our keys to the OpenAI Marketplace today.") == [("OpenAI Marketplace", "Product")]
    assert spans(linker, "The OpenAI Console Engineer left.")[0] == ("OpenAI", "Lab")
    assert spans(linker, "She told OpenAI code reviews take long.")[0] == ("OpenAI", "Lab")


def test_an_owners_article_belongs_to_a_firms_name(linker: Linker) -> None:
    """If this fails, a firm that writes itself with its article loses it inside a sentence."""
    assert surfaces(linker, "It went to The Browser Company last year.") == ["The Browser Company"]
    assert surfaces(linker, "It went to the Browser Company last year.") == ["Browser Company"]


@pytest.mark.parametrize(("text", "label"), [
    ("We ran Qwen2.5-72B-Instruct on it.", "Qwen2.5-72B-Instruct"),
    ("We ran Qwen/Qwen2.5-7B-Instruct on it.", "Qwen2.5-7B-Instruct"),
    ("We ran Qwen9.5-99B-Instruct on it.", "Qwen9.5-99B-Instruct"),
])  # fmt: skip
def test_a_form_that_is_written_out_is_a_version(linker: Linker, text: str, label: str) -> None:
    """What is said of the tuned model would be said of the base model."""
    mention = next(m for m in link(linker, text) if m.surface.endswith("Instruct"))
    assert mention.label == label


def test_a_form_with_a_record_is_that_record(linker: Linker) -> None:
    """A model whose name has the form in it would be two."""
    found = [m.label for m in link(linker, "We ran Qwen2.5-72B on it.")]
    assert found == ["Qwen2.5-72B"]


@pytest.mark.parametrize(("text", "found"), [
    ("We opened the Doubao app today.", ("Doubao", "Doubao app")),
    ("We opened the Gemini app today.", ("Gemini app", "Gemini App")),
])  # fmt: skip
def test_a_noun_in_small_letters_says_that_the_app_is_meant(linker: Linker, text: str, found: tuple[str, str]) -> None:
    """The noun would be a part of names that are written without it, or be cut from one that has it."""
    assert [(m.surface, m.label) for m in link(linker, text)] == [found]
