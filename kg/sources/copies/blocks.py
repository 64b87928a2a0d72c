"""The paragraphs of a document as copies are sought in them: their words, and what kind of passage each one is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.records import FROM_OTHERS, Document, Zone, ZoneKind
from kg.sources.copies.shingles import WORD
from kg.text import Span, covering, paragraphs, sentences

#: What is no running text of the document, so that nothing is looked for in it.
SILENT: Final = frozenset({ZoneKind.BOILERPLATE, ZoneKind.OUTSIDE, ZoneKind.CODE, ZoneKind.TIMESTAMP, ZoneKind.SPEAKER})

_FINAL = re.compile(r"[.!?…。！？:][\"'”’)\]»*_]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. Offsets count in the kept text, half open."""

    start: int
    end: int
    words: tuple[str, ...]  #: in lower case
    kinds: frozenset[ZoneKind]  #: of the zones that hold at least half of it
    is_sentence: bool  #: whether it ends as a sentence does

    @property
    def folded(self) -> tuple[str, ...]:
        """The words, each number as one and the same."""
        return tuple("0" if word.isdecimal() else word for word in self.words)


def stripped(document: Document) -> tuple[Zone, ...]:
    """Return the zones that the document shows by itself."""
    return tuple(z for z in document.zones if z.kind not in FROM_OTHERS)


def blocks(document: Document) -> list[Block]:
    """Return the paragraphs of a document that hold words, in their order."""
    found = []
    spans = paragraphs(document.text)
    for (start, end), zones in zip(spans, _overlapping(spans, stripped(document)), strict=True):
        words = tuple(m.group().lower() for m in WORD.finditer(document.text, start, end))
        if words:
            kinds = frozenset(z.kind for z in zones if 2 * (min(end, z.end) - max(start, z.start)) >= end - start)
            found.append(Block(start, end, words, kinds, bool(_FINAL.search(document.text, max(start, end - 8), end))))
    return found


def sentence_blocks(document: Document, held: Sequence[Block]) -> list[list[Block]]:
    """Return the sentences of each of the document's paragraphs, cut at the edges of its own zones."""
    found: list[list[Block]] = [[] for _ in held]
    spans = sentences(document.text, stripped(document))
    for span, at in zip(spans, covering([(b.start, b.end) for b in held], [start for start, _ in spans]), strict=True):
        words = tuple(m.group().lower() for m in WORD.finditer(document.text, *span))
        if at >= 0 and words:
            found[at].append(Block(*span, words, held[at].kinds, is_sentence=True))
    return found


def _overlapping(spans: list[Span], zones: tuple[Zone, ...]) -> Iterator[list[Zone]]:
    """Yield for each of the sorted spans the zones that share a code point with it. One sweep."""
    active: list[Zone] = []
    at = 0
    for start, end in spans:
        while at < len(zones) and zones[at].start < end:
            active.append(zones[at])
            at += 1
        active = [z for z in active if z.end > start]
        yield active
