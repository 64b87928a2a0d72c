"""Writes ``schema.ttl`` and ``shapes.ttl`` from the tables: ``python -m kg.ontology.turtle`` does both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.ontology.files import Faults, data_dir
from kg.ontology.mappings import FILE, PREDICATES, TermMapping, read_mappings
from kg.ontology.schema import Schema, load_schema
from kg.ontology.vocabulary import (
    CREATED,
    DEFAULT_BASE,
    ID_FACTS,
    LICENCE,
    MODIFIED,
    PRIOR_VERSION,
    TITLE,
    VERSION,
    Term,
    expand,
    known_property,
    prefixes,
    terms,
    widened,
)
from kg.quoting import QUOTE_LIMIT
from kg.records import EntityType, Modality, Polarity, Status

SH: Final = Namespace("http://www.w3.org/ns/shacl#")
VANN: Final = Namespace("http://purl.org/vocab/vann/")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")

_HEADER: Final = "# Written by `python -m kg.ontology.turtle` from classes.tsv, predicates.tsv and the mappings; edit those.\n"
_PLACEHOLDER: Final = "The base of these IRIs is a placeholder that is not registered; an export can be given another one."


class _Writer:
    """A graph with a base, and blank nodes whose ids depend only on the order of writing."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.graph = Graph(bind_namespaces="none")
        self._blank = 0
        for prefix, namespace in prefixes(base).items():
            self.graph.bind(prefix, namespace)

    def iri(self, name: str) -> URIRef:
        return URIRef(expand(name, self.base))

    def blank(self) -> BNode:
        self._blank += 1
        return BNode(f"b{self._blank:05}")

    def add(self, subject: Node, predicate: Node, *objects: Node) -> None:
        for each in objects:
            self.graph.add((subject, predicate, each))

    def list(self, items: Iterable[Node]) -> Node:
        nodes = list(items)
        cells = [self.blank() for _ in nodes]
        for number, (cell, node) in enumerate(zip(cells, nodes, strict=True)):
            self.add(cell, RDF.first, node)
            self.add(cell, RDF.rest, cells[number + 1] if number + 1 < len(cells) else RDF.nil)
        return cells[0] if cells else RDF.nil

    def turtle(self) -> str:
        return _HEADER + self.graph.serialize(format="turtle").rstrip("\n") + "\n"


def schema_turtle(schema: Schema, mappings: Iterable[TermMapping] = (), base: str = DEFAULT_BASE) -> str:
    """Return the vocabulary as OWL in Turtle: the header, then each term with label, definition, axioms and mappings."""
    writer = _Writer(base)
    onto = URIRef(f"{base}onto")
    writer.add(onto, RDF.type, OWL.Ontology)
    writer.add(onto, DCTERMS.title, Literal(TITLE, lang="en"))
    writer.add(onto, DCTERMS.description, Literal(_PLACEHOLDER, lang="en"))
    writer.add(onto, DCTERMS.license, URIRef(LICENCE))
    writer.add(onto, OWL.versionIRI, URIRef(f"{base}onto/{VERSION}"))
    writer.add(onto, OWL.versionInfo, Literal(VERSION))
    writer.add(onto, OWL.priorVersion, URIRef(f"{base}onto/{PRIOR_VERSION}"))
    writer.add(onto, DCTERMS.created, Literal(CREATED, datatype=XSD.date))
    writer.add(onto, DCTERMS.modified, Literal(MODIFIED, datatype=XSD.date))
    writer.add(onto, VANN.preferredNamespacePrefix, Literal("aigo"))
    writer.add(onto, VANN.preferredNamespaceUri, Literal(f"{base}onto#"))
    matches = [writer.iri(name) for name in sorted(PREDICATES) if name.startswith("skos:")]
    for annotation in (SKOS.definition, SKOS.example, DCTERMS.title, DCTERMS.license, *matches):
        writer.add(annotation, RDF.type, OWL.AnnotationProperty)
    writer.add(writer.iri("backgroundOf"), RDF.type, OWL.AnnotationProperty)
    writer.add(writer.iri("backgroundOf"), RDFS.label, Literal("background of", lang="en"))
    writer.add(
        writer.iri("backgroundOf"), SKOS.definition,
        Literal("The property that a statement of the same thing uses.", lang="en"),
    )  # fmt: skip
    for term in terms(schema):
        _term(writer, term, onto)
    for row in mappings:
        if row.is_axiom:
            writer.add(writer.iri(row.subject), writer.iri(row.predicate), writer.iri(row.object))
    return writer.turtle()


