"""The pages and the addresses of entities, by a real server on loopback."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
from selectolax.lexbor import LexborHTMLParser

from kg.ontology.vocabulary import id_iri, prefixes
from kg.serve.cards import card
from kg.serve.pages import render
from kg.serve.published import read_content
from tests.rdf_graphs import small_graph
from tests.serve.serving import FORMER, HOSTILE_NAME, Server, graph_with_hostile_names, published

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BAD = "/entity/" + quote('bad name/"quoted"<b>\'#?%41', safe="")


def _text(tree: LexborHTMLParser, selector: str) -> str:
    [found] = tree.css(selector)
    return found.text()


def test_the_graph_is_at_the_root(server: Server) -> None:
    """Who opens the printed address would find nothing."""
    found = server.client.get("/", headers=BROWSER)
    assert (found.status_code, found.text) == (200, "<!doctype html><title>the graph</title>")
    again = server.client.get("/", headers={"If-None-Match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_entity_has_a_page(server: Server) -> None:
    """Names, claims, quotes and neighbours of an entity could not be read in a browser."""
    found = server.client.get("/entity/alpha-1", headers=BROWSER)
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["vary"] == "Accept"
    tree = LexborHTMLParser(found.text)
    text = re.sub(r"\s+", " ", tree.body.text() if tree.body else "")
    for part in (
        "Alpha One", "Alpha 1", "quill/alpha-1", "Alpha One developed by Quill Lab supported, belief 0.90",
        "“Alpha One was developed by Quill Lab.”", "denied, asserted", "On second-post", "named together", "llmcapa 0.5.69",
    ):  # fmt: skip
        assert part in text, part
    links = {a.attributes["href"] for a in tree.css("main a")}
    assert {"/entity/quill-lab", "/entity/beta", "/#entity=alpha-1", "/entity/alpha-1?format=ttl"} <= links
    assert [a for a in tree.css("article") if (a.attributes["id"] or "").startswith("st-")]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("text/html;q=0.5, text/turtle", ox.RdfFormat.TURTLE),
    ],
)
def test_an_entity_comes_as_rdf(server: Server, accept: str, form: ox.RdfFormat) -> None:
    """Linked data could not be followed from one entity to the next."""
    found = server.client.get("/entity/alpha-1", headers={"Accept": accept})
    assert found.status_code == 200
    store = ox.Store()
    store.load(found.content, format=form)
    asked = """ASK { aig:alpha-1 skos:prefLabel "Alpha One" . aig:quill-lab skos:prefLabel "Quill Lab" .
      ?st rdf:subject aig:alpha-1 ; rdf:object aig:quill-lab ; aigo:hasEvidence ?e . ?e aigo:exact ?quote ;
      prov:hadPrimarySource ?d . ?d schema:headline ?title . ?pair aigo:member aig:alpha-1 }"""
    assert bool(store.query(asked, prefixes=prefixes()))
    named = server.client.get("/entity/alpha-1", params={"format": "ttl"}, headers=BROWSER)
    assert named.headers["content-type"].startswith("text/turtle")


def test_formats_that_an_entity_has_not(server: Server) -> None:
    """A client would get what it said it cannot read."""
    assert server.client.get("/entity/alpha-1", headers={"Accept": "image/png"}).status_code == 406
    assert server.client.get("/entity/alpha-1?format=csv").status_code == 406


def test_former_ids_lead_on(server: Server) -> None:
    """A link made before the ontology knew the name would be broken."""
    found = server.client.get(f"/entity/{FORMER}?format=ttl")
    assert (found.status_code, found.headers["location"]) == (303, "/entity/metr?format=ttl")


def test_iris_lead_to_their_pages(server: Server) -> None:
    """Behind a host of one's own base, the IRIs of the graph would lead nowhere."""
    found = server.client.get(urlsplit(id_iri("alpha-1")).path)
    assert (found.status_code, found.headers["location"]) == (303, "/entity/alpha-1")


