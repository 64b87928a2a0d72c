"""Which documents are copies of one text. So far: those with the same id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.records import Document


def merge(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return one document for each id, with the places of its copies."""
    kept: dict[str, Document] = {}
    for document in documents:
        if (first := kept.get(document.id)) is None:
            kept[document.id] = document
        else:
            kept[document.id] = replace(first, places=tuple(dict.fromkeys((*first.places, *document.places))))
    return tuple(kept.values())