def _term(w: _Writer, term: Term, onto: URIRef) -> None:
    node = w.iri(term.name)
    kind = {
        "class": OWL.Class, "object": OWL.ObjectProperty, "data": OWL.DatatypeProperty,
        "individual": OWL.NamedIndividual,
    }[term.kind]  # fmt: skip
    w.add(node, RDF.type, kind)
    w.add(node, RDFS.label, Literal(term.label, lang="en"))
    w.add(node, SKOS.definition, Literal(term.definition, lang="en"))
    w.add(node, RDFS.isDefinedBy, onto)
    above = {"class": RDFS.subClassOf, "individual": RDF.type}.get(term.kind, RDFS.subPropertyOf)
    w.add(node, above, *(w.iri(parent) for parent in term.parents))
    for relation, classes in ((RDFS.domain, term.domain), (RDFS.range, term.range)):
        if len(classes) == 1:
            w.add(node, relation, w.iri(classes[0]))
        elif classes:
            union = w.blank()
            w.add(node, relation, union)
            w.add(union, RDF.type, OWL.Class)
            w.add(union, OWL.unionOf, w.list(w.iri(c) for c in classes))
    if term.inverse:
        w.add(node, OWL.inverseOf, w.iri(term.inverse))
    if term.symmetric:
        w.add(node, RDF.type, OWL.SymmetricProperty)
    if term.transitive:
        w.add(node, RDF.type, OWL.TransitiveProperty)
    w.add(node, OWL.disjointWith, *(w.iri(c) for c in term.disjoint))
    if term.example:
        w.add(node, SKOS.example, Literal(term.example, lang="en"))
    if term.background_of:
        w.add(node, w.iri("backgroundOf"), w.iri(term.background_of))


# -- shapes ------------------------------------------------------------------------------------------------------

_Rules = dict[str, object]
_STRING: Final[_Rules] = {"datatype": XSD.string}
_ONE_TEXT: Final[_Rules] = {**_STRING, "minCount": 1, "maxCount": 1, "minLength": 1}
_COUNT: Final[_Rules] = {"datatype": XSD.integer, "minInclusive": 0, "minCount": 1, "maxCount": 1}
_SHARE: Final[_Rules] = {
    "datatype": XSD.decimal, "minInclusive": "0.0", "maxInclusive": "1.0", "minCount": 1, "maxCount": 1,
}  # fmt: skip
_TIME: Final[_Rules] = {"datatype": XSD.dateTime, "maxCount": 1}
_IRI: Final[_Rules] = {"nodeKind": SH.IRI, "minCount": 1, "maxCount": 1}
_FLAG: Final[_Rules] = {"datatype": XSD.boolean, "maxCount": 1}


