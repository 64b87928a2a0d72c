"""Notes that a text carries at its end: ``[^1]: ...`` of Markdown, and ``[1] ...`` where the text refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.records import Zone, ZoneKind
from kg.sources.kept import trimmed
from kg.text import paragraphs

#: Of the paragraphs from the first plain note on, this share has to be notes.
SHARE: Final = 0.5

_DEFINITION = re.compile(
    r"^ {0,3}\[\^[^\]\s]{1,40}\]:[^\n]*(?:\n(?![ ]{0,3}\[\^)[^\n]*\S[^\n]*|\n[ \t]*\n(?:[ ]{4}|\t)[^\n]*)*", re.MULTILINE
)
_PLAIN = re.compile(r"[ \t]*(?P<mark>\[(?:\d{1,3}|[*†‡])\])[:.]?[ \t]+(?=\S)")
_REFERENCE = re.compile(r"(?<=\S)[ \u00a0]?(?P<mark>\[(?:\d{1,3}|[*†‡])\])")


def footnote_zones(text: str, start: int, end: int) -> list[Zone]:
    """Return the FOOTNOTE zones that a stretch of text shows by its marks alone."""
    found = [trimmed(text, *match.span(), ZoneKind.FOOTNOTE) for match in _DEFINITION.finditer(text, start, end)]
    return found or list(_plain(text, start, end))


def _plain(text: str, start: int, end: int) -> Iterator[Zone]:
    first_use: dict[str, int] = {}
    for match in _REFERENCE.finditer(text, start, end):
        line_start = text.rfind("\n", max(start, match.start() - 8), match.start()) + 1
        if text[line_start : match.start("mark")].strip() or not line_start:
            first_use.setdefault(match["mark"], match.start("mark"))
    if not first_use:
        return
    spans = [(a + start, b + start) for a, b in paragraphs(text[start:end])]
    notes: list[tuple[int, int]] = []
    first = len(spans)
    for number, (left, right) in enumerate(spans):
        note = _PLAIN.match(text, left, right)
        if note is not None and first_use.get(note["mark"], end) < left:
            first = min(first, number)
            notes.append((left, right))
    if notes and len(notes) >= SHARE * (len(spans) - first):
        yield from (Zone(*span, ZoneKind.FOOTNOTE) for span in notes)
