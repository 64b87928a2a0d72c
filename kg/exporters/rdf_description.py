"""What the RDF export is, for catalogues and for people who meet it elsewhere: DCAT and VoID, in Turtle.

A function of the triples and of the files beside it, so it is as stable as they are, and `kg check` compares it. When a
run was, and what it read, stands in `kg.exporters.rdf_run`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.exporters.rdf import Rendered, check_iri, turtle
from kg.exporters.rdf_counts import TripleCounts
from kg.ontology.vocabulary import LICENCE, NAMESPACES, expand, prefixes
from kg.quoting import QUOTE_LIMIT

FILE: Final = "dataset.ttl"
#: The files that are described, with their media types.
MEDIA_TYPES: Final = {
    "graph.ttl": "text/turtle", "graph.nt": "application/n-triples", "graph.trig": "application/trig",
    "graph.jsonld": "application/ld+json",
}  # fmt: skip
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_LAYERS: Final = {
    "entities": "Labs, models, people, policies and so on that documents name, with labels and counts; unknown names.",
    "facts": "Direct triples, one for each Supported statement and each broader predicate above its own.",
    "background": "What the ontology itself knows of the entities, under properties of its own; no document stated it.",
    "statements": "What sentences state, deny, hedge, report, suppose or predict, with the evidence, belief and status.",
    "co-mentions": "Pairs of entities that stand together, with counts. No assertions.",
    "mentions": "The spans of texts that name something, linked to entities or to unknown names.",
    "documents": "The documents by title, authors, date and address. Their texts are not here.",
    "ontology": "The vocabulary: classes, properties and their definitions.",
}
_RIGHTS: Final = (
    f"Read by machine from the documents that are cited. Quotes have at most {QUOTE_LIMIT} characters, together at most a "
    "quarter of a document (of a short one up to half), and stay their authors'; texts of documents are not in the dataset."
)

Object = ox.NamedNode | ox.Literal
_LICENSED: Final = "ontology"  #: the layer that is the program's own and has its licence


def description(triples: Rendered, folder: Path, endpoint: str = "") -> str:
    """Return the description of an export whose files stand in a folder, as Turtle; files that are missing are left out.

    ``endpoint`` is the IRI of a SPARQL endpoint that serves it. Raises ExportError when that is no IRI.
    """
    return turtle(_triples(triples, folder, endpoint), triples.base)


def of_file(name: str, base: str) -> str:
    """Return the IRI that stands for a file of the export."""
    return f"{base}dataset/{name}"


def _triples(triples: Rendered, folder: Path, endpoint: str) -> Iterator[ox.Triple]:
    base, counts = triples.base, triples.counts
    own = f"{base}dataset"
    present = [name for name in MEDIA_TYPES if (folder / name).is_file()]
    if endpoint:
        check_iri(endpoint)
    yield from _about(
        own, base,
        ("rdf:type", _iri("dcat:Dataset", base)), ("rdf:type", _iri("void:Dataset", base)),
        ("dcterms:title", ox.Literal("Mentions, claims and relations of the AI industry", language="en")),
        ("dcterms:description", ox.Literal(
            "Who is named in which document, what sentences state of them, and how sure that is.", language="en",
        )),
        ("dcterms:rights", ox.Literal(_RIGHTS, language="en")),
        ("dcterms:conformsTo", ox.NamedNode(f"{base}shapes")),
        ("dcterms:temporal", ox.NamedNode(f"{own}#period") if counts.first else None),
        *(("dcat:distribution", ox.NamedNode(of_file(name, base))) for name in present),
        *(("void:dataDump", ox.NamedNode(of_file(name, base))) for name in present),
        *((("void:sparqlEndpoint", ox.NamedNode(endpoint)),) if endpoint else ()),
        ("void:uriSpace", ox.Literal(f"{base}id/")),
        *(("void:vocabulary", ox.NamedNode(iri)) for iri in _vocabularies(counts, base)),
        ("void:triples", ox.Literal(counts.triples)), ("void:distinctSubjects", ox.Literal(counts.subjects)),
        ("void:distinctObjects", ox.Literal(counts.objects)), ("void:classes", ox.Literal(len(counts.classes))),
        ("void:properties", ox.Literal(len(counts.properties))),
        *(("void:subset", ox.NamedNode(f"{base}graph/{name}")) for name, _ in triples.layers),
        *(("void:classPartition", _part(own, iri, base)) for iri in sorted(counts.classes)),
        *(("void:propertyPartition", _part(own, iri, base)) for iri in sorted(counts.properties)),
    )  # fmt: skip
    if counts.first:
        yield from _about(
            f"{own}#period", base,
            ("rdf:type", _iri("dcterms:PeriodOfTime", base)), ("dcat:startDate", _typed(counts.first, "dateTime")),
            ("dcat:endDate", _typed(counts.last, "dateTime")),
        )  # fmt: skip
    for name in present:
        yield from _distribution(folder / name, of_file(name, base), base)
    for name, layer in triples.layers:
        yield from _about(
            f"{base}graph/{name}", base,
            ("rdf:type", _iri("void:Dataset", base)), ("dcterms:title", ox.Literal(name, language="en")),
            ("dcterms:description", ox.Literal(_LAYERS[name], language="en")),
            ("dcterms:license", ox.NamedNode(LICENCE) if name == _LICENSED else None),
            ("void:triples", ox.Literal(len(layer))),
        )  # fmt: skip
    for iri, number in sorted(counts.classes.items()):
        yield from _about(
            _part(own, iri, base).value, base, ("void:class", ox.NamedNode(iri)), ("void:entities", ox.Literal(number))
        )
    for iri, number in sorted(counts.properties.items()):
        yield from _about(
            _part(own, iri, base).value, base, ("void:property", ox.NamedNode(iri)), ("void:triples", ox.Literal(number))
        )


def _distribution(path: Path, iri: str, base: str) -> Iterator[ox.Triple]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    yield from _about(
        iri, base,
        ("rdf:type", _iri("dcat:Distribution", base)), ("dcterms:title", ox.Literal(path.name)),
        ("dcat:mediaType", ox.NamedNode(_IANA + MEDIA_TYPES[path.name])),
        ("dcat:byteSize", _typed(str(path.stat().st_size), "nonNegativeInteger")),
        ("spdx:checksum", ox.NamedNode(f"{iri}#sha256")),
    )  # fmt: skip
    yield from _about(
        f"{iri}#sha256", base,
        ("rdf:type", _iri("spdx:Checksum", base)), ("spdx:algorithm", _iri("spdx:checksumAlgorithm_sha256", base)),
        ("spdx:checksumValue", _typed(digest, "hexBinary")),
    )  # fmt: skip


def _vocabularies(counts: TripleCounts, base: str) -> list[str]:
    known = [f"{base}onto#", *NAMESPACES.values()]
    used = {*counts.classes, *counts.properties}
    return sorted(namespace for namespace in known if any(iri.startswith(namespace) for iri in used))


def _part(own: str, iri: str, base: str) -> ox.NamedNode:
    for prefix, namespace in prefixes(base).items():
        if iri.startswith(namespace):
            return ox.NamedNode(f"{own}#{prefix}-{iri[len(namespace) :]}")
    return ox.NamedNode(f"{own}#{hashlib.sha256(iri.encode()).hexdigest()[:16]}")


def _iri(name: str, base: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name, base))


def _typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(NAMESPACES["xsd"] + datatype))


def _about(subject: str, base: str, *pairs: tuple[str, Object | None]) -> Iterator[ox.Triple]:
    node = ox.NamedNode(subject)
    return (ox.Triple(node, _iri(name, base), value) for name, value in pairs if value is not None)
