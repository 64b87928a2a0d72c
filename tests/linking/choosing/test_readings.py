from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import Linker
from kg.linking.choosing.readings import Choice, without_overlaps
from kg.linking.ground.surfaces import Reading
from kg.records import EntityType
from tests.linking.reading import ids, link, spans, surfaces

_READING = Reading("x", EntityType.MODEL, "Model", "X", "label")
CHOICES = st.lists(
    st.builds(
        lambda start, size, confidence: Choice(start, start + size, _READING, confidence, "", ("x",)),
        st.integers(0, 40), st.integers(1, 12), st.sampled_from([0.5, 0.8, 0.98]),
    ),
    max_size=12,
)  # fmt: skip


@given(CHOICES)
def test_chosen_spans_do_not_overlap_and_none_is_given_up_in_vain(choices: list[Choice]) -> None:
    """Two mentions would share a word, or a name be dropped that nothing stands in the way of."""
    kept = without_overlaps(choices)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for c in choices:
        assert any(k.start < c.end and c.start < k.end for k in kept)
        assert all(k.end - k.start >= c.end - c.start for k in kept if k.start <= c.start and c.end <= k.end)


@given(CHOICES, st.randoms())
def test_the_order_of_the_candidates_does_not_matter(choices: list[Choice], chance: object) -> None:
    """The same text would give other mentions after a change elsewhere."""
    mixed = list(choices)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis hands over a Random
    spans_of = [(c.start, c.end, c.confidence) for c in without_overlaps(choices)]
    assert [(c.start, c.end, c.confidence) for c in without_overlaps(mixed)] == spans_of


@pytest.mark.parametrize(("text", "kinds"), [
    ("The Qwen team hired a linguist.", ["Lab"]),
    ("The Qwen models are easy to download.", ["Model"]),
    ("The Qwen team published a report, and the Qwen models are easy to download.", ["Lab", "Model"]),
    ("DeepSeek hired twelve researchers in March.", ["Lab"]),
    ("DeepSeek released a paper on Monday.", ["Lab"]),
    ("Mistral raised money in June.", ["Lab"]),
    ("We code in Cursor every day.", ["Product"]),
])  # fmt: skip
def test_a_shared_name_is_read_by_what_it_does(linker: Linker, text: str, kinds: list[str]) -> None:
    """A team would be downloaded, and a model would hire."""
    assert [kind for _, kind in spans(linker, text)] == kinds


@pytest.mark.parametrize("text", [
    "On reflection, we should have asked them.", "The reflection in the window was bright.",
    "We worked together all night.",
    "It is a matter of meta-learning and of meta data.", "A meta-analysis followed.", "Flash floods closed the road.",
    "The pro players left.", "The cursor moved to the left.", "His magnum opus was late.",
    "He got a flash of it and a mini of it.",
])  # fmt: skip
def test_ordinary_words_are_no_names(linker: Linker, text: str) -> None:
    """Half of all posts would mention Reflection, Together or Meta."""
    assert surfaces(linker, text) == []


def test_meta_beside_meta_learning(linker: Linker) -> None:
    """The company would be lost beside the word, or the word be taken for the company."""
    assert ids(linker, "Meta hired ten people for its meta-analysis desk, and meta-learning helped.") == [("Meta", "meta")]


@pytest.mark.parametrize(("text", "names"), [
    ("Nvidia Nemotron 3 is quick.", ["Nvidia", "Nemotron 3"]),
    ("I downloaded NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4 last night.", ["NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4"]),
])  # fmt: skip
def test_a_maker_before_its_model_is_a_mention_and_inside_an_id_is_none(linker: Linker, text: str, names: list[str]) -> None:
    """A maker would be lost in front of its model, or be counted once more inside an id."""
    assert surfaces(linker, text) == names


@pytest.mark.parametrize("text", [
    "GPT 5.4 is out.", "GPT-5.4 is out.", "GPT5.4 is out.", "gpt-5.4 is out.", "GPT\u00a05.4 is out.",
])  # fmt: skip
def test_spellings_of_one_model(linker: Linker, text: str) -> None:
    """One model would be three nodes of the graph."""
    assert [entity for _, entity in ids(linker, text)] == ["gpt-5.4"]


def test_a_variant_is_not_its_base(linker: Linker) -> None:
    """GPT-4-turbo would count for GPT-4."""
    ((surface, entity),) = ids(linker, "We ran GPT-4-turbo on Monday.")
    assert surface == "GPT-4-turbo"
    assert entity != "gpt-4"


@pytest.mark.parametrize(("text", "surface"), [
    ("I first tried Llama 2 years ago.", "Llama"), ("In 2031 Llama grew.", "Llama"),
    ("Gemma 3 times out of ten.", "Gemma"),
])  # fmt: skip
def test_a_number_that_counts_is_no_version(linker: Linker, text: str, surface: str) -> None:
    """The words "Llama 2 years ago" would be a mention of Llama 2."""
    assert surfaces(linker, text) == [surface]


def test_every_mention_says_why(linker: Linker) -> None:
    """Nobody could tell why a name was linked."""
    mentions = link(linker, "The Qwen team met OpenAI and the Lakeside Policy Institute about Qwen 9.7.")
    assert len(mentions) == 4
    assert all(m.reason for m in mentions)
    assert all(m.entity is None or m.provisional or m.entity in m.candidates for m in mentions)


