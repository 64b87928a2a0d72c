"""RDF: the same in every format, byte for byte stable, and nothing said that nobody stated."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SKOS
from rdflib.compare import isomorphic

from kg.errors import ExportError
from kg.exporters.cells import clean
from kg.exporters.rdf import WRITERS, quads, write
from kg.exporters.rdf_jsonld import context
from kg.exporters.rdf_layers import web_iri
from kg.ids import co_mention_id, mention_id
from kg.ontology.vocabulary import DEFAULT_BASE, LAYERS, expand, id_iri
from kg.quoting import short
from kg.records import Claim, KnowledgeGraph, Place, Status
from tests.exporters.rdf_reading import AIG, AIGO, ITSRDF, NIF, OX_NAMES, files, loaded, small
from tests.graphs import shuffled
from tests.rdf_graphs import FIRST, SECOND, ontology, small_graph

# -- formats -----------------------------------------------------------------------------------------------------


def test_all_formats_say_the_same_in_two_libraries(tmp_path: Path) -> None:
    """A triple would be lost or changed on its way into one format."""
    paths = files(small_graph(), tmp_path)
    expected = {quad.triple for quad in quads(small_graph(), ontology())}
    first = loaded(paths[".nt"])
    for suffix, path in paths.items():
        ours = {quad.triple for quad in ox.parse(path.read_bytes(), format=OX_NAMES[suffix])}
        theirs = loaded(path)
        assert ours == expected, suffix
        assert len(theirs) == len(expected), suffix
        assert isomorphic(theirs, first), suffix


def test_no_triple_comes_twice_and_no_node_is_blank() -> None:
    """Line counts would differ from triple counts, and files from run to run."""
    found = [quad.triple for quad in quads(small_graph(), ontology())]
    assert len(found) == len(set(found))
    for triple in found:
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, (ox.NamedNode, ox.Literal))


def test_trig_keeps_the_layers_apart(tmp_path: Path) -> None:
    """A reader who trusts statements and not background could not choose."""
    path = files(small_graph(), tmp_path)[".trig"]
    found = set(ox.parse(path.read_bytes(), format=ox.RdfFormat.TRIG))
    assert {str(quad.graph_name) for quad in found} == {f"<{DEFAULT_BASE}graph/{name}>" for name in LAYERS}
    assert found == set(quads(small_graph(), ontology()))


def test_turtle_is_pleasant_to_read(tmp_path: Path) -> None:
    """People open the file first; long IRIs in every line would be all they see."""
    text = files(small_graph(), tmp_path)[".ttl"].read_text(encoding="utf-8")
    assert text.startswith("# The base https://w3id.org/aig/ is a placeholder that is not registered.\n@prefix aig: ")
    assert '\n\naig:gamma-2.5 a aigo:Model , aigo:Entity ;\n\tskos:prefLabel "Gamma" ;\n' in text
    assert "\naig:beta aigo:basedOn aig:alpha-1 ;\n\taigo:derivedFrom aig:alpha-1 ;\n\taigo:fineTunedFrom aig:alpha-1 .\n" in text
    body = [line for line in text.splitlines() if not line.startswith("@prefix")]
    assert not [line for line in body if f"<{DEFAULT_BASE}" in line]


def test_json_ld_names_values_by_its_context(tmp_path: Path) -> None:
    """Expanded JSON-LD is unreadable, and a program that reads plain JSON would find no `aigo:belief`."""
    data = json.loads(files(small_graph(), tmp_path)[".jsonld"].read_text(encoding="utf-8"))
    assert data["@context"] == context(ontology())
    statements = [node for node in data["@graph"] if "aigo:Statement" in node.get("@type", ())]
    leads = next(node for node in statements if node["rdf:predicate"] == "aigo:leads")
    assert leads["rdf:subject"] == "aig:dana-reed"
    assert leads["aigo:belief"] == "0.95"
    assert leads["aigo:evidenceCount"] == 1
    assert leads["aigo:firstStated"] == "2026-03-02T09:30:00Z"
    assert leads["aigo:trueUntil"] == "2026-03-02"
    assert "aigo:trueFrom" not in leads


# -- stability ---------------------------------------------------------------------------------------------------


def test_order_does_not_matter(tmp_path: Path) -> None:
    """Two stores with the same content would give files that differ."""
    graph = small_graph()
    mixed = shuffled(graph, 7)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for one, other in zip(files(graph, tmp_path / "a").values(), files(mixed, tmp_path / "b").values(), strict=True):
        assert one.read_bytes() == other.read_bytes(), one.suffix


def test_the_hash_seed_does_not_matter(tmp_path: Path) -> None:
    """An order that comes from a set changes with each process."""
    paths = files(small_graph(), tmp_path)
    expected = hashlib.sha256(b"".join(path.read_bytes() for path in paths.values())).hexdigest()
    code = (
        "import hashlib, pathlib, sys; from tests.exporters.test_rdf import files; from tests.rdf_graphs import small_graph;"
        "made = files(small_graph(), pathlib.Path(sys.argv[1]));"
        "print(hashlib.sha256(b''.join(p.read_bytes() for p in made.values())).hexdigest())"
    )
    for seed in ("1", "99"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected


# -- what is said ------------------------------------------------------------------------------------------------


def test_only_supported_statements_become_facts() -> None:
    """`METR may acquire Quill Lab` and a denial would stand in the graph as facts."""
    g = small()
    assert (AIG["alpha-1"], AIGO.developedBy, AIG["quill-lab"]) in g
    assert not list(g.triples((None, AIGO.acquires, None)))
    assert (AIG["alpha-1"], AIGO.developedBy, AIG["metr"]) not in g  # denied
    assert not list(g.triples((None, AIGO.comparableTo, None)))  # contested
    assert len(list(g.subjects(RDF.type, AIGO.Statement))) == len(small_graph().claims)


def test_a_fact_holds_for_the_broader_predicates_too() -> None:
    """A query for basedOn would miss what was said more finely."""
    g = small()
    for name in ("fineTunedFrom", "derivedFrom", "basedOn"):
        assert (AIG["beta"], AIGO[name], AIG["alpha-1"]) in g


def test_background_is_never_taken_for_stated() -> None:
    """The ontology's own knowledge would be counted as what documents say."""
    g = small()
    assert (AIG["beta"], AIGO.knownDevelopedBy, AIG["quill-lab"]) in g
    assert (AIG["beta"], AIGO.developedBy, AIG["quill-lab"]) not in g
    predicates = {p for s, p, o in g if str(p).startswith(str(AIGO) + "known") and str(s).startswith(str(AIG))}
    assert predicates == {AIGO.knownDevelopedBy, AIGO.knownMemberOfFamily, AIGO.knownAffiliatedWith}
    for predicate in predicates:
        assert (predicate, rdflib.RDFS.subPropertyOf, AIGO.background) in g


