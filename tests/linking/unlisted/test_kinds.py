"""What kind of thing a new name is."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import Linker
from kg.linking.ground.grammar import Grammar
from kg.linking.ground.signals import Signals
from kg.linking.unlisted import kinds
from kg.ontology import Ontology
from kg.records import EntityType
from tests.linking.reading import link, spans


def types(linker: Linker, text: str) -> dict[str, EntityType]:
    """Return the type of each surface, the last one of several."""
    return {m.surface: m.type for m in link(linker, text)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("We asked OpenAI, Wrexford and Anthropic about their plans.", "Wrexford", EntityType.LAB),
        ("Our tests cover Claude, Gemini, Quenby and Llama.", "Quenby", EntityType.MODEL),
        ("They sit in Slack, Figma, Tolverne and Notion all day.", "Tolverne", EntityType.PRODUCT),
    ],
)
def test_names_in_one_list_are_of_one_kind(linker: Linker, text: str, name: str, kind: EntityType) -> None:
    """If this fails, a list of known names says nothing of the unknown one among them."""
    assert types(linker, text)[name] is kind


def test_settled_names_speak_for_their_neighbours(linker: Linker) -> None:
    """If this fails, two unknown laboratories in one list are judged each alone."""
    text = "The startup Wrexford trains models. Staff of Wrexford and Calloway met. Nobody else came."
    assert types(linker, text).get("Calloway") in (EntityType.LAB, EntityType.ORGANIZATION)


@pytest.mark.parametrize(
    "text",
    [
        "Distillation is a subject of its own. Many labs fear distillation, and Distillation is in the news.",
        "The Pros & Cons of this are plain.",
        "Nobody came. Nobody knew why.",
        "GDP rose. The share of GDP fell.",
    ],
)
def test_words_are_no_names(linker: Linker, text: str) -> None:
    """If this fails, a capital, an acronym of economics or a heading becomes an organization."""
    assert types(linker, text) == {}


def test_a_digit_of_the_name_stays_in_it(linker: Linker) -> None:
    """If this fails, "Quay9" the company is cut before its digit."""
    found = types(linker, "The startup Quay9 hired ten people. Quay9 announced a partnership with OpenAI.")
    assert found["Quay9"] in (EntityType.LAB, EntityType.ORGANIZATION)


def test_short_forms_go_before_new_names(linker: Linker) -> None:
    """If this fails, "Mini" behind a model is a product of its own."""
    [*_, mini] = link(linker, "We compared GPT-5.4 Nano and Mini on maps.")
    assert (mini.surface, mini.type, mini.label.lower()) == ("Mini", EntityType.MODEL, "gpt-5.4 mini")


def test_confidence_is_the_kinds_probability(linker: Linker) -> None:
    """If this fails, a guess and a certainty look alike to whoever reads the output."""
    text = "The startup Wrexford, a laboratory in Leeds, trains models. We met Calloway, Birkbeck and others at Wrexford."
    found = {m.surface: m.confidence for m in link(linker, text)}
    assert min(found.values()) >= kinds.LEAST_KIND
    assert found["Wrexford"] > 0.9


@given(st.dictionaries(st.sampled_from(["acts", "listed with lab", "is used", "a size follows"]), st.integers(1, 9)))
def test_a_signal_counts_twice_at_most(counted: dict[str, int]) -> None:
    """If this fails, a name that is met often is decided by one signal alone."""
    held = Counter(kinds.held_by(["one word"], Counter(counted)))
    assert all(held[name] == min(count, kinds.MOST_OF_ONE) for name, count in counted.items())


def test_more_for_a_kind_makes_it_likelier(signals: Signals) -> None:
    """If this fails, the choice does not follow the weights."""
    told = [kinds.kind_of(["one word"], Counter({"called a model": 2, "has abilities": n}), signals) for n in (0, 1, 2)]
    confidences = [k.confidence for k in told if k is not None and k.name == "model"]
    assert len(confidences) == 3
    assert all(a <= b for a, b in pairwise(confidences))


def test_every_signal_of_a_shape_has_weights(words: Grammar, signals: Signals) -> None:
    """If this fails, a signal is noticed and counts for nothing."""
    names = ["Nova", "Corsair", "HELM", "ALL CAPS NAME", "iThing", "Alpha-Beta", "Maria Bell", "Cod & Chips", "Paris", "Realism"]
    held = {s for name in names for s in kinds.shape(name, "a nova and a corsair", words, sized=False)}
    assert held <= set(signals.new_weights)
    assert {f"listed with {kind}" for kind in kinds.TYPES} <= set(signals.new_weights)


def test_columns_are_the_kinds(signals: Signals, shipped: Ontology) -> None:
    """If this fails, a kind can never be chosen, or the table has one that nothing reads."""
    [columns] = {tuple(row) for row in signals.new_weights.values()}
    assert set(columns) == {*kinds.TYPES, "word"}
    assert set(kinds.TYPES.values()) == set(EntityType) - {EntityType.LICENSE}
    assert shipped.entities


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She works at Lantern Street AI now. We like it.", "Lantern Street AI"),
        ("Engineers at Wick Mill AI left.", "Wick Mill AI"),
    ],
)
def test_ai_ends_the_name_of_a_firm(linker: Linker, text: str, name: str) -> None:
    """If this fails, a firm of ordinary words loses its last one, or an adverb behind it makes another firm of that."""
    assert types(linker, text).get(name) in (EntityType.LAB, EntityType.ORGANIZATION)


def test_ai_behind_an_adverb_is_no_name(linker: Linker) -> None:
    """If this fails, "Generally AI" at the head of a sentence is a laboratory, and "AI now" the AI Now Institute."""
    assert types(linker, "Generally AI is hard. He said that AI now is cheap. Increasingly AI writes.") == {}


def test_an_article_makes_no_law(linker: Linker) -> None:
    """If this fails, "the Cat Herder" and "the Lantern Letter" are policies, since laws stand behind articles."""
    found = types(linker, "We met the Cat Herder there. It is under the MIT License. We read the Lantern Letter.")
    assert EntityType.POLICY not in found.values()


@pytest.mark.parametrize("text", [
    "Go through Day 1, Day 2, Day 3 of the model week with GPT-5.", "They trained it with Group Relative Policy Optimization.",
    "A demo from Jamie and an account of Nathan were shown by OpenAI.", "The model leads.\n- Leveraging the base model helps.",
])  # fmt: skip
def test_counted_things_techniques_and_given_names_are_no_new_names(linker: Linker, text: str) -> None:
    """Days would be models, methods organizations, and whoever is called by a given name a laboratory."""
    assert {s for s, _ in spans(linker, text)} <= {"GPT-5", "OpenAI"}


@pytest.mark.parametrize("text", [
    "In Maria's words, the run was cheap.", "My friend Tobias thinks that it was cheap.", "We spoke to Jamie about the run.",
    "The plan came from Nathan and me, and Nathan told me so.", "Tobias wrote a post about the run.",
])  # fmt: skip
def test_a_first_name_alone_is_somebodys_where_people_do_such_things(linker: Linker, text: str) -> None:
    """People who are never named in full would be in no graph."""
    assert [m.type for m in link(linker, text)][:1] == [EntityType.PERSON]


@pytest.mark.parametrize("text", [
    "Clara raised $20 million from its investors.", "Victoria said no to the plan.", "Clara's weights were trained on web text.",
    "The Denise release is out.", "Grace under load is what counts.",
])  # fmt: skip
def test_a_first_name_alone_is_nobodys_where_nothing_says_so(linker: Linker, text: str) -> None:
    """Firms, cities, models and words that are called like somebody would be people."""
    assert EntityType.PERSON not in {m.type for m in link(linker, text)}


def test_a_first_name_is_not_cut_from_a_full_name(linker: Linker) -> None:
    """What one place says of a first name would be said inside somebody else's full name."""
    assert "Maria" not in [m.surface for m in link(linker, "In Maria's words, it was cheap. Maria Ferrowby will go.")][1:]


def test_a_number_behind_a_labs_name_and_a_hyphen_makes_a_model(linker: Linker) -> None:
    """If this fails, "Oriole-7" is the lab Oriole, or nothing."""
    text = "The lab Oriole hired staff. Oriole’s lawyers said that Oriole-7, its model, was trained at home. Oriole raised $3m."
    found = types(linker, text)
    assert (found["Oriole"], found["Oriole-7"]) == (EntityType.LAB, EntityType.MODEL)


def test_a_version_of_a_known_product_makes_no_model_of_it(linker: Linker) -> None:
    """If this fails, release notes of tools make models of them: "Zed 1.4"."""
    assert types(linker, "New this week: Zed 1.4 and OpenCode 1.14 are out.").get("Zed 1.4") is None


def test_what_is_copied_from_is_a_model(linker: Linker) -> None:
    """If this fails, "copied from" and "distilled from" make a firm of a model, as "from" alone does of most names."""
    assert types(linker, "People say that Llama 4 was copied from Quenby.").get("Quenby") is EntityType.MODEL
