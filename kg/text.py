"""Paragraphs and sentences of a kept text, as spans. Pure, near-linear, never a parser.

A span is a pair of code-point offsets, half open. Spans are in order, do not overlap and hold no white space at
their ends; text outside every span is white space, or the marks between a speaker's label and what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from kg.records import Zone, ZoneKind

Span = tuple[int, int]

#: Hard-wrapped text keeps its lines within this; longer lines are paragraphs of their own.
WIDEST_WRAP: Final = 100
NARROWEST_WRAP: Final = 40

#: Zones whose edges end a sentence even without punctuation.
HARD_ZONES: Final = frozenset({
    ZoneKind.TITLE, ZoneKind.HEADING, ZoneKind.LIST_ITEM, ZoneKind.SPEAKER, ZoneKind.TIMESTAMP, ZoneKind.CODE,
    ZoneKind.TABLE, ZoneKind.CAPTION, ZoneKind.FOOTNOTE, ZoneKind.BYLINE, ZoneKind.UTTERANCE, ZoneKind.BOILERPLATE,
    ZoneKind.RECURRING, ZoneKind.COPIED, ZoneKind.OUTSIDE,
})  # fmt: skip

#: Zones that label what is said, and the marks that stand behind one: of "Ada: Hello", "**Ada** [0:12]: Hello", "<v Ada>Hello".
_LABELS: Final = frozenset({ZoneKind.SPEAKER, ZoneKind.TIMESTAMP})
_LABEL_MARKS = re.compile(r"[\s:：>\])]*(?:\*\*|__)?[\s:：>\])]*(?:[–—-]\s+)?")

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LETTER = re.compile(r"[^\W\d_]")
_LINE = re.compile(r"[^\n]+")
_END = re.compile(
    # Its first letter is a mark, so the search leaps from mark to mark; only the first mark of a run begins one, and the
    # rest is possessive: linear on any text.
    r"[.!?…。！？](?:(?<![.!?…。！？].)[.!?…。！？]*+[\"'”’)\]»*_]*+(?=\s)"
    # What ends most sentences is told by an empty group: a stop behind a word that is longer than all abbreviations but one,
    # and a capital.
    r"(?:(?<=[a-z]{5}\.)(?<!pprox\.)(?= [A-Z])())?|(?<=[。！？])(?<![。！？].)[。！？]*+[\"'”’）」』]*+)"
)
_NEXT = re.compile(r"\s+[\"'“‘(\[«*_]*(\w)")
_WORD = re.compile(r"\w+")
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]")
#: A letter that counts something, and is no initial of a name: "Series B. The money came from ...".
_LETTERED = re.compile(r"\b(?:series|appendix|annex|part|plan|phase|schedule|option|exhibit|grade|type)\s+[A-Z]$", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[\w.&'’-]+$")
#: Abbreviations that a full stop follows without ending the sentence (lower case, without the last stop).
_ABBREVIATIONS: Final = frozenset(
    "mr mrs ms dr prof st sr jr vs cf eg e.g ie i.e al inc corp co ltd llc gov sen sens rep reps gen col lt capt hon rev fig no"
    " vol pp ed eds dept est approx art sec ca jan feb mar apr jun jul aug sep sept oct nov dec a.k.a aka".split()
)
#: Abbreviations that often do end a sentence: a capital after them decides nothing, a common opener does.
_MAYBE_END: Final = frozenset({"u.s", "u.k", "u.n", "e.u", "d.c", "ph.d", "a.m", "p.m", "etc", "v"})
_OPENERS: Final = frozenset(
    "the a an this that these those it its he she they we i you in on at for but and so as if when while after before"
    " there here what who how why however meanwhile still yet our their his her my".split()
)


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs: blocks between blank lines, split at line breaks unless the block is hard-wrapped."""
    spans: list[Span] = []
    at = 0
    for gap in _BLANK_LINES.finditer(text):
        spans.extend(_lines_of_block(text, at, gap.start()))
        at = gap.end()
    spans.extend(_lines_of_block(text, at, len(text)))
    return spans


