"""``/entity/``: the list of entities, and the page of each in HTML and RDF."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.lookup import called, search
from kg.ontology.vocabulary import id_iri
from kg.serve import sparql
from kg.serve.cards import card, refs
from kg.serve.formats import GRAPHS, HTML, TABLES, by_name, content_type
from kg.serve.negotiation import Format, choose
from kg.serve.pages import entity_path, policy, render
from kg.serve.protocol import Asked, Refused
from kg.serve.published import Content, Generation

#: Entities that a list shows.
LISTED: Final = 200
_OFFERED: Final = (HTML, *GRAPHS)

#: Ids of what is no entity: documents, mentions, evidence, statements, pairs, unknown names.
_MINTED: Final = re.compile(r"(?:doc|m|ev|st|co|nil)-")

#: An entity as RDF: itself, the statements and pairs that it is in with their evidence, and what the others are called.
_DESCRIPTION: Final = """
CONSTRUCT {{ ?s ?p ?o . ?other skos:prefLabel ?label . ?d ?dp ?do }} WHERE {{
  VALUES ?e {{ <{iri}> }}
  {{ ?e ?p ?o BIND(?e AS ?s) }}
  UNION {{ ?s rdf:subject|rdf:object|aigo:member ?e ; ?p ?o }}
  UNION {{ ?st rdf:subject|rdf:object ?e ; aigo:hasEvidence ?s . ?s ?p ?o }}
  UNION {{ ?st rdf:subject|rdf:object ?e ; rdf:subject|rdf:object ?other . ?other skos:prefLabel ?label }}
  UNION {{ ?st rdf:subject|rdf:object ?e ; aigo:hasEvidence/prov:hadPrimarySource ?d . ?d ?dp ?do
           FILTER(?dp IN (rdf:type, schema:headline, schema:url, schema:datePublished, aigo:outlet)) }}
}}"""


async def listed(request: Request) -> Response:
    """List the entities that are mentioned most, or those that a name may stand for."""
    content: Content = request.app.state.published.now.content
    sought = request.query_params.get("q", "").strip()[:200]
    if sought:
        hits = await asyncio.to_thread(search, content.graph, sought, None)
        ids, title = [hit.entity.id for hit in hits], f"“{sought}”"
    else:
        nodes = sorted(content.graph.nodes, key=lambda n: (-n.mentions, n.entity.label.casefold(), n.entity.id))
        ids, title = [n.entity.id for n in nodes], "Entities"
    return _list(content, ids, title=title, sought=sought)


def _list(content: Content, ids: list[str], *, title: str, sought: str = "", problem: str = "", status: int = 200) -> Response:
    text = render(
        "entities.html", title=title, here="entities", sought=sought, problem=problem, found=refs(content, ids[:LISTED]),
        left_out=max(0, len(ids) - LISTED),
    )  # fmt: skip
    return Response(text, status, media_type=content_type(HTML), headers={"Content-Security-Policy": policy()})


async def page(request: Request) -> Response:
    """Answer with the page of an entity, in the format that is wanted most; lead on from a former id."""
    now: Generation = request.app.state.published.now
    content, identifier = now.content, request.path_params["id"]
    node = content.nodes.get(identifier)
    form = _format(request)
    if node is None:
        new = content.redirects.get(identifier) or content.statements.get(identifier)
        if new is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            anchor = f"#{identifier}" if identifier in content.statements else ""
            return RedirectResponse(f"{entity_path(new)}{query}{anchor}", 303, headers={"Vary": "Accept"})
        return await _other(request, identifier, form)
    iri = id_iri(identifier, now.pool.base)
    headers = {"Vary": "Accept", "ETag": f'"{content.name}-{form.name}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if form is HTML:
        made = await asyncio.to_thread(card, content, node)
        text = render("entity.html", title=made.ref.label, here="entity", card=made, iri=iri)
        return Response(text, media_type=content_type(HTML), headers={**headers, "Content-Security-Policy": policy()})
    return await _described(request, _DESCRIPTION.format(iri=iri), form, headers)


async def _described(request: Request, query: str, form: Format, headers: dict[str, str]) -> Response:
    limit = request.app.state.settings.limit
    found = await sparql.ask(request, Asked(query), limit, None, form)
    if found.status != 200:
        raise Refused(found.status, found.message)
    if found.truncated:
        headers[sparql.MAX_ROWS] = str(limit)
    return Response(found.body, media_type=content_type(form), headers=headers)


def _format(request: Request) -> Format:
    asked = request.query_params.get("format", "")
    form = choose(request.headers.get("accept"), _OFFERED) if not asked else next(iter(by_name(asked)), None)
    if form not in _OFFERED or form is None:
        raise HTTPException(406, f"an entity comes as {', '.join(map(str, _OFFERED))}")
    return form


async def _other(request: Request, identifier: str, form: Format) -> Response:
    """Answer for a document, a piece of evidence or anything else with an id: as RDF; a browser is shown the query for it."""
    now: Generation = request.app.state.published.now
    if not _MINTED.match(identifier):
        return await _unknown(request, now.content, identifier, form)
    iri = id_iri(identifier, now.pool.base)
    found = await sparql.ask(request, Asked(f"ASK {{ <{iri}> ?p ?o }}"), 1, TABLES[0], None)
    if found.status != 200:
        raise Refused(found.status, found.message)
    if not json.loads(found.body)["boolean"]:
        return await _unknown(request, now.content, identifier, form)
    if form is HTML:
        return RedirectResponse(f"/sparql?{urlencode({'query': f'DESCRIBE <{iri}>'})}", 303, headers={"Vary": "Accept"})
    return await _described(request, f"DESCRIBE <{iri}>", form, {"Vary": "Accept"})


async def _unknown(request: Request, content: Content, identifier: str, form: Format) -> Response:
    """Lead from a name to its entity; say which ones share it, or which are called something like it."""
    meant = await asyncio.to_thread(called, content.graph, identifier[:200])
    if len(meant) == 1:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{entity_path(meant[0].id)}{query}", 303, headers={"Vary": "Accept"})
    if meant:
        ids, problem = [e.id for e in meant], f"Several entities are called {identifier[:200]!r}."
        if form is HTML:
            return _list(content, ids, title=identifier[:200], problem=f"{problem} Which one do you mean?", status=300)
        raise HTTPException(300, f"{problem} {', '.join(ids)}")
    near = await asyncio.to_thread(search, content.graph, identifier[:200], 10)
    ids = [hit.entity.id for hit in near]
    problem = f"No entity has the id or name {identifier[:200]!r}." + (" Did you mean one of these?" if ids else "")
    if form is HTML:
        return _list(content, ids, title="Not found", problem=problem, status=404)
    raise HTTPException(404, f"{problem} {', '.join(ids)}".strip())
