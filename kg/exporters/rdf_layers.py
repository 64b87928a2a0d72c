"""Records to triples, layer by layer: what each record looks like in RDF.

A direct triple ``s p o`` exists only for a Supported statement. What the ontology itself knows stands under properties
of its own (``aigo:knownDevelopedBy`` beside ``aigo:developedBy``), so that a query over the union of the layers cannot
take background for something that a document stated. There are no blank nodes, and no layer holds a triple twice.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from kg.exporters.cells import clean
from kg.ids import co_mention_id, mention_id
from kg.ontology import Ontology
from kg.ontology.vocabulary import (
    TEXT_FACTS,
    expand,
    id_iri,
    known_property,
    terms,
)
from kg.quoting import is_cut, shared, short
from kg.records import (
    BackgroundFact,
    Claim,
    CoMention,
    Document,
    Evidence,
    KnowledgeGraph,
    Mention,
    Node,
    Status,
)

_DATES: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
#: What an IRI may hold as it is, besides letters and digits; % because links come with their escapes.
_RESERVED: Final = ":/?#[]@!$&'()*+,;=%~-._"
#: Facts that only linking reads.
_INTERNAL_FACTS: Final = frozenset({"variants", "pattern"})

Object = ox.NamedNode | ox.Literal


def web_iri(link: str) -> ox.NamedNode | None:
    """Return a feed's link as an IRI, percent-encoded where it has to be; None when it is no sound http(s) address."""
    if not re.match(r"https?://[^/\s]", link, re.IGNORECASE):
        return None
    link = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", link.encode("utf-8", "replace").decode())
    try:
        return ox.NamedNode(quote(link, safe=_RESERVED))
    except ValueError:
        return None


