"""SPARQL over HTTP: the verbs, the types, the errors, by a real server on loopback."""

from __future__ import annotations

import csv
import io
import json
import socket
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg.ontology.vocabulary import prefixes
from kg.serve.protocol import LONGEST
from tests.rdf_graphs import dataset_of, ontology
from tests.serve.serving import Server, graph_with_hostile_names

LABELS = "SELECT ?s ?l { ?s a aigo:Entity ; skos:prefLabel ?l } ORDER BY ?s"
FACTS = "CONSTRUCT { ?s aigo:developedBy ?o } WHERE { ?s aigo:developedBy ?o }"
FORM = "application/x-www-form-urlencoded"


def test_all_ways_to_ask_give_one_answer(server: Server) -> None:
    """A client library that posts would get another answer than a browser that gets, or than kg query."""
    got = server.ask(LABELS)
    form = server.client.post("/sparql", data={"query": LABELS})
    plain = server.client.post("/sparql", content=LABELS, headers={"Content-Type": "application/sparql-query; charset=utf-8"})
    assert [r.status_code for r in (got, form, plain)] == [200] * 3
    assert got.content == form.content == plain.content
    dataset = dataset_of(graph_with_hostile_names(), ontology())
    assert got.json() == json.loads(dataset.query(LABELS).to_json())


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.1, text/tab-separated-values;q=0.9", "text/tab-separated-values; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_tables_come_in_the_wanted_format(server: Server, accept: str, media: str) -> None:
    """A spreadsheet would be sent JSON."""
    found = server.ask(LABELS, accept)
    assert (found.status_code, found.headers["content-type"]) == (200, media)
    assert found.headers["vary"] == "Accept"
    if "csv" in media:
        assert next(iter(csv.reader(io.StringIO(found.text)))) == ["s", "l"]
    elif "xml" in media:
        assert len(ET.fromstring(found.text).findall(".//{*}result")) == len(graph_with_hostile_names().nodes)
    asked = server.ask("ASK { aig:metr a aigo:Entity }", accept)
    assert asked.status_code == 200
    assert "true" in asked.text


@pytest.mark.parametrize(
    ("accept", "media", "form"),
    [
        ("text/turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    ],
)
def test_graphs_come_in_the_wanted_format(server: Server, accept: str, media: str, form: ox.RdfFormat) -> None:
    """A triple store would be sent what it does not read."""
    for query in (FACTS, "DESCRIBE aig:metr"):
        found = server.ask(query, accept)
        assert (found.status_code, found.headers["content-type"]) == (200, media)
        assert list(ox.parse(found.content, format=form))


def test_a_format_can_be_named_in_the_address(server: Server) -> None:
    """A link to the answer as a file could not be given."""
    assert server.ask(LABELS, "text/html", format="csv").headers["content-type"].startswith("text/csv")
    assert server.ask(LABELS, format="docx").status_code == 400
    assert server.ask(FACTS, format="csv").status_code == 406


@pytest.mark.parametrize(
    ("query", "accept"),
    [(LABELS, "text/turtle"), (LABELS, "image/png"), (FACTS, "text/csv"), (FACTS, "text/turtle;q=0"), ("ASK {}", "text/turtle")],
)
def test_formats_that_do_not_fit_are_406(server: Server, query: str, accept: str) -> None:
    """A client would get what it said it cannot read."""
    found = server.ask(query, accept)
    assert found.status_code == 406
    assert found.text.count("\n") == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT",
        "SELECT * {",
        "lineage",
        "SELECT ?x { ?x nosuch:y ?z }",
        "\0",
        "SELECT * { ?s ?p <a b> }",
        "ASK {} ASK {}",
        "\ufffe",
    ],
    ids=["verb alone", "no end", "a name", "prefix", "NUL", "space in IRI", "two", "no character"],
)
def test_malformed_queries_are_400(server: Server, query: str) -> None:
    """A client could not tell its own mistake from the server's."""
    found = server.ask(query)
    assert found.status_code == 400
    assert "cannot be parsed" in found.text
    assert found.text.count("\n") == 1