def sentences(text: str, zones: Iterable[Zone] = ()) -> list[Span]:
    """Return the sentences: within a paragraph, split at final punctuation and at the edges of structural zones.

    The marks of a speaker's label, as its colon, are in no sentence.
    """
    hard = [z for z in zones if z.kind in HARD_ZONES]
    cuts = sorted({edge for z in hard for edge in (z.start, z.end)})
    labelled = {z.end for z in hard if z.kind in _LABELS}
    spans: list[Span] = []
    at_cut = 0
    for start, end in paragraphs(text):
        while at_cut < len(cuts) and cuts[at_cut] <= start:
            at_cut += 1
        begin = start
        while at_cut < len(cuts) and cuts[at_cut] < end:
            spans += _sentences_of(text, begin, cuts[at_cut])
            begin = cuts[at_cut]
            at_cut += 1
            if begin in labelled:
                marks = _LABEL_MARKS.match(text, begin, cuts[at_cut] if at_cut < len(cuts) and cuts[at_cut] < end else end)
                begin = marks.end() if marks is not None else begin
        spans += _sentences_of(text, begin, end)
    return spans


def is_foreign_script(text: str, names: Iterable[Span] = ()) -> bool:
    """Return whether most letters outside the spans of the names are of another script than English is written in."""
    if text.isascii():
        return False
    at, latin, other = 0, 0, 0
    for start, end in [*sorted(names), (len(text), len(text))]:
        for letter in _LETTER.findall(text, at, max(at, start)):
            is_latin = letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"
            latin, other = latin + is_latin, other + (not is_latin)
        at = max(at, end)
    return other > latin


def covering(spans: Sequence[Span], offsets: Sequence[int]) -> list[int]:
    """Return, for each of the sorted offsets, the index of the span that holds it, or -1."""
    found: list[int] = []
    at = 0
    for offset in offsets:
        while at < len(spans) and spans[at][1] <= offset:
            at += 1
        found.append(at if at < len(spans) and spans[at][0] <= offset else -1)
    return found


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _lines_of_block(text: str, start: int, end: int) -> Iterator[Span]:
    lines = [m.span() for m in _LINE.finditer(text, start, end)]
    if _is_wrapped(text, lines):
        lines = [(lines[0][0], lines[-1][1])]
    for line in lines:
        if (span := _trim(text, *line)) is not None:
            yield span


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """A block is hard-wrapped when no line could have taken the first word of the next one."""
    if len(lines) < 2:
        return False
    width = max(end - start for start, end in lines)
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    for (start, end), following in pairwise(lines):
        words = text[slice(*following)].split(None, 1)
        if not words or end - start + 1 + len(words[0]) <= width:
            return False
    opens_low = text[lines[1][0] : lines[1][1]].lstrip()[:1].islower()
    return len(lines) > 2 or opens_low


def _sentences_of(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begin = start
    for mark in _END.finditer(text, start, end):
        first, stop = mark.span()
        plain = mark.lastindex is not None and first - begin > 5
        if stop < end and not plain and not _ends_sentence(text, begin, first, stop, end):
            continue
        while text[begin].isspace():  # a mark stands before the end and is no white space itself
            begin += 1
        spans.append((begin, stop))
        begin = stop
    if begin < end and (span := _trim(text, begin, end)) is not None:
        spans.append(span)
    return spans


def _ends_sentence(text: str, begin: int, first: int, behind: int, end: int) -> bool:
    """Return whether the marks from one offset to another, not at the end of the paragraph, end a sentence."""
    mark = text[first]
    if mark in "。！？":
        return True
    following = text[behind + 1] if text[behind] == " " and behind + 1 < end else ""
    if not following.isalnum():  # quotes and brackets come first; quicker than the pattern where none does
        found = _NEXT.match(text, behind, end)
        following = found.group(1) if found is not None else ""
    if following.islower():
        return False
    if mark != "." or text.startswith("..", first):
        return True
    low = max(begin, first - 24)
    last = text[low:first].rpartition(" ")[2]
    if len(last) > 1 and last.isalnum() and (word := last.lower()) not in _MAYBE_END:
        return word not in _ABBREVIATIONS  # as nearly always; quicker than the pattern
    found = _WORD_BEFORE.search(text, low, first)
    if found is None:
        return True
    written = found.group()
    word = written.lower().lstrip("'’-")
    if word in _MAYBE_END:
        opener = _WORD.search(text, behind, min(end, behind + 24))
        return opener is not None and opener.group().lower() in _OPENERS
    if len(word) == 1 and word.isalpha():
        return written == "I" or _LETTERED.search(text, low, first) is not None
    if following.isdigit() and _DOTTED.fullmatch(word):
        return False  # "H.R. 1234" is one name
    return word not in _ABBREVIATIONS
