from __future__ import annotations

import pytest

from kg.linking import Linker
from tests.linking.reading import link, spans


@pytest.mark.parametrize(("text", "name"), [
    ("Lanternfish-7B-Instruct was trained by two students.", "Lanternfish-7B-Instruct"),
    ("Veloria-13B is small.", "Veloria-13B"),
    ("The lab trained a new model called Veloria on eight chips.", "Veloria"),
])  # fmt: skip
def test_a_new_model_is_known_by_its_size_or_its_noun(linker: Linker, text: str, name: str) -> None:
    """A model that appeared today would be missed."""
    assert spans(linker, text) == [(name, "Model")]


def test_one_place_explains_the_others(linker: Linker) -> None:
    """A new model would be found where it is introduced and nowhere else, or be another one each time."""
    mentions = link(linker, "Lanternfish is a model that reads maps. I like Lanternfish.")
    assert [m.surface for m in mentions] == ["Lanternfish", "Lanternfish"]
    assert len({m.cluster for m in mentions}) == 1


def test_a_new_lab_and_its_model(linker: Linker) -> None:
    """A lab that no list has would be missed beside its model."""
    found = spans(linker, "Morrowind Labs released Lanternfish 3, a 13B model. Morrowind Labs hired two people.")
    assert found == [("Morrowind Labs", "Lab"), ("Lanternfish 3", "Model"), ("Morrowind Labs", "Lab")]


@pytest.mark.parametrize("text", [
    "Yesterday was quiet. However, nobody came. Sadly, Monday was worse.", "The River Was High And The Road Was Closed",
    "WE REGRET THE DELAY", "I went to Berlin in March.",
])  # fmt: skip
def test_capitals_alone_make_no_name(linker: Linker, text: str) -> None:
    """Every word that opens a sentence or stands in a heading would be a name."""
    assert spans(linker, text) == []
