"""The graph as RDF: Turtle, N-Triples, TriG and JSON-LD, the same bytes for the same graph.

Every triple belongs to one layer (`kg.ontology.vocabulary.LAYERS`). TriG keeps the layers apart as named graphs; the
other formats are their union. What a record looks like in RDF stands in `kg.exporters.rdf_layers`. To work the triples
out takes longer than to write them, so `rendered` does it once for all files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import ExportError
from kg.exporters.cells import whole_binary_file
from kg.exporters.rdf_counts import TripleCounts, counted
from kg.exporters.rdf_jsonld import context, write_jsonld
from kg.exporters.rdf_layers import Layers
from kg.ontology import Ontology
from kg.ontology.vocabulary import DEFAULT_BASE, LAYERS, prefixes
from kg.records import KnowledgeGraph

Triples = Iterable[ox.Triple]


@dataclass(frozen=True)
class Rendered:
    """The triples of a graph by layer, worked out once: about 350 bytes of memory a triple."""

    base: str
    ontology: Ontology
    layers: tuple[tuple[str, tuple[ox.Triple, ...]], ...]  #: in the order of `LAYERS`

    @cached_property
    def counts(self) -> TripleCounts:
        """What there is of them; looked at once for all descriptions."""
        return counted(triple for _, triples in self.layers for triple in triples)

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


# -- formats -----------------------------------------------------------------------------------------------------


def _header(base: str) -> bytes:
    lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in prefixes(base).items()]
    if base == DEFAULT_BASE:
        lines.insert(0, f"# The base {base} is a placeholder that is not registered.")
    return "\n".join(lines).encode() + b"\n"


def _body(items: Triples, base: str) -> bytes:
    """Return serialised Turtle without the prefixes, which the header has in an order of our own."""
    data: bytes = ox.serialize(items, format=ox.RdfFormat.TURTLE, prefixes=prefixes(base)) or b""
    start = 0
    while data.startswith(b"@prefix", start):
        start = data.index(b"\n", start) + 1
    # A line break in a literal is escaped, so this is always the end of a subject.
    return data[start:].replace(b" .\n", b" .\n\n").rstrip(b"\n") + b"\n"


def turtle(triples: Triples, base: str = DEFAULT_BASE) -> str:
    """Return triples as Turtle, in their order and with the prefixes that they use."""
    body = _body(triples, base).decode()
    known = prefixes(base).items()
    lines = [f"@prefix {name}: <{iri}> .\n" for name, iri in known if _uses(body, f"{name}:")]
    return "".join([*lines, "\n", body])


def _uses(body: str, prefix: str) -> bool:
    """Return whether a prefix stands in Turtle as a word of its own. Patterns take very long over megabytes."""
    at = body.find(prefix)
    while at > 0 and (body[at - 1].isalnum() or body[at - 1] in "_.:-"):
        at = body.find(prefix, at + 1)
    return at >= 0


def _turtle(out: IO[bytes], layers: Iterable[tuple[str, Triples]], base: str, _: Ontology) -> None:
    out.write(_header(base))
    for name, triples in layers:
        body = _body(triples, base)
        out.write(f"\n# {name}\n\n".encode() + body if body.strip() else b"")


def _trig(out: IO[bytes], layers: Iterable[tuple[str, Triples]], base: str, _: Ontology) -> None:
    out.write(_header(base))
    for name, triples in layers:
        body = _body(triples, base)
        if body.strip():  # a named graph is its Turtle, a step further in
            out.write(f"\naigg:{name} {{\n\t".encode() + body[:-1].replace(b"\n", b"\n\t").replace(b"\n\t\n", b"\n\n") + b"\n}\n")


def _ntriples(out: IO[bytes], layers: Iterable[tuple[str, Triples]], _base: str, _: Ontology) -> None:
    ox.serialize((triple for _, triples in layers for triple in triples), out, ox.RdfFormat.N_TRIPLES)


def _jsonld(out: IO[bytes], layers: Iterable[tuple[str, Triples]], base: str, ontology: Ontology) -> None:
    write_jsonld(out, (triples for _, triples in layers), context(ontology, base))


_Writer = Callable[[IO[bytes], Iterable[tuple[str, Triples]], str, Ontology], None]

#: A new format is one function and one line here.
WRITERS: Final[Mapping[str, _Writer]] = {".ttl": _turtle, ".nt": _ntriples, ".trig": _trig, ".jsonld": _jsonld}
