"""The windows of one document: which entities stand in them together. The counts of `kg.store.counting` before they are added up.

All windows lie within a document, so a document can be counted by itself, and adding up is a group-by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from kg.records import Document, Mention, Window
from kg.store.windows import DEFAULT_CAPS, Caps, placed
from kg.text import Span

KINDS: Final[tuple[Window, ...]] = ("sentence", "paragraph", "document")


@dataclass(slots=True)
class Pair:
    """Two entities of one document."""

    sentences: int = 0
    paragraphs: int = 0
    is_whole: bool = False  #: whether the document itself is a window of theirs
    first: int | None = None  #: number of the first sentence that holds both
    span: Span = (0, 0)  #: of that sentence


@dataclass(frozen=True, slots=True)
class Counted:
    """What one document adds to the counts."""

    pairs: Mapping[tuple[str, str], Pair]  #: by the ids, the smaller one first
    singles: Mapping[str, Sequence[int]]  #: entity to its windows of each of `KINDS`, without crowded ones
    totals: Mapping[str, int] = field(default_factory=dict)  #: windows by kind, and what was left out by reason


def count(document: Document, mentions: Sequence[Mention], caps: Caps = DEFAULT_CAPS) -> Counted:
    """Return what a document adds to the counts. Pure; the order of the mentions does not matter."""
    totals: dict[str, int] = defaultdict(int)
    sentences: dict[int, set[str]] = defaultdict(set)
    paragraphs: dict[int, set[str]] = defaultdict(set)
    spans: dict[int, Span] = {}
    for p in placed(document, mentions):
        if p.left_out:
            totals[p.left_out] += 1
            continue
        entity = p.mention.entity or ""
        sentences[p.sentence].add(entity)
        paragraphs[p.paragraph].add(entity)
        spans[p.sentence] = p.sentence_span
    everything = {0: set().union(*sentences.values())} if sentences else {}
    kept = {
        kind: _kept(windows, getattr(caps, kind), kind, totals)
        for kind, windows in zip(KINDS, (sentences, paragraphs, everything), strict=True)
    }
    pairs: dict[tuple[str, str], Pair] = defaultdict(Pair)
    for number, entities in sorted(kept["sentence"].items()):
        for ends in combinations(sorted(entities), 2):
            pair = pairs[ends]
            pair.sentences += 1
            if pair.first is None:
                pair.first, pair.span = number, spans[number]
    for ends in _together(kept["paragraph"].values()):
        pairs[ends].paragraphs += 1
    for ends in _together(kept["document"].values()):
        pairs[ends].is_whole = True
    singles: dict[str, list[int]] = defaultdict(lambda: [0] * len(KINDS))
    for at, kind in enumerate(KINDS):
        for entities in kept[kind].values():
            for entity in entities:
                singles[entity][at] += 1
    return Counted(dict(pairs), dict(singles), dict(totals))


def _kept(windows: Mapping[int, set[str]], cap: int, kind: str, totals: dict[str, int]) -> dict[int, set[str]]:
    """Return the windows of one kind that hold no more entities than the cap, and count them and the others."""
    kept = {}
    for number, entities in windows.items():
        if (size := len(entities)) > cap:
            totals[f"crowded_{kind}"] += 1
            totals[f"crowded_{kind}_pairs"] += size * (size - 1) // 2
        else:
            kept[number] = entities
            totals[f"windows_{kind}"] += 1
    return kept


def _together(windows: Iterable[set[str]]) -> Iterable[tuple[str, str]]:
    return (ends for entities in windows for ends in combinations(sorted(entities), 2))