def test_the_dataset_describes_itself(server: Server) -> None:
    """A catalogue would find nothing, or no endpoint in what it finds."""
    led = server.client.get("/.well-known/void")
    assert (led.status_code, led.headers["location"]) == (302, "/void")
    assert server.client.get(urlsplit(id_iri("x")).path.replace("id/x", "dataset")).headers["location"] == "/void"
    for accept, form in (("*/*", ox.RdfFormat.TURTLE), ("application/rdf+xml", ox.RdfFormat.RDF_XML)):
        store = ox.Store()
        store.load(server.client.get("/void", headers={"Accept": accept}).content, format=form)
        asked = f"""PREFIX void: <http://rdfs.org/ns/void#>
          ASK {{ ?d void:sparqlEndpoint <{server.url}sparql> ; void:triples ?n ; void:subset ?layer }}"""
        assert bool(store.query(asked))
    assert server.client.get("/void", headers={"Accept": "image/png"}).status_code == 406


def test_other_ids_are_described(server: Server) -> None:
    """Statements and documents are named in every answer, and could not be looked at."""
    statement = server.value("SELECT (STR(?s) AS ?i) { ?s a aigo:Statement ; rdf:subject aig:beta } LIMIT 1").rpartition("/")[2]
    led = server.client.get(f"/entity/{statement}")
    assert (led.status_code, led.headers["location"]) == (303, f"/entity/beta#{statement}")
    document = server.value("SELECT (STR(?d) AS ?i) { ?d a aigo:Document } LIMIT 1").rpartition("/")[2]
    assert "schema:headline" in server.client.get(f"/entity/{document}", headers={"Accept": "text/turtle"}).text
    shown = server.client.get(f"/entity/{document}", headers=BROWSER, follow_redirects=True)
    assert (shown.status_code, shown.url.path) == (200, "/sparql")
    assert server.client.get("/entity/doc-0").status_code == 404


