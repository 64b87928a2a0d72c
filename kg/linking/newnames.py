"""Names that no list and no grammar of names explains: typed by what the document says of them, all places together.

A name is a run of capitalised words. Every place where it stands lends its signals (what it does, what it is called, what
follows it); the same log-linear model that tells homonyms apart then says lab, model, product, benchmark, dataset, person or
nothing in particular. A name that is typed is a mention everywhere in the document.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.linking.candidates import Candidate, Reading
from kg.linking.grammar import CAPITAL, Grammar
from kg.linking.readings import title_case
from kg.linking.signals import WORD, Signals, softmax
from kg.linking.versions import NO_TAIL, Component, read_tail
from kg.records import EntityType

#: A signal counts this often at most, however many places show it.
MOST_OF_ONE: Final = 2
#: No name is longer, in code points.
LONGEST: Final = 80
#: From this probability on a name is typed.
TYPED: Final = 0.6

_WORD: Final = rf"(?:[{CAPITAL}][\w’'ʼ\u00ad]*(?:[-&][{CAPITAL}\d][\w’'ʼ\u00ad]*)*|[a-z]+[A-Z]\w+)"
#: "Strudel & Sohn" is one firm; a firm's name is joined by a sign, a list of names hardly ever.
_FURTHER: Final = rf"(?:[ \u00a0](?:& )?{_WORD}){{0,3}}"
_RUN: Final = re.compile(rf"(?<![\w@#/.-]){_WORD}{_FURTHER}")
#: The same where no word with a small first letter opens a run: so the search leaps from capital to capital.
_CAPITAL_RUN: Final = re.compile(rf"[{CAPITAL}](?<![\w@#/.-].)[\w’'ʼ\u00ad]*(?:[-&][{CAPITAL}\d][\w’'ʼ\u00ad]*)*{_FURTHER}")
#: The first capital in a word like "xAI", and what stands before no such word.
_INNER_CAPITAL: Final = re.compile(r"[A-Z](?<=[a-z].)")
_NO_HEAD: Final = re.compile(r"[\w@#/.-]")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_CONTRACTED: Final = re.compile(r"['’](?:s|m|ll|ve|re|d|t)$")
_TYPES: Final = {
    "lab": EntityType.LAB, "model": EntityType.MODEL, "product": EntityType.PRODUCT, "benchmark": EntityType.BENCHMARK,
    "dataset": EntityType.DATASET, "person": EntityType.PERSON,
}  # fmt: skip
#: A name and a version that touches it.
_SPLIT: Final = re.compile(r"(.*?[A-Za-z])[- ]?(\d.*|[A-Z]\d.*)")
_TOKEN: Final = re.compile(r"\S+")
_TRAINS: Final = frozenset({"called a model", "owns"})


@dataclass(slots=True)
class Seen:
    """Where one name stands and what it does there."""

    places: list[tuple[int, int]] = field(default_factory=list)
    tails: dict[int, list[Component]] = field(default_factory=dict)
    signals: Counter[str] = field(default_factory=Counter)
    lone: int = 0  #: places in running text, where a capital says something


def gather(
    text: str, folded: str, bounds: Sequence[tuple[int, int]], taken: Iterable[tuple[int, int]], grammar: Grammar,
    signals: Signals, words: frozenset[str],
) -> dict[str, Seen]:  # fmt: skip
    """Return the names outside the taken spans, each with its places and what it does there."""
    busy = bytearray(len(text) + 1)
    for start, end in taken:
        busy[start:end] = b"\x01" * (end - start)
    seen: dict[str, Seen] = defaultdict(Seen)
    sized = frozenset(m.group() for m in _SIZED.finditer(text)) if any(size.search(text) for size in _SIZES) else frozenset[str]()
    small = _small_heads(text)
    for low, high in bounds:
        at = bisect.bisect_left(small, low)
        pattern = _RUN if at < len(small) and small[at] < high else _CAPITAL_RUN
        heading: bool | None = None  # most sentences have no new name, and are not looked at
        for run in pattern.finditer(text, low, high):
            word = run.group()
            first, last = run.span()
            if " " in word or "\u00a0" in word:
                if busy.find(0, first, last) < 0:
                    continue  # one known name
            elif (
                busy[first]
                or (first == low and _only_opens(text, word, last, grammar, sized))
                or (grammar.is_no_name(word) and word not in sized)
            ):
                continue  # most runs are one word that is known or opens a sentence
            for start, end in _parts(text, first, last, low, busy, grammar, sized):
                heading = title_case(text[low:high]) if heading is None else heading
                _note(seen, text, folded, start, end, (low, high), heading, signals, words)
    for acronym in _terms(text):
        seen.pop(acronym, None)
    return seen


def _small_heads(text: str) -> list[int]:
    """Return, in order, where words begin that have a small first letter and a capital: "xAI"."""
    heads = []
    for m in _INNER_CAPITAL.finditer(text):
        at = m.start() - 1
        while at > 0 and "a" <= text[at - 1] <= "z":
            at -= 1
        if not (at and _NO_HEAD.match(text, at - 1)):
            heads.append(at)
    return heads


#: "Baltic 70B": a size behind a word that is otherwise an adjective or a place, where it is not "the Baltic 70B model".
_SIZED: Final = re.compile(
    r"[A-Z](?<![\w-].)(?<!\b[Aa] .)(?<!\b[Aa]n .)(?<!\b[Tt]he .)(?<!\b[Tt]his .)[a-z]{3,30}(?=[ -]\d{1,4}(?:\.\d+)?[BM]\b"
    r"(?! (?:models?|parameters?|dollars?|euros?)\b))"
)
_SIZES: Final = (re.compile(r"B\b(?<=\d.)"), re.compile(r"M\b(?<=\d.)"))
#: Words for numbers, which may end a name: "Sentry One".
_NUMBERS: Final = frozenset("One Two Three Four Five Six Seven Ten".split())
_BRACKETED: Final = re.compile(r" \(([A-Z]{2,6}s?)\)")
_SMALL_WORDS: Final = re.compile(r"(?:[a-z]\w*[ -])*[a-z]\w*$")


def _terms(text: str) -> set[str]:
    """Return acronyms of things that are written small: "recursive self-improvement (RSI)" names no one."""
    found = set()
    for m in _BRACKETED.finditer(text):
        words = _SMALL_WORDS.search(text, max(0, m.start() - 80), m.start())
        acronym = m.group(1).removesuffix("s")
        if words is not None:
            initials = "".join(w[0] for w in re.split(r"[ -]", words.group()) if w)
            if initials.endswith(acronym.lower()):
                found |= {acronym, acronym + "s"}
    return found


def _only_opens(text: str, word: str, end: int, grammar: Grammar, sized: frozenset[str]) -> bool:
    """Return whether one word has its capital because a sentence begins: an ordinary one that no capital or number follows."""
    bare = _bare(word)
    if bare == word and not text[end + 1 : end + 2].islower():
        return False
    return bare not in sized and (grammar.is_ordinary(bare) or grammar.is_no_name(bare))


def _bare(word: str) -> str:
    """Return a word without what marks it as an owner or shortens a verb behind it."""
    return _CONTRACTED.split(_POSSESSIVE.sub("", word))[0] if "'" in word or "’" in word else word


def _parts(
    text: str, start: int, end: int, low: int, busy: bytearray, grammar: Grammar, sized: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Cut a run at taken spans and at words that are no part of a name."""
    piece: list[tuple[int, int]] = []
    for m in _TOKEN.finditer(text, start, end):
        a, b = m.span()
        word = m.group()
        if word == "&":
            continue  # what stands beside it decides whether it is inside a name
        bare = _bare(word)
        stop = bare != word
        b -= len(word) - len(bare)
        skip = busy.find(1, a, b) >= 0
        if not skip and grammar.is_no_name(bare):
            skip = bare not in sized and not (piece and bare in _NUMBERS)
        if not piece and not skip and not any(c.isalnum() for c in text[max(low, a - 3) : a]) and grammar.is_ordinary(bare):
            following = text[b : b + 2]
            skip = not (
                len(following) == 2
                and following[0] == " "
                and (following[1] == "&" or following[1].isupper() or following[1].isdigit())
            )
            if not skip and following[1].isupper():
                nxt = re.match(r" (\w+)", text[b : b + 30])
                skip = nxt is not None and not grammar.is_ordinary(nxt.group(1))
        if skip or (piece and text[piece[-1][1] : a].strip() not in ("", "&")):
            if piece:
                yield piece[0][0], piece[-1][1]
            piece = []
            continue
        piece.append((a, b))
        if stop:
            yield piece[0][0], piece[-1][1]
            piece = []
    if piece:
        yield piece[0][0], piece[-1][1]


