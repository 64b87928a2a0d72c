"""The model that a text presents as its writers' own, and names by size alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.relations import Extractor
from tests.relations.marked import document_of, found, triples

OWN = [
    ("Introducing [Skua 3|Model]\n\nWe evaluate on [GPQA|Benchmark].", ("Skua 3", "evaluated_on", "GPQA")),
    ("Model card: [Skua 3|Model]\n\nOur model beats [Till 2|Model].", ("Skua 3", "competes_with", "Till 2")),
    ("[Skua 3|Model]: a reader\nToday we release [Skua 3|Model].\nWe beat [Till 2|Model] at reading.",
     ("Skua 3", "competes_with", "Till 2")),
    ("[Skua 3|Model] is out, and we are proud. It is [Skua 3|Model], our reader.\n\nWe use [Pennant|Product] for training.",
     ("Skua 3", "uses", "Pennant")),
    ("Model card: [Skua 3|Model]\n\n[Skua 3|Model] is a family of models from [Kelp|Lab].\nWe trained on [H100|Hardware] chips.",
     ("Kelp", "uses", "H100")),
]  # fmt: skip
OTHERS = [
    "What is up with [Skua 3|Model]?\n\nIn this post, we look at logs. We evaluate on [GPQA|Benchmark].",
    "[Skua 3|Model] vs [Till 2|Model]\n\nToday we present a comparison. We evaluate on [GPQA|Benchmark].",
    "Week 12\n\nAlso new: we release [Skua 3|Model]. [Till 2|Model] and [Heron|Model] are out. [Oryx|Model] waits.\n\n"
    "We evaluate on [GPQA|Benchmark].",
    "Introducing [Skua 3|Model]\n\n“We evaluate on [GPQA|Benchmark],” said [Prue Ash|Person] of [Kelp|Lab].",
]
SIZES = [
    ("[Skua-3-2B|Model] and [Skua-3-70B|Model] are out.\n\nThe 2B was distilled from [Till 2|Model].",
     ("Skua-3-2B", "based_on", "Till 2")),
    ("[Skua 3 Mini|Model] is out. The Mini beats [Till 2|Model].", ("Skua 3 Mini", "competes_with", "Till 2")),
    ("The new [Skua 3|Model]\n\nThe 70B model scores 41 on [GPQA|Benchmark].", ("Skua 3", "evaluated_on", "GPQA")),
]  # fmt: skip
NO_SIZES = [
    "[Skua-3-2B|Model] is out. The 2B parameters of [Till 2|Model] beat [Heron|Model].",
    "[Skua-3-2B|Model] and [Heron-2B|Model] are out. The 2B model beats [Till 2|Model].",
    "[Skua 3 Mini|Model] is out. The Mini plan includes [Till 2|Model].",
    "[Skua 3 Pro|Model] is out. The 70B model beats [Till 2|Model].",
]


@pytest.mark.parametrize(("marked", "expected"), OWN, ids=["we", "our model", "released", "our new", "its maker"])
def test_we_is_the_model_that_the_writers_present(extractor: Extractor, marked: str, expected: tuple[str, str, str]) -> None:
    """Posts of makers say "we" and "our model" of what they release; nothing would be found of it."""
    assert expected in triples(found(extractor, marked))


@pytest.mark.parametrize("marked", OTHERS, ids=["about another's", "two models", "a digest", "quoted"])
def test_we_of_other_texts_is_no_model(extractor: Extractor, marked: str) -> None:
    """Readers, comparisons, digests and people quoted would be taken for the model of the title."""
    assert not [e for e in found(extractor, marked) if e.predicate == "evaluated_on"]


@pytest.mark.parametrize(("marked", "expected"), SIZES, ids=["number", "word", "of the title"])
def test_a_size_names_the_only_model_that_has_it(extractor: Extractor, marked: str, expected: tuple[str, str, str]) -> None:
    """A short name, say the 2B, would mean nobody."""
    assert expected in triples(found(extractor, marked))


@pytest.mark.parametrize("marked", NO_SIZES, ids=["parameters", "two of a size", "a plan", "of no name"])
def test_a_size_of_several_or_of_other_things_names_none(extractor: Extractor, marked: str) -> None:
    """Plans, counts of parameters and sizes that two models share would be taken for a model."""
    assert not {e.subject_label for e in found(extractor, marked)} & {"Skua-3-2B", "Heron-2B", "Skua 3 Mini", "Skua 3 Pro"}


@pytest.mark.parametrize(
    ("outlet", "is_ours"),
    [
        ("Kelp AI", True),
        ("Kelp AI Blog", True),
        ("Kelp AI's Engineering Blog", True),
        ("Kelp AI | Newsroom", True),
        ("News from Kelp AI", True),
        ("The Harbour Desk", False),
        ("Kelp AI Watch", False),
        ("Blog", False),
        ("", False),
    ],
)
def test_we_is_the_body_whose_outlet_it_is(outlet: str, is_ours: bool, extractor: Extractor) -> None:
    """What a lab says of itself on its own blog would be said of nobody; or what others say, of the lab."""
    document, mentions = document_of("[Kelp AI|Lab] is old.\n\nWe trained on [H100|Hardware] chips.")
    stated = extractor.extract(replace(document, outlet=outlet), mentions)
    assert triples(stated) == ({("Kelp AI", "uses", "H100")} if is_ours else set())
