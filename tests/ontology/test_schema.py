from __future__ import annotations

from pathlib import Path

import pytest

from kg.ontology.files import Faults, data_dir, values
from kg.ontology.schema import DEFAULT_CLASS, Schema, load_schema
from kg.records import EntityType


@pytest.fixture(scope="module")
def schema() -> Schema:
    """The shipped schema."""
    faults = Faults()
    found = load_schema(data_dir(), faults)
    faults.raise_if_any()
    return found


def test_every_contract_type_has_a_class(schema: Schema) -> None:
    """An unknown name of some type would have no class to stand in."""
    for kind in EntityType:
        assert schema.classes[DEFAULT_CLASS[kind]].contract_type is kind


def test_parents_stand_above_their_children(schema: Schema) -> None:
    """A walk up the classes or predicates would end nowhere."""
    for c in schema.classes.values():
        assert not c.parent or c.parent in schema.classes
    for p in schema.predicates.values():
        assert not p.parent or p.parent in schema.predicates
        assert p.broad == schema.ancestors(p.id)[-1]


def test_domains_and_ranges_are_classes(schema: Schema) -> None:
    """A misspelt class would forbid a predicate everywhere, without a word."""
    for p in schema.predicates.values():
        assert p.domain
        assert p.range
        assert {*p.domain, *p.range} <= set(schema.classes), p.id


def test_what_the_issue_settled(schema: Schema) -> None:
    """Contradictions that were settled would come back: persons develop, licences stand beside policies."""
    assert schema.allows("developed_by", "Model", "Person")
    assert not schema.is_a("License", "Policy")
    assert not schema.is_a("Policy", "License")
    assert "derived_from" not in schema.ancestors("trained_on")
    assert schema.ancestors("trained_on")[-1] == "based_on"


def test_rows_that_read_the_other_way_are_inverses(schema: Schema) -> None:
    """The words "A evaluated B" would be stored as "B evaluated by A" the wrong way round."""
    for name in ("evaluated", "powers"):
        row = schema.predicates[name]
        assert row.direction == "inverse"
        assert row.broad != name


def test_local_names_are_spelled_one_way_and_unique(schema: Schema) -> None:
    """Two predicates would share an IRI."""
    names = [p.local_name for p in schema.predicates.values()]
    assert schema.predicates["developed_by"].local_name == "developedBy"
    assert len(set(names)) == len(names)


def test_is_a_follows_the_parents(schema: Schema) -> None:
    """A lab would not count as an organization where a relation asks for one."""
    assert schema.is_a("Lab", "Organization")
    assert not schema.is_a("Organization", "Lab")
    assert not schema.is_a("Weather", "Organization")


def test_broad_predicates_have_no_parent(schema: Schema) -> None:
    """The relations that the commands print would hold finer ones."""
    assert "developed_by" in schema.broad()
    assert list(schema.broad()) == sorted(schema.broad())
    assert all(not schema.predicates[p].parent for p in schema.broad())


def _folder(tmp_path: Path, classes: str, predicates: str) -> Path:
    (tmp_path / "classes.tsv").write_text("id\tparent\tcontract_type\tclose_match\tdefinition\n" + classes, encoding="utf-8")
    head = "id\tparent\tdirection\tinverse\tdomain\trange\tsymmetric\ttransitive\tclose_match\tdefinition\texample\n"
    (tmp_path / "predicates.tsv").write_text(head + predicates, encoding="utf-8")
    return tmp_path


def test_faults_of_both_tables_are_noted(tmp_path: Path) -> None:
    """A typo in one table would hide those in the other."""
    faults = Faults()
    load_schema(_folder(tmp_path, "Lab\tNobody\tLab\nThing\t\tGadget\n", "made_by\tabsent\tsame\t\tLab\tLab\n"), faults)
    assert [f.split("/")[-1].split(": ")[0] for f in faults.found] == ["classes.tsv:2", "classes.tsv:3", "predicates.tsv:2"]
    assert "'Nobody'" in faults.found[0]
    assert "'Gadget'" in faults.found[1]
    assert "'absent'" in faults.found[2]


def test_values_are_parted_and_trimmed() -> None:
    """An alias would begin with a space and never match."""
    assert values(" a | b|  |c ") == ("a", "b", "c")
    assert values("") == ()
