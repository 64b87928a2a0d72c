"""Whether the ontology, written as RDF as an export writes it, keeps to the shapes; each breach by its record.

Records that the shapes cannot tell apart are validated once, and the answer holds for all of them: of ten thousand records
some six hundred differ, which takes seconds instead of most of a minute.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from kg.check_rdf import LISTED, Problem, breaches, one_line, shapes_graph, value_of
from kg.ontology import Ontology
from kg.ontology.vocabulary import DEFAULT_BASE, NAMESPACES, id_iri
from kg.records import BackgroundFact, KnowledgeGraph, Node

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

_TYPE: Final = NAMESPACES["rdf"] + "type"
_STRING: Final = NAMESPACES["xsd"] + "string"
#: Of these the shapes ask which kind of literal each is, whether it is empty, and whether there is none, one or several.
NAMES: Final = tuple(NAMESPACES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel"))
#: The most values of a property that the shapes of records tell apart.
_SEVERAL: Final = 2


def ontology_violations(ontology: Ontology, base: str = DEFAULT_BASE, *, distinct: bool = True) -> Iterator[Problem]:
    """Yield a problem for each record and property that break a shape, with file and line where the record has one.

    Without ``distinct`` each record is validated, however like another it is.
    """
    from kg.exporters.rdf_layers import Layers

    layers = Layers(whole(ontology), ontology, base)
    said = [*layers.layer("entities"), *layers.layer("background")]
    shapes = shapes_graph(ontology, base)
    read = _read_by(shapes)
    alike = _alike(said, *read) if distinct else {value_of(t.subject): [value_of(t.subject)] for t in said}
    data = _data([*layers.layer("ontology"), *said], alike, *read)
    try:
        found = breaches(data, shapes, base, only=alike if distinct else None)
    except ValueError as error:
        yield Problem("ontology", f"cannot be validated: {one_line(error)}")
        return
    records = {id_iri(key, base): key for key in ontology.entities}
    lines = sorted(
        (records.get(iri, iri), where, message) for first, where, message in found for iri in alike.get(first, [first])
    )
    places = _places(ontology) if lines else {}
    for key, where, message in lines[:LISTED]:
        yield Problem(places.get(key, "ontology"), f"{key} breaks its shape{f' at {where}' if where else ''}: {message}")
    if len(lines) > LISTED:
        yield Problem("ontology", f"and {len(lines) - LISTED} more of this kind")


def whole(ontology: Ontology) -> KnowledgeGraph:
    """Return the graph of all records and what they say of each other, as if documents had named none of them."""
    records = sorted(ontology.entities.values(), key=lambda entity: entity.id)
    facts = {
        BackgroundFact(entity.id, name, value, entity.source)
        for entity in records
        for name, value in entity.facts
        if ontology.is_id_fact(name)
    }
    background = tuple(sorted(facts, key=lambda f: (f.subject, f.predicate, f.object, f.source)))
    return KnowledgeGraph(tuple(Node(entity, 0, 0, mentioned=False) for entity in records), (), (), (), (), background)


def _read_by(shapes: rdflib.Graph) -> tuple[frozenset[str], frozenset[str]]:
    """Return the properties that the shapes read, and those of which they look at the objects."""
    import rdflib

    sh, subclass = rdflib.SH, str(rdflib.RDFS.subClassOf)
    backwards = frozenset(map(str, shapes.objects(None, sh.targetObjectsOf)))
    of_shapes = (sh.path, sh.targetSubjectsOf, sh.lessThan, sh.lessThanOrEquals)
    return frozenset({_TYPE, subclass, *backwards, *(str(o) for p in of_shapes for o in shapes.objects(None, p))}), backwards


def _alike(said: Iterable[ox.Triple], read: frozenset[str], backwards: frozenset[str]) -> dict[str, list[str]]:
    """Return the first of the subjects that the shapes cannot tell apart, with all of them."""
    import pyoxigraph as ox

    types: dict[str, set[str]] = defaultdict(set)
    triples = [t for t in said if t.predicate.value in read]
    for t in triples:
        if t.predicate.value == _TYPE and isinstance(t.object, ox.NamedNode):
            types[value_of(t.subject)].add(t.object.value)
    kinds = {iri: tuple(sorted(found)) for iri, found in types.items()}
    seen: dict[str, Counter[tuple[object, ...]]] = {value_of(t.subject): Counter() for t in triples}
    for t in triples:
        name, value = t.predicate.value, t.object
        if isinstance(value, ox.Literal):
            text: object = bool(value.value) if name in NAMES else value.value
            seen[value_of(t.subject)][name, value.datatype.value, value.language, text] += 1
        elif isinstance(value, ox.NamedNode):
            seen[value_of(t.subject)][name, value.value if name == _TYPE else kinds.get(value.value)] += 1
            if name in backwards and value.value in seen:
                seen[value.value]["is the object of", name] += 1
    groups: dict[frozenset[object], list[str]] = {}
    for iri, features in seen.items():
        groups.setdefault(frozenset((key, min(n, _SEVERAL)) for key, n in features.items()), []).append(iri)
    return {members[0]: members for members in groups.values()}


def _data(triples: Iterable[ox.Triple], chosen: Collection[str], read: frozenset[str], backwards: frozenset[str]) -> rdflib.Graph:
    """Return what the shapes read of the chosen subjects, what stands at their other ends, and what each thing is."""
    import pyoxigraph as ox
    import rdflib

    subclass = str(rdflib.RDFS.subClassOf)
    said = [t for t in triples if t.predicate.value in read]
    near = set(chosen)
    for t in said:
        if isinstance(t.object, ox.NamedNode) and t.predicate.value != _TYPE:
            if value_of(t.subject) in chosen:
                near.add(t.object.value)
            elif t.predicate.value in backwards and t.object.value in chosen:
                near.add(value_of(t.subject))
    graph = rdflib.Graph()
    for t in said:
        name, value = t.predicate.value, t.object
        is_kind = name == subclass or (name == _TYPE and value_of(t.subject) in near)
        if not (is_kind or value_of(t.subject) in chosen or (name in backwards and value_of(value) in chosen)):
            continue
        node: rdflib.term.Node
        if isinstance(value, ox.Literal):
            kind = None if value.language or value.datatype.value == _STRING else rdflib.URIRef(value.datatype.value)
            node = rdflib.Literal(value.value, lang=value.language or None, datatype=kind)
        else:
            node = rdflib.URIRef(value_of(value))
        graph.add((rdflib.URIRef(value_of(t.subject)), rdflib.URIRef(name), node))
    return graph


def _places(ontology: Ontology) -> dict[str, str]:
    """Return where each record stands, as ``folder/file:line``."""
    from kg.ontology.files import Faults
    from kg.ontology.layers import assemble

    records = assemble(ontology.folder, ontology.own, Faults()).records
    return {key: f"{record.path.parent.name}/{record.path.name}:{record.line}" for key, record in records.items()}
