"""``/sparql``: queries of programs, the page for people, and the description of the service."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.ontology.vocabulary import prefixes
from kg.queries import bind, named
from kg.serve import protocol
from kg.serve.description import describe
from kg.serve.formats import GRAPHS, HTML, NAMES, TABLES, by_name, content_type, encode_graph
from kg.serve.negotiation import Format, choose
from kg.serve.pages import cells, policy, render
from kg.serve.pool import Pool
from kg.serve.protocol import Asked, Refused
from kg.serve.worker import Answer
from kg.serve.worker import Request as Job

#: The header of an answer that the row limit cut; its value is the limit.
MAX_ROWS: Final = "X-SPARQL-MaxRows"
#: Rows, or triples, that the page shows.
SHOWN: Final = 1000
#: Seconds in which the body of a request has to arrive.
ARRIVING: Final = 30.0
#: Bytes of a body too large that are still taken, since a client that is cut off while it sends never reads why.
_DRAINED: Final = 8 * protocol.LONGEST
_FIRST: Final = """SELECT ?model ?label ?developer WHERE {
  ?model aigo:developedBy ?developer ;
         skos:prefLabel ?label .
}
ORDER BY ?label
LIMIT 20
"""


async def answer(request: Request) -> Response:
    """Answer a query; without one, give the page, or the description of the service."""
    if request.method == "POST":
        asked: Asked | None = await _posted(request)
    else:
        asked = protocol.read_get(request.url.query)
    if asked is None:
        return await _about(request)
    accept = request.headers.get("accept")
    if asked.form:
        welcome = by_name(asked.form)
        if not welcome:
            raise Refused(400, f"there is no format {asked.form[:50]!r}; there are {', '.join(NAMES)}")
        table, graph = (next(iter(f for f in welcome if f in offered), None) for offered in ((*TABLES, HTML), (*GRAPHS, HTML)))
    else:
        table, graph = choose(accept, (*TABLES, HTML)), choose(accept, (*GRAPHS, HTML))
    if table is None and graph is None:
        offered = ", ".join(dict.fromkeys(map(str, (*TABLES, *GRAPHS, HTML))))
        raise Refused(406, f"answers come as {offered}; none of them is among what Accept names")
    both = table is HTML and graph is HTML
    limit = min(SHOWN, request.app.state.settings.limit) if both else request.app.state.settings.limit
    found = await ask(request, asked, limit, _behind(table, TABLES), _behind(graph, GRAPHS))
    if found.status != 200:
        if table is HTML:
            return _page(request, asked.query, problem=found.message, status=found.status)
        raise Refused(found.status, found.message)
    form = NAMES[found.form]
    if (graph if form in GRAPHS else table) is HTML:
        return _shown(request, asked, found, limit)
    headers = {"Vary": "Accept"}
    if found.truncated:
        headers[MAX_ROWS] = str(limit)
    return Response(found.body, media_type=content_type(form), headers=headers)


def _behind(form: Format | None, offered: Sequence[Format]) -> Format | None:
    """Return what is asked for in place of a page, which is made from it."""
    return offered[0] if form is HTML else form


async def _posted(request: Request) -> Asked:
    length = request.headers.get("content-length", "")
    announced = int(length) if length.isdigit() else 0
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(ARRIVING):
            if announced <= _DRAINED:
                async for piece in request.stream():
                    size += len(piece)
                    if size <= protocol.LONGEST:
                        body += piece
                    elif size > _DRAINED:
                        break
    except TimeoutError:
        raise Refused(408, f"the request did not arrive within {ARRIVING:g} s") from None
    if max(size, announced) > protocol.LONGEST:
        raise Refused(413, f"the request's body is larger than {protocol.LONGEST:,} bytes")
    return protocol.read_post(request.headers.get("content-type"), request.url.query, bytes(body))


async def ask(request: Request, asked: Asked, limit: int, table: Format | None, graph: Format | None) -> Answer:
    """Return the answer to a query; it is ended when whoever asked goes away."""
    job = Job(
        asked.query, limit, request.app.state.settings.timeout, table.name if table else "", graph.name if graph else "",
        asked.default_graphs, asked.named_graphs,
    )  # fmt: skip
    pool: Pool = request.app.state.published.now.pool
    if request.method != "POST":
        await request.body()  # so that what is received next is that the client has gone
    asking = asyncio.create_task(pool.ask(job))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else Answer(503, message="nobody waits for the answer")
    finally:
        for task in (asking, leaving):
            task.cancel()
        await asyncio.gather(asking, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _about(request: Request) -> Response:
    form = choose(request.headers.get("accept"), (*GRAPHS, HTML))
    if form is None:
        raise HTTPException(406, f"the description of the service comes as {', '.join(map(str, (*GRAPHS, HTML)))}")
    if form is HTML:
        return _page(request, _FIRST)
    endpoint = str(request.url.replace(query="", fragment=""))
    body = encode_graph(describe(endpoint, request.app.state.published.now.pool.graphs), form)
    return Response(body, media_type=content_type(form), headers={"Vary": "Accept"})


# -- for people --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer as the page shows it: a table, or a text."""

    variables: tuple[str, ...] = ()
    rows: tuple[list[dict[str, str]], ...] = ()
    text: str | None = None


def _shown(request: Request, asked: Asked, found: Answer, limit: int) -> Response:
    if found.form == GRAPHS[0].name:
        what, shown, forms = "triples", _Shown(text=found.body.decode()), GRAPHS
        count = 0
    else:
        record = json.loads(found.body)
        if "boolean" in record:
            return _page(request, asked.query, _Shown(text="yes" if record["boolean"] else "no"))
        variables, bindings = record["head"]["vars"], record["results"]["bindings"]
        table = cells(bindings[:SHOWN], variables, _prefixes(request))
        what, shown, forms, count = "rows", _Shown(tuple(variables), tuple(table)), TABLES, len(table)
    note = (
        f"the first {min(limit, SHOWN):,} {what}" if found.truncated or count == SHOWN else f"{count:,} {what}" if count else ""
    )
    graphs = [("default-graph-uri", g) for g in asked.default_graphs] + [("named-graph-uri", g) for g in asked.named_graphs]
    files = [(f.name, f"/sparql?{urlencode([('query', asked.query), *graphs, ('format', f.name)])}") for f in forms]
    return _page(request, asked.query, shown, note=note, as_files=files)


def _page(
    request: Request,
    query: str,
    shown: _Shown | None = None,
    *,
    note: str = "",
    as_files: list[tuple[str, str]] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    settings, known = request.app.state.settings, _prefixes(request)
    pool: Pool = request.app.state.published.now.pool
    text = render(
        "query.html", title="SPARQL", here="sparql", query=query, answer=shown, note=note, as_files=as_files or [],
        problem=problem, triples=f"{sum(pool.graphs.values()):,}", limit=f"{settings.limit:,}",
        seconds=f"{settings.timeout:g}", prefixes=list(known.items()), shipped=_shipped(pool.base),
    )  # fmt: skip
    headers = {"Content-Security-Policy": policy(), "Vary": "Accept"}
    return Response(text, status, media_type=content_type(HTML), headers=headers)


def _prefixes(request: Request) -> dict[str, Any]:
    return prefixes(request.app.state.published.now.pool.base)


@cache
def _shipped(base: str) -> list[dict[str, str]]:
    return [{"question": q.question, "to": f"/sparql?{urlencode({'query': bind(q, {}, base)})}"} for q in named().values()]
