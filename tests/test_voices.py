"""What counts as one independent source."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Document
from kg.voices import outlet_name, voices
from tests.graphs import document


@pytest.mark.parametrize(
    "spelled",
    [
        "Signal & Noise", "signal & noise", "SIGNAL AND NOISE", "Signal & Noise | Podcast", "Signal & Noise · Directory",
        "Signal & Noise - Podcast", " Signal  &  Noise. ", "| Signal & Noise",
    ],
)  # fmt: skip
def test_one_outlet_in_many_spellings(spelled: str) -> None:
    """A feed and a directory that spell an outlet differently would be two witnesses of everything."""
    assert outlet_name(spelled) == "signal and noise"


def test_outlets_that_only_look_alike_stay_apart() -> None:
    """Two newspapers with a word in common would be one voice."""
    names = ["Signal", "Signal Weekly", "Signal-Noise", "The Signal", "Le Signal", "シグナル", "★"]
    assert len({outlet_name(name) for name in names[:-1]}) == len(names) - 1
    assert outlet_name("★") == outlet_name("") == ""


def speaking(*documents: Document) -> list[str]:
    """Return the voices of documents, in their order."""
    found = voices(documents)
    return [found[d.id] for d in documents]


def test_an_outlet_is_one_voice() -> None:
    """The writers of one desk would confirm one another."""
    one, two = speaking(document("a", "", outlet="Signal", authors=("B",)), document("b", "", outlet="Signal", authors=("C",)))
    assert one == two == "signal"


def test_an_author_under_two_outlets_is_one_voice() -> None:
    """A letter and its podcast would confirm one another; a page that names no author goes with its outlet."""
    found = speaking(
        document("a", "", outlet="Signal", authors=("Ada Quill",)),
        document("b", "", outlet="Quill's Pod", authors=("ada  quill",)),
        document("c", "", outlet="signal"),
        document("d", "", authors=("Ada Quill",)),
    )
    assert set(found) == {"ada quill"}


def test_a_freelancer_does_not_make_two_outlets_one() -> None:
    """Every paper would be one voice through those who write for several."""
    one, two, other = speaking(
        document("a", "", outlet="Signal", authors=("Ada Quill",)),
        document("b", "", outlet="Harbour", authors=("Ada Quill",)),
        document("c", "", outlet="Harbour", authors=("Tom Reed",)),
    )
    assert (one, two, other) == ("ada quill", "harbour", "harbour")


def test_files_without_outlet_or_author_stand_for_themselves() -> None:
    """All such files would be one witness."""
    assert speaking(document("a", ""), document("b", ""), document("c", "", authors=("★",))) == ["doc-a", "doc-b", "doc-c"]


NAMES = st.sampled_from(["", "Signal", "SIGNAL", "Harbour | Podcast", "Ada Quill", "Tom Reed"])


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=2)), max_size=6), st.randoms(use_true_random=False))
def test_order_means_nothing(given: list[tuple[str, list[str]]], rng: random.Random) -> None:
    """The same documents in another order would be believed otherwise."""
    documents = [document(f"d{n}", "", outlet=outlet, authors=tuple(names)) for n, (outlet, names) in enumerate(given)]
    expected = voices(documents)
    rng.shuffle(documents)
    assert voices(documents) == expected
    assert all(expected.values())