def _note(
    seen: dict[str, Seen], text: str, folded: str, start: int, end: int, bounds: tuple[int, int], heading: bool,
    signals: Signals, words: frozenset[str],
) -> None:  # fmt: skip
    name = text[start:end]
    if len(name) > LONGEST:
        return
    split = None if name.isalpha() else _SPLIT.fullmatch(name)
    tail = [] if NO_TAIL.match(text, end) else read_tail(text, end, words)
    if split and not tail:
        tail = read_tail(text, start + split.end(1), words)
        if tail and tail[-1].end >= end:
            end = start + split.end(1)
            name = text[start:end]
        else:
            tail = []
    while tail and tail[0].kind == "word":
        tail = []
    entry = seen[" ".join(name.split())]
    entry.places.append((start, end))
    stop = tail[-1].end if tail else end
    if tail:
        entry.tails[start] = tail
        entry.signals[_tail_signal(tail)] += 1
    if heading:
        return
    entry.lone += start != bounds[0]
    for signal in set(signals.around(folded, start, stop, *bounds)):
        entry.signals[signal] += 1


def _tail_signal(tail: Sequence[Component]) -> str:
    if any(c.kind == "size" for c in tail):
        return "a size follows"
    if any(c.kind == "lettered" or (c.kind == "number" and ("." in c.value or c.joined)) for c in tail):
        return "a version follows"
    return "a number follows"


