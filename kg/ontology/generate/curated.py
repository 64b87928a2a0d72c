"""What people have entered, as the generated layer needs it: it wins over anything a package says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kg.ids import slug
from kg.ontology.files import Faults, read_table, values
from kg.ontology.generate.spelling import Key, Spelling, plain, read, squeeze

_COLUMNS: Final = ("id", "class", "label", "aliases", "hidden", "source")
#: A family whose versions are one letter with a number (o3): its own label opens no name.
_LETTERED: Final = re.compile(r"([a-z])\{n\}")


@dataclass(frozen=True, slots=True)
class Family:
    """A line of models."""

    id: str
    label: str
    names: tuple[tuple[str, ...], ...]  #: its names, each as tokens
    developers: tuple[str, ...]
    parent: str
    variants: frozenset[str]  #: words that its versions are known to carry
    opening: str  #: what stands before the version number, where the pattern says (``GPT-``)
    lettered: str  #: the letter that opens its versions, or an empty string


@dataclass(frozen=True, slots=True)
class Heads:
    """How names of models begin: with a family's name, before which its vendor's may stand."""

    labs: Collection[str]  #: names of organizations, lower case
    names: Mapping[str, tuple[tuple[str, ...], ...]]  #: families' names as tokens, by the first
    joined: Mapping[str, tuple[str, ...]]  #: families' names written as one word ("codellama")
    letters: frozenset[str]  #: of families whose versions are a letter with a number (o3)
    known: dict[str, Spelling] = field(default_factory=dict)  #: what was read before

    @classmethod
    def of(cls, families: Iterable[Family], labs: Collection[str]) -> Heads:
        """Return the heads of families' names."""
        names: dict[str, list[tuple[str, ...]]] = {}
        joined: dict[str, tuple[str, ...]] = {}
        letters: set[str] = set()
        for family in families:
            letters.update(family.lettered)
            for name in family.names:
                names.setdefault(name[0], []).append(name)
                if len(name) > 1 and all(t.isalpha() for t in name):
                    joined.setdefault("".join(name), name)
        return cls(labs, {first: tuple(found) for first, found in names.items()}, joined, frozenset(letters))

    def open(self, tokens: tuple[str, ...]) -> bool:
        """Return whether a family's name, or a version that stands for it, opens a name."""
        if not tokens:
            return False
        lettered = tokens[0][0] in self.letters and tokens[0][1:2].isdigit()
        return lettered or any(tokens[: len(name)] == name for name in self.names.get(tokens[0], ()))

    def read(self, text: str) -> Spelling:
        """Read a name; the name of an organization before a family's is left out ("Meta Llama 3")."""
        if text not in self.known:
            spelling = read(text)
            tokens = spelling.tokens
            for size in (3, 2, 1):
                head, rest = tokens[:size], tokens[size:]
                numbered = rest and not replace(spelling, tokens=rest).words and rest[0][0] not in self.letters
                if not numbered and self.open(rest) and ("-".join(head) in self.labs or " ".join(head) in self.labs):
                    tokens = rest
                    break
            if tokens and tokens[0] in self.joined:
                tokens = (*self.joined[tokens[0]], *tokens[1:])
            self.known[text] = replace(spelling, tokens=tokens)
        return self.known[text]


@dataclass(frozen=True, slots=True)
class Curated:
    """The curated layer."""

    models: Mapping[str, Mapping[str, str]]  #: rows of models.tsv by id
    families: Mapping[str, Family]
    labs: Mapping[str, str]  #: handle or name, lower case, to the organization's id
    parents: Mapping[str, str]  #: an organization's parent
    named: Mapping[str, str]  #: label or alias, squeezed, of any record to the id of the first that has it
    hidden: Mapping[str, str]  #: handle or API id, squeezed, the same way
    ids: frozenset[str]
    ordinary: frozenset[str]  #: words of the language and given names, lower case
    exact: Mapping[Key, str]  #: keys of models, with date and form, to their ids
    loose: Mapping[Key, str]  #: keys of labels and aliases without the form
    heads: Heads

    def read(self, text: str) -> Spelling:
        """Read a name or the tail of an id, with the name of its vendor left out."""
        return self.heads.read(text)

    def organization(self, handle: str) -> str:
        """Return the id of the organization with a handle or name, or an empty string."""
        return (self.labs.get(handle.lower()) or self.labs.get(slug(handle), "")) if handle else ""

    def find(self, spelling: Spelling) -> str:
        """Return the curated model that a spelling names, with its date and form or without, or an empty string."""
        for key in (spelling.exact, spelling.dated, spelling.formed, spelling.key):
            if key in self.exact:
                return self.exact[key]
        return self.loose.get(spelling.dated) or self.loose.get(spelling.key, "")

    def related(self, one: str, other: str) -> bool:
        """Return whether two organizations are one house: the same, or one above the other, or with one above both."""
        return bool(self._above(one) & self._above(other))

    def _above(self, organization: str) -> set[str]:
        found: set[str] = set()
        while organization and organization not in found:
            found.add(organization)
            organization = self.parents.get(organization, "")
        return found