def test_entities_have_their_names_and_facts() -> None:
    """A name that linking knows and the export lacks cannot be searched for."""
    g = small()
    lab, model = AIG["quill-lab"], AIG["alpha-1"]
    assert str(g.value(lab, SKOS.prefLabel)) == "Quill Lab"
    assert str(g.value(lab, SKOS.altLabel)) == "Quill"
    assert str(g.value(lab, SKOS.hiddenLabel)) == "quill-ai"
    assert set(g.objects(lab, RDF.type)) == {AIGO.Lab, AIGO.Entity}
    assert g.value(model, AIGO.releaseDate) == rdflib.Literal("2026-02", datatype=rdflib.XSD.gYearMonth)
    assert str(g.value(AIG["eu-ai-act"], AIGO.policyStatus)) == "enacted"
    assert g.value(AIG["gamma-2.5"], AIGO.provisional) == rdflib.Literal(lexical_or_value=True)
    assert g.value(AIG["alpha"], AIGO.mentioned) == rdflib.Literal(lexical_or_value=False)


def test_mentions_point_into_their_document() -> None:
    """Offsets that do not lead back to the words are worth nothing."""
    g, texts = small(), {d.id: d.text for d in small_graph().documents}
    found = list(g.subjects(RDF.type, AIGO.Mention))
    assert len(found) == len(small_graph().mentions)
    for mention in found:
        start, end = (int(str(g.value(mention, NIF[name]))) for name in ("beginIndex", "endIndex"))
        text = texts[str(g.value(mention, NIF.referenceContext)).rpartition("/")[2]]
        assert text[start:end] == str(g.value(mention, NIF.anchorOf))
        assert (g.value(mention, ITSRDF.taIdentRef) is None) != (g.value(mention, AIGO.cluster) is None)


