"""mappings.sssom.tsv: every row names terms that are there, and says how sure it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.ontology.files import Faults, data_dir
from kg.ontology.mappings import COLUMNS, FILE, NO_TERM, MappingSet, read_mappings
from kg.ontology.schema import Schema, load_schema
from kg.ontology.vocabulary import DEFAULT_BASE, NAMESPACES, VERSION, terms

HEADER = (
    '#curie_map:\n#  aigo: "https://w3id.org/aig/onto#"\n#  schema: "https://schema.org/"\n#  semapv: "https://w3id.org/semapv/vocab/"\n'
    '#  skos: "http://www.w3.org/2004/02/skos/core#"\n#license: "https://example.org/l"\n#mapping_set_id: "https://example.org/m"\n'
    '#mapping_set_version: "1"\n'
)


@cache
def schema() -> Schema:
    """Return the shipped schema."""
    return load_schema(data_dir(), Faults())


@cache
def shipped() -> MappingSet:
    """Return the shipped mappings."""
    faults = Faults()
    found = read_mappings(data_dir() / FILE, {term.name for term in terms(schema())}, faults)
    faults.raise_if_any()
    return found


def test_every_class_and_predicate_is_mapped_or_said_to_have_no_like() -> None:
    """Nobody could tell a term that was forgotten from one that no vocabulary has."""
    mapped = {row.subject for row in shipped().rows}
    assert set(schema().classes) <= mapped
    assert {p.local_name for p in schema().predicates.values() if p.direction == "same"} <= mapped


def test_the_set_says_what_it_is() -> None:
    """The mappings would be of an older vocabulary than the one beside them."""
    found = shipped()
    assert found.slots["mapping_set_version"] == VERSION
    assert found.slots["license"].startswith("https://")
    assert found.prefixes["aigo"] == f"{DEFAULT_BASE}onto#"
    for prefix, namespace in found.prefixes.items():
        assert NAMESPACES.get(prefix, namespace) == namespace, prefix


@pytest.mark.parametrize("prefix", ["schema", "prov", "skos", "nif", "itsrdf", "fair4ml", "eli", "org", "foaf", "dcterms", "wdt"])
def test_the_vocabularies_that_readers_know_are_mapped(prefix: str) -> None:
    """Somebody who knows one of them would not find their terms."""
    assert any(row.object.startswith(f"{prefix}:") for row in shipped().rows if row.is_axiom)


def test_traps_are_warned_of() -> None:
    """schema:competitor is for sports, schema:successorOf for products, schema:Statement for fun facts."""
    warned = {row.object for row in shipped().rows if not row.holds}
    assert warned == {"schema:competitor", "schema:successorOf", "schema:Statement"}
    assert not warned & {row.object for row in shipped().rows if row.is_axiom}


def test_no_number_of_wikidata_claims_to_be_the_same() -> None:
    """Their numbers come from other people's files; half of them were once wrong."""
    for row in shipped().rows:
        if row.object.startswith(("wd:", "wdt:")):
            assert row.predicate != "skos:exactMatch"
            assert row.confidence < 0.9


def test_rows_are_sorted_and_a_class_is_no_sub_property() -> None:
    """A diff would not show what changed; a reasoner would take a class for a property."""
    rows = shipped().rows
    keys = [(row.subject, row.predicate, row.object) for row in rows]
    assert keys == sorted(keys)
    kinds = {term.name: term.kind for term in terms(schema())}
    for row in rows:
        if row.predicate == "rdfs:subClassOf":
            assert kinds[row.subject] == "class"
        assert row.object != NO_TERM or row.confidence == 1.0


def _faults(tmp_path: Path, *rows: str, header: str = HEADER, columns: tuple[str, ...] = COLUMNS) -> list[str]:
    lines = ["\t".join(columns), *(row.replace("|", "\t") for row in rows)]
    (tmp_path / FILE).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    faults = Faults()
    read_mappings(tmp_path / FILE, {"Lab"}, faults)
    return [f.split("/", 1)[1] for f in faults.found]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("aigo:Lab|skos:closeMatch||schema:Thing|semapv:ManualMappingCuration|0.5|", ""),
        ("aigo:Lub|skos:closeMatch||schema:Thing|semapv:ManualMappingCuration|0.5|", "'aigo:Lub' is no term"),
        ("aigo:Lab|skos:sameAs||schema:Thing|semapv:ManualMappingCuration|0.5|", "'skos:sameAs' is no predicate"),
        ("aigo:Lab|skos:closeMatch||wild:Thing|semapv:ManualMappingCuration|0.5|", "the prefix of 'wild:Thing'"),
        ("aigo:Lab|skos:closeMatch||a thing|semapv:ManualMappingCuration|0.5|", "'a thing' is no CURIE"),
        ("aigo:Lab|skos:closeMatch||schema:Thing|schema:guess|0.5|", "'schema:guess' is no justification"),
        ("aigo:Lab|skos:closeMatch||schema:Thing|semapv:ManualMappingCuration|1.5|", "confidence is a number"),
        ("aigo:Lab|skos:closeMatch||schema:Thing|semapv:ManualMappingCuration|nan|", "confidence is a number"),
        ("aigo:Lab|skos:closeMatch||schema:Thing|semapv:ManualMappingCuration||", "confidence is a number"),
        ("aigo:Lab|skos:closeMatch|Perhaps|schema:Thing|semapv:ManualMappingCuration|0.5|", "predicate_modifier"),
        ("aigo:Lab|skos:closeMatch||schema:Thing", "4 fields"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, row: str, what: str) -> None:
    """A mapping to a term that nobody has would be published."""
    found = _faults(tmp_path, row)
    line = HEADER.count("\n") + 2
    assert (not found) if not what else (len(found) == 1 and found[0].startswith(f"{FILE}:{line}: {what}"))


def test_a_row_that_stands_twice_and_a_faulty_header_are_named(tmp_path: Path) -> None:
    """Two rows of one mapping could differ in their confidence."""
    row = "aigo:Lab|skos:closeMatch||schema:Thing|semapv:ManualMappingCuration|0.5|"
    assert [f.split(": ")[1] for f in _faults(tmp_path, row, row)] == ["stands twice"]
    assert "the header lacks license" in _faults(tmp_path, header=HEADER.replace("#license", "#licence"))[0]
    assert "a line of the header is" in _faults(tmp_path, header="# some words\n" + HEADER)[0]
    assert "the columns are subject_id" in _faults(tmp_path, columns=("a", "b"))[0]
    faults = Faults()
    assert read_mappings(tmp_path / "absent.tsv", {"Lab"}, faults).rows == ()
    assert "cannot be read" in faults.found[0]
