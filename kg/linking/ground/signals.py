"""Named signals: what a name does in its sentence, and what each signal is worth to each kind of reading.

The combination is log-linear: a reading's score is the sum of the weights of the signals that hold, and confidences
are the softmax over all readings of a span, "an ordinary word" among them. Patterns and weights are data
(ontology/linking/signals.toml and weights.tsv).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import OntologyError
from kg.linking.ground.memory import Memory
from kg.linking.ground.openings import Index, backwards, shared
from kg.ontology.files import nearest
from kg.records import EntityType

#: Kinds that weights tell apart.
KIND_OF: Final[Mapping[EntityType, str]] = {
    EntityType.LAB: "lab",
    EntityType.ORGANIZATION: "lab",
    EntityType.MODEL: "model",
    EntityType.PRODUCT: "product",
    EntityType.PERSON: "person",
    EntityType.POLICY: "other",
    EntityType.BENCHMARK: "benchmark",
    EntityType.DATASET: "dataset",
    EntityType.LICENSE: "other",
    EntityType.HARDWARE: "other",
}
WORD: Final = "word"
KINDS: Final = ("lab", "model", "product", "benchmark", "dataset", "other", "person", WORD)
#: Where the weights of a kind stand in a row.
KIND_AT: Final[Mapping[str, int]] = {kind: at for at, kind in enumerate(KINDS)}
_NOTHING: Final = (0.0,) * len(KINDS)
#: How far a pattern looks, in code points.
REACH: Final = 72

_BE: Final = (
    r"(?:'s|'ve)?(?: (?:has|have|had|is|was|are|were|be|been|being|also|just|recently|then|now|never"
    r"|still|finally|will|would|could"
    r"|can|may|might|must|should|did|does|do|not|n't|already|later|soon|currently|reportedly"
    r"|quietly|openly|today|yesterday|this week"
    r"|itself|has been|'d|can't|won't|doesn't|don't|isn't|didn't|hasn't|couldn't|wouldn't|cannot|alone)){0,4} "
)


#: How many letters before and behind a name decide which patterns are tried: enough for an article and one letter more.
_LETTERS_BEFORE: Final = 6
_LETTERS_AFTER: Final = 4


@dataclass(frozen=True, slots=True)
class Signals:
    """Compiled patterns and weights."""

    before: tuple[tuple[str, re.Pattern[str]], ...]  #: each ends at the name: ``(?:...)$``
    after: tuple[tuple[str, re.Pattern[str]], ...]
    weights: Mapping[str, Mapping[str, float]]  #: for the readings of known names
    new_weights: Mapping[str, Mapping[str, float]]  #: for names that no list has
    _turned: Index = field(init=False, repr=False, compare=False)  #: those before a name, for the reversed text
    _searched: tuple[tuple[str, re.Pattern[str]], ...] = field(init=False, repr=False, compare=False)  #: cannot be turned round
    _behind: Index = field(init=False, repr=False, compare=False)
    _rows: Mapping[str, tuple[float, ...]] = field(init=False, repr=False, compare=False)  #: weights in the order of the kinds
    _totals: Memory[tuple[str, ...], tuple[float, ...]] = field(default_factory=Memory, init=False, repr=False, compare=False)
    #: What was decided of new names, by the signals that hold of them: kind and reason, empty for none.
    new_kinds: Memory[tuple[str, ...], tuple[str, float, str]] = field(
        default_factory=Memory, init=False, repr=False, compare=False
    )
    _reasons: Memory[tuple[str, tuple[str, ...]], str] = field(default_factory=Memory, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the patterns. A search for what ends at the name tries every letter; read backwards, it is one match."""
        turned = [(name, pattern, backwards(pattern.pattern.removesuffix("$"))) for name, pattern in self.before]
        index = Index([(name, re.compile(source)) for name, _, source in turned if source is not None], _LETTERS_BEFORE)
        object.__setattr__(self, "_turned", index)
        object.__setattr__(self, "_searched", tuple((name, pattern) for name, pattern, source in turned if source is None))
        behind = [(name, re.compile(shared(pattern.pattern))) for name, pattern in self.after]
        object.__setattr__(self, "_behind", Index(behind, _LETTERS_AFTER))
        rows = {name: tuple(row.get(kind, 0.0) for kind in KINDS) for name, row in self.weights.items()}
        object.__setattr__(self, "_rows", rows)

    def around(self, folded: str, start: int, end: int, low: int, high: int) -> list[str]:
        """Return the signals that hold at a span; low and high bound its sentence."""
        found = []
        before = folded[max(low, start - REACH) : start]
        if before:
            found = self._turned.matching(before[::-1])
            if self._searched:
                found += [name for name, pattern in self._searched if pattern.search(before)]
        after = folded[end : min(high, end + REACH)]
        if after:
            found += self._behind.matching(after)
        return found

    def totals(self, held: tuple[str, ...]) -> tuple[float, ...]:
        """Return what signals are worth together to each of the kinds, in their order."""
        known = self._totals.get(held)
        if known is not None:
            return known
        rows = [self._rows[name] for name in held if name in self._rows]
        return self._totals.keep(held, tuple(map(sum, zip(*rows, strict=True))) if rows else _NOTHING)

    def row(self, name: str) -> tuple[float, ...]:
        """Return what a signal is worth to each of the kinds, in their order."""
        return self._rows.get(name, _NOTHING)

    def reason(self, kind: str, held: tuple[str, ...]) -> str:
        """Return the signals that counted most for a kind or against it, with their weights."""
        known = self._reasons.get((kind, held))
        if known is not None:
            return known
        at = KIND_AT[kind]
        parts = [(weight, name) for name in held if (weight := self.row(name)[at])]
        parts.sort(key=lambda p: (-abs(p[0]), p[1]))
        return self._reasons.keep((kind, held), ", ".join(f"{name} {weight:+.1f}" for weight, name in parts[:4]) or "prior")

    def score(self, kind: str, held: Iterable[str]) -> float:
        """Return the sum of the weights that the signals give to a kind of reading."""
        return sum(self.weights[name][kind] for name in held if name in self.weights)


