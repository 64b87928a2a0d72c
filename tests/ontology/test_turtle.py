"""schema.ttl and shapes.ttl: what the tables say, complete, and without contradiction."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Namespace

from kg.errors import OntologyError
from kg.ontology.files import Faults, data_dir
from kg.ontology.mappings import NO_TERM, TermMapping
from kg.ontology.schema import Schema
from kg.ontology.turtle import mappings_of, schema_turtle, shapes_turtle, write_files
from kg.ontology.vocabulary import CREATED, DEFAULT_BASE, MODIFIED, PRIOR_VERSION, VERSION, camel, expand, id_iri, prefixes, terms
from tests.rdf_graphs import ontology

AIGO = Namespace(DEFAULT_BASE + "onto#")
AIG = Namespace(DEFAULT_BASE + "id/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
VANN = Namespace("http://purl.org/vocab/vann/")


@cache
def schema() -> Schema:
    """Return the shipped schema."""
    return ontology().schema


@cache
def mappings() -> tuple[TermMapping, ...]:
    """Return the shipped mappings."""
    faults = Faults()
    found = mappings_of(data_dir(), schema(), faults)
    faults.raise_if_any()
    return found


@cache
def vocabulary() -> rdflib.Graph:
    """Return schema.ttl as rdflib reads it."""
    return rdflib.Graph().parse(data_dir() / "schema.ttl", format="turtle")


def test_the_committed_files_are_what_the_tables_give() -> None:
    """Somebody edited a table and forgot `python -m kg.ontology.turtle`."""
    assert (data_dir() / "schema.ttl").read_text(encoding="utf-8") == schema_turtle(schema(), mappings())
    assert (data_dir() / "shapes.ttl").read_text(encoding="utf-8") == shapes_turtle(schema())


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_files_do_not_depend_on_the_hash_seed(seed: str) -> None:
    """The files would change from run to run, and every review would show noise."""
    code = (
        "from kg.ontology.files import Faults, data_dir; from kg.ontology.schema import load_schema;"
        "from kg.ontology.turtle import schema_turtle as a, shapes_turtle as b, mappings_of;"
        "import sys, hashlib; d = data_dir(); f = Faults(); s = load_schema(d, f); m = mappings_of(d, s, f);"
        "sys.stdout.write(hashlib.sha256((a(s, m) + b(s)).encode()).hexdigest())"
    )
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
    import hashlib

    ours = schema_turtle(schema(), mappings()) + shapes_turtle(schema())
    assert found == hashlib.sha256(ours.encode()).hexdigest()


def test_the_header_says_what_it_is() -> None:
    """A vocabulary without title, licence, version and prefix cannot be cited or reused."""
    onto = rdflib.URIRef(DEFAULT_BASE + "onto")
    g = vocabulary()
    assert (onto, RDF.type, OWL.Ontology) in g
    for wanted in (DCTERMS.title, DCTERMS.license, OWL.versionIRI, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri):
        assert g.value(onto, wanted), wanted
    assert "not registered" in str(g.value(onto, DCTERMS.description))


def test_the_version_is_that_of_the_changelog() -> None:
    """Somebody changed the schema and told nobody, or the dates of the file are of another version."""
    text = (data_dir() / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", text, re.MULTILINE)
    assert entries[0] == (VERSION, MODIFIED)
    assert entries[1][0] == PRIOR_VERSION
    assert entries[-1][1] == CREATED
    onto = rdflib.URIRef(DEFAULT_BASE + "onto")
    assert str(vocabulary().value(onto, DCTERMS.modified)) == MODIFIED
    assert str(vocabulary().value(onto, OWL.versionIRI)).endswith(VERSION)


def test_mappings_reach_the_vocabulary() -> None:
    """A reader of schema.ttl would not learn what the mappings say, or would be told to use a term we warn of."""
    g = vocabulary()
    for row in (row for row in mappings() if row.object != NO_TERM):
        triple = AIGO[row.subject], rdflib.URIRef(expand(row.predicate)), rdflib.URIRef(expand(row.object, DEFAULT_BASE))
        assert (triple in g) == row.is_axiom, row


def test_every_term_has_a_label_and_a_definition() -> None:
    """A term without either leaves its user guessing."""
    g = vocabulary()
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual, OWL.AnnotationProperty)
    own = {s for kind in kinds for s in g.subjects(RDF.type, kind) if str(s).startswith(str(AIGO))}
    assert len(own) > 150
    for term in own:
        assert len(list(g.objects(term, RDFS.label))) == 1, term
        assert len(list(g.objects(term, SKOS.definition))) == 1, term


def test_rows_of_the_tables_arrive() -> None:
    """An axiom of the tables would be lost on the way."""
    g = vocabulary()
    assert (AIGO.Lab, RDFS.subClassOf, AIGO.Organization) in g
    assert (AIGO.Person, OWL.disjointWith, AIGO.Organization) in g
    assert (AIGO.fineTunedFrom, RDFS.subPropertyOf, AIGO.derivedFrom) in g
    assert (AIGO.derivedFrom, RDF.type, OWL.TransitiveProperty) in g
    assert (AIGO.competesWith, RDF.type, OWL.SymmetricProperty) in g
    assert (AIGO.trainedOn, RDFS.subPropertyOf, AIGO.basedOn) in g
    assert (AIGO.trainedOn, RDFS.range, AIGO.Dataset) in g
    assert (AIGO.developedBy, OWL.inverseOf, AIGO.developed) in g
    assert (AIGO.Model, SKOS.closeMatch, rdflib.URIRef("https://w3id.org/fair4ml#MLModel")) in g
    for predicate in schema().predicates.values():
        assert (AIGO[predicate.local_name], RDF.type, OWL.ObjectProperty) in g
        assert g.value(AIGO[predicate.local_name], SKOS.example), predicate.id


def test_rows_that_read_another_one_backwards_are_only_inverses() -> None:
    """A reasoner would turn `METR evaluated GPT` into `METR was evaluated by GPT`."""
    g = vocabulary()
    for local, other in (("evaluated", "evaluatedBy"), ("powers", "poweredBy")):
        assert not list(g.objects(AIGO[local], RDFS.subPropertyOf))
        assert (AIGO[local], OWL.inverseOf, AIGO[other]) in g


def test_no_name_is_used_twice() -> None:
    """Two meanings under one IRI: `released` the inverse predicate, and `released` the date."""
    names = Counter(term.name for term in terms(schema()))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_foreign_prefix_is_declared() -> None:
    """A close match with an unknown prefix in the table raises only when the files are written."""
    for term in terms(schema()):
        for name in (*term.parents, *term.domain, *term.range):
            assert expand(name).startswith("http")
    with pytest.raises(KeyError):
        expand("nowhere:Thing")


def test_a_domain_admits_what_the_finer_predicates_admit() -> None:
    """By the table `uses` is for artifacts, and `used_outputs_of` below it for labs: a lab would become an artifact."""
    g = vocabulary()
    assert (AIGO.uses, RDFS.range, AIGO.Entity) in g
    assert (AIGO.usedOutputsOf, RDFS.range, AIGO.Entity) in g


# -- reasoning ---------------------------------------------------------------------------------------------------


def _clashes(extra: rdflib.Graph | None = None) -> list[str]:
    g = rdflib.Graph()
    for triple in vocabulary():
        g.add(triple)
    for triple in extra or ():
        g.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(g)
    daml = rdflib.Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
    return [str(message) for message in g.objects(None, daml.error)]


def test_the_schema_does_not_contradict_itself() -> None:
    """With a contradiction a reasoner proves anything."""
    assert _clashes() == []


def test_one_of_everything_does_not_contradict_the_schema() -> None:
    """Each predicate used between allowed classes must not make anybody a person and an organization at once."""
    extra = rdflib.Graph()
    for name, p in schema().predicates.items():
        if p.direction == "same":
            for end, classes in (("s", p.domain), ("o", p.range)):
                extra.add((AIG[f"{end}-{name}"], RDF.type, AIGO[classes[0]]))
            extra.add((AIG[f"s-{name}"], AIGO[camel(name)], AIG[f"o-{name}"]))
    assert _clashes(extra) == []


def test_a_person_who_is_an_organization_is_found() -> None:
    """The test above would pass if the reasoner did nothing."""
    extra = rdflib.Graph()
    extra.add((AIG["someone"], RDF.type, AIGO.Person))
    extra.add((AIG["a-model"], RDF.type, AIGO.Model))
    extra.add((AIG["a-model"], AIGO.releasedBy, AIG["someone"]))  # whose range is Organization
    found = _clashes(extra)
    assert len(found) == 1
    assert "Person" in found[0]


def test_transitive_derivation_is_inferred() -> None:
    """Lineage over finer steps is what the hierarchy is for."""
    g = rdflib.Graph()
    for triple in vocabulary():
        g.add(triple)
    g.add((AIG["c"], AIGO.distilledFrom, AIG["b"]))
    g.add((AIG["b"], AIGO.fineTunedFrom, AIG["a"]))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(g)
    assert (AIG["c"], AIGO.basedOn, AIG["a"]) in g


# -- names -------------------------------------------------------------------------------------------------------


def test_ids_are_typable() -> None:
    """People write `aig:gpt-5.4` by hand, in Turtle and in SPARQL, and never a path with slashes."""
    odd = [key for key in ontology().entities if re.search(r"[.]|--|^\d", key)]
    names = [*odd[:200], "gpt-5.4", "01-ai", "a.x"]
    turtle = f"@prefix aig: <{prefixes()['aig']}> .\n" + "\n".join(f"aig:{name} a aig:x ." for name in names)
    found = {str(s) for s in rdflib.Graph().parse(data=turtle, format="turtle").subjects()}
    assert found == {id_iri(name) for name in names}
    for name in names:
        rdflib.Graph().query(f"PREFIX aig: <{prefixes()['aig']}> ASK {{ aig:{name} ?p ?o }}")


def test_another_base_reaches_every_term() -> None:
    """A stray default base in a schema of one's own would point to a placeholder."""
    text = schema_turtle(schema(), mappings(), "https://example.org/x/") + shapes_turtle(schema(), "https://example.org/x/")
    assert DEFAULT_BASE not in text
    assert "@prefix aigo: <https://example.org/x/onto#> ." in text


def test_files_are_written_side_by_side(tmp_path: Path) -> None:
    """`python -m kg.ontology.turtle` is the only way to renew the files."""
    for name in ("classes.tsv", "predicates.tsv", "mappings.sssom.tsv"):
        (tmp_path / name).write_bytes((data_dir() / name).read_bytes())
    written = write_files(tmp_path)
    assert [p.name for p in written] == ["schema.ttl", "shapes.ttl"]
    assert written[0].read_bytes() == (data_dir() / "schema.ttl").read_bytes()
    with pytest.raises(OntologyError):
        write_files(tmp_path / "nowhere")
