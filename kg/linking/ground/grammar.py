"""The word lists behind unknown names, compiled once (ontology/linking/unknowns.toml, given_names.tsv)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from kg.linking.ground.memory import Memory
from kg.linking.ground.openings import openings
from kg.linking.ground.places import is_single_byte
from kg.ontology.files import nearest

#: Capital letters of the languages that are written in Latin script, for a class of a pattern.
CAPITAL: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"


#: What stands before a letter inside a word or an abbreviation.
_INSIDE: Final = re.compile(r"[\w.]")
_DIGIT: Final = re.compile(r"\d")
#: So many letters of a numbered instrument are looked for in every text.
_HEAD: Final = 6


#: Adverbs are longer than this; shorter words in -ly are names as well.
_SHORT_NAME: Final = 6
#: What stands before a verbal noun in words that no dictionary lists.
_PREFIX: Final = re.compile(r"(?:mid|pre|post|over|under|re|co|multi|un)(?=[a-z]{5})")

#: So long is a word of which a name is made up, in code points.
_SHORTEST_PART: Final = 4
#: Nouns for bodies that are names of some too.
_NAMES: Final = frozenset(("Congress", "Parliament", "Senate"))
#: Letters whose stroke or missing dot Unicode does not take apart.
_STROKES: Final = str.maketrans("\u0141\u0142\u00d8\u00f8\u0110\u0111\u0131", "LlOoDdi")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What shows the kind of a name that the ontology does not hold."""

    policy_heads: frozenset[str]
    weak_policy_heads: frozenset[str]
    policy_about: frozenset[str]
    policy_numbered: re.Pattern[str]
    org_heads: frozenset[str]
    weak_org_heads: frozenset[str]
    lab_heads: frozenset[str]
    leading_heads: frozenset[str]  #: of other languages, which open the name
    titles: frozenset[str]
    roles: frozenset[str]
    said: re.Pattern[str]
    lives: re.Pattern[str]  #: what people do and organizations hardly ever
    plain: frozenset[str]
    places: frozenset[str]
    techniques: frozenset[str]
    counted: frozenset[str]  #: words that are counted, whatever else has a number behind it: "Day 1"
    methods: frozenset[str]  #: nouns that end the names of techniques
    given: frozenset[str]
    weak_given: frozenset[str]
    ordinary: frozenset[str]  #: lower-case English words
    rare: frozenset[str]  #: lower-case English words that are seldom met
    place_names: frozenset[str]  #: of cities, countries and states; lower case, letters without marks
    #: What has been answered of words, which come again and again.
    told_given: Memory[str, bool] = field(default_factory=Memory, compare=False, repr=False)
    told_place: Memory[str, bool] = field(default_factory=Memory, compare=False, repr=False)
    told_no_name: Memory[str, bool] = field(default_factory=Memory, compare=False, repr=False)
    told_ordinary: Memory[str, bool] = field(default_factory=Memory, compare=False, repr=False)
    told_compound: Memory[str, bool] = field(default_factory=Memory, compare=False, repr=False)
    told_part: Memory[str, int] = field(default_factory=Memory, compare=False, repr=False)  #: what a word may be in a name

    def is_no_name(self, word: str) -> bool:
        """Return whether a capitalised word is known to be something else than a name: a small word, a place, a title."""
        told = self.told_no_name.get(word)
        return self.told_no_name.keep(word, self._is_no_name(word)) if told is None else told

    def _is_no_name(self, word: str) -> bool:
        return (
            len(word) < 3
            or word in self.plain
            or word in self.places
            or word in self.techniques
            or word.removesuffix("s") in self.techniques
            or word in self.titles
            or word.lower() in self.roles
        )

    def is_head(self, word: str) -> bool:
        """Return whether a word ends names of organizations, labs or policies."""
        return word in self.org_heads or word in self.policy_heads or word in self.lab_heads or word in self.leading_heads

    def is_bare_head(self, word: str) -> bool:
        """Return whether a word is a noun for bodies or rules, which alone names none: "the Committee"."""
        return (word in self.org_heads or word in self.policy_heads) and word not in _NAMES and self.is_ordinary(word)

    def numbered_heads(self) -> tuple[str, ...]:
        """Return beginnings of which every numbered instrument has one, sorted; none when it may open with anything."""
        # They end before a number, which may have digits of other scripts.
        heads = {_DIGIT.split(head)[0] for head in openings(self.policy_numbered.pattern, _HEAD)}
        shortest = [head for head in sorted(heads) if not any(head[:size] in heads for size in range(len(head)))]
        return () if "" in heads or not all(map(is_single_byte, shortest)) else tuple(shortest)

    def numbered_policies(self, text: str, heads: Iterable[tuple[int, int]] | None = None) -> Iterator[tuple[int, int]]:
        """Yield the spans of numbered instruments that begin no word's second half.

        ``heads`` are the spans at which `numbered_heads` stand, sorted; without them the whole text is searched.
        """
        at = 0
        for start in self._numbered_anywhere(text) if heads is None else (start for start, _ in heads):
            found = self.policy_numbered.match(text, start) if start >= at else None
            if found is not None and not (start and _INSIDE.match(text, start - 1)):
                yield found.span()
                at = found.end()

    def _numbered_anywhere(self, text: str) -> Iterator[int]:
        found = self.policy_numbered.search(text)
        while found is not None:
            yield found.start()
            found = self.policy_numbered.search(text, found.start() + 1)

    def is_given(self, word: str) -> bool:
        """Return whether a word is a given name and hardly anything else; a double name counts by its first part."""
        told = self.told_given.get(word)
        return self.told_given.keep(word, self._is_given(word)) if told is None else told

    def _is_given(self, word: str) -> bool:
        plain = _unmarked(word).title()
        return plain in self.given or ("-" in plain and plain.split("-")[0] in self.given)

    def is_place(self, name: str) -> bool:
        """Return whether a name is that of a known city, country or state, as far as a list can say."""
        told = self.told_place.get(name)
        return self.told_place.keep(name, self._is_place(name)) if told is None else told

    def _is_place(self, name: str) -> bool:
        return name in self.places or " ".join(_unmarked(name).lower().split()) in self.place_names

    def is_ordinary(self, word: str) -> bool:
        """Return whether a capitalised word may be there for its meaning alone."""
        told = self.told_ordinary.get(word)
        return self.told_ordinary.keep(word, self._is_ordinary(word)) if told is None else told

    def _is_ordinary(self, word: str) -> bool:
        low = word.lower().rstrip(".,")
        if low in self.ordinary or (low.endswith("s") and low[:-1] in self.ordinary) or word in self.techniques:
            return True
        if len(low) > _SHORT_NAME and low.endswith("ly"):  # "Natively", "Notably", but not "Feedly"
            return low[:-2] in self.ordinary or low[:-1] + "e" in self.ordinary
        prefix = _PREFIX.match(low) if low.endswith("ing") else None
        return prefix is not None and low[prefix.end() :] in self.ordinary  # "Midtraining"

    def is_compound(self, word: str) -> bool:
        """Return whether one word is two English words written together: "Pebblemill"."""
        told = self.told_compound.get(word)
        return self.told_compound.keep(word, self._is_compound(word)) if told is None else told

    def _is_compound(self, word: str) -> bool:
        return word.isalpha() and any(
            all(self.is_ordinary(part) or self.is_rare(part) for part in (word[:at], word[at:]))
            for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        )

    def is_rare(self, word: str) -> bool:
        """Return whether a word is an English one that is seldom met, so that it may well be a name."""
        low = word.lower()
        return low in self.rare or (low.endswith("s") and low[:-1] in self.rare)