def softmax(scores: Iterable[float]) -> list[float]:
    """Return probabilities that are proportional to exp(score) and sum to 1."""
    values = list(scores)
    top = max(values)
    powers = [math.exp(v - top) for v in values]
    total = sum(powers)
    return [p / total for p in powers]


def likelier(score: float, other: float) -> float:
    """Return the probability of the first of two scores, as softmax has it."""
    top = max(score, other)
    power = math.exp(score - top)
    return power / (power + math.exp(other - top))


def load(*folders: Path) -> Signals:
    """Read signals.toml and weights.tsv, each from the last folder that has it. Raises OntologyError with all faults."""
    faults: list[str] = []
    before: list[tuple[str, re.Pattern[str]]] = []
    after: list[tuple[str, re.Pattern[str]]] = []
    table = tomllib.loads(nearest("signals.toml", folders).read_text(encoding="utf-8"))
    for row in table.get("signal", []):
        body = "|".join(p.replace("{be}", _BE) for p in row["patterns"])
        try:
            if row["side"] == "before":
                before.append((row["name"], re.compile(f"(?:{body})$")))
            else:
                after.append((row["name"], re.compile(f"(?:{body})")))
        except re.error as error:
            faults.append(f"linking/signals.toml: {row['name']}: {error}")
    weights = _table(nearest("weights.tsv", folders), faults)
    new_weights = _table(nearest("new_names.tsv", folders), faults)
    faults += [f"linking/weights.tsv: no weights for {n!r}" for n, _ in before + after if n not in weights]
    if faults:
        raise OntologyError(tuple(faults))
    return Signals(tuple(before), tuple(after), weights, new_weights)


def _table(path: Path, faults: list[str]) -> dict[str, dict[str, float]]:
    """Return signal to kind to weight; faults are noted."""
    weights: dict[str, dict[str, float]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")[1:]
    for number, line in enumerate(lines[1:], 2):
        name, *cells = line.split("\t")
        try:
            weights[name] = dict(zip(header, map(float, cells), strict=True))
        except ValueError:
            faults.append(f"linking/{path.name}:{number}: needs {len(header)} numbers")
    return weights