def shapes_turtle(schema: Schema, base: str = DEFAULT_BASE) -> str:
    """Return SHACL shapes for an export, of core constraints only: those stay fast on large graphs."""
    w = _Writer(base)
    onto = URIRef(f"{base}shapes")
    w.add(onto, RDF.type, OWL.Ontology)
    w.add(onto, DCTERMS.title, Literal("AI industry graph: shapes of an export", lang="en"))
    w.add(onto, DCTERMS.license, URIRef(LICENCE))
    begin_end: dict[str, _Rules] = {
        "nif:beginIndex": {**_COUNT, "lessThan": w.iri("nif:endIndex")}, "nif:endIndex": _COUNT,
    }  # fmt: skip
    types = w.list(Literal(kind.value) for kind in EntityType)
    _shape(w, "Entity", {
        "skos:prefLabel": _ONE_TEXT, "skos:altLabel": _STRING, "skos:hiddenLabel": _STRING,
        "contractType": {"in": types, "minCount": 1, "maxCount": 1}, "mentionCount": _COUNT, "documentCount": _COUNT,
        "firstSeen": {**_TIME, "lessThanOrEquals": w.iri("lastSeen")}, "lastSeen": _TIME, "provisional": _FLAG,
        "mentioned": {**_FLAG, "minCount": 1},
    })  # fmt: skip
    _shape(w, "UnknownEntity", {
        "skos:prefLabel": _ONE_TEXT,
        "contractType": {"in": w.list(Literal(k.value) for k in EntityType), "maxCount": 1},
    })  # fmt: skip
    _shape(w, "Document", {
        "textSha256": {**_STRING, "maxCount": 1, "pattern": "^[0-9a-f]{64}$"}, "key": _ONE_TEXT, "schema:datePublished": _TIME,
        "schema:headline": {**_STRING, "maxCount": 1}, "schema:url": {"nodeKind": SH.IRI, "maxCount": 1,
        "pattern": "^https?://"}, "nif:isString": {"maxCount": 0}, "schema:articleBody": {"maxCount": 0},
    })  # fmt: skip
    mention = _shape(w, "Mention", {
        **begin_end, "nif:anchorOf": _ONE_TEXT, "nif:referenceContext": {**_IRI, "class": w.iri("Document")},
        "itsrdf:taIdentRef": {"maxCount": 1, "class": w.iri("Entity")},
        "cluster": {"maxCount": 1, "class": w.iri("UnknownEntity")}, "itsrdf:taConfidence": _SHARE,
    })  # fmt: skip
    # A mention is linked or it belongs to a cluster of unknowns: one of the two, never both, never neither.
    w.add(mention, SH.xone, w.list(_property(w, p, {"minCount": 1}) for p in ("itsrdf:taIdentRef", "cluster")))
    _shape(w, "CoMention", {
        "member": {"nodeKind": SH.IRI, "minCount": 2, "maxCount": 2},
        "sentenceCount": _COUNT, "paragraphCount": _COUNT, "sourceCount": _COUNT,
        "documentCount": {**_COUNT, "minInclusive": 1},
        **{name: {"datatype": XSD.decimal, "minInclusive": "-1.0", "maxInclusive": "1.0", "maxCount": 1}
           for name in ("npmiSentence", "npmiParagraph", "npmiDocument")},
        "firstSeen": {**_TIME, "lessThanOrEquals": w.iri("lastSeen")}, "exact": {**_STRING, "maxLength": QUOTE_LIMIT},
    })  # fmt: skip
    stated = [p for p in schema.predicates.values() if p.direction == "same"]
    day: _Rules = {"datatype": XSD.date, "maxCount": 1}
    true: dict[str, _Rules] = {"trueFrom": {**day, "lessThanOrEquals": w.iri("trueUntil")}, "trueUntil": day}
    _shape(w, "Statement", {
        "rdf:subject": _IRI, "rdf:object": _IRI,
        "rdf:predicate": {"minCount": 1, "maxCount": 1, "in": w.list(w.iri(p.local_name) for p in stated)},
        "broadPredicate": {"minCount": 1, "maxCount": 1,
                           "in": w.list(w.iri(p.local_name) for p in stated if not p.parent)},
        "belief": _SHARE, "status": {"minCount": 1, "maxCount": 1, "in": w.list(w.iri(s.value) for s in Status)},
        "hasEvidence": {"minCount": 1, "class": w.iri("Evidence")}, "evidenceCount": _COUNT,
        "firstStated": {**_TIME, "lessThanOrEquals": w.iri("lastStated")}, "lastStated": _TIME, **true,
    })  # fmt: skip
    _shape(w, "Evidence", {
        **begin_end, "exact": {**_ONE_TEXT, "maxLength": QUOTE_LIMIT}, "confidence": _SHARE, "rule": _ONE_TEXT,
        "resolvedBy": _STRING,
        "polarity": {"minCount": 1, "maxCount": 1, "in": w.list(w.iri(p.name.title()) for p in Polarity)},
        "modality": {"minCount": 1, "maxCount": 1, "in": w.list(w.iri(m.name.title()) for m in Modality)},
        "prov:hadPrimarySource": {**_IRI, "class": w.iri("Document")}, "usesMention": {"class": w.iri("Mention")},
        "attributedSpeaker": {"nodeKind": SH.IRI, "maxCount": 1}, **true, "truePhrase": {**_STRING, "maxCount": 1},
    })  # fmt: skip
    for predicate in stated:
        ends = widened(schema, predicate.id)
        _ends(w, predicate.local_name, ends, ("UnknownEntity",))
        if predicate.id != "version_of":
            _ends(w, known_property(predicate.id), ends)
    # A provisional version may stand under a benchmark, a chip or a data set, too.
    for name in ("version_of", *ID_FACTS):
        _ends(w, known_property(name), (("Entity",), ("Entity",)))
    return w.turtle()


