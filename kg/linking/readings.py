"""Choosing among the readings of a span, and among overlapping spans."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.linking.candidates import COUNTED_WORD, Candidate, Reading
from kg.linking.signals import KIND_OF, KINDS, WORD, Signals, softmax

#: A name that needs no context is taken at its word: the score of its readings over "an ordinary word".
PLAIN_NAME: Final = 4.0
#: Below this confidence a span is left out.
PUBLISH: Final = 0.5
#: Two readings of one type closer than this are a tie.
TIE: Final = 0.12

#: How far before a handle its line may begin.
BYLINE_REACH: Final = 100
#: Names in one list stand nearer than this.
LIST_GAP: Final = 60

_BYLINE: Final = re.compile(r"(?:^|\n)[^\n]{2,80} by $")
_BYLINE_END: Final = re.compile(r"(?::|\n|$| \(| -|,? on [A-Z])")
_BYLINE_HEAD: Final = re.compile(r" by @?[\w.-]+(?: [A-Z][\w.-]*){0,2}(?::|\n| \(|$)")
#: What only people and animals are.
_A_RELATIVE: Final = re.compile(
    r",? (?:my|his|her|our|their|your) (?:[a-z]+ )?(?:uncle|aunt|father|mother|dad|mum|mom|brother|sister|son"
    r"|daughter|cousin|nephew|niece"
    r"|husband|wife|grand(?:father|mother|son|daughter)|neighbou?r|dog|cat)\b"
)
#: "You can't just YOLO a run": an auxiliary before a name and its object behind it make a verb of it.
_AUXILIARY: Final = re.compile(
    r"\b(?:just|can|can['\u2019]t|could|will|would|should|let['\u2019]s|don['\u2019]t|must|never) $", re.IGNORECASE
)
_OBJECT: Final = re.compile(r" (?:an?|the|it|this|that|your|my|our|their)\b")
_SENTENCE_OPEN: Final = re.compile(r"(?:^|[\n.!?:;•*\"“(\[]\s*)$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A span with the reading that won."""

    start: int
    end: int
    reading: Reading
    confidence: float
    reason: str
    candidates: tuple[str, ...]
    tie: bool = False


@dataclass(slots=True)
class Surroundings:
    """What choosing needs to know of the document; grows from the first pass to the second."""

    text: str
    folded: str
    bounds: Sequence[tuple[int, int]]  #: sentences
    sentence_of: Mapping[int, int]  #: start of a candidate to its sentence
    is_ordinary: Callable[[str], bool]  #: whether a word may be there for its meaning alone
    leaning: Counter[tuple[str, str]] = field(default_factory=Counter)  #: (folded name, kind) seen with confidence
    entities: Counter[str] = field(default_factory=Counter)  #: entities linked with confidence
    kin: set[str] = field(default_factory=set)  #: developers and families of those
    decided: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)  #: sentence to (start, end, kind), sorted
    titles: dict[int, bool] = field(default_factory=dict)  #: sentences known to be in title case, or not

    def is_title(self, sentence: int) -> bool:
        """Return whether capitals say nothing in a sentence."""
        if sentence not in self.titles:
            low, high = self.bounds[sentence]
            self.titles[sentence] = title_case(self.text[low:high])
        return self.titles[sentence]


def choose(candidate: Candidate, where: Surroundings, signals: Signals) -> Choice | None:
    """Return the reading that the signals favour, or None when it is more likely an ordinary word."""
    readings = candidate.readings
    start, end = candidate.start, candidate.end
    sure = [r for r in readings if not r.context]
    if _A_RELATIVE.match(where.text, end):
        return None  # "Claude, my uncle"
    if len(readings) == 1 and sure:
        return _single(candidate, readings[0])
    held = _held(candidate, where, signals)
    scores = [_score(r, held, where, signals) for r in readings]
    word = signals.score(WORD, ["bias", *held]) - (PLAIN_NAME if sure else 0.0)
    probabilities = softmax([*scores, word])
    order = sorted(range(len(readings)), key=lambda i: (-scores[i], readings[i].entity or ""))
    best = order[0]
    same = [i for i in order[1:] if readings[i].type is readings[best].type and readings[i].entity != readings[best].entity]
    tie = bool(same) and probabilities[best] - probabilities[same[0]] < TIE
    confidence = probabilities[best]
    if sum(probabilities[:-1]) < PUBLISH:
        return None
    kind = KIND_OF[readings[best].type]
    return Choice(
        start, end, readings[best], round(min(confidence, 0.99), 3), _reason(kind, held, signals),
        tuple(dict.fromkeys(readings[i].entity or "" for i in order)), tie,
    )  # fmt: skip


def _single(candidate: Candidate, reading: Reading) -> Choice:
    confidence = {"label": 0.98, "alias": 0.96, "hidden": 0.95}.get(reading.kind, 0.93 if reading.entity else 0.85)
    return Choice(
        candidate.start, candidate.end, reading, confidence, f"{reading.kind} in full",
        (reading.entity,) if reading.entity else (),
    )  # fmt: skip


def _score(reading: Reading, held: Sequence[str], where: Surroundings, signals: Signals) -> float:
    kind = KIND_OF[reading.type]
    total = signals.score(kind, ["bias", *held])
    if reading.class_id == "ModelFamily":
        total += signals.score(kind, ["family bias"])
    if reading.versioned:
        total += signals.score(kind, ["version"])
    if reading.entity is not None and where.entities[reading.entity]:
        total += signals.score(kind, ["named in full here"])
    if reading.entity is not None and reading.entity in where.kin:
        total += signals.score(kind, ["kin named here"])
    name = reading.name.lower()
    leaning = where.leaning[(name, kind)]
    if leaning:
        others = sum(where.leaning[(name, k)] for k in KINDS if k != kind)
        total += signals.score(kind, ["document leans"]) * (leaning - others) / (leaning + others)
    if reading.kind == "hidden" and "handle" not in held:
        total -= 0.5
    elif reading.kind == "label":
        total += 0.5
    return total


