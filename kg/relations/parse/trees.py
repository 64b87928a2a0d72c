"""Small questions about tokens of a dependency tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_verb(token: Token) -> bool:
    """Return whether the token acts as a verb; a participle that was tagged adjective counts."""
    return (
        token.tag_[:1] == "V"
        or token.pos_ in ("VERB", "AUX")
        or (token.dep_ == "relcl" and token.tag_ == "NN" and child(token, "nsubj") is not None)  # "which A use for B"
        or (token.tag_ in ("JJ", "NN") and token.lower_.endswith("ed") and token.dep_ in ("acl", "ROOT", "acomp", "advcl"))
    )


def is_noun(token: Token) -> bool:
    """Return whether the token heads a noun phrase."""
    if token.tag_ in ("VBZ", "RB") and token.dep_ in ("pobj", "dobj"):  # "on three benchmarks A, B and C", "led the round"
        return True
    return token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET") or token.tag_[:2] == "NN"


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child with one of the dependencies."""
    for c in token.children:  # asked very often; a generator would take twice as long
        if c.dep_ in deps:
            return c
    return None


def is_passive(verb: Token) -> bool:
    """Return whether the verb is in the passive, as a bare participle too."""
    if child(verb, "auxpass", "nsubjpass", "agent") is not None:
        return True
    if verb.tag_ not in ("VBN", "JJ", "VBD") or child(verb, "nsubj", "dobj") is not None:
        return False
    if any(c.dep_ == "aux" for c in verb.children):
        return False
    if verb.dep_ == "conj" and is_verb(verb.head):
        return is_passive(verb.head)
    if verb.dep_ == "ROOT":  # a fragment: "Trained with X."
        return verb.tag_ != "VBD" or verb.i == 0
    return verb.dep_ in ("acl", "advcl", "amod", "acomp", "oprd", "relcl", "appos", "dep", "nmod", "prep", "pcomp", "ccomp")


def verb_above(token: Token) -> Token:
    """Return the nearest verb above a token, or the root."""
    while token.head.i != token.i and not is_verb(token):
        token = token.head
    return token


def conjuncts(token: Token) -> Iterator[tuple[Token, bool]]:
    """Yield the conjuncts after a token, each with whether it is set against the first ("X, not Y")."""
    for c in token.children:
        if c.dep_ == "conj" and c.i > token.i:
            yield c, _set_against(token, c)
            yield from conjuncts(c)
        elif c.dep_ == "appos" and any(n.dep_ == "neg" and n.i < c.i for n in token.children):
            yield c, True


def _set_against(first: Token, second: Token) -> bool:
    between: Iterable[Token] = [*first.children, *second.children]
    words = [t.lower_ for t in between if first.i < t.i < second.i]
    text = first.doc[first.i + 1 : second.i].text.lower()
    return "not" in words or "rather than" in text or "instead of" in text or text.rstrip().endswith(" not")