def test_evidence_can_be_traced() -> None:
    """A claim without its words, document, speaker and mentions cannot be checked by anybody."""
    g = small()
    st_ = g.value(None, RDF.predicate, AIGO.acquires)
    ev = g.value(st_, AIGO.hasEvidence)
    assert str(g.value(ev, AIGO.exact)) == "METR may acquire Quill Lab."
    assert g.value(ev, AIGO.modality) == AIGO.Hypothetical
    assert g.value(ev, AIGO.polarity) == AIGO.Affirmed
    assert g.value(ev, AIGO.attributedSpeaker) == AIG["dana-reed"]
    used = {str(g.value(mention, NIF.anchorOf)) for mention in g.objects(ev, AIGO.usesMention)}
    assert used == {"METR", "Quill Lab"}


def test_co_mentions_are_no_assertions() -> None:
    """Standing in one sentence would become a relation."""
    g = small()
    pair = AIG[co_mention_id("beta", "alpha-1")]
    assert set(g.objects(pair, AIGO.member)) == {AIG["alpha-1"], AIG["beta"]}
    assert str(g.value(pair, AIGO.npmiSentence)) == "0.41"
    assert not list(g.triples((AIG["dana-reed"], None, AIG["metr"])))


def test_article_text_is_never_exported(tmp_path: Path) -> None:
    """Publishing other people's articles is neither ours to do nor lawful."""
    long = "This sentence goes on about Alpha One. " * 20
    graph = small_graph()
    one = replace(graph.claims[0].evidence[0], quote=long, end=graph.claims[0].evidence[0].start + len(long))
    graph = replace(graph, claims=(replace(graph.claims[0], evidence=(one,)), *graph.claims[1:]))
    for path in files(graph, tmp_path).values():
        text = path.read_text(encoding="utf-8")
        assert FIRST not in text
        assert SECOND not in text
        assert long[:320] not in text
        assert "…" in text
    assert len(short(long)) <= 300
    assert short("x" * 300) == "x" * 300


def test_a_document_without_its_text_has_no_hash() -> None:
    """A snapshot read without texts would give the hash of nothing to every document."""
    graph = small_graph()
    bare = replace(graph, documents=tuple(replace(d, text="") for d in graph.documents))
    names = {quad.predicate.value for quad in quads(bare, ontology()) if "doc-" in str(quad.subject)}
    assert not names & {expand("textSha256"), expand("revision"), expand("nif:endIndex")}


# -- hostile input -----------------------------------------------------------------------------------------------

NASTY = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from(list('"\\\'<>{}|^`%#@.;,\n\r\t\0\x07\x1b\u2028\ufffe\ud800\udfff🦙٣')),
    ),
    max_size=20,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NASTY, min_size=18, max_size=18))
def test_no_text_breaks_a_format(tmp_path: Path, texts: list[str]) -> None:
    """A quote, a line break or half a surrogate pair in any field would break a file, or smuggle a triple into it."""
    graph = hostile(texts)
    paths = files(graph, tmp_path)
    expected = {quad.triple for quad in quads(graph, ontology())}
    for suffix, path in paths.items():
        assert {quad.triple for quad in ox.parse(path.read_bytes(), format=OX_NAMES[suffix])} == expected, suffix
    theirs = loaded(paths[".ttl"])
    assert set(theirs) == set(loaded(paths[".jsonld"]))
    label = next(node.entity.label for node in graph.nodes if node.entity.id == "beta")
    if label:
        assert str(theirs.value(AIG["beta"], SKOS.prefLabel)) == clean(label)


def hostile(texts: list[str]) -> KnowledgeGraph:
    """Return the small graph with texts in all its free fields."""
    take = iter(texts)
    graph = small_graph()
    node = next(n for n in graph.nodes if n.entity.id == "beta")
    entity = replace(
        node.entity, label=next(take), aliases=(next(take),), hidden=(next(take),), source=next(take),
        facts=(("released", next(take)), ("whatever", next(take))),
    )  # fmt: skip
    document = replace(
        graph.documents[0], title=next(take), authors=(next(take),), link="https://x.example/" + next(take), key=next(take),
        outlet=next(take), language=next(take), places=(Place(next(take), ""),),
    )  # fmt: skip
    mention = replace(graph.mentions[0], surface=next(take), reason=next(take))
    evidence = replace(graph.claims[0].evidence[0], quote=next(take), holder=next(take), rule=next(take))
    return replace(
        graph,
        nodes=tuple(replace(n, entity=entity) if n is node else n for n in graph.nodes),
        documents=(document, *graph.documents[1:]),
        mentions=(mention, *graph.mentions[1:]),
        claims=(replace(graph.claims[0], evidence=(evidence,)), *graph.claims[1:]),
    )


