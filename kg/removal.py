"""What of a store a person means who names something to remove.

A name stands for a document (its id, its key, its link) or for a source (an address or path as it was named, or a folder
that holds such paths). Nothing is guessed here: what is only like a name is told as a candidate.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final, Literal

from kg.errors import LookupFailed
from kg.records import Document, Place
from kg.sources import links

As = Literal["source", "document"]

#: Candidates that are named at most.
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes."""

    documents: tuple[Document, ...]  #: altogether, sorted by id
    reduced: tuple[tuple[Document, tuple[Place, ...]], ...]  #: those that stand elsewhere too, with the places they lose
    sources: tuple[str, ...]  #: sources of which nothing is remembered any more, sorted


def plan(
    documents: Sequence[Document], names: Iterable[str], sources: Collection[str] = (), as_what: As | None = None
) -> Removal:
    """Return what goes when these names are removed.

    A document that came through a removed source and stands elsewhere too stays, without that place. ``sources`` are
    addresses that are known besides those of the documents. Raises LookupFailed with candidates for a name that stands
    for nothing, for several documents, or for a source and a document that are not the same.
    """
    whole: dict[str, Document] = {}
    gone: set[str] = set()
    for name in names:
        found, named = _meant(documents, sources, name.strip(), as_what)
        whole |= {d.id: d for d in found}
        gone |= named
    reduced = []
    for document in documents:
        lost = tuple(p for p in document.places if p.source in gone)
        if document.id in whole or not lost:
            continue
        if len(lost) == len(document.places):
            whole[document.id] = document
        else:
            reduced.append((document, lost))
    return Removal(
        tuple(whole[key] for key in sorted(whole)), tuple(sorted(reduced, key=lambda pair: pair[0].id)), tuple(sorted(gone))
    )


def _meant(
    documents: Sequence[Document], sources: Collection[str], name: str, as_what: As | None
) -> tuple[list[Document], set[str]]:
    """Return the documents and the sources that a name stands for: either one document or at least one source."""
    found = [d for d in documents if name and name in (d.id, d.key)] or [d for d in documents if _is_link(d, name)]
    known = {*sources, *(p.source for d in documents for p in d.places)}
    named = {s for s in known if _is_source(s, name)} or {s for s in known if _is_within(s, name)}
    other = "source" if as_what == "document" and named else "document" if as_what == "source" and found else ""
    if as_what == "source" or (named and _holds_only(documents, named, found)):
        found = []
    if as_what == "document":
        named = set()
    if found and named:
        raise LookupFailed(name, f"is a source and a document ({_told(found[0])}); say which with --as source or --as document")
    if len(found) > 1:
        raise LookupFailed(name, "stands for several documents", tuple(d.id for d in found[:_MOST]))
    if not found and not named and other:
        raise LookupFailed(name, f"is a {other} of the store, and no {as_what}; leave out --as {as_what}")
    if not found and not named:
        raise LookupFailed(name, "is no document and no source of the store", tuple(_near(documents, known, name)))
    return found, named


def _is_link(document: Document, name: str) -> bool:
    return bool(document.link and links.is_address(name)) and links.same_page(document.link) == links.same_page(name)


def _is_source(source: str, name: str) -> bool:
    if source == name:
        return True
    if links.is_address(source) or links.is_address(name):
        return links.is_address(source) and links.is_address(name) and links.canonical(source) == links.canonical(name) != ""
    return _path(source) == _path(name)


def _is_within(source: str, name: str) -> bool:
    """Return whether a source is a file below the folder that a name is."""
    if not name or name == "-" or links.is_address(source) or links.is_address(name):
        return False
    return _path(source).startswith(_path(name).rstrip(os.sep) + os.sep)


def _path(name: str) -> str:
    return os.path.normpath(Path.cwd() / name)  # paths were named from somewhere, and that is mostly where we are


def _holds_only(documents: Sequence[Document], sources: set[str], found: Sequence[Document]) -> bool:
    """Return whether removing the sources removes the documents found, all of them and whole, and no other."""
    touched = [d for d in documents if any(p.source in sources for p in d.places)]
    return touched == list(found) and all(p.source in sources for d in found for p in d.places)


def _near(documents: Sequence[Document], sources: Collection[str], name: str) -> Iterator[str]:
    """Yield sources and documents that hold the name or its last part, the sources first."""
    wanted = PurePath(name).name.casefold() or name.casefold()
    if not wanted:
        return
    hits = [s for s in sorted(sources) if wanted in s.casefold()]
    like = (d for d in documents if wanted in d.key.casefold() or wanted in d.title.casefold() or wanted in d.link.casefold())
    yield from [*hits, *(_told(d) for d in like)][:_MOST]


def _told(document: Document) -> str:
    return f"{document.id} ({document.title or document.key})"
