"""The query operation of the SPARQL 1.1 Protocol: a request to what is asked, or to why it is not answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

#: The longest query, or body, that is read: in bytes.
LONGEST: Final = 1024 * 1024
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
#: More parameters than this are no query.
_PARAMETERS: Final = 1000


class Refused(Exception):  # noqa: N818 - the name says what happened
    """A request that gets no answer. ``str()`` is one line for whoever sent it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status  #: of HTTP


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the graphs that it is about."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str = ""  #: value of ``format``, which goes before the Accept header


def read_get(query_string: str) -> Asked | None:
    """Return what a GET asks, or None when it asks nothing. Raises Refused."""
    found = _parameters(query_string)
    if "query" not in found and "update" not in found:
        return None
    return _asked(found, found)


def read_post(content_type: str | None, query_string: str, body: bytes) -> Asked:
    """Return what a POST asks: a form, or a query as it is. Raises Refused."""
    kind, _, more = (content_type or "").partition(";")
    kind = kind.strip().lower()
    _check_charset(more)
    if kind == UPDATE:
        raise Refused(403, "updates are refused: the graph is read only")
    if kind not in (FORM, QUERY):
        raise Refused(415, f"send the query as {QUERY} or {FORM}, not as {kind[:100] or 'nothing named'}")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "the request's body is no UTF-8") from None
    if kind == QUERY:
        return _asked({"query": [text]}, _parameters(query_string))
    found = _parameters(text)
    return _asked(found, found)


def _check_charset(more: str) -> None:
    for part in more.split(";"):
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset" and value.strip(' "').lower() not in ("utf-8", "utf8", "us-ascii"):
            raise Refused(415, "send the query in UTF-8")


def _parameters(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        for key, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS):
            found.setdefault(key, []).append(value)
    except UnicodeDecodeError:
        raise Refused(400, "the request's parameters are no UTF-8") from None
    except ValueError:
        raise Refused(400, f"the request has more than {_PARAMETERS} parameters") from None
    return found


def _asked(found: dict[str, list[str]], about: dict[str, list[str]]) -> Asked:
    if "update" in found:
        raise Refused(403, "updates are refused: the graph is read only")
    queries = found.get("query", [])
    if len(queries) != 1:
        raise Refused(400, f"a request holds one query, this one has {len(queries) or 'none'}")
    text = queries[0]
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise Refused(413, f"the query is longer than {LONGEST:,} bytes")
    if not text.strip():
        raise Refused(400, "the query is empty")
    graphs = [tuple(dict.fromkeys(about.get(key, ()))) for key in ("default-graph-uri", "named-graph-uri")]
    return Asked(text, graphs[0], graphs[1], about.get("format", [""])[-1])