def typed(name: str, seen: Seen, text: str, grammar: Grammar, signals: Signals) -> Iterator[Candidate]:
    """Yield the places of a name as candidates of the kind that its signals favour; none when they favour none."""
    if not seen.lone and not seen.tails and any(grammar.is_ordinary(part) for part in name.replace("-", " ").split()):
        return  # a capital at the head of a sentence says nothing of an ordinary word
    versioned = [place for place in seen.places if place[0] in seen.tails]
    bare = [place for place in seen.places if place[0] not in seen.tails]
    with_tails = _kind_of(name, seen.signals, grammar, signals)
    without = with_tails
    if not _TAILS.isdisjoint(seen.signals):
        plain = {k: v for k, v in seen.signals.items() if k not in _TAILS}
        without = _kind_of(name, plain, grammar, signals)
    if (without is None or without[0] not in ("lab", "product")) and not (versioned and grammar.is_place(name)):
        without = with_tails
    if with_tails is not None and versioned and with_tails[0] not in ("model", "benchmark", "dataset") and of_model(seen):
        with_tails = ("model", "a version follows")
    for places, typed in ((versioned, with_tails), (bare, without)):
        if typed is None:
            continue
        kind, reason = typed
        contract = _TYPES[kind]
        if kind == "lab" and not _trains(seen, text):
            contract = EntityType.ORGANIZATION
        for start, end in places:
            stop, label = end, name
            tail = seen.tails.get(start)
            if tail and (kind == "model" or (kind in ("benchmark", "dataset") and (tail[0].joined or tail[0].lettered_v))):
                stop = tail[-1].end
                label = " ".join(text[start:stop].split())
            surface = text[start:stop]
            yield Candidate(start, stop, (Reading(None, contract, contract.value, surface, f"unknown: {reason}", label=label),))


