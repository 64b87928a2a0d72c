"""The word lists behind unknown names, compiled once (ontology/linking/unknowns.toml, given_names.tsv)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ontology.files import nearest

#: Capital letters of the languages that are written in Latin script, for a class of a pattern.
CAPITAL: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"


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
    titles: frozenset[str]
    roles: frozenset[str]
    said: re.Pattern[str]
    model_nouns: re.Pattern[str]
    plain: frozenset[str]
    places: frozenset[str]
    techniques: frozenset[str]
    given: frozenset[str]
    weak_given: frozenset[str]
    ordinary: frozenset[str]  #: lower-case English words
    place_names: frozenset[str]  #: of cities, countries and states; lower case, letters without marks

    def is_given(self, word: str) -> bool:
        """Return whether a word is a given name and hardly anything else; a double name counts by its first part."""
        plain = _unmarked(word).title()
        return plain in self.given or ("-" in plain and plain.split("-")[0] in self.given)

    def is_place(self, name: str) -> bool:
        """Return whether a name is that of a known city, country or state, as far as a list can say."""
        return name in self.places or " ".join(_unmarked(name).lower().split()) in self.place_names

    def is_ordinary(self, word: str) -> bool:
        """Return whether a capitalised word may be there for its meaning alone."""
        low = word.lower().rstrip(".,")
        return low in self.ordinary or (low.endswith("s") and low[:-1] in self.ordinary) or word in self.techniques


def load(*folders: Path) -> Grammar:
    """Read the word lists, each from the last linking folder that has it."""
    table = tomllib.loads(nearest("unknowns.toml", folders).read_text(encoding="utf-8"))
    policy, organization, person, model = (table[k] for k in ("policy", "organization", "person", "model"))
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
        re.compile(r"(?<![\w.])(?:" + "|".join(policy["numbered"]) + r")(?![\w])"),
        frozenset(organization["heads"]),
        frozenset(organization["weak_heads"]),
        frozenset(organization["lab_heads"]),
        frozenset(person["titles"]),
        frozenset(person["roles"]),
        re.compile(r"(?:,)? (?:also |has |had |then |later |once |recently )?(?:" + "|".join(person["said"]) + r")\b"),
        re.compile(r"\b(?:" + "|".join(map(re.escape, model["nouns"])) + r")\b", re.IGNORECASE),
        frozenset(table["plain"]["words"]),
        frozenset(table["plain"]["places"]),
        frozenset(table["plain"]["techniques"]),
        frozenset(given),
        frozenset(weak),
        frozenset(
            line
            for line in nearest("ordinary_words.txt", folders).read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
        ),
        frozenset(
            line.lower()
            for line in nearest("place_names.txt", folders).read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
        ),
    )


def _unmarked(word: str) -> str:
    """Return a word without the marks on its letters: the lists have none."""
    return word if word.isascii() else "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
