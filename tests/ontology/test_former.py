from __future__ import annotations

from dataclasses import replace

from kg.ids import content_id
from kg.ontology import Corrections
from kg.ontology.former import of_cluster, redirects
from kg.records import EntityType
from tests.graphs import entity, ontology
from tests.review.cases import shipped

MODEL = EntityType.MODEL
FAMILY = entity("qwen-image", "Qwen-Image", MODEL, class_id="ModelFamily")
TWO = entity("qwen-image-2.0", "Qwen-Image-2.0", MODEL, facts=(("member_of_family", "qwen-image"),))


def test_the_id_of_an_unseen_version_leads_to_the_record_that_came() -> None:
    """A bookmark or a triple with the provisional id would lead nowhere once the ontology knows the model."""
    known = ontology(FAMILY, TWO)
    assert redirects(known, known.entities) == {"qwen-image-2": "qwen-image-2.0"}
    assert redirects(known, ["qwen-image"]) == {}


def test_an_id_that_may_be_several_or_is_taken_leads_nowhere() -> None:
    """It would lead to the wrong one."""
    other = entity("other", "Qwen-Image 2", MODEL, facts=(("member_of_family", "qwen-image"),))
    both = ontology(FAMILY, TWO, other)
    assert redirects(both, both.entities) == {}
    taken = ontology(FAMILY, TWO, entity("qwen-image-2", "Something Else", MODEL))
    assert redirects(taken, taken.entities) == {}


def test_what_was_decided_goes_before_what_names_show() -> None:
    """A person's word would be overruled by a guess."""
    known = replace(ontology(FAMILY, TWO), corrections=Corrections(redirects={"qwen-image-2": "qwen-image"}))
    assert redirects(known, known.entities) == {"qwen-image-2": "qwen-image"}


def test_no_former_id_is_a_living_one() -> None:
    """Somebody who asks for one entity would be shown another."""
    assert not redirects(shipped(), shipped().entities).keys() & shipped().entities.keys()


def test_the_cluster_of_an_unknown_leads_to_who_has_its_name_now() -> None:
    """What was an unknown lab in an old export could not be found again."""
    assert of_cluster(content_id("nil", "Lab", "anthropic"), shipped()) == "anthropic"
    assert of_cluster(content_id("nil", "Lab", "no such name"), shipped()) is None
    assert of_cluster("anthropic", shipped()) is None


def test_shipped_redirects_lead_from_former_ids_to_records() -> None:
    """If this fails, whoever quoted an id of an earlier release finds nothing, or a chain of pointers."""
    known = shipped()
    assert known.corrections.redirects
    for old, new in known.corrections.redirects.items():
        assert old not in known.entities
        assert new in known.entities