_TAILS: Final = frozenset(("a size follows", "a version follows", "a number follows"))


def of_model(seen: Seen) -> bool:
    """Whether the versions written behind a name are those of models: a size, a point, a letter."""
    return any(c.kind in ("size", "lettered") or "." in c.value for tail in seen.tails.values() for c in tail)


def _kind_of(name: str, counted: Mapping[str, int], grammar: Grammar, signals: Signals) -> tuple[str, str] | None:
    """Return (kind, reason) that the signals favour, None below the threshold."""
    held = tuple(held_by(name, counted, grammar))
    told = signals.new_kinds.get(held)
    kind, reason = signals.new_kinds.keep(held, _favoured(held, signals)) if told is None else told
    return (kind, reason) if kind else None


def _favoured(held: Sequence[str], signals: Signals) -> tuple[str, str]:
    """Return (kind, reason) that signals favour; both empty below the threshold."""
    kinds = list(_TYPES)
    rows = [signals.new_weights[signal] for signal in held if signal in signals.new_weights]
    probabilities = softmax([sum([row[kind] for row in rows]) for kind in (*kinds, WORD)])
    best = max(range(len(kinds)), key=lambda i: probabilities[i])
    if probabilities[best] < TYPED:
        return "", ""
    kind = kinds[best]
    for_it = {s for s in held if s in signals.new_weights and signals.new_weights[s][kind] > 0}
    top = sorted(for_it, key=lambda s: (-signals.new_weights[s][kind], s))
    return kind, ", ".join(top[:3])


def held_by(name: str, counted: Mapping[str, int], grammar: Grammar) -> list[str]:
    """Return all signals of a name, each as often as it counts."""
    parts = name.replace("-", " ").replace(" & ", " ").split()
    ordinary = [grammar.is_ordinary(p) for p in parts]
    held = ["new name"]
    sized = "a size follows" in counted  # no ordinary word and no place has a size in parameters
    if all(ordinary) and not sized:
        held.append("new and ordinary")
    if len(parts) > 1 and not any(ordinary) and not any(p.isupper() and len(p) > 2 for p in parts):
        held.append("all words unknown")
    if " " in name and ordinary[-1] and _ABSTRACT.search(parts[-1]):
        held.append("a concept's name")
    held.append("several words" if len(parts) > 1 else "one word")
    if not name.istitle() and _MIXED_CASE.search(name):
        held.append("mixed case")
    if len(parts) == 1 and name.isupper() and len(name) < 6:
        held.append("an acronym")
    if grammar.is_given(parts[0]):
        held.append("a given name")
    if " & " in name:
        held.append("words joined by a sign" if "new and ordinary" in held else "joined by a sign")
    if grammar.is_place(name) and not sized:
        held.append("a place's name")
    for signal, count in sorted(counted.items()):
        held += [signal] * min(count, MOST_OF_ONE)
    return held


#: What ends words for processes and qualities: "Bayesian Optimization", "Complex Societies".
_ABSTRACT: Final = re.compile(r"(?:tion|sion|ment|ness|ity|ities|ism|ance|ence|ics|logy|ies|ship)s?$")
_MIXED_CASE: Final = re.compile(r"[a-z][A-Z]|[A-Z]{2,}[a-z]")
_MODEL_NEAR: Final = re.compile(
    r"\b(?:models?|weights|checkpoints?|LLMs?|parameters|open-weights?|pretrain\w*|fine-?tun\w*|trained|training run|\d+B)\b"
)


def _trains(seen: Seen, text: str) -> bool:
    """An organization beside which models are talked of in most of its sentences trains them."""
    near = sum(1 for start, end in seen.places if _MODEL_NEAR.search(text[max(0, start - 120) : end + 120]))
    return near * 2 >= len(seen.places)