@given(NASTY)
def test_any_id_becomes_an_iri(identifier: str) -> None:
    """An id from a user's own files, or from a store of another version, may hold anything."""
    iri = ox.NamedNode(id_iri(identifier))
    assert iri.value.startswith(DEFAULT_BASE + "id/")
    assert "/" not in iri.value.removeprefix(DEFAULT_BASE + "id/")


@pytest.mark.parametrize(
    ("link", "iri"),
    [
        ("https://a.example/x?y=1&z=%20#t", "https://a.example/x?y=1&z=%20#t"),
        ("http://a.example/a b", "http://a.example/a%20b"),
        ('http://a.example/"><script>', "http://a.example/%22%3E%3Cscript%3E"),
        ("http://a.example/100%", "http://a.example/100%25"),
        ("http://a.example/é", "http://a.example/%C3%A9"),
        ("http://a.example/\ud800", "http://a.example/?"),
        ("http://a.example/\x00\n", "http://a.example/%00%0A"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("http://[bad/", None),
        ("", None),
    ],
)  # fmt: skip
def test_links_are_encoded_or_left_out(link: str, iri: str | None) -> None:
    """A space or a quote in a feed's link would end the IRI early; a script is no address."""
    found = web_iri(link)
    assert (found.value if found else None) == iri


@given(NASTY)
def test_no_link_is_an_unsound_iri(tail: str) -> None:
    """Rdflib refuses to write what it cannot read, and others refuse to load it."""
    found = web_iri("http://a.example/" + tail)
    if found is not None:
        turtle = f"<{found.value}> <x:p> <x:o> ."
        assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == 1


def test_faults_are_export_errors_and_leave_nothing(tmp_path: Path) -> None:
    """Half a file under the final name would be loaded by somebody."""
    graph = small_graph()
    with pytest.raises(ExportError, match=r"\.ttl, \.nt, \.trig, \.jsonld"):
        write(graph, ontology(), tmp_path / "graph.rdf")
    with pytest.raises(ExportError, match="has to end in"):
        write(graph, ontology(), tmp_path / "graph.ttl", base="https://example.org/x")
    with pytest.raises(ExportError, match="hold no #"):
        write(graph, ontology(), tmp_path / "graph.ttl", base="https://example.org/x#")
    with pytest.raises(ExportError, match="is no IRI"):
        write(graph, ontology(), tmp_path / "graph.ttl", base="not an iri/")
    with pytest.raises(ExportError, match="cannot be written"):
        write(graph, ontology(), tmp_path / "nowhere" / "graph.ttl")
    broken = replace(graph, claims=(replace(graph.claims[0], predicate="no-such"),))
    with pytest.raises(KeyError):
        write(broken, ontology(), tmp_path / "graph.ttl")
    assert list(tmp_path.iterdir()) == []


def test_another_base_leaves_no_trace_of_the_default(tmp_path: Path) -> None:
    """Who publishes under a name of their own must not publish under ours as well."""
    for suffix in WRITERS:
        write(small_graph(), ontology(), tmp_path / f"graph{suffix}", base="https://example.org/ai/")
        text = (tmp_path / f"graph{suffix}").read_text(encoding="utf-8")
        assert DEFAULT_BASE not in text
        assert "placeholder" not in text


def test_an_empty_graph_is_a_sound_file(tmp_path: Path) -> None:
    """The first build of somebody whose feeds name nothing."""
    empty = KnowledgeGraph((), (), (), (), (), ())
    counts = {len(loaded(path)) for path in files(empty, tmp_path).values()}
    assert len(counts) == 1


def test_mention_ids_say_where_they_are() -> None:
    """An id that is a hash tells nobody anything, and two mentions never share one."""
    assert mention_id("doc-0123", 4, 9) == "m-0123-4-9"
    ids = [mention_id(m.document, m.start, m.end) for m in small_graph().mentions]
    assert len(ids) == len(set(ids))


def test_every_claim_of_every_predicate_can_be_written() -> None:
    """A predicate of the table that the exporter cannot name would stop the whole export."""
    claims = tuple(
        Claim(f"st-{name}", "a", name, p.broad, "b", 0.9, Status.SUPPORTED, small_graph().claims[0].evidence)
        for name, p in ontology().schema.predicates.items()
        if p.direction == "same"
    )
    found = {quad.predicate.value for quad in quads(replace(small_graph(), claims=claims), ontology())}
    assert {expand(ontology().schema.predicates[c.predicate].local_name) for c in claims} <= found
