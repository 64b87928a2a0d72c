"""Whether the RDF files say what the graph says, triple by triple, and keep to their shapes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.exporters.rdf_published import CONTEXT
from kg.ontology import Ontology
from kg.ontology.vocabulary import NAMESPACES, prefixes
from kg.records import KnowledgeGraph, Status

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

    from kg.exporters.rdf import Rendered

#: Differences of one kind in one file that are listed one by one; the rest is counted.
LISTED: Final = 20
#: Triples up to which everything is validated; beyond, as many subjects as come to this number. SHACL takes a second
#: and many megabytes for every ten or twenty thousand triples.
SHACL_LIMIT: Final = 100_000

RDF_FILES: Final = ("graph.ttl", "graph.nt", "graph.trig", "graph.jsonld")
#: What stands beside the RDF files: their description, and the context of the JSON-LD.
BESIDE: Final = ("dataset.ttl", CONTEXT)
_TYPE: Final = NAMESPACES["rdf"] + "type"
_ENDPOINT: Final = NAMESPACES["void"] + "sparqlEndpoint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference. ``str(problem)`` is one line that names it."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def listed(file: str, lines: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem a line, and the number of those beyond `LISTED`."""
    rest = 0
    for number, line in enumerate(lines):
        if number < LISTED:
            yield Problem(file, line)
        else:
            rest += 1
    if rest:
        yield Problem(file, f"and {rest} more of this kind")


def one_line(text: object) -> str:
    """Return a text, or an error's message, as one line of at most 200 characters."""
    return " ".join(str(text).split())[:200]


# -- triples -----------------------------------------------------------------------------------------------------


def differences(triples: Rendered, folder: Path, names: list[str]) -> Iterator[Problem]:
    """Yield how the RDF files differ from the triples that the graph gives, subject by subject."""
    import pyoxigraph as ox

    from kg.exporters import rdf_reifiers

    base = triples.base
    formats = {"graph.ttl": ox.RdfFormat.TURTLE, "graph.nt": ox.RdfFormat.N_TRIPLES, "graph.trig": ox.RdfFormat.TRIG,
               "graph.jsonld": ox.RdfFormat.JSON_LD, rdf_reifiers.FILE: ox.RdfFormat.TURTLE}  # fmt: skip
    expected = set(triples.quads())
    union = {_anywhere(quad) for quad in expected}
    reified = rdf_reifiers.reifiers(dict(triples.layers)["statements"])
    special = {"graph.trig": expected, rdf_reifiers.FILE: {ox.Quad(t.subject, t.predicate, t.object) for t in reified}}
    for name in names:
        wanted = special.get(name, union)
        try:
            found = set(ox.parse(path=str(folder / name), format=formats[name]))
        except (OSError, SyntaxError, ValueError) as error:
            yield Problem(name, f"cannot be read: {one_line(error)}")
            continue
        if found != wanted:
            yield from _triple_differences(name, wanted, found, base)


def _anywhere(quad: ox.Quad) -> ox.Quad:
    import pyoxigraph as ox

    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _triple_differences(name: str, wanted: set[ox.Quad], found: set[ox.Quad], base: str) -> Iterator[Problem]:
    """Yield one problem a thing that is missing or too much, and one a triple of things that both have."""
    ours, theirs = _types(wanted), _types(found)
    short = _shortener(base)
    for kind in sorted({*ours.values(), *theirs.values()}):
        lacking = sorted(s for s, k in ours.items() if k == kind and s not in theirs)
        surplus = sorted(s for s, k in theirs.items() if k == kind and s not in ours)
        yield from listed(name, (f"lacks the {kind} {short(s)}" for s in lacking))
        yield from listed(name, (f"has the {kind} {short(s)}, which the graph has not" for s in surplus))
    both = ours.keys() & theirs.keys()
    unknown = {*ours, *theirs}
    for quads_, says in ((found - wanted, "says"), (wanted - found, "does not say")):
        lines = sorted(
            f"{says} {short(value_of(q.subject))} {short(q.predicate.value)} {_object(q.object, short)}"
            for q in quads_
            if value_of(q.subject) in both or value_of(q.subject) not in unknown
        )
        yield from listed(name, lines)


_KINDS: Final = {"Entity": "entity", "Mention": "mention", "CoMention": "co-mention", "Statement": "claim",
                 "Evidence": "evidence", "Document": "document", "UnknownEntity": "unknown"}  # fmt: skip


def _types(quads: Iterable[ox.Quad]) -> dict[str, str]:
    found = {}
    for quad in quads:
        if quad.predicate.value == _TYPE:
            kind = _KINDS.get(value_of(quad.object).rpartition("onto#")[2])
            if kind:
                found[value_of(quad.subject)] = kind
    return found


def value_of(node: object) -> str:
    """Return the IRI of a node, or the text of a literal."""
    return str(getattr(node, "value", node))


def _shortener(base: str) -> Callable[[str], str]:
    known = prefixes(base)

    def short(iri: str) -> str:
        for prefix, namespace in known.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    return short


def _object(node: object, short: Callable[[str], str]) -> str:
    import pyoxigraph as ox

    return short(node.value) if isinstance(node, ox.NamedNode) else one_line(node)


# -- what stands beside the triples --------------------------------------------------------------------------------


