from __future__ import annotations

from pathlib import Path

import pytest

from kg.ontology.files import Faults, data_dir, values
from kg.ontology.schema import DEFAULT_CLASS, Schema, extended, load_schema
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


CLASSES = "id|parent|contract_type|disjoint|definition|example"
PREDICATES = "id|parent|direction|inverse|domain|range|symmetric|transitive|definition|example"


def _faults(tmp_path: Path, classes: list[str], predicates: list[str], base: Schema | None = None) -> list[str]:
    """Return the faults of two tables, without their folder; fields are parted by ``|``."""
    for name, head, rows in (("classes.tsv", CLASSES, classes), ("predicates.tsv", PREDICATES, predicates)):
        (tmp_path / name).write_text("\n".join((head, *rows)).replace("|", "\t") + "\n", encoding="utf-8")
    faults = Faults()
    extended(base or Schema({}, {}), tmp_path, faults)
    return [f.split("/", 1)[1] for f in faults.found]


LAB = "Lab||Lab||A body.|Some lab."


def test_faults_of_both_tables_are_noted(tmp_path: Path) -> None:
    """A typo in one table would hide those in the other."""
    found = _faults(
        tmp_path, ["Lab|Nobody|Lab||A body.|One.", "Thing||Gadget||A thing.|One.", LAB],
        ["made_by|absent|same|made|Lab|Lab|no|no|Says so.|One."],
    )  # fmt: skip
    assert [f.split(": ")[0] for f in found] == ["classes.tsv:2", "classes.tsv:3", "predicates.tsv:2"]
    assert "'Nobody'" in found[0]
    assert "'Gadget'" in found[1]
    assert "'absent'" in found[2]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("lab||Lab||A body.|One.", "'lab' is no name of a class"),
        ("Team||Lab|Nothing|A body.|One.", "disjoint names 'Nothing'"),
        ("Team||Lab|||One.", "no definition"),
        ("Team||Lab||A body.|", "no example"),
        (LAB, "'Lab' stands twice"),
    ],
)
def test_a_faulty_class_is_named(tmp_path: Path, row: str, what: str) -> None:
    """A class without a definition, or a second one of its name, would be used in good faith."""
    (found,) = _faults(tmp_path, [LAB, row], [])
    assert found.startswith(f"classes.tsv:3: {what}")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("madeBy||same|made|Lab|Lab|no|no|Says so.|One.", "'madeBy' is no name of a predicate"),
        ("made_by||same|made|Lub|Lab|no|no|Says so.|One.", "domain names 'Lub', which is no class"),
        ("made_by||same|made|Lab|Lub|no|no|Says so.|One.", "range names 'Lub', which is no class"),
        ("made_by||same||Lab|Lab|no|no|Says so.|One.", "no inverse"),
        ("made_by||same|made|Lab|Lab|no|no||One.", "no definition"),
        ("made_by||same|made|Lab|Lab|no|no|Says so.|", "no example"),
        ("made_by||up|made|Lab|Lab|no|no|Says so.|One.", "direction is `same` or `inverse`, not 'up'"),
        ("made_by||same|made|Lab|Lab|perhaps|no|Says so.|One.", "symmetric is `yes` or `no`, not 'perhaps'"),
        ("made_by||same|made|Lab|Lab|yes|no|Says so.|One.", "a symmetric predicate is its own inverse"),
    ],
)
def test_a_faulty_predicate_is_named(tmp_path: Path, row: str, what: str) -> None:
    """A misspelt class forbids a predicate everywhere; a wrong inverse turns sentences round."""
    (found,) = _faults(tmp_path, [LAB], [row])
    assert found.startswith(f"predicates.tsv:2: {what}")


def test_a_schema_is_extended_and_not_changed(schema: Schema, tmp_path: Path) -> None:
    """A folder could turn a shipped predicate round under every export, without a word."""
    found = _faults(
        tmp_path, ["Cell|Product|Product||A cell.|One.", "Lab|Agent|Lab||Something else.|One."],
        ["cools||same|cooled_by|Lab|Cell|no|no|Says so.|One."], schema,
    )  # fmt: skip
    assert found == ["classes.tsv:3: 'Lab' is defined otherwise in the schema that this folder extends"]
    more = extended(schema, tmp_path, Faults())
    assert more.is_a("Cell", "AIArtifact")
    assert more.allows("cools", "Lab", "Cell")
    assert more.classes["Lab"] == schema.classes["Lab"]


def test_the_version_lattice_has_three_classes(schema: Schema, tmp_path: Path) -> None:
    """A family of another class would be taken for a release, and its versions be placed wrongly."""
    for parent in ("ModelFamily", "Model", "ModelVersion"):
        (found,) = _faults(tmp_path, [f"Line|{parent}|Model||A line.|One."], [], schema)
        assert f"nothing stands below {parent!r}" in found


def test_every_row_says_all_that_a_reader_needs(schema: Schema) -> None:
    """Somebody would have to guess what a term means, or which way it runs."""
    for c in schema.classes.values():
        assert c.definition, c.id
        assert c.example, c.id
    for p in schema.predicates.values():
        assert p.inverse, p.id
        assert p.definition, p.id
        assert p.example, p.id
        if p.inverse in schema.predicates:
            assert schema.predicates[p.inverse].inverse == p.id


def test_values_are_parted_and_trimmed() -> None:
    """An alias would begin with a space and never match."""
    assert values(" a | b|  |c ") == ("a", "b", "c")
    assert values("") == ()
