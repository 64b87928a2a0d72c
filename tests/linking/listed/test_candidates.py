from __future__ import annotations

from pathlib import Path

import pytest

from kg.linking import Linker
from kg.linking.ground.folding import fold
from kg.linking.ground.grammar import Grammar
from kg.linking.listed import candidates
from kg.linking.listed.lexicon import Lexicon, build
from kg.ontology import load
from tests.linking.reading import HEADER, ids, link, surfaces, write


def found(lexicon: Lexicon, text: str) -> set[str]:
    """Return the candidate surfaces of a text."""
    return {text[c.start : c.end] for c in candidates.find(text, fold(text), lexicon)}


@pytest.mark.parametrize(("text", "absent"), [
    ("GPT-4-turbo", "GPT-4"), ("Qwen3.6", "Qwen3"), ("Qwen3.6", "Qwen"), ("GPT-4o", "GPT-4"), ("Metadata", "Meta"),
    ("meta-learning", "meta"),
    ("GPT-5.4", "GPT-5"), ("snOpenAI", "OpenAI"), ("OpenAI2", "OpenAI"), ("Claude4All", "Claude"),
    ("Llama 2 years ago", "Llama 2"),
])  # fmt: skip
def test_no_name_ends_inside_a_word_or_a_version(lexicon: Lexicon, text: str, absent: str) -> None:
    """GPT-4-turbo would be GPT-4, and metadata a mention of a lab."""
    assert absent not in found(lexicon, text)


@pytest.mark.parametrize(("text", "name"), [
    ("OpenAI’s", "OpenAI"), ("OpenAI-backed", "OpenAI"), ("GPT-4-level", "GPT-4"), ("(OpenAI)", "OpenAI"),
    ("OpenAI/Anthropic", "Anthropic"),
    ("OpenAI—Anthropic", "Anthropic"), ("non-OpenAI", "OpenAI"), ("OpenAI.", "OpenAI"), ("GPT-5.4.", "GPT-5.4"),
    ("#OpenAI", "OpenAI"),
])  # fmt: skip
def test_a_name_is_seen_beside_marks(lexicon: Lexicon, text: str, name: str) -> None:
    """A full stop, a slash or a tail would hide a name."""
    assert name in found(lexicon, text)


def test_overlapping_names_are_all_kept(lexicon: Lexicon) -> None:
    """The longest name would win before its context is known."""
    assert {"Google", "Google DeepMind", "DeepMind"} <= found(lexicon, "Google DeepMind")


@pytest.mark.parametrize(("text", "names"), [
    ("他说智谱开源了", {"智谱"}), ("和OpenAI合作", {"OpenAI"}),
    ("Acme Inc. and Acme, Inc", {"Acme Inc."}), ("Acme Inc, said", set()),
])  # fmt: skip
def test_names_are_told_by_their_marks_and_need_no_spaces_where_nothing_has_them(
    tmp_path: Path, words: Grammar, text: str, names: set[str]
) -> None:
    """A Chinese name would be found only beside Latin letters, and a name with other marks would be the same name."""
    rows = ("zhipu|Lab|智谱||||unverified", "openai|Lab|OpenAI||||unverified", "acme|Lab|Acme Inc.||||unverified")
    write(tmp_path, "x.tsv", HEADER, *rows)
    made = build(load(tmp_path), words.is_ordinary)
    assert {text[c.start : c.end] for c in candidates.find(text, fold(text), made)} == names


def test_what_was_found_once_is_found_again(lexicon: Lexicon) -> None:
    """What is remembered of a surface would hide it at its second place, or give it another reading."""
    text = "GPT-5.4 and Llamas, then GPT-5.4 and Llamas"
    assert [*candidates.find(text, fold(text), lexicon)] == [*candidates.find(text, fold(text), lexicon)]
    half = len("GPT-5.4 and Llamas, then ")
    spans = {(c.start, c.end): c.readings for c in candidates.find(text, fold(text), lexicon)}
    assert all(spans[a - half, b - half] == readings for (a, b), readings in spans.items() if a >= half)


SERIES = (
    "families.tsv",
    "id|class|label|aliases|hidden|context|source|variants|pattern",
    "w-series|ModelFamily|Alder w-series||||unverified|Mini|w{n}",
    "motes|ModelFamily|motes||||unverified|ocr|motes.{variant}",
)


@pytest.mark.parametrize(("text", "surface", "label"), [
    ("it runs on w3 now", "w3", "w3"), ("and w3-mini too", "w3-mini", "w3 Mini"),
    ("with motes.scan at last", "motes.scan", "motes.scan"),
])  # fmt: skip
def test_a_release_that_no_list_has_is_read_as_its_line_writes_them(
    tmp_path: Path, words: Grammar, text: str, surface: str, label: str
) -> None:
    """If this fails, the next release of a line that is named by a letter or a dot is no version of it."""
    write(tmp_path, *SERIES)
    made = build(load(tmp_path), words.is_ordinary)
    [reading] = [c.readings[0] for c in candidates.find(text, fold(text), made) if text[c.start : c.end] == surface]
    assert (reading.label, reading.entity) == (label, None)


