"""Records to pages, through templates that escape whatever they are given. One style sheet, one script, both inline."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from kg import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

VIEW: Final = Path(__file__).with_name("view")


@cache
def asset(name: str) -> str:
    """Return a style sheet or script of the pages."""
    return (VIEW / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(VIEW), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # Both are written as they are, since their hashes are in the policy; no record ever gets into them.
    made.globals.update(style=asset("page.css"), script=asset("page.js"), version=__version__, path=entity_path)
    return made


def render(name: str, **values: object) -> str:
    """Return a page. Lone surrogates, which no encoding can carry, are replaced."""
    text = _templates().get_template(name).render(**values)
    return text.encode("utf-8", "replace").decode()


def entity_path(identifier: str) -> str:
    """Return where the page of an entity is, percent-encoded."""
    return f"/entity/{quote(identifier, safe='', errors='replace')}"


@cache
def policy() -> str:
    """Return the Content-Security-Policy of the pages: nothing but their own style sheet and script, by their hashes."""
    return (
        f"default-src 'none'; style-src {_source('page.css')}; script-src {_source('page.js')}; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _source(name: str) -> str:
    digest = hashlib.sha256(asset(name).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def cells(bindings: Sequence[dict[str, Any]], variables: Sequence[str], prefixes: dict[str, str]) -> list[list[dict[str, str]]]:
    """Return the rows of SPARQL JSON as a table shows them: text, and the address that it leads to, if any."""
    return [[_cell(row.get(name), prefixes) for name in variables] for row in bindings]


def _cell(term: dict[str, str] | None, prefixes: dict[str, str]) -> dict[str, str]:
    if term is None:
        return {"text": "", "to": ""}
    value = term["value"]
    if term["type"] != "uri":
        return {"text": value if term["type"] == "literal" else f"_:{value}", "to": ""}
    if value.startswith(prefixes["aig"]):
        # The rest of the IRI is percent-encoded already, as a path has to be.
        return {"text": f"aig:{value[len(prefixes['aig']) :]}", "to": f"/entity/{value[len(prefixes['aig']) :]}"}
    short = next((f"{p}:{value[len(n) :]}" for p, n in prefixes.items() if value.startswith(n) and len(value) > len(n)), value)
    return {"text": short, "to": value if value.startswith(("http://", "https://")) else ""}