def test_updates_are_refused(server: Server) -> None:
    """Anyone who reaches the server could change what it says, or make it fetch addresses."""
    client, before = server.client, server.value("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    tried = [
        client.post("/sparql", data={"update": "CLEAR ALL"}),
        client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}),
        client.get("/sparql", params={"update": "CLEAR ALL"}),
        server.ask("INSERT DATA { <a:b> <a:c> <a:d> }"),
        server.ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
    ]
    assert [r.status_code for r in tried] == [403] * 5
    for verb in ("PUT", "DELETE", "PATCH"):
        found = client.request(verb, "/sparql", content=b"x")
        assert found.status_code == 405
        assert set(found.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert server.value("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before


def test_bodies_that_are_no_query(server: Server) -> None:
    """A client would not learn what the server takes."""
    post = server.client.post
    assert post("/sparql", content=b"ASK {}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert post("/sparql", content=b"\xff", headers={"Content-Type": "application/sparql-query"}).status_code == 400
    assert post("/sparql", content=b"a=b", headers={"Content-Type": FORM}).status_code == 400


def test_huge_bodies_are_413(server: Server) -> None:
    """One client could fill the memory."""
    post, kind = server.client.post, {"Content-Type": "application/sparql-query"}
    assert post("/sparql", content=b"#" * (LONGEST + 1), headers=kind).status_code == 413
    pieces = (b"#" * 65536 for _ in range(60))  # without a length told before
    assert post("/sparql", content=pieces, headers=kind).status_code == 413
    assert post("/sparql", content=b"ASK {} #" + b"x" * (LONGEST - 8), headers=kind).status_code == 200


def test_a_body_that_is_announced_too_large_is_not_waited_for(server: Server) -> None:
    """The refusal would come when all has been sent."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as line:
        line.sendall(f"POST /sparql HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 999999999\r\n\r\n".encode())
        assert b" 413 " in line.recv(4096).split(b"\r\n")[0]


def test_what_is_no_http_at_all(server: Server) -> None:
    """A stray connection could stop the server."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as line:
        line.sendall(b"\x16\x03\x01\x02\x00\r\n\r\n")
        assert b" 400 " in line.recv(4096)
    assert server.ask("ASK {}").status_code == 200


def test_graphs_of_the_request_go_before_those_of_the_query(server: Server) -> None:
    """The protocol's own parameters would do nothing."""
    layer = prefixes()["aigg"]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    inside = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    def number(query: str, **params: str) -> int:
        return int(server.ask(query, **params).json()["results"]["bindings"][0]["n"]["value"])

    facts = number(count, **{"default-graph-uri": f"{layer}facts"})
    assert 0 < facts == number(inside, **{"named-graph-uri": f"{layer}facts"}) < number(count)
    assert number(count.replace("{", "FROM aigg:facts {", 1)) == facts
    assert number(count, **{"default-graph-uri": "http://example.org/nowhere"}) == 0
    assert server.ask(count, **{"default-graph-uri": "no iri"}).status_code == 400
    posted = server.client.post(
        "/sparql",
        params={"default-graph-uri": f"{layer}facts"},
        content=count,
        headers={"Content-Type": "application/sparql-query"},
    )
    assert posted.json()["results"]["bindings"][0]["n"]["value"] == str(facts)


def test_the_row_limit_says_that_it_cut(server: Server) -> None:
    """A part of an answer would be taken for all of it."""
    cut = server.ask("SELECT * { ?s ?p ?o }")
    assert len(cut.json()["results"]["bindings"]) == 500
    assert cut.headers["x-sparql-maxrows"] == "500"
    graph = server.ask("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
    assert graph.text.count("\n") == 500
    assert graph.headers["x-sparql-maxrows"] == "500"
    assert "x-sparql-maxrows" not in server.ask("SELECT * { ?s ?p ?o } LIMIT 500").headers


def test_head_has_the_headers_and_no_body(server: Server) -> None:
    """A link checker would be told that nothing is there."""
    found = server.client.head("/sparql", params={"query": LABELS})
    assert (found.status_code, found.content) == (200, b"")
    assert int(found.headers["content-length"]) == len(server.ask(LABELS, "*/*").content)


def test_the_service_describes_itself(server: Server) -> None:
    """A client that discovers services would find nothing."""
    for accept, form in (("*/*", ox.RdfFormat.TURTLE), ("application/rdf+xml", ox.RdfFormat.RDF_XML)):
        found = server.client.get("/sparql", headers={"Accept": accept})
        store = ox.Store()
        store.load(found.content, format=form)
        endpoint = "SELECT ?e { ?s <http://www.w3.org/ns/sparql-service-description#endpoint> ?e }"
        [row] = store.query(endpoint)  # type: ignore[misc]  # a SELECT gives rows
        assert row["e"].value == f"{server.url}sparql"
    assert server.client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406


def test_strangers_names_are_not_answered(server: Server) -> None:
    """A page of a stranger whose name was led to this machine could read the graph."""
    assert server.client.get("/sparql", params={"query": "ASK {}"}, headers={"Host": "evil.example"}).status_code == 421
    assert server.client.get("/", headers={"Host": f"localhost:{urlsplit(server.url).port}"}).status_code == 200


def test_no_other_page_may_read_the_answers(server: Server) -> None:
    """Any page that is open in the user's browser could read the graph."""
    origin = {"Origin": "https://evil.example"}
    found = server.client.get("/sparql", params={"query": "ASK {}"}, headers=origin)
    assert "access-control-allow-origin" not in found.headers
    before = {**origin, "Access-Control-Request-Method": "POST"}
    assert server.client.options("/sparql", headers=before).status_code == 405


def test_texts_that_travel_unharmed(server: Server) -> None:
    """Quotes, tags and IRIs with spaces would come out as something else, or break the format."""
    query = 'SELECT ?l ("a\\t\\"b\\"\\n<c>" AS ?t) { ?e skos:prefLabel ?l } ORDER BY ?l LIMIT 1'
    row = server.ask(query).json()["results"]["bindings"][0]
    assert row["t"]["value"] == 'a\t"b"\n<c>'
    assert "<script>" in row["l"]["value"]
    xml = ET.fromstring(server.ask(query, "application/sparql-results+xml").text)
    assert [e.text for e in xml.findall(".//{*}literal")] == [row["l"]["value"], row["t"]["value"]]


def test_a_client_library_of_the_field_gets_on_with_it(server: Server) -> None:
    """Our own client and server could share a misunderstanding of the protocol; rdflib's knows nothing of ours."""
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    found = Graph(SPARQLStore(f"{server.url}sparql", returnFormat="xml"))
    rows = list(found.query(f"PREFIX aigo: <{prefixes()['aigo']}> SELECT ?s WHERE {{ ?s a aigo:Entity }}"))
    assert len(rows) == len(graph_with_hostile_names().nodes)