class Layers:
    """Turns records into triples. Holds the base, and every IRI made so far."""

    def __init__(self, graph: KnowledgeGraph, ontology: Ontology, base: str) -> None:
        self.graph = shared(graph)
        self.ontology = ontology
        self.base = base
        self._names: dict[str, ox.NamedNode] = {}
        self._ids: dict[str, ox.NamedNode] = {}
        self._entities = {node.entity.id for node in graph.nodes}
        self._documents = {document.id for document in graph.documents}
        self._mentions = {(m.document, m.start, m.end) for m in graph.mentions}

    # -- terms ---------------------------------------------------------------------------------------------------

    def name(self, name: str) -> ox.NamedNode:
        """Return the IRI of a term: bare for the vocabulary's own, ``prefix:local`` for a foreign one."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = ox.NamedNode(expand(name, self.base))
        return found

    def id(self, identifier: str) -> ox.NamedNode:
        """Return the IRI of an id."""
        found = self._ids.get(identifier)
        if found is None:
            found = self._ids[identifier] = ox.NamedNode(id_iri(identifier, self.base))
        return found

    def document(self, identifier: str) -> ox.NamedNode | None:
        """Return the IRI of a document of the graph; None for any other."""
        return self.id(identifier) if identifier in self._documents else None

    def _typed(self, text: str, datatype: str) -> ox.Literal:
        return ox.Literal(text, datatype=self.name(datatype))

    def decimal(self, value: float) -> ox.Literal:
        """Return a number with at most six digits behind the point."""
        text = f"{value:.6f}".rstrip("0")
        text = text + "0" if text.endswith(".") else text
        return self._typed("0.0" if text == "-0.0" else text, "xsd:decimal")

    def time(self, moment: datetime | None) -> ox.Literal | None:
        """Return a time in UTC."""
        if moment is None:
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return self._typed(moment.isoformat().replace("+00:00", "Z"), "xsd:dateTime")

    def _date(self, day: date | None) -> ox.Literal | None:
        return None if day is None else self._typed(day.isoformat(), "xsd:date")

    def _day(self, text: str) -> ox.Literal:
        datatype = _DATES.get(len(text))
        try:
            date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            datatype = None
        return self._typed(text, datatype) if datatype else ox.Literal(clean(text))

    def about(self, subject: ox.NamedNode, *pairs: tuple[str, Object | str | int | bool | None]) -> Iterator[ox.Triple]:
        """Yield the triples of one subject; no value and an empty text give none, and none comes twice."""
        seen = set()
        for name, value in pairs:
            if value is None or value == "":
                continue
            node = ox.Literal(clean(value)) if isinstance(value, str) else value
            node = ox.Literal(node) if isinstance(node, (bool, int)) else node
            triple = ox.Triple(subject, self.name(name), node)
            if triple not in seen:
                seen.add(triple)
                yield triple

    # -- layers --------------------------------------------------------------------------------------------------

    def layer(self, name: str) -> Iterator[ox.Triple]:
        """Yield the triples of a layer, the subjects in order of their ids."""
        g = self.graph
        match name:
            case "ontology":
                yield from self._ontology()
            case "entities":
                for node in sorted(g.nodes, key=lambda n: n.entity.id):
                    yield from self._entity(node)
                yield from self._unknowns()
                for old, new in g.redirects:
                    yield from self.about(
                        self.id(old), ("owl:deprecated", True), ("dcterms:isReplacedBy", self.id(new)),
                    )  # fmt: skip
            case "background":
                yield from self._background()
            case "facts":
                yield from self._facts()
            case "statements":
                for claim in sorted(g.claims, key=lambda c: c.id):
                    yield from self._statement(claim)
                pieces = {e.id: e for c in g.claims for e in c.evidence}
                for key in sorted(pieces):
                    yield from self._evidence(pieces[key])
            case "co-mentions":
                for pair in sorted(g.co_mentions, key=lambda c: sorted((c.a, c.b))):
                    yield from self.co_mention(pair)
            case "mentions":
                for mention in sorted(g.mentions, key=lambda m: (m.document, m.start, m.end)):
                    yield from self._mention(mention)
            case "documents":
                for document in sorted(g.documents, key=lambda d: d.id):
                    yield from self._document(document)
            case _:
                raise ValueError(f"no layer is called {name!r}")

    def _ontology(self) -> Iterator[ox.Triple]:
        """Yield the vocabulary without its unions, which need blank nodes; schema.ttl has those."""
        kinds = {"class": "owl:Class", "object": "owl:ObjectProperty", "data": "owl:DatatypeProperty"}
        for term in terms(self.ontology.schema):
            above = {"class": "rdfs:subClassOf", "individual": "rdf:type"}.get(term.kind, "rdfs:subPropertyOf")
            yield from self.about(
                self.name(term.name),
                ("rdf:type", self.name(kinds.get(term.kind, "owl:NamedIndividual"))),
                ("rdfs:label", ox.Literal(term.label, language="en")),
                ("skos:definition", ox.Literal(term.definition, language="en")),
                *((above, self.name(parent)) for parent in term.parents),
                *(("schema:domainIncludes", self.name(c)) for c in term.domain),
                *(("schema:rangeIncludes", self.name(c)) for c in term.range),
                ("owl:inverseOf", self.name(term.inverse) if term.inverse else None),
                ("backgroundOf", self.name(term.background_of) if term.background_of else None),
            )

    def _entity(self, node: Node) -> Iterator[ox.Triple]:
        e = node.entity
        known = e.class_id in self.ontology.schema.classes
        return self.about(
            self.id(e.id),
            ("rdf:type", self.name(e.class_id if known else e.type.value)), ("rdf:type", self.name("Entity")),
            ("skos:prefLabel", e.label),
            *(("skos:altLabel", name) for name in e.aliases), *(("skos:hiddenLabel", name) for name in e.hidden),
            ("contractType", e.type.value), ("provisional", e.provisional), ("mentioned", node.mentioned),
            ("mentionCount", node.mentions), ("documentCount", node.documents),
            ("firstSeen", self.time(node.first_seen)), ("lastSeen", self.time(node.last_seen)),
            ("dcterms:source", e.source),
        )  # fmt: skip

    def _unknowns(self) -> Iterator[ox.Triple]:
        """Yield the clusters of NIL mentions, and whatever else a claim speaks of that is no entity of the graph."""
        labels: dict[str, set[str]] = {}
        types: dict[str, Counter[str]] = {}
        for m in self.graph.mentions:
            if m.entity is None and m.cluster:
                labels.setdefault(m.cluster, set()).add(m.label or m.surface)
                types.setdefault(m.cluster, Counter())[m.type.value] += 1
        for e in (e for c in self.graph.claims for e in c.evidence):
            for key, label in ((e.subject, e.subject_label), (e.object, e.object_label), (e.holder_id, e.holder)):
                if key and key not in self._entities and key not in types:
                    labels.setdefault(key, set()).add(label or key)
        for key in sorted(labels.keys() - self._entities):
            count = types.get(key, Counter())
            best = max(sorted(count), key=lambda kind: count[kind]) if count else None
            fullest = max(sorted(labels[key]), key=len)
            yield from self.about(
                self.id(key), ("rdf:type", self.name("UnknownEntity")), ("skos:prefLabel", fullest),
                ("contractType", best), ("mentionCount", count.total()),
            )  # fmt: skip

    def _background(self) -> Iterator[ox.Triple]:
        facts: dict[str, list[BackgroundFact]] = {}
        for fact in self.graph.background:
            facts.setdefault(fact.subject, []).append(fact)
        records = {node.entity.id: node.entity for node in self.graph.nodes}
        for key in sorted(facts.keys() | records.keys()):
            entity = records.get(key)
            own = entity.facts if entity else ()
            source = entity.source if entity else ""
            yield from self.about(
                self.id(key),
                *((known_property(f.predicate), self.id(f.object)) for f in sorted(facts.get(key, []), key=_order)),
                *(pair for name, value in own for pair in self._text_fact(name, value)),
                *(("dcterms:source", f.source) for f in sorted(facts.get(key, []), key=_order) if f.source != source),
            )

    def _text_fact(self, name: str, value: str) -> Iterator[tuple[str, Object]]:
        if name in TEXT_FACTS:
            dated = name in ("released", "founded", "date", "since")
            yield TEXT_FACTS[name][0], self._day(value) if dated else ox.Literal(clean(value))
        elif name not in _INTERNAL_FACTS and not self.ontology.is_id_fact(name):
            yield "fact", ox.Literal(clean(f"{name}={value}"))

    def _facts(self) -> Iterator[ox.Triple]:
        schema = self.ontology.schema
        found = set()
        for claim in self.graph.claims:
            if claim.status is Status.SUPPORTED:
                for predicate in schema.ancestors(claim.predicate):
                    found.add((claim.subject, schema.predicates[predicate].local_name, claim.object))
        for subject, predicate, object_ in sorted(found):
            yield ox.Triple(self.id(subject), self.name(predicate), self.id(object_))

    def _statement(self, c: Claim) -> Iterator[ox.Triple]:
        schema = self.ontology.schema
        return self.about(
            self.id(c.id),
            ("rdf:type", self.name("Statement")), ("rdf:type", self.name("rdf:Statement")),
            ("rdf:subject", self.id(c.subject)),
            ("rdf:predicate", self.name(schema.predicates[c.predicate].local_name)),
            ("rdf:object", self.id(c.object)),
            ("broadPredicate", self.name(schema.predicates[c.broad].local_name)),
            ("status", self.name(c.status.value)), ("belief", self.decimal(c.belief)),
            ("firstStated", self.time(c.first_stated)), ("lastStated", self.time(c.last_stated)),
            ("trueFrom", self._date(c.true_from)), ("trueUntil", self._date(c.true_until)),
            ("evidenceCount", len({e.id for e in c.evidence})),
            *(("hasEvidence", self.id(key)) for key in sorted({e.id for e in c.evidence})),
        )  # fmt: skip

    def _evidence(self, e: Evidence) -> Iterator[ox.Triple]:
        spans = (span for span in (e.subject_span, e.object_span) if span and (e.document, *span) in self._mentions)
        return self.about(
            self.id(e.id),
            ("rdf:type", self.name("Evidence")), ("rdf:type", self.name("prov:Entity")),
            ("exact", short(e.quote)), ("quoteTruncated", is_cut(e.quote) or None),
            ("polarity", self.name(e.polarity.name.title())), ("modality", self.name(e.modality.name.title())),
            ("confidence", self.decimal(e.confidence)), ("rule", e.rule), ("holder", e.holder),
            ("trueFrom", self._date(e.true_from)), ("trueUntil", self._date(e.true_until)), ("truePhrase", e.true_phrase),
            *(("resolvedBy", way) for way in e.resolved_by),
            ("attributedSpeaker", self.id(e.holder_id) if e.holder_id else None),
            ("prov:hadPrimarySource", self.id(e.document)), ("nif:beginIndex", e.start), ("nif:endIndex", e.end),
            *(("usesMention", self.id(mention_id(e.document, *span))) for span in spans),
        )  # fmt: skip

    def co_mention(self, c: CoMention) -> Iterator[ox.Triple]:
        """Yield the triples of a pair. `kg.exporters.rdf_pairs` writes the same at once."""
        return self.about(
            self.id(co_mention_id(c.a, c.b)),
            ("rdf:type", self.name("CoMention")), *(("member", self.id(key)) for key in sorted((c.a, c.b))),
            ("sentenceCount", c.sentences), ("paragraphCount", c.paragraphs), ("documentCount", c.documents),
            ("sourceCount", c.sources), ("npmiSentence", self.decimal(c.npmi_sentence)),
            ("npmiParagraph", self.decimal(c.npmi_paragraph)), ("npmiDocument", self.decimal(c.npmi_document)),
            ("firstSeen", self.time(c.first_seen)), ("lastSeen", self.time(c.last_seen)),
            ("exact", short(c.quote)), ("quoteTruncated", is_cut(c.quote) or None),
            ("quotedFrom", self.document(c.quote_document)),
        )  # fmt: skip

    def _mention(self, m: Mention) -> Iterator[ox.Triple]:
        return self.about(
            self.id(mention_id(m.document, m.start, m.end)),
            ("rdf:type", self.name("Mention")), ("rdf:type", self.name("nif:Phrase")), ("nif:anchorOf", m.surface),
            ("nif:beginIndex", m.start), ("nif:endIndex", m.end), ("nif:referenceContext", self.id(m.document)),
            ("itsrdf:taIdentRef", self.id(m.entity) if m.entity else None),
            ("cluster", self.id(m.cluster) if m.cluster and not m.entity else None),
            ("itsrdf:taConfidence", self.decimal(m.confidence)), ("reason", m.reason),
            ("zone", m.zone.value if m.zone else None),
            *(("candidate", self.id(key)) for key in m.candidates if key in self._entities),
        )  # fmt: skip

    def _document(self, d: Document) -> Iterator[ox.Triple]:
        # A reader that left the texts behind has nothing to hash, and a hash of nothing would be a lie.
        digest = hashlib.sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest() if d.text else None
        return self.about(
            self.id(d.id),
            ("rdf:type", self.name("Document")), ("rdf:type", self.name("schema:BlogPosting")),
            ("rdf:type", self.name("nif:Context")), ("schema:headline", d.title), ("key", d.key),
            ("schema:datePublished", self.time(d.published)), ("schema:dateModified", self.time(d.updated)),
            *(("schema:author", author) for author in d.authors), ("schema:url", web_iri(d.link)),
            ("schema:inLanguage", d.language), ("outlet", d.outlet), ("excerpt", d.excerpt),
            ("nif:beginIndex", 0 if d.text else None), ("nif:endIndex", len(d.text) or None), ("textSha256", digest),
            ("revision", d.revision if d.text else None),
            ("placeCount", len(d.places)),
        )  # fmt: skip


def _order(fact: BackgroundFact) -> tuple[str, str, str]:
    return fact.predicate, fact.object, fact.source
