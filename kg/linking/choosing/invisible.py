"""Soft hyphens and other marks of no width inside words: names are read without them, spans keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kg.linking.choosing.readings import Choice
from kg.records import Document

_MARKS: Final = "\u00ad\u200b\u2060\ufeff"
_MARK: Final = re.compile(rf"(?<=\w)[{_MARKS}]+(?=\w)")


def marks(text: str) -> list[tuple[int, int]]:
    """Return the stretches of marks that stand between two letters, in order."""
    if not any(mark in text for mark in _MARKS):  # as in most texts; quicker than the pattern
        return []
    return [m.span() for m in _MARK.finditer(text)]


def without(document: Document, stretches: Iterable[tuple[int, int]]) -> tuple[Document, list[int]]:
    """Return the document without the marks, and for each offset of its text, its end among them, the one in the original."""
    gone = {i for start, end in stretches for i in range(start, end)}
    kept = [i for i in range(len(document.text)) if i not in gone]
    new = [0] * (len(document.text) + 1)
    at = 0
    for i in range(len(document.text)):
        new[i] = at
        at += i not in gone
    new[len(document.text)] = at
    zones = tuple(replace(z, start=new[z.start], end=new[z.end]) for z in document.zones)
    text = "".join(document.text[i] for i in kept)
    return replace(document, text=text, zones=zones), [*kept, len(document.text)]


def put_back(chosen: Iterable[Choice], offsets: list[int]) -> list[Choice]:
    """Return the choices with their offsets in the original text."""
    return [c._replace(start=offsets[c.start], end=offsets[c.end - 1] + 1) for c in chosen]