def read_curated(folder: Path) -> Curated:
    """Read the curated files of an ontology folder. Raises OntologyError with all faults."""
    faults = Faults()
    tables = {p.stem: [row for _, row in read_table(p, _COLUMNS, faults)] for p in sorted((folder / "curated").glob("*.tsv"))}
    faults.raise_if_any()
    models = {row["id"]: row for row in tables.get("models", [])}
    named: dict[str, str] = {}
    hidden: dict[str, str] = {}
    for _, rows in sorted(tables.items()):
        for row in rows:
            for name in (row["label"], *values(row["aliases"])):
                named.setdefault(squeeze(name), row["id"])
            for name in values(row["hidden"]):
                hidden.setdefault(squeeze(name.rsplit("/", 1)[-1]), row["id"])
    labs: dict[str, str] = {}
    for table in ("labs", "organizations"):
        for row in tables.get(table, []):
            for name in (row["id"], row["label"], *values(row["aliases"]), *values(row["hidden"])):
                for form in (name.lower(), slug(name)):
                    labs.setdefault(form, row["id"])
    parents = {row["id"]: values(row.get("part_of", ""))[0] for rows in tables.values() for row in rows if row.get("part_of")}
    families = {row["id"]: _family(row) for row in tables.get("families", [])}
    heads = Heads.of(families.values(), labs)
    exact, loose = _model_keys(models.values(), heads)
    ids = frozenset(row["id"] for rows in tables.values() for row in rows)
    ordinary = _words(folder / "linking")
    return Curated(models, families, labs, parents, named, hidden, ids, ordinary, exact, loose, heads)


def _family(row: Mapping[str, str]) -> Family:
    names = tuple(dict.fromkeys(t for n in (row["label"], *values(row["aliases"])) if (t := read(n).tokens)))
    pattern = row.get("pattern", "")
    lettered = _LETTERED.fullmatch(pattern)
    opening = pattern.split("{", 1)[0] if "{n}" in pattern else ""
    return Family(
        row["id"], row["label"], names, values(row.get("developed_by", "")), row.get("member_of_family", ""),
        frozenset(plain(w) for v in values(row.get("variants", "")) for w in v.split()),
        opening if squeeze(opening).startswith(squeeze(row["label"])) else "", lettered.group(1) if lettered else "",
    )  # fmt: skip


def _model_keys(models: Iterable[Mapping[str, str]], heads: Heads) -> tuple[dict[Key, str], dict[Key, str]]:
    exact: dict[Key, str] = {}
    loose: dict[Key, str] = {}
    rows = list(models)
    for column in ("label", "aliases", "hidden"):
        for row in rows:
            for name in values(row[column]):
                spelling = heads.read(name.rsplit("/", 1)[-1])
                numbered = spelling.versions or spelling.sizes or spelling.dates
                if not spelling.tokens or spelling.rolling or (column == "hidden" and not numbered):
                    continue
                if column != "label" and not spelling.words and not heads.open(spelling.tokens):
                    continue  # "V3" and "4o" say too little in a list of all models
                exact.setdefault(spelling.exact, row["id"])
                if column != "hidden":
                    loose.setdefault(spelling.dated, row["id"])
    return exact, loose


def _words(folder: Path) -> frozenset[str]:
    found: set[str] = set()
    for name in ("ordinary_words.txt", "given_names.tsv"):
        path = folder / name
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        found.update(plain(line.partition("\t")[0]) for line in lines if line and not line.startswith("#"))
    return frozenset(found)


def family_of(tokens: tuple[str, ...], families: Iterable[Family]) -> tuple[Family, tuple[str, ...]] | None:
    """Return the most specific family whose name opens a model's name, with the tokens that are left."""
    best: tuple[tuple[int, bool, str], Family, tuple[str, ...]] | None = None
    for family in families:
        if family.lettered and tokens and re.fullmatch(rf"{family.lettered}\d.*", tokens[0]):
            return family, tokens
        for name in family.names:
            if tokens[:1] == name[:1] and set(name) <= set(tokens):
                left = list(tokens)
                for word in name:
                    left.remove(word)
                rank = (len(name), bool(family.parent), family.id)
                if best is None or rank > best[0]:
                    best = rank, family, tuple(left)
    return (best[1], best[2]) if best else None