@pytest.mark.parametrize("text", ["a W3 pump", "w 3 apples", "w33", "a w3x bolt", "motes. They fell", "motes.", "Motes.scan"])
def test_a_letter_and_a_dot_are_no_version_elsewhere(tmp_path: Path, words: Grammar, text: str) -> None:
    """If this fails, capitals, counts and the ends of sentences make versions."""
    write(tmp_path, *SERIES)
    made = build(load(tmp_path), words.is_ordinary)
    assert not [c for c in candidates.find(text, fold(text), made) if c.readings[0].kind == "version"]


@pytest.mark.parametrize(("text", "label"), [
    ("It leads on AIME 2025.", "AIME 2025"), ("See GPQA Diamond first.", "GPQA Diamond"),
    ("On Vending-Bench 2, it", "Vending-Bench 2"),
    ("Two MI250X nodes", "MI250X"),
])  # fmt: skip
def test_an_edition_is_below_what_it_is_an_edition_of(linker: Linker, text: str, label: str) -> None:
    """If this fails, results of two editions of a benchmark are results of one."""
    [mention] = link(linker, text)
    assert (mention.surface, mention.label) == (label, label)


@pytest.mark.parametrize("text", ["It got MATH-500 right.", "They ran MMLU 5 times.", "Many H100s hum."])
def test_what_counts_or_is_part_of_a_name_is_no_edition(linker: Linker, text: str) -> None:
    """If this fails, a number behind a benchmark's name makes another benchmark."""
    [mention] = link(linker, text)
    assert mention.entity in {"math-500", "mmlu", "h100"}


def test_a_card_goes_by_its_number_in_the_plural(linker: Linker) -> None:
    """If this fails, "two 3090s" are nothing, or a number of pages is a card."""
    assert [(m.surface, m.entity) for m in link(linker, "Two used 3090s and 4090 pages.")] == [("3090s", "rtx-3090")]
    assert not link(linker, "By the 2080s there were 3090 pages.")


def test_a_name_in_capitals_is_not_the_word_it_spells(linker: Linker) -> None:
    """If this fails, a robot called Droid is the collection of data DROID."""
    assert "droid-dataset" not in {m.entity for m in link(linker, "My neighbour has a Droid at home.")}
    assert "droid" not in {m.entity for m in link(linker, "My neighbour has a Droid at home.")}


def test_a_text_may_end_where_a_name_has_its_sign(linker: Linker) -> None:
    """If this fails, a text that ends with "Alexa" fails, since the list has "Alexa+"."""
    assert [m.end for m in link(linker, "we asked Alexa")] in ([14], [])


@pytest.mark.parametrize(("text", "surface", "entity"), [
    ("The processors of NVIDIA Corp. are scarce.", "NVIDIA Corp.", "nvidia"),
    ("A ruling against Meta Platforms, Inc. is likely.", "Meta Platforms, Inc.", "meta"),
    ("She sued Oracle Corp. in May.", "Oracle Corp.", "oracle"),
])  # fmt: skip
def test_what_a_firm_is_by_law_belongs_to_its_name(linker: Linker, text: str, surface: str, entity: str) -> None:
    """A known firm would be a new one as soon as it is called as in its papers."""
    assert (surface, entity) in ids(linker, text)


def test_a_comma_and_a_partner_are_no_form(linker: Linker) -> None:
    """A list of firms would be swallowed by the first of them."""
    assert ids(linker, "It was Google, Inc-like firms and Coinflip.")[0] == ("Google", "google")


@pytest.mark.parametrize("text", ["We lost control AI safety people say.", "We need a new AI office in town."])
def test_words_written_small_beside_ai_are_words(linker: Linker, text: str) -> None:
    """Any phrase with AI in it would be an organization that is called alike."""
    assert ids(linker, text) == []


def test_a_variant_that_opens_a_compound_is_none(linker: Linker) -> None:
    """A technique's first half would make a version: "Gemma 4 Multi-Token Prediction"."""
    assert ids(linker, "They use Gemma 4 Multi-Token Prediction drafters.") == [("Gemma 4", "gemma-4")]


def test_a_noun_written_small_is_no_part_of_a_product(linker: Linker) -> None:
    """Users of a product would be users of one of its editions: "ChatGPT business users"."""
    assert surfaces(linker, "They have five million ChatGPT business users.") == ["ChatGPT"]
    assert surfaces(linker, "They use ChatGPT Business now.") == ["ChatGPT Business"]