def described(triples: Rendered, folder: Path, present: Collection[str], sound: Collection[str]) -> Iterator[Problem]:
    """Yield how the description and the context differ from the triples, and which sound files are not those described."""
    import pyoxigraph as ox

    from kg.exporters.rdf_description import FILE, description, of_file
    from kg.exporters.rdf_jsonld import context_file

    if CONTEXT in present and (folder / CONTEXT).read_text("utf-8", "replace") != context_file(triples.ontology, triples.base):
        yield Problem(CONTEXT, "is not the context of the graph's terms")
    if FILE not in present:
        return
    try:
        found = set(ox.parse(path=str(folder / FILE), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError, ValueError) as error:
        yield Problem(FILE, f"cannot be read: {one_line(error)}")
        return
    wanted = set(ox.parse(description(triples, folder), format=ox.RdfFormat.TURTLE))
    # A file that is missing or differs has been named; that its size and hash differ, too, says nothing new.
    files = {name: of_file(name, triples.base) for name in RDF_FILES}
    theirs, ours = (
        {q for q in quads if not _names(q, files.values()) and q.predicate.value != _ENDPOINT} for quads in (found, wanted)
    )
    short = _shortener(triples.base)
    for quads_, says in ((theirs - ours, "says"), (ours - theirs, "does not say")):
        yield from listed(
            FILE,
            sorted(f"{says} {short(value_of(q.subject))} {short(q.predicate.value)} {_object(q.object, short)}" for q in quads_),
        )
    for name in sound:
        if {q for q in found if _names(q, [files[name]])} != {q for q in wanted if _names(q, [files[name]])}:
            yield Problem(name, f"is not the file that {FILE} describes")


def _names(quad: ox.Quad, files: Iterable[str]) -> bool:
    return any(value_of(node).partition("#")[0] == file for node in (quad.subject, quad.object) for file in files)


# -- reasoning ---------------------------------------------------------------------------------------------------


def contradictions(graph: KnowledgeGraph, ontology: Ontology, base: str) -> Iterator[Problem]:
    """Yield what the direct triples and the classes of the graph contradict by the rules of OWL 2 RL."""
    from kg.ontology.reasoning import clashes

    stated: dict[str, list[tuple[str, str]]] = {}
    for claim in graph.claims:
        if claim.status is Status.SUPPORTED:
            stated.setdefault(claim.subject, []).append((claim.predicate, claim.object))
    known = ontology.schema.classes
    entities = {
        n.entity.id: replace(n.entity, facts=tuple(sorted(stated.get(n.entity.id, ()))))
        for n in graph.nodes
        if n.entity.class_id in known
    }
    yield from listed("graph.ttl", (f"by OWL RL: {line}" for line in clashes(ontology.schema, entities, base)))


# -- shapes ------------------------------------------------------------------------------------------------------


def violations(ontology: Ontology, path: Path, base: str, on_note: Callable[[str], None]) -> Iterator[Problem]:
    """Yield what SHACL finds in the Turtle; rdflib reads it, which shares no code with what wrote it."""
    try:
        found = breaches(_data(path, on_note), shapes_graph(ontology, base), base)
    except ValueError as error:
        yield Problem(path.name, f"cannot be validated: {one_line(error)}")
        return
    short = _shortener(base)
    lines = (f"{short(node)} breaks its shape{f' at {where}' if where else ''}: {message}" for node, where, message in found)
    yield from listed(path.name, sorted(lines))


def shapes_graph(ontology: Ontology, base: str) -> rdflib.Graph:
    """Return the shapes of an ontology's exports."""
    import rdflib

    from kg.ontology.turtle import shapes_turtle

    return rdflib.Graph().parse(data=shapes_turtle(ontology.schema, base), format="turtle")


def breaches(
    data: rdflib.Graph, shapes: rdflib.Graph, base: str, only: Iterable[str] | None = None
) -> list[tuple[str, str, str]]:
    """Return what SHACL finds, sorted: the IRI of the node, the property or nothing, and what is wrong.

    With ``only``, of no other nodes than these. Raises ValueError when the engine cannot say.
    """
    import pyshacl
    import rdflib

    chosen: list[str | rdflib.URIRef] | None = None if only is None else [rdflib.URIRef(iri) for iri in only]
    if chosen == []:  # which the engine takes for all
        return []
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True, focus_nodes=chosen)
    if not isinstance(report, rdflib.Graph):
        raise ValueError(str(report))
    sh, short = rdflib.Namespace(NAMESPACES["sh"]), _shortener(base)
    found = []
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        node, where = report.value(result, sh.focusNode), report.value(result, sh.resultPath)
        message = " ".join(str(report.value(result, sh.resultMessage) or "").split())[:160]
        found.append((str(node), short(str(where)) if where else "", message))
    return sorted(found)


def _data(path: Path, on_note: Callable[[str], None]) -> rdflib.Graph:
    """Return what is validated: everything, or a sample that is closed, so that no class seems to be missing."""
    import pyoxigraph as ox
    import rdflib

    found = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    if len(found) <= SHACL_LIMIT:
        return rdflib.Graph().parse(path, format="turtle")
    types = _types(found)
    step = -(-len(found) // SHACL_LIMIT)
    many = {kind: sorted(s for s, k in types.items() if k == kind) for kind in ("claim", "co-mention", "mention")}
    chosen = {key for keys in many.values() for key in keys[::step]}
    # Entities and documents are all in, so only evidence and the mentions that it uses have to follow.
    for _ in range(2):
        chosen |= {value_of(q.object) for q in found if value_of(q.subject) in chosen}
    left_out = {s for s, kind in types.items() if kind in (*many, "evidence")} - chosen
    lines = "".join(f"{quad.triple} .\n" for quad in found if value_of(quad.subject) not in left_out)
    on_note(
        f"{path.name}: {len(found)} triples are too many to validate them all; one claim, co-mention and mention in {step}"
        f" was, {len(types) - len(left_out)} things of {len(types)}"
    )
    return rdflib.Graph().parse(data=lines, format="nt")