def _held(candidate: Candidate, where: Surroundings, signals: Signals) -> list[str]:
    start, end = candidate.start, candidate.end
    text = where.text
    sentence = where.sentence_of.get(start, -1)
    low, high = where.bounds[sentence] if sentence >= 0 else (start, end)
    held = signals.around(where.folded, start, end, low, high)
    surface = text[start:end]
    ordinary = all(where.is_ordinary(word) for word in surface.split())
    first = surface.split()[0]
    # "towards AI": an ordinary word and a name beside it, not the name of both.
    runs_on = " " in surface and first.islower() and where.is_ordinary(first) and not candidate.readings[0].name.startswith(first)
    if runs_on or (
        surface.islower() and ((ordinary and " " not in surface) or any(c.isupper() for r in candidate.readings for c in r.name))
    ):
        held.append("lower case")
    if (COUNTED_WORD.fullmatch(surface) and where.is_ordinary(surface.split()[0])) or (
        ordinary and re.match(r"\s\d{1,3}(?![\d.]*\d|\w)", text[end : end + 5])
    ):
        held.append("counts like a step")
    if text[end : end + 1] in ("-", "\u2010", "\u2011") and re.match(r".[a-z]", text[end : end + 2]):
        tail = re.match(
            r".(?:style|like|based|powered|backed|owned|led|made|built|level|class|developed|trained|hosted|compatible)",
            text[end:],
        )
        if tail is None:
            held.append("joined to a word")
    if _SENTENCE_OPEN.search(text[max(0, start - 4) : start]) or start == low:
        if ordinary:
            held.append("opens the sentence")
    elif surface[:1].isupper() and not (where.is_title(sentence) if sentence >= 0 else title_case(surface)):
        held.append("capital in mid-sentence")
    if any(c.isupper() for c in surface[1:]) and not surface.isupper() and not runs_on:
        held.append("capital inside")
    line = text.rfind("\n", max(0, start - BYLINE_REACH), start) + 1
    near = line or start <= BYLINE_REACH
    if (near and _BYLINE.search("\n" + text[line:start]) and _BYLINE_END.match(text, end)) or text[start - 1 : start] == "@":
        held.append("handle")
    if near and start == line and _BYLINE_HEAD.match(text, end):
        held.append("byline model")
    if re.match(r" [A-Z][a-z]", text[end : end + 3]):
        held.append("before a capital")
    if re.search(r"(?<![.!?:] )\b[A-Z][a-z]+ $", text[max(low, start - 16) : start]):
        held.append("after a capital")
    if _OBJECT.match(text, end) and _AUXILIARY.search(text, max(low, start - 12), start):
        held.append("used as a verb")
    if ordinary and re.match(r" AI(?!\w)", text[end : end + 4]):
        held.append("before AI")
    held += _company(candidate, where, sentence)
    return held


def title_case(sentence: str) -> bool:
    """Return whether capitals say nothing here: most words have one."""
    words = [w for w in re.findall(r"[A-Za-z][\w'’-]*", sentence) if len(w) > 3]
    return len(words) > 1 and sum(w[0].isupper() for w in words) > 0.85 * len(words)


def _company(candidate: Candidate, where: Surroundings, sentence: int) -> list[str]:
    """Names in one list are of one kind: what stands next to this one, but for commas and conjunctions."""
    near = Counter[str]()
    decided = where.decided.get(sentence, [])
    first = bisect.bisect_left(decided, candidate.start - LIST_GAP, key=lambda d: d[1])
    for at in range(first, len(decided)):
        start, end, kind = decided[at]
        if start >= candidate.end + LIST_GAP:
            break
        between = where.folded[end : candidate.start] if end <= candidate.start else where.folded[candidate.end : start]
        if (start, end) != (candidate.start, candidate.end) and len(between) < LIST_GAP and _is_list(between):
            near[kind] += 1
    if not near:
        return []
    kind, _ = min(near.items(), key=lambda item: (-item[1], item[0]))
    return [f"like of {kind}"] if kind in ("lab", "model", "product", "person") else []


_LIST_GAP: Final = re.compile(r"(?:\s*(?:,|/|and|or|&|\+|vs\.?|,? ?etc\.?|[\w.']+(?: [\w.']+)?(?=,)))+\s*")


def _is_list(between: str) -> bool:
    return _LIST_GAP.fullmatch(between) is not None


def _reason(kind: str, held: Iterable[str], signals: Signals) -> str:
    parts = [(signals.weights[name][kind], name) for name in held if name in signals.weights]
    parts = [p for p in parts if p[0]]
    parts.sort(key=lambda p: (-abs(p[0]), p[1]))
    return ", ".join(f"{name} {weight:+.1f}" for weight, name in parts[:4]) or "prior"


def without_overlaps(choices: Iterable[Choice]) -> list[Choice]:
    """Return the longest spans that do not overlap, sorted by start; of equals the surer one, then the earlier."""
    ranked = sorted(choices, key=lambda c: (-(c.end - c.start), -c.confidence, c.start, c.reading.entity or ""))
    taken: list[Choice] = []
    starts: dict[int, int] = {}
    for choice in ranked:
        if all(i not in starts for i in (choice.start, choice.end - 1)) and not any(
            i in starts for i in range(choice.start, choice.end)
        ):
            taken.append(choice)
            starts.update(dict.fromkeys(range(choice.start, choice.end), 1))
    return sorted(taken, key=lambda c: c.start)