@pytest.mark.parametrize("text", [
    "The winners named it Opus Orchard, of all things.", "The agency keeps Project Moonshot going.",
    "We heard that Wendle Cognition sent a letter.",
])  # fmt: skip
def test_a_name_that_is_part_of_a_longer_one_is_not_itself(linker: Linker, text: str) -> None:
    """If this fails, every firm and farm with a word of a known name in theirs is taken for the known one."""
    assert not {"claude-opus", "moonshot-ai", "cognition"} & {m.entity for m in link(linker, text)}


@pytest.mark.parametrize(("text", "entity"), [
    ("Yesterday Parisian Mistral raised money again.", "mistral-ai"),
    ("They say that Reflection President Ana Orvik left Reflection AI.", "reflection-ai"),
    ("It is open under the permissive MIT License now.", "mit-license"),
    ("We prompted Claude Sonnet 4.5 for this.", "claude-sonnet-4.5"), ("It was trained by Mistral in Paris.", "mistral-ai"),
])  # fmt: skip
def test_titles_places_and_known_names_beside_a_name_leave_it_whole(linker: Linker, text: str, entity: str) -> None:
    """If this fails, a title, an origin or another name beside it hides a name."""
    assert entity in {m.entity for m in link(linker, text)}


@pytest.mark.parametrize(("text", "entity"), [
    ("I opened Cursor today.", "cursor"), ("Why no Cursor?", "cursor"), ("Cursor raised money in May.", "cursor-company"),
    ("She joined Cursor in May.", "cursor-company"),
])  # fmt: skip
def test_of_a_product_and_its_firm_the_product_is_meant_unless_the_sentence_acts(linker: Linker, text: str, entity: str) -> None:
    """If this fails, an editor that is only mentioned is the firm behind it, or a firm that hires is an editor."""
    assert [m.entity for m in link(linker, text)] == [entity]


def test_a_word_joined_by_a_hyphen_makes_another_name(linker: Linker) -> None:
    """If this fails, "SWE-Lantern" is the model that is called SWE; "Opus-class" is no name."""
    assert "swe-1" not in {m.entity for m in link(linker, "In the end SWE-Lantern asks a narrow question.")}
    assert spans(linker, "We like Opus-class models.") == [("Opus", "Model")]


def test_capitals_throughout_are_a_name_at_the_head_of_a_sentence(linker: Linker) -> None:
    """If this fails, "HLE has wrong keys" says nothing; in a line of capitals it still says nothing."""
    assert spans(linker, "Nobody agreed. HLE still has wrong keys.") == [("HLE", "Benchmark")]
    assert spans(linker, "MAX OUT YOUR CREDITS") == []


def test_public_bodies_take_articles_and_prepositions(linker: Linker) -> None:
    """If this fails, "the Senate" and "in Congress" name nothing; in small letters they are anybody's."""
    assert surfaces(linker, "The bill passed once in the Senate and died in Congress.") == ["Senate", "Congress"]
    assert surfaces(linker, "Every club has a senate and holds a congress in spring.") == []


def test_what_owns_a_named_thing_is_a_name(linker: Linker) -> None:
    """If this fails, "Magic's Readiness Policy" is nobody's; what owns a common thing may be a word."""
    assert "Magic" in surfaces(linker, "Less known: Magic\u2019s AGI Readiness Policy and others.")
    assert surfaces(linker, "Magic\u2019s charm fades.") == []


@pytest.mark.parametrize("text", ["We compared Cursor by Anysphere with others.", "They rank Qwen (Alibaba) high."])
def test_what_has_a_maker_is_no_firm(linker: Linker, text: str) -> None:
    """A product or model would be its maker where the maker stands beside it."""
    assert spans(linker, text)[0][1] in ("Product", "Model")


def test_capitals_around_a_name_say_nothing_in_a_heading(linker: Linker) -> None:
    """A name with a digit would be lost in every heading, where all words have capitals."""
    assert "H20" in surfaces(linker, "Nvidia Gets A Licence To Ship H20 Boards To Two Cloud Firms")


@pytest.mark.parametrize("text", ["Mistral at \u20ac20 billion is a bargain.", "DeepSeek is closing a round of funding."])
def test_what_has_a_price_and_a_round_is_a_firm(linker: Linker, text: str) -> None:
    """A lab that raises money would be its models."""
    assert spans(linker, text)[0][1] == "Lab"


@pytest.mark.parametrize(("text", "entity"), [
    ("He said so in a post on X.", "twitter"), ("Her X account was taken over.", "twitter"),
    ("The team released a flagship model, Composer 2, and sold it.", "composer-2"),
    ("The IDE powerhouse Cursor grew.", "cursor-company"), ("The San Francisco-based Cursor grew.", "cursor-company"),
])  # fmt: skip
def test_what_is_done_with_a_name_tells_what_it_is(linker: Linker, text: str, entity: str) -> None:
    """A network of one letter would be missed, a firm taken for what it sells."""
    assert entity in [found for _, found in ids(linker, text)]


@pytest.mark.parametrize("text", [
    "For every X there is a Y.", "The car is a Model X.", "Planet X was never found.", "IMO it is late.", "TLDR: it works.",
])  # fmt: skip
def test_a_letter_and_an_opinion_name_nothing(linker: Linker, text: str) -> None:
    """Every letter that stands for something would be the network, and every opinion an event."""
    assert ids(linker, text) == []


def test_a_number_counts_for_more_beside_its_maker(linker: Linker) -> None:
    """A model with an ordinary word for a name would be lost in a text on its maker."""
    text = "Cursor raised a round. Composer 2 was late."
    assert ("Composer 2", "composer-2") in ids(linker, text)
    assert "Composer 2" not in surfaces(linker, "We met a violinist. Composer 2 was late.")
