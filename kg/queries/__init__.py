"""The questions that come with the program: one ``NAME.rq`` each, runnable as it stands in any SPARQL 1.1 engine.

The head of a file says in comments what it answers (``# question:``), what for (``# use:``), and which values can be
given (``# param: NAME = DEFAULT``). A parameter is a ``VALUES ?NAME { DEFAULT }`` line in the query; another value takes
the default's place as a term of the same kind, never as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from kg.errors import QueryError
from kg.ontology.vocabulary import DEFAULT_BASE, id_iri, prefixes

_HEAD: Final = re.compile(r"#\s*(question|use|param):\s*(.*?)\s*$", re.MULTILINE)
_PARAM: Final = re.compile(r"(\w+)\s*=\s*(.+)")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its query."""

    name: str
    question: str
    use: str
    params: tuple[tuple[str, str], ...]  #: name and default, as the query spells it
    text: str


def parse(name: str, text: str) -> NamedQuery:
    """Return a query with what its head says. Raises QueryError for a parameter without its VALUES line."""
    found: dict[str, list[str]] = {"question": [], "use": [], "param": []}
    for key, value in _HEAD.findall(text):
        found[key].append(value)
    params = []
    for line in found["param"]:
        match = _PARAM.fullmatch(line)
        if match is None or len(_slot(match[1]).findall(text)) != 1:
            raise QueryError(f"{name}: `# param: {line}` needs a default, and one line `VALUES ?NAME {{ DEFAULT }}`")
        params.append((match[1], match[2]))
    return NamedQuery(name, " ".join(found["question"]), " ".join(found["use"]), tuple(params), text)


@cache
def named() -> Mapping[str, NamedQuery]:
    """Return the shipped queries by name, sorted."""
    folder = files("kg.queries")
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".rq")), key=lambda p: p.name)
    return {p.name[:-3]: parse(p.name[:-3], p.read_text(encoding="utf-8")) for p in paths}


def bind(query: NamedQuery, values: Mapping[str, str], base: str = DEFAULT_BASE) -> str:
    """Return the query's text with values in place of the defaults.

    A value has to be of its default's kind: an id (or any IRI), a number, a date, or a text. Raises QueryError for one
    that is not, and for a parameter that the query does not have.
    """
    defaults = dict(query.params)
    if unknown := sorted(values.keys() - defaults.keys()):
        known = ", ".join(defaults) or "none"
        raise QueryError(f"{query.name} has no parameter {', '.join(unknown)}; it has: {known}")
    # The shipped files declare the default base, so that they run anywhere; a graph may have another one.
    text = query.text.replace(f": <{DEFAULT_BASE}", f": <{base}") if base != DEFAULT_BASE else query.text
    for name, value in values.items():
        match = _slot(name).search(text)
        if match is not None:
            text = f"{text[: match.end(1)]} {_term(name, value, defaults[name], base)} {text[match.start(2) :]}"
    return text


def _slot(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(\s*VALUES \?{name} \{{)[^}}]*(\}})", re.MULTILINE)


def _term(name: str, value: str, default: str, base: str) -> str:
    """Return a value as a SPARQL term that is whole in itself, whatever the value holds."""
    value = value.strip()
    if default.endswith("^^xsd:date"):
        try:
            return f'"{date.fromisoformat(value).isoformat()}"^^<{prefixes()["xsd"]}date>'
        except ValueError:
            raise QueryError(f"{name}={value!r} is no date; write it as 2026-01-31") from None
    if default.startswith('"'):
        value = value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
        return '"' + "".join(_ESCAPES.get(c, c) for c in value) + '"'
    if _NUMBER.fullmatch(default):
        if not _NUMBER.fullmatch(value):
            raise QueryError(f"{name}={value!r} is no number")
        return value
    return f"<{_iri(name, value, base)}>"


def _iri(name: str, value: str, base: str) -> str:
    if re.match(r"<?https?://", value):
        iri = value.removeprefix("<").removesuffix(">")
        if re.search(r'[\x00-\x20<>"{}|^`\\]', iri):
            raise QueryError(f"{name}={value!r} is no IRI")
        return iri
    prefix, colon, local = value.partition(":")
    known = prefixes(base)
    if colon and prefix in known:
        if not re.fullmatch(r"[\w.%-]+", local):
            raise QueryError(f"{name}={value!r} is no IRI")
        return known[prefix] + local
    if not value:
        raise QueryError(f"{name} needs a value: an id such as openai")
    return id_iri(value, base)
