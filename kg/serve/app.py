"""The addresses of the server and what each answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.serve import entities, sparql
from kg.serve.formats import GRAPHS, HTML, content_type, encode_graph
from kg.serve.guards import CarefulHeaders, HostCheck
from kg.serve.negotiation import choose
from kg.serve.pages import entity_path, policy, render
from kg.serve.protocol import Refused
from kg.serve.published import Published
from kg.serve.sparql import MAX_ROWS

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user can say of a server."""

    limit: int = 100_000  #: rows, or triples, of an answer
    timeout: float = 30.0  #: seconds that a query may take
    workers: int = 2  #: queries that run at once
    waiting: int = 32  #: further ones that wait for their turn
    cors: tuple[str, ...] = ()  #: origins whose pages may read the answers; ``*`` for all
    names: tuple[str, ...] = ()  #: names that the server goes by, beside localhost and addresses in numbers


def make_app(published: Published, settings: Settings) -> Starlette:
    """Return the application. It serves what `Published.load` loaded, and follows what is published while it runs."""
    middleware = [Middleware(CarefulHeaders), Middleware(HostCheck, names=settings.names)]
    if settings.cors:
        middleware.append(Middleware(
            CORSMiddleware, allow_origins=settings.cors, allow_methods=("GET", "POST"), allow_headers=("Accept", "Content-Type"),
            expose_headers=(MAX_ROWS, "Location"), max_age=600,
        ))  # fmt: skip
    app = Starlette(
        routes=_routes(), middleware=middleware, lifespan=lambda _: published.following(),
        exception_handlers={Refused: _refused, HTTPException: _http_problem, ClientDisconnect: _nobody, Exception: _fault},
    )  # fmt: skip
    app.state.published = published
    app.state.settings = settings
    return app


def _routes() -> Sequence[Route]:
    return [
        Route("/", _view),
        Route("/sparql", sparql.answer, methods=["GET", "POST"]),
        Route("/entity", _slash),
        Route("/entity/", entities.listed),
        Route("/entity/{id:path}", entities.page),
        Route("/void", _void),
        Route("/.well-known/void", _well_known),
        Route("/{path:path}", _of_base),
    ]


# -- small addresses ---------------------------------------------------------------------------------------------


async def _view(request: Request) -> Response:
    """The published page of the whole graph."""
    now = request.app.state.published.now
    headers = {"ETag": now.etag}
    if now.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if now.content.view is None:
        return _page(404, "No page of the graph", "This build was published without one; run kg build again.")
    return Response(now.content.view, media_type="text/html; charset=utf-8", headers=headers)


async def _slash(request: Request) -> Response:
    return RedirectResponse(f"/entity/?{request.url.query}".rstrip("?"), 308)


async def _void(request: Request) -> Response:
    """The description of the dataset (VoID)."""
    now = request.app.state.published.now
    if now.content.void is None:
        raise HTTPException(404, "this build was published without a description of itself; run kg build again")
    form = choose(request.headers.get("accept"), GRAPHS)
    if form is None:
        raise HTTPException(406, f"the description comes as {', '.join(map(str, GRAPHS))}")
    endpoint = request.url.replace(path="/sparql", query="", fragment="")
    served = f"\n<{now.pool.base}dataset> <http://rdfs.org/ns/void#sparqlEndpoint> <{endpoint}> .\n"
    body = encode_graph(now.content.void + served, form)
    return Response(body, media_type=content_type(form), headers={"Vary": "Accept"})


async def _well_known(_: Request) -> Response:
    return RedirectResponse("/void", 302)  # as VoID 7.2 has it


async def _of_base(request: Request) -> Response:
    """Lead from the path of an IRI of the graph to the page about what it names."""
    now = request.app.state.published.now
    if request.url.path == urlsplit(f"{now.pool.base}dataset").path:
        return RedirectResponse("/void", 303)
    path = urlsplit(f"{now.pool.base}id/").path
    if path != "/" and request.url.path.startswith(path):
        return RedirectResponse(entity_path(request.url.path.removeprefix(path)), 303)
    raise HTTPException(404, "there is nothing at this address")


# -- what went wrong ---------------------------------------------------------------------------------------------


def _page(status: int, title: str, problem: str) -> Response:
    text = render("problem.html", title=title, problem=problem, here="")
    return Response(text, status, media_type=content_type(HTML), headers={"Content-Security-Policy": policy()})


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Refused) else 400
    return _say(request, status, str(error))


async def _http_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = _say(request, error.status_code, error.detail)
    response.headers.update(error.headers or {})
    return response


async def _nobody(_: Request, __: Exception) -> Response:
    """Answer someone who has left."""
    return Response(status_code=400)


async def _fault(_: Request, __: Exception) -> Response:
    """Answer for a fault of this program, which the server prints."""
    return PlainTextResponse("a fault of the server; it has been told on the server's own screen\n", 500)


_TEXT = GRAPHS[1]  # for anything that takes plain text


def _say(request: Request, status: int, message: str) -> Response:
    """Return a problem as a page for a browser, as one line for anything else."""
    headers = {"Connection": "close"} if status in (408, 413) else {}
    if status == 503:
        headers["Retry-After"] = "5"
    accept = request.headers.get("accept", "")
    if HTML.media in accept and choose(accept, (_TEXT, HTML)) is HTML:
        response = _page(status, {404: "Not found"}.get(status, "Not answered"), message)
        response.headers.update(headers)
        return response
    return PlainTextResponse(f"{message}\n", status, headers=headers)
