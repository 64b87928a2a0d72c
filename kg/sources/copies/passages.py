"""Passages that stood in an earlier document, from whatever source. Pure.

A passage that is printed again is no second voice: its names were named together once, and what it states was stated
once. Documents are taken in the order of time, the undated ones last. A run of sentences is a copy when nearly all its
words lie in shingles that an earlier document has, most of them in one and the same, and no word of it is a name or a
number that the earlier text lacks: with those it says something else in the same words. Quoted passages are no
exception. What recurs as the frame of a source (`recurring`) is neither looked up nor marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from kg.records import FRAME, Document, Zone, ZoneKind
from kg.sources.copies.blocks import SILENT
from kg.sources.copies.shingles import WIDTH, WORD, Numbers, first_holders, in_order
from kg.sources.copies.sources import by_date
from kg.sources.kept import in_order as zones_in_order
from kg.text import sentences

# Measured with benchmarks/copies.py; docs/copies.md has the tables.

#: Words of a copied run. Shorter ones are phrases, titles and sayings.
LONGEST_PHRASE: Final = 25
#: Share of a sentence's words that lie in shingles of earlier documents, and in those of the one that it is taken from.
COVERED: Final = 0.8
FROM_ONE: Final = 0.6

#: No author's words of this document: neither an original nor a copy.
_UNREAD: Final = FRAME | SILENT | {ZoneKind.TITLE, ZoneKind.BYLINE}


def with_copied(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents, sorted by (published, id), with COPIED zones put anew.

    Each zone is labelled with the id of the document that had the passage first. Pure; run it behind `with_recurring`.
    """
    ordered = by_date(documents)
    read = [sentences_of(d) for d in ordered]
    holders = first_holders([numbers(held) for held in read])
    ids = [d.id for d in ordered]
    return tuple(
        with_passages(document, held, earlier.tolist() if (earlier < number).any() else (), number, ids)
        for number, (document, held, earlier) in enumerate(zip(ordered, read, holders, strict=True))
    )


def with_passages(
    document: Document, held: Sequence[Sentence], holders: Sequence[int], number: int, ids: Sequence[str]
) -> Document:
    """Return a document with COPIED zones put anew, given its `sentences_of`.

    ``holders`` are, for each of its `numbers`, the place in the order of time of the first document that has it, an index
    of ``ids``; ``number`` is the document's own. Without any the document shares no words with an earlier one, as most.
    """
    bare = tuple(z for z in document.zones if z.kind is not ZoneKind.COPIED)
    runs = _runs(document, held, holders, number) if holders else ()
    found = [Zone(run.start, run.end, ZoneKind.COPIED, ids[run.holder]) for run in runs]
    return replace(document, zones=zones_in_order((*bare, *found)) if found else bare)


def numbers(held: Sequence[Sentence]) -> Numbers:
    """Return the shingles of sentences in their order, across their ends."""
    return in_order([word.lower() for s in held for word in s.words])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is compared."""

    start: int
    end: int
    first: int  #: number of its first word among the words that are read
    words: list[str]  #: as they are written


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    holder: int


def sentences_of(document: Document) -> list[Sentence]:
    """Return the sentences that hold words, without those that share a code point with what is not read."""
    bare = [z for z in document.zones if z.kind is not ZoneKind.COPIED]
    found: list[Sentence] = []
    unread = [(z.start, z.end) for z in bare if z.kind in _UNREAD and z.start < z.end]
    first = at = reach = 0
    for start, end in sentences(document.text, bare):
        while at < len(unread) and unread[at][0] < end:
            reach = max(reach, unread[at][1])
            at += 1
        if reach > start:
            continue
        if words := WORD.findall(document.text, start, end):
            found.append(Sentence(start, end, first, words))
            first += len(words)
    return found


def _is_name(sentence: Sentence, at: int, common: set[str]) -> bool:
    """Return whether a word is what a copy must not change: one with a digit, or a capital that opens no sentence."""
    word = sentence.words[at]
    return any(c.isdigit() for c in word) or (word != word.lower() and not (at == 0 and word.lower() in common))


def _runs(document: Document, held: Sequence[Sentence], holders: Sequence[int], number: int) -> Iterator[_Run]:
    """Yield the runs of neighbouring sentences that were taken from one earlier document and are long enough."""
    common = {word for word in WORD.findall(document.text) if word.islower()}
    found = [(s, _holder(s, holders, number, common)) for s in held]
    for holder, group in groupby(found, key=lambda pair: pair[1]):
        run = [s for s, _ in group]
        if holder is not None and sum(len(s.words) for s in run) >= LONGEST_PHRASE:
            yield _Run(run[0].start, run[-1].end, holder)


def _holder(sentence: Sentence, holders: Sequence[int], number: int, common: set[str]) -> int | None:
    """Return the number of the earlier document that a sentence was taken from, if it was."""
    count = len(sentence.words)
    earlier = [number] * count
    # Shingles that begin in the sentence before still cover its first words when both were taken over together.
    for begin in range(max(0, sentence.first - WIDTH + 1), min(sentence.first + count, len(holders))):
        if (holder := holders[begin]) < number:
            for at in range(max(begin, sentence.first), min(begin + WIDTH, sentence.first + count)):
                earlier[at - sentence.first] = min(earlier[at - sentence.first], holder)
    own = [at for at, holder in enumerate(earlier) if holder == number]
    if count - len(own) < COVERED * count or any(_is_name(sentence, at, common) for at in own):
        return None
    most = Counter(holder for holder in earlier if holder != number)
    holder, words = min(most.items(), key=lambda item: (-item[1], item[0]))
    return holder if words >= FROM_ONE * count else None
