"""Slots that lie further from their trigger: who led the round, who helped, who refused, and members of a family by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.records import EntityType, Way
from kg.relations.anaphora import of_kind
from kg.relations.parse.phrases import SUBJECTS, Arg
from kg.relations.parse.trees import child, conjuncts, is_noun, is_verb
from kg.relations.words import bases, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.relations.parse.phrases import Phrases
    from kg.relations.scene import Party

_LEADING: Final = word_set("lead colead anchor head back")
_ROUNDS: Final = word_set("round series seed funding financing investment rounds capital money")
_GIVEN: Final = word_set("grant money funding donation cash stipend loan capital endowment seed investment cheque check")
_HELP: Final = word_set("help support assistance aid backing")
_REFUSING: Final = word_set("refuse decline")
_ENABLING: Final = word_set("let allow enable help")
_URGING: Final = word_set("urge ask press call lobby want beg implore push petition like need")
_OUGHT: Final = word_set("should must ought needs")
_SAYING: Final = word_set("say tell argue write insist maintain declare add think believe testify contend warn")
_WHOSE: Final = word_set("of at for in within inside")
#: What one is of a body that need not be named again ("She is a co-founder.").
_ROLES: Final = word_set("founder founders cofounder cofounders ceo chair chairman chairwoman president")
_NEAR: Final = {
    "model": EntityType.MODEL, "product": EntityType.PRODUCT, "dataset": EntityType.DATASET, "lab": EntityType.LAB,
    "organization": EntityType.ORGANIZATION, "benchmark": EntityType.BENCHMARK, "policy": EntityType.POLICY,
}  # fmt: skip
_MONEY: Final = re.compile(
    r"[$€£¥]\s?\d|\b(?:rounds?|seed|series\s+[a-h]|funding|financing|investors?|backers?|\d\s?(?:million|billion|bn)"
    r"|rais(?:e|ed|es|ing)|invest\w*)\b",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*")


def fill(reading: Phrases, trigger: Token, kind: str, words: frozenset[str]) -> list[Arg] | None:
    """Return what fills such a slot; None when the slot is none of these."""
    match kind:
        case "leader":
            return list(_leaders(reading, trigger))
        case "help":
            return list(_helpers(reading, trigger))
        case "refuser":
            refusing = trigger.dep_ == "xcomp" and bool(bases(trigger.head.lower_) & _REFUSING)
            subject = reading.subject_token(trigger.head) if refusing else None
            return [replace(arg, denied=not arg.denied) for arg in reading.resolve(subject)]
        case "about":  # "Pre-training used ...": the activity is that of the thing the text is about
            named = child(trigger, *SUBJECTS)
            near = {named.lower_, *(c.lower_ for c in named.children)} if named is not None else set()
            about = reading.scene.ours if "our" in near and reading.scene.ours is not None else reading.scene.about
            return [Arg((about,), trigger.i)] if about is not None and near & words else []
        case "offered":  # "You choose between X and Y" in a text about a product
            subject = child(trigger, *SUBJECTS)
            about = reading.scene.about
            reader = subject is not None and subject.lower_ in ("you", "users", "user", "one", "customers")
            return [Arg((about,), trigger.i)] if about is not None and reader else []
        case "ours":  # the writers' own model, where the sentence names no other
            ours = reading.scene.ours
            others = any(p.type is EntityType.MODEL for p in reading.scene.parties)
            return [Arg((ours,), trigger.i, ranked=True)] if ours is not None and not others else []
        case "writers":  # "We also report X": the writers' own model
            subject = reading.subject_token(trigger)
            ours = reading.scene.ours
            plain = subject is not None and subject.lower_ == "we" and ours is not None
            return [Arg((ours,), trigger.i, ranked=True)] if plain and ours is not None else []
        case "within":  # every name after the verb that hangs below it
            parties = reading.parse.parties
            return [Arg((parties[t.i],), t.i) for t in trigger.subtree if t.i > trigger.i and t.i in parties]
        case "enabler":  # "lets you run X": who lets
            enabling = trigger.dep_ in ("xcomp", "ccomp") and bool(bases(trigger.head.lower_) & _ENABLING)
            return reading.resolve(reading.subject_token(trigger.head)) if enabling else []
        case "earner":  # "achieves competitive results": who does
            verb = _earning(trigger)
            return reading.resolve(reading.subject_token(verb)) if verb is not None and trigger.head.lower_ in words else []
        case "earned":  # "achieves competitive results with X": with whom
            verb = _earning(trigger)
            preps = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in words] if verb is not None else []
            return [a for prep in preps for a in reading.resolve(child(prep, "pobj"))]
        case "margin":  # "within a point of X"
            inner = child(trigger, "pobj")
            preps = [c for c in inner.children if c.dep_ == "prep" and c.lower_ == "of"] if inner is not None else []
            close = inner is not None and inner.lower_ in words
            return [a for prep in preps for a in reading.resolve(child(prep, "pobj"))] if close else []
        case "contrast":  # "A costs little, whereas B does not"
            clause = trigger.head
            verb = clause if "own" in words else clause.head
            if trigger.dep_ not in ("mark", "advmod", "cc") or clause.head.i == clause.i:
                return []
            return reading.resolve(child(verb, "nsubj", "nsubjpass"))
        case "urger":  # "urged the Senate to reject X"
            urging = trigger.dep_ in ("xcomp", "ccomp") and bool(bases(trigger.head.lower_) & _URGING)
            return reading.resolve(reading.subject_token(trigger.head)) if urging else []
        case "raised":  # "A and B joined": who raised the money that the sentences before tell of
            return [Arg((reading.scene.raising,), trigger.i)] if reading.scene.raising is not None else []
        case "theirs":  # "It is X's."
            owned = [c for c in trigger.children if c.dep_ == "attr" and any(part.dep_ == "case" for part in c.children)]
            return [Arg((party,), c.i) for c in owned if (party := reading.parse.parties.get(c.i)) is not None]
        case "amount":  # "leads with 78, followed by X on 77": figures are compared: a condition, no end
            return [Arg((), t.i) for t in trigger.subtree if t.like_num and "." in t.text]
        case "grant":  # "lives on a grant from X": whose the money is
            return list(_givers(reading, trigger, words))
        case "backer":
            return list(_round_leaders(reading, trigger))
        case "via":
            return list(_through(reading, trigger, words))
        case "thing":  # the direct object is one of these words: a condition, no end
            return [Arg((), c.i) for c in trigger.children if c.dep_ == "dobj" and _head_word(c) in words]
        case "sheet":  # "Its card lists X": a condition, no end
            subject = child(trigger, *SUBJECTS)
            return [Arg((), subject.i)] if subject is not None and subject.lower_ in words else []
        case "moneyless":  # no money is talked of: a condition, no end
            scene = reading.scene
            return [] if _MONEY.search(scene.text, max(0, scene.start - 300), scene.end) else [Arg((), trigger.i)]
        case "bare":  # "A led, B and C joined": a condition, no end
            after = ("dobj", "xcomp", "ccomp", "prep", "agent", "prt")
            things = [c for c in trigger.children if c.dep_ in after and c.i > trigger.i]
            has_names = any(p in reading.parse.parties for c in things for p in (t.i for t in c.subtree))
            taken = trigger.dep_ == "relcl" or any(c.dep_ == "dobj" for c in things)  # "X, which A leads"
            return [] if has_names or taken else [Arg((), trigger.i)]
        case "object":  # a condition, no end
            return [Arg((), c.i) for c in trigger.children if c.dep_ == "dobj"]
        case "amid":  # "counts X among its investors": a condition, no end
            among = [child(c, "pobj") for c in trigger.subtree if c.lower_ in ("among", "amongst", "as") and c.dep_ == "prep"]
            return [Arg((), noun.i) for noun in among if noun is not None and noun.lower_ in words]
        case "wanted":  # "wants X repealed": what is wanted so
            return reading.resolve(child(trigger, *SUBJECTS)) if trigger.tag_ in ("VBN", "VBD") else []
        case "sayer":  # "told us that X should be paused"
            bound = any(c.dep_ == "aux" and c.lower_ in _OUGHT for c in trigger.children)
            told = bound and trigger.dep_ == "ccomp" and bool(bases(trigger.head.lower_) & _SAYING)
            return reading.resolve(reading.subject_token(trigger.head)) if told else []
        case "role":  # "uses X as its base": a condition, no end
            parts = [child(c, "pobj") for c in trigger.children if c.dep_ == "prep" and c.lower_ == "as"]
            direct = child(trigger, "dobj")
            parts += [child(c, "pobj") for c in direct.children if c.dep_ == "prep" and c.lower_ == "as"] if direct else []
            return [Arg((), part.i) for part in parts if part is not None and part.lower_ in words]
        case "termed":  # "called X a mistake": a condition, no end
            return [Arg((), c.i) for c in trigger.children if c.dep_ in ("oprd", "attr", "acomp", "xcomp") and c.lower_ in words]
        case "near":
            return list(_near(reading, trigger, words))
        case "held":
            return list(_holders(reading, trigger, words))
        case "family":
            return list(_families(reading, trigger))
        case "members":
            return list(_members(reading, trigger, words))
    return None


def _head_word(noun: Token) -> str:
    """Return the word for what a noun means: "percent" for "%", "series" for the letter in "Series C"."""
    if noun.lower_ == "%":
        return "percent"
    series = len(noun.text) < 3 and any(c.lower_ == "series" for c in noun.children)
    return "series" if series else noun.lower_


def _earning(adjective: Token) -> Token | None:
    """Return the verb whose object the adjective describes ("achieves competitive results")."""
    noun = adjective.head
    return noun.head if adjective.dep_ == "amod" and noun.dep_ == "dobj" and is_verb(noun.head) else None


def _leaders(reading: Phrases, verb: Token) -> Iterator[Arg]:
    """``raised $310 million in a round led by X``."""
    for token in verb.subtree:
        round_of_money = {token.head.lower_, *(c.lower_ for c in token.head.children)} & _ROUNDS
        if is_verb(token) and token.i > verb.i and round_of_money and bases(token.lower_) & _LEADING:
            for by in token.children:
                if by.dep_ in ("agent", "prep") and by.lower_ == "by":
                    yield from reading.resolve(child(by, "pobj"))


def _round_leaders(reading: Phrases, noun: Token) -> Iterator[Arg]:
    """``The round was led by X``, ``X led the round``."""
    verbs = [noun.head, *(c for c in noun.children if c.dep_ in ("acl", "relcl"))]
    for verb in verbs:
        if not is_verb(verb) or not bases(verb.lower_) & _LEADING:
            continue
        by = [child(c, "pobj") for c in verb.children if c.dep_ in ("agent", "prep") and c.lower_ == "by"]
        active = noun.dep_ == "dobj" and verb.i == noun.head.i
        for name in [*by, *([reading.subject_token(verb)] if active and not by else [])]:
            yield from reading.resolve(name)


def _givers(reading: Phrases, verb: Token, words: frozenset[str]) -> Iterator[Arg]:
    """``lives on a grant from X``, ``started with money of X``: who gave what the verb lives on."""
    for prep in verb.children:
        noun = child(prep, "pobj") if prep.dep_ == "prep" and prep.lower_ in ("on", "with") else None
        if noun is not None and bases(noun.lower_) & _GIVEN:
            for source in noun.children:
                if source.dep_ == "prep" and source.lower_ in words:
                    yield from reading.resolve(child(source, "pobj"))


def _helpers(reading: Phrases, verb: Token) -> Iterator[Arg]:
    """``trained Y, with help from X``."""
    for token in verb.subtree:
        if token.lower_ in _HELP and token.dep_ == "pobj" and token.head.lower_ == "with":
            for source in token.children:
                if source.dep_ == "prep" and source.lower_ in ("from", "of"):
                    yield from reading.resolve(child(source, "pobj"))


def _through(reading: Phrases, verb: Token, words: frozenset[str]) -> Iterator[Arg]:
    """``led the London office of X``, ``sits on X's board``, ``owns a tenth of X``: whose the noun is that the verb takes."""
    nouns = [child(verb, "dobj", "attr"), *(child(p, "pobj") for p in verb.children if p.dep_ == "prep")]
    for noun in nouns:
        if noun is None or _head_word(noun) not in words:
            continue
        found = reading.resolve(child(noun, "poss"))
        for prep in noun.children if not found else ():
            if prep.dep_ == "prep" and prep.lower_ in _WHOSE:
                found.extend(reading.resolve(child(prep, "pobj")))
        found = found or [
            Arg((party,), c.i)
            for c in noun.children
            if c.dep_ in ("compound", "nmod") and (party := reading.parse.parties.get(c.i)) is not None
        ]
        yield from found


