from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.choosing.readings import Choice
from kg.linking.ground.surfaces import Reading
from kg.linking.references import acronyms
from kg.records import EntityType
from tests.linking.reading import link


def test_an_acronym_in_brackets_is_its_name() -> None:
    """An institute would be two, one of them with three letters."""
    text = "The Center for Quiet Machines (CQM) wrote a brief. CQM wants more tests; CQM-2 and ACQM do not."
    name = "Center for Quiet Machines"
    reading = Reading(None, EntityType.ORGANIZATION, "Organization", name, "unknown: ends in Center", label=name)
    found = list(acronyms.find(text, [Choice(4, 4 + len(name), reading, 0.9, "", ())]))
    assert [(c.start, c.reading.name, c.reading.label) for c in found] == [
        (31, "CQM", name),
        (text.index(". CQM") + 2, "CQM", name),
    ]


@pytest.mark.parametrize("place", ["Oslo", "USA", "UK"])
def test_a_bracket_that_does_not_abbreviate_is_no_acronym(linker: Linker, place: str) -> None:
    """A year or a place in brackets would become the name of an institute."""
    found = [m.referent for m in link(linker, f"The Center for Quiet Machines ({place}) wrote a brief. {place} was cold.")]
    assert found.count(found[0]) == 1


def test_an_acronym_of_another_language_that_comes_again(linker: Linker) -> None:
    """A body whose acronym is of its own language would be two."""
    text = "The Harbour Boat Institute (IPB) wrote a brief. IPB wants more tests."
    assert [(m.surface, m.label) for m in link(linker, text)] == [
        ("Harbour Boat Institute", "Harbour Boat Institute"),
        ("IPB", "Harbour Boat Institute"),
        ("IPB", "Harbour Boat Institute"),
    ]