def load(*folders: Path) -> Grammar:
    """Read the word lists, each from the last linking folder that has it."""
    table = tomllib.loads(nearest("unknowns.toml", folders).read_text(encoding="utf-8"))
    policy, organization, person = (table[k] for k in ("policy", "organization", "person"))
    given: set[str] = set()
    weak: set[str] = set()
    for line in nearest("given_names.tsv", folders).read_text(encoding="utf-8").splitlines():
        name, _, flag = line.partition("\t")
        if not name.startswith("#"):
            (weak if flag else given).add(name)
    return Grammar(
        frozenset(policy["heads"]),
        frozenset(policy["weak_heads"]),
        frozenset(policy["about"]),
        re.compile("(?:" + "|".join(p for pattern in policy["numbered"] for p in opened(pattern)) + r")(?![\w])"),
        frozenset(organization["heads"]),
        frozenset(organization["weak_heads"]),
        frozenset(organization["lab_heads"]),
        frozenset(organization["leading_heads"]),
        frozenset(person["titles"]),
        frozenset(person["roles"]),
        re.compile(r"(?:,)? (?:also |has |had |then |later |once |recently )?(?:" + "|".join(person["said"]) + r")\b"),
        re.compile(r",? (?:also |has |had |then |later |once |recently )?(?:" + "|".join(person["lives"]) + r")\b"),
        frozenset(table["plain"]["words"]),
        frozenset(table["plain"]["places"]),
        frozenset(table["plain"]["techniques"]),
        frozenset(table["plain"].get("counted", ())),
        frozenset(table["plain"].get("methods", ())),
        frozenset(given),
        frozenset(weak),
        frozenset(
            line
            for line in nearest("ordinary_words.txt", folders).read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
        ),
        frozenset(nearest("rare_words.txt", folders).read_text(encoding="utf-8").split("\n")),
        frozenset(
            line.lower()
            for line in nearest("place_names.txt", folders).read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
        ),
    )


def opened(pattern: str) -> list[str]:
    """Return patterns that together match what one does, in its order, with no group or class of letters at their heads.

    A search for alternatives that all begin with a letter leaps from one such letter to the next.
    """
    if pattern.startswith("["):
        letters, _, rest = pattern[1:].partition("]")
        return [letter + rest for letter in letters] if letters.isalnum() and rest[:1] not in tuple("*+?{") else [pattern]
    if not pattern.startswith("(?:"):
        return [pattern]
    cuts, depth, at = [2], 0, 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "[":
            at = pattern.index("]", at + 2)
        elif pattern[at] in "()":
            depth += 1 if pattern[at] == "(" else -1
            if not depth:
                break
        elif pattern[at] == "|" and depth == 1:
            cuts.append(at)
        at += 1
    rest = pattern[at + 1 :]
    if rest[:1] in tuple("*+?{"):
        return [pattern]
    return [p for a, b in pairwise([*cuts, at]) for p in opened(pattern[a + 1 : b] + rest)]


def _unmarked(word: str) -> str:
    """Return a word without the marks on its letters: the lists have none."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word.translate(_STROKES)) if not unicodedata.combining(c))