def _near(reading: Phrases, noun: Token, words: frozenset[str]) -> Iterator[Arg]:
    """``The licence is X``, ``The round was led by X``: a definite noun that belongs to the only thing named just before."""
    article = child(noun, "det")
    if is_noun(noun) and noun.lower_ not in _ROLES and (article is None or article.lower_ != "the"):
        return
    if any(c.dep_ in ("poss", "compound", "nmod") or (c.dep_ == "prep" and c.lower_ in _WHOSE) for c in noun.children):
        return
    further = (c for part, _ in conjuncts(noun) for c in part.children)  # "chief and founder of X"
    if any(c.dep_ == "prep" and c.lower_ in _WHOSE for c in further):
        return
    kinds = frozenset(_NEAR[word] for word in words)
    named = reading.parse.parties.get(noun.i + 2) if noun.i + 2 < len(noun.doc) and noun.nbor(1).text == "," else None
    if named is not None and named.type in kinds:  # "co-founder, X": signed with the body's own name
        return
    place = reading.parse.place(noun.i) if is_noun(noun) else reading.scene.start
    if is_verb(noun.head) and noun.dep_ == "dobj" and reading.resolve(reading.subject_token(noun.head)):
        place = reading.scene.start  # "A led the round": not A's own
    if options := of_kind(kinds, reading.scene, place):
        yield Arg(options, noun.i)


