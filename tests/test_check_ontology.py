"""The ontology as RDF: the shipped one keeps to the shapes, and planted faults are named by record."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF

from kg.check_ontology import NAMES, ontology_violations, whole
from kg.check_rdf import LISTED, breaches, shapes_graph
from kg.exporters.rdf_layers import Layers
from kg.ontology import Ontology
from kg.ontology.vocabulary import DEFAULT_BASE
from kg.records import Entity, EntityType
from tests.rdf_graphs import ontology

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def record(key: str, kind: str, *facts: tuple[str, str], label: str = "") -> Entity:
    """Return a record of a class that is also a contract type."""
    return Entity(key, label or key.title(), kind, EntityType(kind), facts=tuple(sorted(facts)), source="unverified")


def of(*records: Entity) -> Ontology:
    """Return the shipped schema with these records."""
    return replace(ontology(), entities={each.id: each for each in records})


def found(*records: Entity) -> list[str]:
    """Return the problems of some records as lines."""
    return [str(problem) for problem in ontology_violations(of(*records))]


SOUND = (
    record("quill", "Lab"), record("other", "Lab"), record("ann", "Person"), record("test", "Benchmark"),
    record("q1", "Model", ("developed_by", "quill")), record("q2", "Model", ("developed_by", "other")),
)  # fmt: skip


def test_the_shipped_ontology_keeps_to_the_shapes() -> None:
    """Every export would carry the fault, and each check of one would name the user's file."""
    assert list(ontology_violations(ontology())) == []


def test_a_wrong_fact_is_named_at_both_ends_and_no_other() -> None:
    """Without shapes for what the ontology knows, a benchmark could make a model and a model lead a lab."""
    lines = found(*SOUND, record("q3", "Model", ("developed_by", "test")), record("q4", "Lab", ("leads", "q1")))
    assert sorted({line.split(" breaks ")[0] for line in lines}) == ["ontology: q1", "ontology: q4", "ontology: test"]


def test_all_records_of_a_kind_are_named_though_one_is_validated() -> None:
    """Who mends the one that is named would find the next one in the next run."""
    wrong = [record(f"m{n}", "Model", ("leads", "quill")) for n in range(4)]
    assert [line.split()[1] for line in found(*SOUND, *wrong)] == ["m0", "m1", "m2", "m3"]
    many = [record(f"m{n}", "Model", ("leads", "quill")) for n in range(LISTED + 3)]
    assert found(*SOUND, *many)[-1] == "ontology: and 3 more of this kind"


def test_a_record_without_a_name_is_a_problem() -> None:
    """Names are not compared letter by letter, but an empty one is no name."""
    nameless = replace(record("q5", "Model", ("developed_by", "quill")), label="")
    assert [line.split(":")[1] for line in found(*SOUND, nameless)] == [" q5 breaks its shape at skos"]
    lines = found(*SOUND, replace(nameless, label="\x00"), replace(nameless, id="q6", label='a "quoted"\n} <x> name\\'))
    assert all("q6" not in line for line in lines)


def test_records_of_a_folder_are_named_by_file_and_line(tmp_path: Path) -> None:
    """A user has to find the row among thousands."""
    from kg.ontology import load

    (tmp_path / "ontology.toml").write_text("shipped_entities = false\n", encoding="utf-8")
    header = "id|class|label|aliases|hidden|context|source".replace("|", "\t")
    (tmp_path / "records.tsv").write_text(f"{header}\nquill\tLab\tQuill Lab\t\t\t\tunverified\n", encoding="utf-8")
    loaded = load(tmp_path)
    wrong = replace(loaded.entities["quill"], label="")
    (problem,) = ontology_violations(replace(loaded, entities={"quill": wrong}))
    assert str(problem).startswith(f"{tmp_path.name}/records.tsv:2: quill breaks its shape at skos:prefLabel: ")


KINDS = st.sampled_from(["Lab", "Model", "Person", "Benchmark"])
PREDICATES = st.sampled_from(["developed_by", "leads", "evaluated_on", "version_of", "part_of", "released"])


@settings(max_examples=5, deadline=None)
@given(
    st.lists(st.tuples(KINDS, st.sampled_from(["", "A", "B\n"]), st.lists(st.tuples(PREDICATES, st.integers(0, 5)), max_size=2)),
             min_size=6, max_size=12)
)  # fmt: skip
def test_leaving_out_what_is_alike_changes_no_answer(rows: list[tuple[str, str, list[tuple[str, int]]]]) -> None:
    """The short way would be a promise that the long one breaks."""
    records = [
        replace(record(f"e{n}", kind, *((name, f"e{to}") for name, to in facts)), label=label)
        for n, (kind, label, facts) in enumerate(rows)
    ]
    loaded = of(*records)
    layers = Layers(whole(loaded), loaded, DEFAULT_BASE)
    text = "".join(f"{t} .\n" for name in ("ontology", "entities", "background") for t in layers.layer(name))
    plain = breaches(rdflib.Graph().parse(data=text, format="nt"), shapes(), DEFAULT_BASE)
    told = {(p.what.split(" ")[0], p.what.split(":")[0].rpartition(" at ")[1]) for p in ontology_violations(loaded)}
    if len(plain) <= LISTED:
        assert told == {(node.rpartition("/")[2], " at " if where else "") for node, where, _ in plain}


@cache
def shapes() -> rdflib.Graph:
    """Return the shapes."""
    return shapes_graph(ontology(), DEFAULT_BASE)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: str(name).rpartition("#")[2])
def test_shapes_ask_no_more_of_names_than_is_compared(name: str) -> None:
    """A pattern on labels would be tried on one label of each group."""
    allowed = {SH.path, SH.datatype, SH.minCount, SH.maxCount, SH.minLength, SH.nodeKind}
    for shape in shapes().subjects(SH.path, rdflib.URIRef(name)):
        assert set(shapes().predicates(shape)) <= allowed
        assert {int(str(n)) for n in shapes().objects(shape, SH.minLength)} <= {1}


def test_shapes_of_records_count_to_one() -> None:
    """Two values and three are not told apart."""
    entity = next(s for s in shapes().subjects(SH.targetClass, rdflib.URIRef(f"{DEFAULT_BASE}onto#Entity")))
    for rule in shapes().objects(entity, SH.property):
        assert {int(str(n)) for p in (SH.minCount, SH.maxCount) for n in shapes().objects(rule, p)} <= {0, 1}
    assert set(shapes().objects(entity, RDF.type)) == {SH.NodeShape}


def test_the_engine_that_validates_takes_a_list_of_nodes() -> None:
    """Another version of it that ignored the list would name things that were given only as neighbours."""
    data = rdflib.Graph()
    for key in ("a", "b"):
        data.add((rdflib.URIRef(f"{DEFAULT_BASE}id/{key}"), RDF.type, rdflib.URIRef(f"{DEFAULT_BASE}onto#Entity")))
    assert {node for node, _, _ in breaches(data, shapes(), DEFAULT_BASE, only=[f"{DEFAULT_BASE}id/a"])} == {
        f"{DEFAULT_BASE}id/a"
    }
    assert breaches(data, shapes(), DEFAULT_BASE, only=[]) == []
