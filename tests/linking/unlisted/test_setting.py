"""What the places of a new name are like."""

from __future__ import annotations

from kg.linking.ground.folding import fold
from kg.linking.unlisted.newnames import Seen
from kg.linking.unlisted.setting import setting


def told(text: str, name: str, **known: str) -> dict[str, int]:
    """Return the signals of a name's places in a text, beside known names of given kinds; each stands once."""
    places = [(at, at + len(name)) for at in range(len(text)) if text.startswith(name, at)]
    names = sorted((text.index(word), text.index(word) + len(word), kind) for word, kind in known.items())
    return setting(Seen(places, lone=sum(at > 0 for at, _ in places)), fold(text), [], names)


def test_known_names_beside_a_new_one_count_by_what_joins_them() -> None:
    """If this fails, "Vossberg's Tindle" says no more of Tindle than a sentence that happens to name Vossberg as well."""
    assert told("We like Vossberg’s Tindle.", "Tindle", Vossberg="lab")["owned by lab"] == 1
    assert told("We like Tindle by Vossberg.", "Tindle", Vossberg="lab")["made by lab"] == 1
    assert told("We like Tindle (Vossberg).", "Tindle", Vossberg="lab")["with in brackets lab"] == 1
    apart = told("We like Tindle and never met Vossberg.", "Tindle", Vossberg="lab")
    assert apart["near lab"] == 1
    assert {"owned by lab", "made by lab"}.isdisjoint(apart)


def test_what_stands_far_off_says_nothing() -> None:
    """If this fails, a name takes its kind from another paragraph."""
    assert "near model" not in told("Tindle opened. " + "So it went. " * 20 + "Quarn is a model.", "Tindle", Quarn="model")


def test_places_count_each() -> None:
    """If this fails, a name that is told of three times is as little known as one named once."""
    held = told("Tindle by Ann. We met Tindle. Tindle again, and Tindle.", "Tindle")
    assert (held["inside a sentence"], held["named again"]) == (3, 1)
    assert "named again" not in told("We met Tindle.", "Tindle")
