"""The Accept header is taken at its word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.formats import GRAPHS, HTML, TABLES
from kg.serve.negotiation import choose

OFFERED = (*TABLES, HTML)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("application/json", "json"),
        ("text/*", "csv"),
        ("text/csv;q=0.5, text/tab-separated-values", "tsv"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.4", "csv"),
        ("*/*;q=0.1, application/sparql-results+xml", "xml"),
        ("application/sparql-results+json;q=0, */*", "xml"),  # a type that is refused by name is not let in by the rest
        ("text/*;q=0.3, text/csv;q=0, text/html;q=0.2", "tsv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/sparql-results+xml; charset=utf-8; q=0.9, text/csv;q=0.8", "xml"),
        ("nonsense, text/csv", "csv"),
        ("text/csv;q=2, text/tab-separated-values;q=0.1", "tsv"),  # a quality above 1 is none
        ("image/png", None),
        ("*/*;q=0", None),
        ("image/*;q=1, application/rdf+xml", None),
    ],
)
def test_what_is_wanted_most_is_sent(accept: str | None, name: str | None) -> None:
    """A program would get a format that it cannot read, or none although there is one."""
    found = choose(accept, OFFERED)
    assert (found.name if found else None) == name


@given(st.text(alphabet="textcsv/*;q=.0159, +-html", max_size=60) | st.text(max_size=60))
def test_no_header_breaks_the_choice(accept: str) -> None:
    """Any client could make the server fail with a header."""
    assert choose(accept, GRAPHS) in (None, *GRAPHS)


@given(st.permutations(["text/turtle;q=0.2", "application/rdf+xml;q=0.9", "*/*;q=0.1", "application/*;q=0.3"]))
def test_the_order_of_the_ranges_does_not_matter(ranges: list[str]) -> None:
    """Only qualities say what is wanted; the order says nothing."""
    found = choose(", ".join(ranges), GRAPHS)
    assert found is not None
    assert found.name == "rdf"
