"""Parts of speech by the rules of a parser's own attribute ruler, looked up by tag.

The ruler tries all of its patterns at each token, and sets lemmas and morphology as well, which nobody reads here; that took
a quarter of the time of a parse. Here each word, tag and dependency is looked up once. A ruler that has rules of another form
than those read here is left to do its work itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

_READ: Final = frozenset(("TAG", "LOWER", "DEP", "IS_SPACE"))
_SETS: Final = frozenset(("POS", "TAG", "DEP"))


#: More words than this are not remembered.
_MOST: Final = 1 << 15

#: Tag, lower-case form and dependency.
_Word = tuple[str, str, str]
_AT: Final = {"TAG": 0, "LOWER": 1, "DEP": 2}


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether an attribute of the token so many places on is among some values, or is not."""

    place: int
    attribute: int
    values: frozenset[str]
    among: bool

    def holds(self, words: Sequence[_Word], at: int) -> bool:
        at += self.place
        return 0 <= at < len(words) and (words[at][self.attribute] in self.values) is self.among


@dataclass(frozen=True, slots=True)
class _Rule:
    own: tuple[_Test, ...]  #: of the token itself
    beside: tuple[_Test, ...]  #: of those beside it
    part: str


@dataclass(frozen=True, slots=True)
class PartsOfSpeech:
    """Sets the parts of speech of sentences that are tagged and parsed."""

    ruler: AttributeRuler
    rules: tuple[_Rule, ...]  #: the first one that holds counts
    _told: dict[_Word, tuple[_Rule, ...]] = field(default_factory=dict)  #: the rules that are left to ask of a word

    def __call__(self, doc: Doc) -> None:
        """Set the part of speech of each token of a sentence."""
        words = [(token.tag_, token.lower_, token.dep_) for token in doc]
        if any(lower.isspace() for _, lower, _ in words):
            self.ruler(doc)  # white space is given a tag and a dependency of its own
            return
        for at, word in enumerate(words):
            rules = self._told.get(word)
            for rule in self._rules_of(word) if rules is None else rules:
                if not rule.beside or all(test.holds(words, at) for test in rule.beside):
                    doc[at].pos_ = rule.part
                    break

    def _rules_of(self, word: _Word) -> tuple[_Rule, ...]:
        if len(self._told) >= _MOST:
            self._told.clear()
        self._told[word] = tuple(rule for rule in self.rules if all(test.holds((word,), 0) for test in rule.own))
        return self._told[word]


def parts_of_speech(ruler: AttributeRuler) -> PartsOfSpeech | None:
    """Return what sets parts of speech as a ruler does, or None where the ruler has a rule that is not read."""
    rules: list[_Rule] = []
    for held in cast("list[Mapping[str, Any]]", ruler.patterns):
        if _SETS.isdisjoint(held["attrs"]):
            continue
        for pattern in held["patterns"]:
            if any(token.get("IS_SPACE") is True for token in pattern):
                continue  # holds in no sentence that is looked at here
            tests = _tests(pattern, held["index"])
            if tests is None or _SETS.intersection(held["attrs"]) != {"POS"}:
                return None
            own, beside = (tuple(t for t in tests if bool(t.place) is away) for away in (False, True))
            rules.append(_Rule(own, beside, held["attrs"]["POS"]))
    return PartsOfSpeech(ruler, tuple(reversed(rules)))  # of a ruler's rules the last one that holds counts


def _tests(pattern: Sequence[Mapping[str, Any]], index: int) -> list[_Test] | None:
    """Return what a pattern asks of the token at an index and of those beside it, None where it is more than is read."""
    tests: list[_Test] = []
    for place, token in enumerate(pattern):
        if not token or not _READ.issuperset(token):
            return None
        for attribute, value in token.items():
            if attribute == "IS_SPACE":
                continue  # it asks for what is none, as all of them are
            asked = {"IN": [value]} if isinstance(value, str) else value
            if not isinstance(asked, dict) or len(asked) != 1 or not {"IN", "NOT_IN"}.issuperset(asked):
                return None
            how, values = next(iter(asked.items()))
            tests.append(_Test(place - index, _AT[attribute], frozenset(values), how == "IN"))
    return tests