def _shape(w: _Writer, target: str, rules: dict[str, _Rules]) -> URIRef:
    shape = w.iri(f"{target}Shape")
    w.add(shape, RDF.type, SH.NodeShape)
    w.add(shape, SH.targetClass, w.iri(target))
    w.add(shape, SH.property, *(_property(w, path, rule) for path, rule in rules.items()))
    return shape


def _property(w: _Writer, path: str, rules: _Rules) -> Node:
    node = w.blank()
    w.add(node, SH.path, w.iri(path))
    for name, value in rules.items():
        if not isinstance(value, (URIRef, BNode)):
            value = Literal(value, datatype=XSD.decimal) if name.endswith("Inclusive") else Literal(value)
        w.add(node, SH[name], value)
    return node


def _ends(w: _Writer, local_name: str, ends: tuple[tuple[str, ...], tuple[str, ...]], others: tuple[str, ...] = ()) -> None:
    """Both ends of a direct triple are of its domain and range; those of a stated one may be unknown to the ontology."""
    for end, target, classes in zip(("Subject", "Object"), (SH.targetSubjectsOf, SH.targetObjectsOf), ends, strict=True):
        shape = w.iri(f"{local_name}{end}Shape")
        w.add(shape, RDF.type, SH.NodeShape)
        w.add(shape, target, w.iri(local_name))
        options = []
        for name in (*classes, *others):
            options.append(w.blank())
            w.add(options[-1], SH["class"], w.iri(name))
        w.add(shape, SH["or"], w.list(options))


def mappings_of(folder: Path, schema: Schema, faults: Faults) -> tuple[TermMapping, ...]:
    """Return the rows of a folder's mappings; what is wrong in them is noted."""
    return read_mappings(folder / FILE, {term.name for term in terms(schema)}, faults).rows


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write schema.ttl and shapes.ttl of an ontology folder and return their paths.

    Raises OntologyError when its tables have faults.
    """
    faults = Faults()
    schema = load_schema(folder, faults)
    mappings = mappings_of(folder, schema, faults)
    faults.raise_if_any()
    return _write(folder, schema, mappings)


def write_extended(schema: Schema, shipped: Path, folder: Path, base: str = DEFAULT_BASE) -> tuple[Path, Path]:
    """Write both files of a schema that a user's folder extends, or for another base, into a folder; return their paths."""
    return _write(folder, schema, mappings_of(shipped, schema, Faults()), base)


def _write(folder: Path, schema: Schema, mappings: Iterable[TermMapping], base: str = DEFAULT_BASE) -> tuple[Path, Path]:
    paths = folder / "schema.ttl", folder / "shapes.ttl"
    paths[0].write_text(schema_turtle(schema, mappings, base), encoding="utf-8", newline="\n")
    paths[1].write_text(shapes_turtle(schema, base), encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    for written in write_files(data_dir()):
        print(written)  # noqa: T201
