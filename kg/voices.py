"""Whose voice a document is: what counts as one independent source, for belief and for co-mentions alike. Pure.

A voice is who answers for a text, since only another one's word is a second testimony:

- **An outlet is one voice** however many of its authors speak: one desk checks, commissions and corrects. Its name is
  compared without letter case, punctuation and what a directory adds to it ("Signal & Noise | Podcast").
- **An outlet in which only one author is known is the voice of that author**, so that a person's letter and the same
  person's podcast are one. A guest's post makes an outlet one of its own.
- **A document without an outlet** is the voice of its first author, and without one stands for itself.
- **A document that stood in several places is one voice**, that of the place whose text was kept: the fullest and best
  informed copy. A directory or a mirror adds none. The revisions of a document are one voice, that of the current one.
- **A passage that stood in an earlier document** is the earlier document's voice (`kg.claims`).

Who owns several outlets is not known here, and freelancers who write for two do not make them one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from kg.records import Document

#: What stands between an outlet's name and what a directory adds to it. A hyphen only with spaces around it.
_ADDED: Final = re.compile(r"\s*[|·•»]\s*|\s+[-–—]\s+")
_NO_WORD: Final = re.compile(r"[\W_]+")


def outlet_name(outlet: str) -> str:
    """Return what the spellings of one outlet share: its first part, in lower case, without punctuation."""
    first = next((part for part in _ADDED.split(outlet) if part.strip()), outlet)
    return plain_name(first) or plain_name(outlet)


def plain_name(name: str) -> str:
    """Return a name in lower case, without punctuation, an ampersand as a word."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    return " ".join(_NO_WORD.sub(" ", plain).split())


def voices(documents: Iterable[Document]) -> dict[str, str]:
    """Return the voice of each document by its id. Depends on the set of documents only."""
    given = list(documents)
    known: dict[str, set[str]] = {}
    for document in given:
        names = {plain_name(author) for author in document.authors} - {""}
        known.setdefault(outlet_name(document.outlet), set()).update(names)
    return {d.id: _voice(d, known.get(outlet_name(d.outlet), set())) for d in given}


def _voice(document: Document, authors: set[str]) -> str:
    """Return a document's voice, given all the authors of its outlet."""
    if outlet := outlet_name(document.outlet):
        return next(iter(authors)) if len(authors) == 1 else outlet
    return next((name for author in document.authors if (name := plain_name(author))), document.id)
