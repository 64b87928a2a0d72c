"""Which documents are of one source: what prints one frame around its posts. Pure."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final

from kg.records import Document
from kg.sources import links
from kg.voices import outlet_name

STDIN: Final = "-"


def by_date(documents: Iterable[Document]) -> list[Document]:
    """Return the documents in the order of time, the undated ones last, then by id and text."""
    return sorted(documents, key=_order)


def _order(document: Document) -> tuple[bool, float, str, str]:
    when = document.published
    return (when is None, when.timestamp() if when else 0.0, document.id, document.text)


def same_source(documents: Sequence[Document]) -> list[list[int]]:
    """Return the sources as sorted lists of the indices of their documents, each list once.

    A document may be of several sources: a post on a site that also came through a directory's page.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        for name in set(sources_of(document)):
            found[name].append(number)
    return [list(members) for members in sorted({tuple(members) for members in found.values()})]


def sources_of(document: Document) -> Iterator[str]:
    """Yield the names of the sources that a document is of; one may come twice."""
    place = document.places[0].source if document.places else ""
    if name := outlet_name(document.outlet):
        yield f"outlet:{name}"
    if site := links.site(document.link):
        yield f"site:{site}"
    if place and place != STDIN:
        yield f"place:{place}"
        if not name and not site and not links.is_address(place):
            yield f"folder:{PurePath(os.path.normpath(place)).parent}"
