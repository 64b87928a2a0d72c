"""What is known of makers, held against sentences."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ontology import Ontology
from kg.records import Entity, EntityType
from kg.relations import Extractor
from kg.relations.makers import Makers
from kg.relations.rules import Example, Rule
from kg.relations.scene import OntologyView, Party
from tests.relations.marked import View, found, triples


def _entity(name: str, kind: EntityType, **facts: str) -> Entity:
    return Entity(name.lower(), name, kind.value, kind, facts=tuple(facts.items()))


KNOWN = {
    e.id: e
    for e in (
        _entity("Halyard", EntityType.LAB),
        _entity("Kelp", EntityType.LAB),
        _entity("Boathouse", EntityType.ORGANIZATION, part_of="halyard"),
        _entity("Skua", EntityType.MODEL, developed_by="halyard"),
        _entity("Tern", EntityType.MODEL),
    )
}


@pytest.fixture(scope="module")
def knowing(shipped: Ontology) -> Extractor:
    """An extractor that knows that Halyard made Skua."""
    return Extractor(cast("OntologyView", View(shipped, KNOWN)))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Brine|Organization]'s model is [Skua|Model].", set()),
        ("[Brine|Organization]'s model is [Tern|Model].", {("Tern", "developed_by", "Brine")}),
        ("[Boathouse|Organization]'s model is [Skua|Model].", {("Skua", "developed_by", "Boathouse")}),
        ("[Kelp|Lab]'s model is [Skua|Model].", set()),
    ],
    ids=["a body that no list has", "a thing that no list has", "a part of the maker", "another body"],
)
def test_a_pattern_does_not_outweigh_what_is_known(knowing: Extractor, marked: str, expected: set[tuple[str, str, str]]) -> None:
    """Whoever uses a well-known model would be its maker, the more so a firm that no list has."""
    assert triples(found(knowing, marked)) == expected


def test_a_person_is_not_the_maker_of_what_a_body_is_known_to_have_made(knowing: Extractor) -> None:
    """Whoever writes a name on a board, or wrote a part of a product, would be said to have developed it."""
    assert triples(found(knowing, "[Maud Ferris|Person] wrote [Skua|Model].")) == set()
    assert triples(found(knowing, "[Maud Ferris|Person] wrote [Tern|Model].")) == {("Tern", "developed_by", "Maud Ferris")}


def test_a_pronoun_does_not_outweigh_what_is_known(knowing: Extractor) -> None:
    """A pronoun that was taken for the wrong model would give it a maker; a verb that names the model may."""
    assert triples(found(knowing, "[Skua|Model] is fast. It was built by [Brine|Organization].")) == set()
    assert triples(found(knowing, "[Tern|Model] is fast. It was built by [Brine|Organization].")) == {
        ("Tern", "developed_by", "Brine")
    }
    assert triples(found(knowing, "[Brine|Organization] built [Skua|Model].")) == {("Skua", "developed_by", "Brine")}


def test_several_makers_named_together_are_believed(knowing: Extractor) -> None:
    """A second maker that the lists lack would be lost."""
    text = "[Skua|Model] is fast. It was built by [Brine|Organization] and [Kelp|Lab]."
    assert triples(found(knowing, text)) >= {("Skua", "developed_by", "Brine"), ("Skua", "developed_by", "Kelp")}


def test_what_is_denied_is_kept(knowing: Extractor) -> None:
    """A sentence that denies a maker agrees with what is known and would be dropped as if it did not."""
    evidence = found(knowing, "[Skua|Model] was not built by [Maud Ferris|Person].")
    assert [(e.subject_label, e.object_label, e.polarity.value) for e in evidence] == [("Skua", "Maud Ferris", "-")]


_NAMES = st.sampled_from("abcdef")


@given(st.dictionaries(_NAMES, _NAMES), st.dictionaries(_NAMES, _NAMES), _NAMES, st.booleans(), st.booleans(), st.booleans())
def test_nothing_known_tells_against_a_known_maker(
    made: dict[str, str], parts: dict[str, str], artifact: str, known: bool, pronoun: bool, joint: bool
) -> None:
    """The ontology would contradict itself; bodies that are parts of each other in a circle would never end."""
    entities = {
        name: Entity(
            name, name, "Lab", EntityType.LAB,
            facts=tuple((fact, table[name]) for fact, table in (("developed_by", made), ("part_of", parts)) if name in table),
        )
        for name in "abcdef"
    }  # fmt: skip
    makers = Makers(entities)
    thing = Party(artifact, artifact, EntityType.MODEL, "Model", None if pronoun else (0, 1))
    maker = Party(made.get(artifact, "g"), "", EntityType.LAB, "Lab", (2, 3))
    nothing = Example("", (), None)
    rule = Rule("made", "developed_by", "verb", 0.9, nothing, nothing, known=known)
    assert not makers.tell_against(rule, thing, maker, joint=joint)
    if artifact not in made:
        assert makers.allow_succession(thing, maker)
