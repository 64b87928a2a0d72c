"""Names that stand in the same slot as another one: "along with X", "among them X", and the list behind "a bunch of models"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.relations.parse.trees import child
from kg.relations.scene import ORGANIZATIONS
from kg.relations.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.relations.parse.phrases import Arg, Phrases
    from kg.relations.scene import Party

_BESIDE: Final = frozenset({"along", "alongside", "together", "besides"})
_UNDER: Final = frozenset({"under", "by", "with"})
_NAMES: Final = word_set("name names brand banner moniker label umbrella title codename nickname handle")


def are_alike(one: Party, other: Party) -> bool:
    """Return whether two parties are of one kind; a lab is an organization."""
    return one.type is other.type or {one.type, other.type} <= ORGANIZATIONS


def beside(reading: Phrases, holder: Token, first: list[Arg]) -> list[Arg]:
    """Return the names of the same kind that a verb or a noun takes besides what was found.

    ``X along with Y``, ``X alongside Y``, ``X for $1 and Y for $2``, ``X, as well as a model called Y``, ``..., among them Y``.
    """
    if not first:
        return []
    taken = {arg.token for arg in first}
    found = [a for noun in _further(reading, holder, max(taken)) for a in reading.resolve(noun) if a.token not in taken]
    return [a for a in found if all(are_alike(one, other) for one in a.options for other in first[0].options)]


def _further(reading: Phrases, holder: Token, last: int) -> Iterator[Token]:
    parties = reading.parse.parties
    for c in holder.children:
        if c.i <= last:
            continue
        if c.dep_ == "prep" and c.lower_ in _BESIDE:
            inner = child(c, "pobj") or next((n for p in c.children if (n := child(p, "pobj"))), None)
            if inner is not None:
                yield inner
        elif c.dep_ == "prep" and c.lower_ == "with" and c.i and c.nbor(-1).lower_ in ("along", "together"):
            if (inner := child(c, "pobj")) is not None:
                yield inner
        elif c.dep_ == "conj" and c.i in parties and child(c, "nsubj", "nsubjpass", "dobj") is None:
            yield c
        elif c.dep_ == "dobj" and c.i > 2 and c.left_edge.i > 1 and c.doc[c.left_edge.i - 1].dep_ == "cc":
            yield c


def among(reading: Phrases, verb: Token) -> list[Arg]:
    """Return what ``released several models, among them X and Y`` names."""
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ in ("among", "including") and prep.i > verb.i:
            named = [c for c in prep.children if c.dep_ in ("pobj", "appos", "dobj") and c.i in reading.parse.parties]
            if named and (prep.lower_ == "including" or prep.i + 1 < len(prep.doc) and prep.nbor(1).lower_ == "them"):
                return [a for c in named for a in reading.resolve(c)]
    return []


def under_name(reading: Phrases, token: Token) -> list[Arg]:
    """Return the name of ``a model by the name of X``, ``models under the X name``, ``sells a tutor under the name X``."""
    holders = [token, token.head] if token.dep_ in ("dobj", "nsubjpass") else [token]
    for holder in holders:
        for prep in holder.children:
            noun = child(prep, "pobj") if prep.dep_ == "prep" and prep.lower_ in _UNDER and prep.i > token.i else None
            if noun is None or noun.lower_ not in _NAMES:
                continue
            of = next((n for p in noun.children if p.lower_ == "of" and (n := child(p, "pobj"))), None)
            for name in (*noun.children, *([of] if of is not None else [])):
                if name.i in reading.parse.parties and (name is of or name.dep_ in ("appos", "compound", "nmod", "npadvmod")):
                    return reading.resolve(name)
    return []