def test_a_name_leads_to_its_entity(server: Server) -> None:
    """Whoever knows a name and no id would have to search for it."""
    for name in ("Alpha One", "alpha 1", "quill%2Falpha-1", "Alpha%20One?format=ttl"):
        led = server.client.get(f"/entity/{name}", headers=BROWSER)
        assert (led.status_code, led.headers["location"].partition("?")[0]) == (303, "/entity/alpha-1")
        assert led.headers["vary"] == "Accept"
    turtle = server.client.get("/entity/Alpha One", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert turtle.text.startswith("@prefix")


def test_a_name_of_several_lets_choose(server: Server) -> None:
    """One of two entities of a name would be shown as if it were the only one."""
    found = server.client.get("/entity/the twins", headers=BROWSER)
    assert found.status_code == 300
    assert 'href="/entity/twins-band"' in found.text
    assert 'href="/entity/twins-lab"' in found.text
    plain = server.client.get("/entity/the twins", headers={"Accept": "application/ld+json"})
    assert plain.status_code == 300
    assert "twins-band, twins-lab" in plain.text


def test_unknown_ids_suggest_others(server: Server) -> None:
    """A slip of the pen would end at a bare error."""
    found = server.client.get("/entity/quil-lab", headers=BROWSER)
    assert found.status_code == 404
    assert 'href="/entity/quill-lab"' in found.text
    plain = server.client.get("/entity/quil-lab", headers={"Accept": "text/turtle"})
    assert plain.status_code == 404
    assert "quill-lab" in plain.text
    assert plain.text.count("\n") == 1
    assert server.client.get("/nothing/here").status_code == 404


def test_entities_are_listed_and_found(server: Server) -> None:
    """An entity could be reached only by whoever knows its id."""
    everything = LexborHTMLParser(server.client.get("/entity/").text)
    assert len(everything.css("main li a")) == len(graph_with_hostile_names().nodes)
    found = LexborHTMLParser(server.client.get("/entity/", params={"q": "alp"}).text)
    assert {a.text() for a in found.css("main li a")} == {"Alpha", "Alpha One"}
    assert "Nothing in the graph" in server.client.get("/entity/", params={"q": "%$&"}).text
    assert server.client.get("/entity?q=alp").headers["location"] == "/entity/?q=alp"


def test_queries_can_be_asked_in_a_browser(server: Server) -> None:
    """Who has no client could not ask."""
    empty = LexborHTMLParser(server.client.get("/sparql", headers=BROWSER).text)
    assert len(empty.css("main li a")) >= 20
    assert "SELECT" in _text(empty, "textarea")
    query = "SELECT ?s ?l { ?s skos:prefLabel ?l }"
    found = LexborHTMLParser(server.client.get("/sparql", params={"query": query}, headers=BROWSER).text)
    assert _text(found, "textarea") == query
    assert "Quill Lab" in [td.text() for td in found.css("td")]
    assert "/entity/quill-lab" in [a.attributes["href"] for a in found.css("td a")]
    as_csv = next(a.attributes["href"] for a in found.css(".ways a") if a.text() == "csv")
    assert server.client.get(as_csv or "").text.startswith("s,l\r\n")
    for text, part in (("ASK {}", "yes"), ("DESCRIBE aig:metr", "aig:metr a"), ("SELECT * { ?s aigo:none ?o }", "No rows")):
        assert part in server.client.get("/sparql", params={"query": text}, headers=BROWSER).text


def test_a_wrong_query_can_be_mended_where_it_was_typed(server: Server) -> None:
    """A long query with a typo would have to be typed again."""
    found = server.client.get("/sparql", params={"query": "SELECT <b> {"}, headers=BROWSER)
    tree = LexborHTMLParser(found.text)
    assert found.status_code == 400
    assert _text(tree, "textarea") == "SELECT <b> {"
    assert "cannot be parsed" in _text(tree, "[role=alert]")


def test_every_shipped_question_can_be_clicked(server: Server) -> None:
    """A first visitor would be met by an error."""
    page = LexborHTMLParser(server.client.get("/sparql", headers=BROWSER).text)
    for link in page.css("main li a"):
        found = server.client.get(link.attributes["href"] or "", headers=BROWSER)
        assert found.status_code == 200, (link.text(), found.text[-3000:])


@pytest.mark.parametrize(
    "path",
    ["/entity/", BAD, "/entity/?q=%3Cscript%3E", "/sparql?query=SELECT%20%3Fl%20%7B%3Fs%20skos%3AprefLabel%20%3Fl%7D",
     "/sparql?query=%3C%2Ftextarea%3E%3Cscript%3E", "/entity/%3Cscript%3Ealert(1)%3C%2Fscript%3E"],
    ids=["list", "entity", "search", "answer", "query", "unknown"],
)  # fmt: skip
def test_nothing_in_a_text_becomes_markup(server: Server, path: str) -> None:
    """A feed could run its script in the page of whoever reads the graph."""
    found = server.client.get(path, headers=BROWSER)
    tree = LexborHTMLParser(found.text)
    assert len(tree.css("script")) == 1
    assert not tree.css("img")
    assert not [a for a in tree.css("a") if (a.attributes["href"] or "").lower().startswith(("javascript", "data"))]
    assert "default-src 'none'" in found.headers["content-security-policy"]
    if path in ("/entity/", BAD):
        assert HOSTILE_NAME in (tree.body.text() if tree.body else "")


def test_hostile_ids_can_be_described(server: Server) -> None:
    """A space or a quote in an id would break out of the IRI in the query."""
    found = server.client.get(BAD, headers={"Accept": "application/n-triples"})
    assert found.status_code == 200
    assert list(ox.parse(found.content, format=ox.RdfFormat.N_TRIPLES))


def test_answers_ask_browsers_to_be_careful(server: Server) -> None:
    """A browser could take one type for another, or show the page in a frame of a stranger."""
    for path in ("/", "/entity/", "/sparql", "/sparql?query=ASK%7B%7D", "/nothing"):
        headers = server.client.get(path).headers
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")


def test_what_may_not_be_quoted_is_on_no_page(tmp_path: Path) -> None:
    """The server would publish sentence by sentence what the exports leave out; or an empty pair of quotation marks."""
    plain = small_graph()
    shown = next(c for c in plain.claims if c.predicate == "developed_by")
    quote = shown.evidence[0].quote
    published(tmp_path / "kg.duckdb", replace(plain, unquoted=tuple(sorted(e.id for c in plain.claims for e in c.evidence))))
    content = read_content(tmp_path / "kg.duckdb")
    made = card(content, content.nodes[shown.subject])
    assert {q.text for s in made.statements for q in s.quotes} == {"…"}
    page = render("entity.html", title="x", here="entity", card=made, iri="https://x.example/")
    assert quote not in page
    assert "“…”" not in page
    assert "Not quoted here" in page
    assert quote not in (content.folder / "graph.trig").read_text(encoding="utf-8")
