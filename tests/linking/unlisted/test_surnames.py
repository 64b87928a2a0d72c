from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kg.linking.unlisted.surnames import Surnames

_PIECES = st.sampled_from(["Quell", "Ann", "Bo", "de", "Quell’s", "Quell-Orr", "'", "-", ".", " ", " ", " ", "\n", "x"])


@given(st.lists(_PIECES, max_size=16).map("".join), st.sampled_from(["Ann", "Bo", "de", "Quell"]))
def test_a_surname_stands_alone_where_it_is_seen_more_often_than_behind_the_name(text: str, before: str) -> None:
    """Two given names of one surname would be two people of whom none is ever called by it."""
    seen = Counter(m.group() for m in re.finditer(r"(?<![\w-])[A-Z][a-z’'-]+[a-z](?![\w-])", text))
    pairs = Counter(m.groups() for m in re.finditer(r"(?<![\w.’'-])([\w.’'-]++) (?=([A-Z][a-z’'-]+[a-z])(?![\w-]))", text))
    surnames = Surnames(text)
    assert surnames.stands_alone("Quell", before) == (seen["Quell"] > pairs[before, "Quell"])


def test_many_surnames_are_found_as_few_are() -> None:
    """From some number of people on, nobody would be known by the surname."""
    names = [f"Name{chr(97 + i)}{chr(97 + j)}" for i in range(6) for j in range(6)]
    text = " ".join(f"Ann {name} met {name}." for name in names[::2]) + " ".join(f" Ann {name}." for name in names[1::2])
    surnames = Surnames(text)
    assert [surnames.stands_alone(name, "Ann") for name in names] == [True, False] * 18


def test_a_surname_acts_where_it_stands_alone() -> None:
    """What the full name does, or another word does, would count for the surname."""
    said = re.compile(" said")
    assert Surnames("Ann Quell came. Quell said so.").acts_alone("Quell", "Ann", said)
    assert not Surnames("Quell came. Ann Quell said so.").acts_alone("Quell", "Ann", said)
    assert not Surnames("Ann Quell said so.").acts_alone("Quell", "Ann", said)


def test_labels_open_a_line() -> None:
    """Capitals inside a sentence would be a speaker."""
    surnames = Surnames("QUELL: Yes.\n**ORR** [00:12]: No.\nA BAR: it is, and BAZ: not.")
    assert [surnames.is_label(word) for word in ("Quell", "Orr", "Bar", "Baz")] == [True, True, False, False]
    assert not Surnames("Nothing here").is_label("Quell")
