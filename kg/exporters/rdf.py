"""The graph as RDF: Turtle, N-Triples, TriG and JSON-LD, the same bytes for the same graph.

Every triple belongs to one layer (`kg.ontology.vocabulary.LAYERS`). TriG keeps the layers apart as named graphs; the
other formats are their union. What a record looks like in RDF stands in `kg.exporters.rdf_layers`. To work the triples
out takes longer than to write them, so `rendered` does it once for all files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import ExportError
from kg.exporters.cells import whole_binary_file
from kg.exporters.rdf_layers import Layers
from kg.ontology import Ontology
from kg.ontology.vocabulary import DEFAULT_BASE, LAYERS, NAMESPACES, datatype_of, prefixes
from kg.records import KnowledgeGraph

_XSD: Final = NAMESPACES["xsd"]
_TYPE: Final = NAMESPACES["rdf"] + "type"
_STRING: Final = _XSD + "string"
#: What a JSON-LD context says of the foreign properties that exports use.
_FOREIGN: Final = {
    "rdf:subject": "@id", "rdf:predicate": "@id", "rdf:object": "@id", "schema:url": "@id",
    "schema:datePublished": "xsd:dateTime", "schema:dateModified": "xsd:dateTime", "nif:referenceContext": "@id",
    "itsrdf:taIdentRef": "@id", "itsrdf:taConfidence": "xsd:decimal", "prov:hadPrimarySource": "@id",
    "rdfs:subClassOf": "@id", "rdfs:subPropertyOf": "@id", "owl:inverseOf": "@id", "schema:domainIncludes": "@id",
    "schema:rangeIncludes": "@id", "dcterms:isReplacedBy": "@id",
}  # fmt: skip

Triples = Iterable[ox.Triple]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The triples of a graph by layer, worked out once: about 350 bytes of memory a triple."""

    base: str
    ontology: Ontology
    layers: tuple[tuple[str, tuple[ox.Triple, ...]], ...]  #: in the order of `LAYERS`

    def __len__(self) -> int:
        return sum(len(triples) for _, triples in self.layers)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every triple with its layer as the named graph, layer by layer, subjects in order, none twice."""
        for name, triples in self.layers:
            where = ox.NamedNode(f"{self.base}graph/{name}")
            for triple in triples:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, where)

    def write(self, path: Path) -> None:
        """Write the file that the path's suffix asks for (.ttl, .nt, .trig, .jsonld), all at once or not at all.

        Raises ExportError for any other suffix, and a file that cannot be written.
        """
        writer = WRITERS.get(path.suffix)
        if writer is None:
            raise ExportError(f"{path}: unknown kind of RDF; the suffix has to be one of {', '.join(WRITERS)}")
        with whole_binary_file(path) as out:
            writer(out, self.layers, self.base, self.ontology)


def rendered(graph: KnowledgeGraph, ontology: Ontology, base: str = DEFAULT_BASE) -> Rendered:
    """Return the triples of a graph. Raises ExportError for a base that is no IRI."""
    check_base(base)
    layers = Layers(graph, ontology, base)
    return Rendered(base, ontology, tuple((name, tuple(layers.layer(name))) for name in LAYERS))


def quads(graph: KnowledgeGraph, ontology: Ontology, base: str = DEFAULT_BASE) -> Iterator[ox.Quad]:
    """Yield what `Rendered.quads` does, for who needs it once."""
    return rendered(graph, ontology, base).quads()


def write(graph: KnowledgeGraph, ontology: Ontology, path: Path, *, base: str = DEFAULT_BASE) -> None:
    """Write one file, as `Rendered.write` does."""
    rendered(graph, ontology, base).write(path)


def check_base(base: str) -> None:
    """Raise ExportError when a base cannot begin IRIs."""
    check_iri(base)
    if not base.endswith(("/", "#")):
        raise ExportError(f"{base!r} has to end in / or #")


def check_iri(iri: str) -> None:
    """Raise ExportError for a text that is no IRI."""
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise ExportError(f"{iri!r} is no IRI: {error}") from error


def context(ontology: Ontology, base: str = DEFAULT_BASE) -> dict[str, object]:
    """Return the JSON-LD context: the prefixes, and what kind of value each property has."""
    kinds = {f"aigo:{name}": kind for name, kind in datatype_of(ontology.schema).items()} | _FOREIGN
    # Numbers and truth values are written as JSON's own, and need no type.
    typed = {name: kind for name, kind in kinds.items() if kind not in ("xsd:string", "xsd:integer", "xsd:boolean")}
    return {**prefixes(base), **{name: {"@id": name, "@type": kind} for name, kind in sorted(typed.items())}}


# -- formats -----------------------------------------------------------------------------------------------------


def context_file(ontology: Ontology, base: str = DEFAULT_BASE) -> str:
    """Return the context as a JSON-LD document of its own, for JSON that says ``"@context": "context.jsonld"``."""
    return json.dumps({"@context": context(ontology, base)}, ensure_ascii=False, indent=1) + "\n"


def _header(base: str) -> bytes:
    lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in prefixes(base).items()]
    if base == DEFAULT_BASE:
        lines.insert(0, f"# The base {base} is a placeholder that is not registered.")
    return "\n".join(lines).encode() + b"\n"


def _body(items: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, base: str) -> bytes:
    """Return serialised Turtle or TriG without the prefixes, which the header has in an order of our own."""
    data: bytes = ox.serialize(items, format=form, prefixes=prefixes(base)) or b""
    start = 0
    while data.startswith(b"@prefix", start):
        start = data.index(b"\n", start) + 1
    # A line break in a literal is escaped, so this is always the end of a subject.
    return data[start:].replace(b" .\n", b" .\n\n").replace(b"\n\n}", b"\n}").rstrip(b"\n") + b"\n"


def turtle(triples: Triples, base: str = DEFAULT_BASE) -> str:
    """Return triples as Turtle, in their order and with the prefixes that they use."""
    body = _body(triples, ox.RdfFormat.TURTLE, base).decode()
    known = prefixes(base).items()
    lines = [f"@prefix {name}: <{iri}> .\n" for name, iri in known if _uses(body, f"{name}:")]
    return "".join([*lines, "\n", body])


def _uses(body: str, prefix: str) -> bool:
    """Return whether a prefix stands in Turtle as a word of its own. A search for the bare text is much the quicker one."""
    return prefix in body and re.search(rf"(?<![\w.:-]){prefix}", body) is not None


def _turtle(out: IO[bytes], layers: Iterable[tuple[str, Triples]], base: str, _: Ontology) -> None:
    out.write(_header(base))
    for name, triples in layers:
        body = _body(triples, ox.RdfFormat.TURTLE, base)
        out.write(f"\n# {name}\n\n".encode() + body if body.strip() else b"")


def _trig(out: IO[bytes], layers: Iterable[tuple[str, Triples]], base: str, _: Ontology) -> None:
    out.write(_header(base))
    for name, triples in layers:
        where = ox.NamedNode(f"{base}graph/{name}")
        body = _body(
            (ox.Quad(triple.subject, triple.predicate, triple.object, where) for triple in triples), ox.RdfFormat.TRIG, base
        )
        out.write(b"\n" + body if body.strip() else b"")


def _ntriples(out: IO[bytes], layers: Iterable[tuple[str, Triples]], _base: str, _: Ontology) -> None:
    ox.serialize((triple for _, triples in layers for triple in triples), out, ox.RdfFormat.N_TRIPLES)


def _jsonld(out: IO[bytes], layers: Iterable[tuple[str, Triples]], base: str, ontology: Ontology) -> None:
    """Write one node object a line. Subjects of several layers come in several parts, as JSON-LD allows."""
    about = context(ontology, base)
    short = _Shortener(base)
    out.write(b'{"@context": ' + _json(about) + b',\n"@graph": [')
    separator = b"\n"
    for _, triples in layers:
        for subject, group in groupby(triples, key=lambda triple: triple.subject):
            node: dict[str, list[object]] = {}
            for triple in group:
                name = short(triple.predicate.value)
                if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
                    node.setdefault("@type", []).append(short(triple.object.value))
                else:
                    node.setdefault(name, []).append(_value(triple.object, about.get(name), short))
            alone = {key: found[0] if len(found) == 1 else found for key, found in node.items()}
            out.write(separator + _json({"@id": short(subject.value), **alone}))
            separator = b",\n"
    out.write(b"\n]}\n")


class _Shortener:
    """IRI to ``prefix:local`` where a prefix fits."""

    def __init__(self, base: str) -> None:
        self._prefixes = sorted(prefixes(base).items(), key=lambda item: -len(item[1]))
        self._known: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        found = self._known.get(iri)
        if found is None:
            found = iri
            for prefix, namespace in self._prefixes:
                if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
                    found = f"{prefix}:{iri[len(namespace) :]}"
                    break
            self._known[iri] = found
        return found


def _value(node: object, about: object, short: Callable[[str], str]) -> object:
    kind = about.get("@type") if isinstance(about, Mapping) else None
    if isinstance(node, ox.NamedNode):
        return short(node.value) if kind == "@id" else {"@id": short(node.value)}
    if not isinstance(node, ox.Literal):
        raise ValueError(f"neither IRI nor literal: {node!r}")
    if node.language:
        return {"@value": node.value, "@language": node.language}
    datatype = node.datatype.value
    if datatype == _STRING:
        return {"@value": node.value} if kind else node.value
    if datatype == _XSD + "integer":
        return int(node.value)
    if datatype == _XSD + "boolean":
        return node.value == "true"
    return node.value if kind == short(datatype) else {"@value": node.value, "@type": short(datatype)}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


_Writer = Callable[[IO[bytes], Iterable[tuple[str, Triples]], str, Ontology], None]

#: A new format is one function and one line here.
WRITERS: Final[Mapping[str, _Writer]] = {".ttl": _turtle, ".nt": _ntriples, ".trig": _trig, ".jsonld": _jsonld}
