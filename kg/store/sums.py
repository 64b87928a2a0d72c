"""Tallies of different documents put together, and taken apart again. Pure.

Numbers of windows, documents and voices are sums. First and last days and the quote are not: where a document that goes
had given one, it has to be looked for again among those that stay (`stale`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.store.tally import BITS, MOST, NEVER_FIRST, NEVER_LAST, Flags, Ints, Small, Tally

#: Of two arrays of numbers of documents, where the first one's comes before the second one's, by day and id.
Before = Callable[[Small, Small], Flags]


def added(one: Tally, two: Tally, before: Before) -> Tally:
    """Return the tally of the documents of both, which have none in common."""
    at, missing = _places(one.pairs, two.pairs)
    gaps = at[missing]
    pairs = np.insert(one.pairs, gaps, two.pairs[missing])
    to = np.searchsorted(pairs, two.pairs)

    def widened(column: npt.NDArray[Any], default: int) -> npt.NDArray[Any]:
        return np.insert(column, gaps, default)

    def total(name: str) -> Small:
        column: Small = widened(getattr(one, name), 0)
        column[to] += getattr(two, name)
        return column

    first, last = widened(one.first, NEVER_FIRST), widened(one.last, NEVER_LAST)
    first[to], last[to] = np.minimum(first[to], two.first), np.maximum(last[to], two.last)
    document, sentence = widened(one.quote_document, -1), widened(one.quote_sentence, -1)
    had = document[to]
    earlier = (two.quote_document >= 0) & (had < 0)
    both = np.flatnonzero((two.quote_document >= 0) & (had >= 0))
    earlier[both] = before(two.quote_document[both], had[both])
    document[to[earlier]], sentence[to[earlier]] = two.quote_document[earlier], two.quote_sentence[earlier]

    keys = np.repeat(np.searchsorted(pairs, one.pairs), one.sources) << BITS | one.voice
    more = np.repeat(to, two.sources) << BITS | two.voice
    place, unheard = _places(keys, more)
    per_voice = one.voice_documents.copy()
    per_voice[place[~unheard]] += two.voice_documents[~unheard]
    per_voice = np.insert(per_voice, place[unheard], two.voice_documents[unheard])
    keys = np.insert(keys, place[unheard], more[unheard])
    sources = np.bincount(keys >> BITS, minlength=len(pairs)).astype(np.int32)
    return Tally(
        pairs, total("sentences"), total("paragraphs"), total("whole"), total("documents"), first, last, document, sentence,
        sources, (keys & MOST - 1).astype(np.int32), per_voice, _padded_sum(one.singles, two.singles),
        one.windows + two.windows, one.crowded + two.crowded, one.crowded_pairs + two.crowded_pairs,
    )  # fmt: skip


def subtracted(whole: Tally, part: Tally, gone: Flags) -> tuple[Tally, Ints]:
    """Return the tally without that of the documents that are gone, and the stale pairs: one of these gave day or quote."""
    at = np.searchsorted(whole.pairs, part.pairs)

    def less(name: str) -> Small:
        column: Small = getattr(whole, name).copy()
        column[at] -= getattr(part, name)
        return column

    documents = less("documents")
    left = documents > 0
    keys = np.repeat(np.arange(len(whole.pairs)), whole.sources) << BITS | whole.voice
    unsaid = np.repeat(at, part.sources) << BITS | part.voice
    per_voice = whole.voice_documents.copy()
    per_voice[np.searchsorted(keys, unsaid)] -= part.voice_documents
    heard = per_voice > 0
    sources = np.bincount(keys[heard] >> BITS, minlength=len(whole.pairs)).astype(np.int32)
    gave = (part.first == whole.first[at]) | (part.last == whole.last[at])
    quoted = whole.quote_document[at]
    gave |= (quoted >= 0) & gone[quoted]
    singles = whole.singles.copy()
    singles -= part.singles
    kept = Tally(
        whole.pairs[left], less("sentences")[left], less("paragraphs")[left], less("whole")[left], documents[left],
        whole.first[left], whole.last[left], whole.quote_document[left], whole.quote_sentence[left], sources[left],
        whole.voice[heard], per_voice[heard], singles, whole.windows - part.windows, whole.crowded - part.crowded,
        whole.crowded_pairs - part.crowded_pairs,
    )  # fmt: skip
    return kept, part.pairs[gave & left[at]]


def refreshed(tally: Tally, pairs: Ints, found: Tally) -> Tally:
    """Return the tally with days and quotes of some pairs taken from another one, which was made of all that hold them."""
    at, there = np.searchsorted(tally.pairs, pairs), np.searchsorted(found.pairs, pairs)
    names = ("first", "last", "quote_document", "quote_sentence")
    columns = {name: getattr(tally, name).copy() for name in names}
    for name, column in columns.items():
        column[at] = getattr(found, name)[there]
    return replace(tally, **columns)


def _places(keys: Ints, more: Ints) -> tuple[Ints, Flags]:
    """Return where each of some keys is or belongs in sorted ones, and which of them are missing there."""
    at = np.searchsorted(keys, more)
    inside = at < len(keys)
    missing = np.ones(len(more), np.bool_)
    missing[inside] = keys[at[inside]] != more[inside]
    return at, missing


def _padded_sum(one: Ints, two: Ints) -> Ints:
    made = np.zeros((len(one), max(one.shape[1], two.shape[1])), np.int64)
    made[:, : one.shape[1]] += one
    made[:, : two.shape[1]] += two
    return made
