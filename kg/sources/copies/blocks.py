"""The paragraphs of a document as copies are sought in them: their words, and what kind of passage each one is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.records import FROM_OTHERS, Document, Zone, ZoneKind
from kg.sources.copies.shingles import WORD
from kg.text import Span, paragraphs, sentences

#: What is no running text of the document, so that nothing is looked for in it.
SILENT: Final = frozenset({ZoneKind.BOILERPLATE, ZoneKind.OUTSIDE, ZoneKind.CODE, ZoneKind.TIMESTAMP, ZoneKind.SPEAKER})

_DIGIT = re.compile(r"\d")
_FINAL = re.compile(r"[.!?…。！？:][\"'”’)\]»*_]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. Offsets count in the kept text, half open."""

    start: int
    end: int
    words: tuple[str, ...]  #: in lower case
    folded: tuple[str, ...]  #: the words, each number as one and the same
    kinds: frozenset[ZoneKind]  #: of the zones that hold at least half of it
    is_sentence: bool  #: whether it ends as a sentence does


def stripped(document: Document) -> tuple[Zone, ...]:
    """Return the zones that the document shows by itself."""
    return tuple(z for z in document.zones if z.kind not in FROM_OTHERS)


def blocks(document: Document) -> list[Block]:
    """Return the paragraphs of a document that hold words, in their order."""
    found = []
    spans = paragraphs(document.text)
    for (start, end), zones in zip(spans, _overlapping(spans, stripped(document)), strict=True):
        if words := _words(document.text, start, end):
            kinds = frozenset(z.kind for z in zones if 2 * (min(end, z.end) - max(start, z.start)) >= end - start)
            is_sentence = _FINAL.search(document.text, max(start, end - 8), end) is not None
            found.append(Block(start, end, words, _folded(words, document.text, start, end), kinds, is_sentence))
    return found


def sentence_blocks(document: Document, block: Block) -> list[Block]:
    """Return the sentences of one of the document's paragraphs that hold words, cut at the edges of its own zones."""
    at, text = block.start, document.text[block.start : block.end]
    inside = (z for z in stripped(document) if z.start < block.end and z.end > block.start)
    zones = [replace(z, start=max(z.start - at, 0), end=min(z.end - at, len(text))) for z in inside]
    spans = [(start + at, end + at) for start, end in sentences(text, zones)]
    return [
        Block(start, end, words, _folded(words, document.text, start, end), block.kinds, is_sentence=True)
        for start, end in spans
        if (words := _words(document.text, start, end))
    ]


def _words(text: str, start: int, end: int) -> tuple[str, ...]:
    return tuple([word.lower() for word in WORD.findall(text, start, end)])


def _folded(words: tuple[str, ...], text: str, start: int, end: int) -> tuple[str, ...]:
    # Most paragraphs have no digit, and are kept once.
    return tuple(["0" if w.isdecimal() else w for w in words]) if _DIGIT.search(text, start, end) else words


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