def _holders(reading: Phrases, verb: Token, words: frozenset[str]) -> Iterator[Arg]:
    """``wants the place that X and Y hold``."""
    place = child(verb, "dobj")
    if place is not None and place.lower_ in words:
        for clause in place.children:
            if clause.dep_ == "relcl":
                yield from reading.resolve(child(clause, "nsubj"))
            elif clause.dep_ == "prep" and clause.lower_ == "of":
                yield from reading.resolve(child(clause, "pobj"))


def _families(reading: Phrases, trigger: Token) -> Iterator[Arg]:
    """Yield the models of the text so far whose names other names of the sentence begin with."""
    scene = reading.scene
    named = [p for p in scene.parties if p.type is EntityType.MODEL]
    topics = [p for p in (scene.topic, *scene.theme) if p is not None]
    near = [*named, *(p for sentence in scene.window for p in sentence)]
    for group in (topics, near):
        families = {p.referent: p for p in group if p.type is EntityType.MODEL and any(is_member(n, p) for n in named)}
        if families:  # the longest name: "Skua 2 Mini" belongs to Skua 2 rather than to Skua
            party = max(families.values(), key=lambda p: len(p.label))
            yield Arg((party.inherited(Way.LABEL),), trigger.i)
            return


def _members(reading: Phrases, verb: Token, words: frozenset[str]) -> Iterator[Arg]:
    """``comes in three sizes: X, Y and Z``: every model after the word that announces a list."""
    announced = [t.i for t in verb.doc if t.lower_ in words and t.i > verb.i and not any(c.tag_ == "WDT" for c in t.children)]
    for index, party in reading.parse.parties.items():
        if announced and index > announced[0] and party.type is EntityType.MODEL:
            yield Arg((party,), index)


def is_member(member: Party, family: Party) -> bool:
    """Return whether one name is the other with something after it ("Skua-2-24B" and "Skua 2")."""
    longer, shorter = _PARTS.findall(member.label.lower()), _PARTS.findall(family.label.lower())
    return len(shorter) < len(longer) and longer[: len(shorter)] == shorter
