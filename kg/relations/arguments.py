"""From a parse to parties: what a noun phrase stands for, and what fills a slot of a trigger.

Slots: ``agent`` and ``patient`` of a verb in either voice; ``prep:P|Q`` the object of a preposition; ``bearer`` what
a noun, adjective or comparison is said of; ``owner`` a possessor; ``modifier`` a name before the noun; ``light`` the
subject of the verb that merely carries the noun ("X has a deal with Y"); ``complement`` an object complement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kg.relations.anaphora import POINTERS, PRONOUNS, WE, of_definite, of_pronoun
from kg.relations.anaphora import FIRST_PERSON as _FIRST
from kg.relations.scene import ORGANIZATIONS, Party
from kg.relations.words import CARRIERS, STAFF, TRANSPARENT, bases

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.relations.parser import Parse

#: Steps from a noun to the name it stands for; a parse of nonsense can chain them without end.
MOST_DEPTH: Final = 4
_SUBJECTS: Final = ("nsubj", "nsubjpass", "csubj", "expl")
_RELATIVE: Final = frozenset({"WDT", "WP", "WP$"})
_LIKE: Final = frozenset({"like", "as", "including", "include"})
_DEFINITE: Final = frozenset({"the", "this", "that", "its", "their", "these", "our", "his", "her"})
#: Nouns that say something of the subject from within a prepositional phrase ("on par with", "in favor of").
_IDIOMS: Final = frozenset("par parity level league footing favor favour course".split())
_COPULAS: Final = frozenset({"be", "become", "remain"})
#: Verbs that carry a noun which says what happens ("signed a deal with").
_LIGHT: Final = frozenset(
    "have announce sign form make take file launch raise hold ink strike enter complete close reach extend expand get"
    " receive win begin start lead finalize propose seek issue publish report unveil enjoy build maintain own see plan"
    " voice open put impose place slap throw offer give express show lodge bring level use take serve do conduct carry set"
    " pursue consider abandon end cancel reject deny terminate face bring join agree explore confirm strengthen".split()
)
#: Verbs whose object, not subject, does what the infinitive says ("asked X to release").
_OBJECT_CONTROL: Final = frozenset(
    "ask tell force allow let make urge order want expect help see require persuade pay hire enable prompt watch"
    " permit forbid ban lead push".split()
)


@dataclass(frozen=True, slots=True)
class Arg:
    """What may fill a slot: one party, or for a pronoun one of each kind. ``denied``: "X, not Y"."""

    options: tuple[Party, ...]
    token: int
    denied: bool = False
    first: bool = False  #: stands for "I"


def is_verb(token: Token) -> bool:
    """Return whether the token acts as a verb; a participle that was tagged adjective counts."""
    return token.tag_[:1] == "V" or token.pos_ in ("VERB", "AUX") or (
        token.tag_ in ("JJ", "NN") and token.lower_.endswith("ed") and token.dep_ in ("acl", "ROOT", "acomp", "advcl"))


def is_noun(token: Token) -> bool:
    """Return whether the token heads a noun phrase."""
    return token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET") or token.tag_[:2] == "NN"


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child with one of the dependencies."""
    return next((c for c in token.children if c.dep_ in deps), None)


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


class Reading:
    """One parse, read by its parties."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.scene = parse.scene
        self._busy: set[int] = set()  # tokens that are being resolved: a phrase that leads back to itself means nothing

    # -- noun phrases ------------------------------------------------------------------------------------------

    def resolve(self, token: Token | None, depth: int = 0) -> list[Arg]:
        """Return everything that a noun phrase stands for, each conjunct on its own."""
        if token is None or depth > MOST_DEPTH:
            return []
        found = self._single(token, depth)
        for conjunct, denied in _conjuncts(token):
            found.extend(replace(arg, denied=arg.denied != denied) for arg in self._single(conjunct, depth))
        return found

    def _single(self, token: Token, depth: int) -> list[Arg]:
        if depth > MOST_DEPTH or token.i in self._busy:
            return []
        self._busy.add(token.i)
        try:
            return self._meanings(token, depth)
        finally:
            self._busy.discard(token.i)

    def _meanings(self, token: Token, depth: int) -> list[Arg]:
        party = self.parse.parties.get(token.i)
        if party is not None:
            return [Arg((party,), token.i)]
        lower = token.lower_
        if token.tag_ in _RELATIVE or (lower == "that" and token.head.dep_ == "relcl"):
            return self._antecedent(token, depth)
        if lower in PRONOUNS or lower in _FIRST or (lower in POINTERS and not any(True for _ in token.children)):
            if (parallel := self._parallel_subject(token)) is not None:
                return [Arg((parallel,), token.i)]
            options = of_pronoun(lower, self.scene, self.parse.place(token.i))
            return [Arg(options, token.i, first=lower in _FIRST)] if options else []
        if not is_noun(token) or lower in WE:
            return []
        article = child(token, "det")
        indefinite = article is not None and article.lower_ in ("a", "an", "another")
        looks = (self._named_by, self._listed, self._described, self._definite)
        for look in (self._described, *looks) if indefinite else looks:
            if found := look(token, depth + 1):
                return found
        return []

    def _parallel_subject(self, pronoun: Token) -> Party | None:
        """``X trails Y, though it beats Z``: a subject pronoun takes up the subject of the clause above."""
        clause = pronoun.head
        if pronoun.dep_ not in ("nsubj", "nsubjpass") or clause.dep_ not in ("advcl", "conj", "ccomp") or pronoun.lower_ not in PRONOUNS:
            return None
        above = child(clause.head, "nsubj", "nsubjpass")
        party = self.parse.parties.get(above.i) if above is not None and above.i < pronoun.i else None
        return party.inherited() if party is not None and party.type in PRONOUNS[pronoun.lower_] else None

    def _antecedent(self, token: Token, depth: int) -> list[Arg]:
        at = token
        while at.dep_ != "ROOT" and at.dep_ != "relcl" and at.head.i != at.i:
            at = at.head
        return self.resolve(at.head, depth + 1) if at.dep_ == "relcl" else []

    def _named_by(self, token: Token, depth: int) -> list[Arg]:
        """``the Gemma 4 model``, ``the startup Cursor``: a carrier noun with a name of its kind."""
        found: list[Arg] = []
        for c in token.children:
            if c.dep_ in ("compound", "nmod", "amod", "nummod", "npadvmod") and c.i < token.i:
                for part in (c, *(p for p, _ in _conjuncts(c)), *(p for p in c.children if p.dep_ == "compound")):
                    party = self.parse.parties.get(part.i)
                    if party is not None and token.lower_ in CARRIERS[party.type]:
                        found.append(Arg((party,), part.i))
        if found:
            return found
        for c in token.children:
            if c.dep_ == "appos" and (party := self.parse.parties.get(c.i)) is not None:
                if token.lower_ in CARRIERS[party.type] or c.i == token.i + 1 or child(token, "det", "poss", "nummod") is not None:
                    found.append(Arg((party,), c.i))
                    found.extend(a for p, _ in _conjuncts(c) for a in self._single(p, depth))
        return found

    def _listed(self, token: Token, depth: int) -> list[Arg]:
        """``models such as X and Y``, ``the likes of X``, ``researchers at X``."""
        found: list[Arg] = []
        for c in token.children:
            if c.dep_ != "prep":
                continue
            inner = child(c, "pobj")
            if c.lower_ in _LIKE and inner is not None:
                found.extend(self.resolve(inner, depth))
            elif c.lower_ == "of" and token.lower_ in TRANSPARENT:
                found.extend(self.resolve(inner, depth))
            elif c.lower_ in ("at", "from", "of") and token.lower_ in STAFF:
                found.extend(a for a in self.resolve(inner, depth) if all(p.type in ORGANIZATIONS for p in a.options))
        return found

    def _described(self, token: Token, depth: int) -> list[Arg]:
        """``Alpha is a model similar to ...``, ``Alpha, a model which ...``, and a fragment about the topic."""
        if child(token, "det") is not None and child(token, "det").lower_ == "no":  # type: ignore[union-attr]
            return []
        if token.dep_ in ("attr", "oprd") and token.head.dep_ != "ROOT" or token.dep_ == "attr":
            if bases(token.head.lower_) & _COPULAS:
                return self.resolve(self.subject_token(token.head), depth)
        if token.dep_ == "appos":
            return self._single(token.head, depth)
        if token.dep_ == "conj" and token.head.dep_ == "appos":
            return self._described(token.head, depth)
        if token.dep_ == "ROOT" and self.scene.topic is not None and self._is_fragment(token):
            return [Arg((self.scene.topic.inherited(),), token.i)]
        return []

    def _definite(self, token: Token, depth: int) -> list[Arg]:
        marker = child(token, "det", "poss")
        if marker is None or marker.lower_ not in _DEFINITE or marker.dep_ == "poss" and token.lower_ != "model":
            return []
        before = [c.lower_ for c in token.children if c.i < token.i and c.i != marker.i and c.dep_ not in ("punct", "case")]
        if any(c.dep_ in ("relcl", "prep") and c.lower_ in ("of", "from", "by", "that") for c in token.children):
            return []
        options = of_definite(token.lower_, before, self.scene, self.parse.place(marker.i))
        return [Arg(options, token.i)] if options else []

    def _is_fragment(self, token: Token) -> bool:
        return is_noun(token) and not any(c.dep_ in (*_SUBJECTS, "cop") for c in token.children)

    # -- verbs -------------------------------------------------------------------------------------------------

    def subject_token(self, verb: Token, depth: int = 0) -> Token | None:
        """Return the noun that the verb is said of: its own subject, or the one it shares."""
        own = child(verb, *_SUBJECTS)
        if own is None:  # the parser may hang it on the auxiliary
            own = next((s for aux in verb.children if aux.dep_ in ("aux", "auxpass") and (s := child(aux, *_SUBJECTS))), None)
        if own is not None:
            return own
        if depth > 6 or verb.head.i == verb.i:
            return None
        head = verb.head
        match verb.dep_:
            case "conj":
                return self.subject_token(head, depth + 1) if is_verb(head) else head if verb.tag_ in ("VBN", "VBG") else None
            case "xcomp" | "ccomp":
                if bases(head.lower_) & _OBJECT_CONTROL and (obj := child(head, "dobj")) is not None:
                    return obj
                if is_noun(head) and head.dep_ in ("dobj", "pobj", "attr"):
                    return self.subject_token(_verb_above(head), depth + 1)
                return self.subject_token(head, depth + 1)
            case "acl" if verb.tag_ not in ("VBN", "VBG", "JJ", "VBD"):  # "a deal to acquire": whose deal
                owner = child(head, "poss")
                return owner or self.subject_token(_verb_above(head), depth + 1)
            case "acl" | "relcl" | "amod" | "appos":
                return head
            case "advcl":
                if not is_verb(head):
                    return head
                above = self.subject_token(head, depth + 1)
                return child(head, "dobj") if above is None and head.dep_ == "ROOT" else above
            case "pcomp" | "pobj" if head.dep_ == "prep":
                above = head.head
                return self.subject_token(above, depth + 1) if is_verb(above) else child(above, "poss") or (
                    self.subject_token(_verb_above(above), depth + 1))
            case "prep" | "acomp" | "oprd" | "auxpass" | "dep":
                return self.subject_token(head, depth + 1) if is_verb(head) else head
        return None

    def fill(self, trigger: Token, slot: str) -> list[Arg]:
        """Return what fills a slot of a trigger."""
        kind, _, rest = slot.partition(":")
        match kind:
            case "agent":
                return self._agent(trigger)
            case "patient":
                return self._patient(trigger)
            case "prep":
                return self._prepositional(trigger, frozenset(rest.split("|")))
            case "bearer":
                return self._bearer(trigger)
            case "owner":
                owner = child(trigger, "poss")
                if owner is None and trigger.dep_ == "compound" and trigger.head.i in self.parse.parties:
                    owner = child(trigger.head, "poss")  # "its predecessor Gemma 3"
                return self.resolve(owner)
            case "modifier":
                return self._modifier(trigger)
            case "light":
                return self._light(trigger)
            case "complement":
                direct = [c for c in trigger.children if c.dep_ in ("oprd", "attr", "dobj")]
                second = [a for c in direct for a in c.children if a.dep_ == "appos" and child(a, "det") is not None]
                return [a for c in (*direct, *second) for a in self.resolve(c)]
            case "own":
                return self.resolve(child(trigger, "pobj"))
            case "dative":
                return self.resolve(child(trigger, "dative"))
            case "fronted":
                return self._fronted(trigger, frozenset(rest.split("|")))
            case "particle":
                return [Arg((), c.i) for c in trigger.children if c.dep_ == "prt" and c.lower_ == rest]
            case "topic":
                topic = self.scene.topic
                return [Arg((topic.inherited(),), trigger.i)] if topic is not None else []
        raise ValueError(f"unknown slot: {slot!r}")

    def _agent(self, verb: Token) -> list[Arg]:
        if is_passive(verb):
            return [a for by in verb.children if by.dep_ in ("agent", "prep") and by.lower_ == "by"
                    for a in self.resolve(child(by, "pobj"))]
        subject = self.subject_token(verb)
        return self.resolve(subject) if subject is not None else self._topic_of_fragment(verb)

    def _patient(self, verb: Token) -> list[Arg]:
        if is_passive(verb):
            subject = self.subject_token(verb)
            if subject is None:
                return self._topic_of_fragment(verb)
            return self.resolve(subject) or self._further_up(verb, subject)
        direct = child(verb, "dobj", "dative")
        if direct is not None:
            return self.resolve(direct)
        if verb.dep_ == "relcl" and child(verb, *_SUBJECTS) is not None and not self._is_relative(child(verb, *_SUBJECTS)):
            return self.resolve(verb.head)
        if verb.dep_ == "conj" and child(verb.head, "dobj") is None and verb.head.dep_ == "relcl":
            return self._patient(verb.head)
        for c in verb.children:  # "trained and released X": the object stands with the last verb
            if c.dep_ == "conj" and is_verb(c) and child(c, "nsubj") is None and (shared := child(c, "dobj")) is not None:
                return self.resolve(shared)
        controlled = child(verb, "ccomp", "xcomp")
        if controlled is not None:  # "requires X to publish"
            return self.resolve(child(controlled, "nsubj")) if bases(verb.lower_) & _OBJECT_CONTROL else []
        subject = child(verb, "nsubj")
        if verb.tag_ in ("VBD", "VBN") and subject is not None and not any(c.dep_ == "aux" for c in verb.children):
            return self.resolve(subject)  # "Composer 2 trained on Kimi K2.5": a participle taken for a finite verb
        return []

    def _further_up(self, participle: Token, noun: Token) -> list[Arg]:
        """``X's model for search, built on Y``: after a comma the participle may belong to a noun further up."""
        if participle.i == 0 or participle.nbor(-1).text != "," or noun.i > participle.i:
            return []
        at = noun
        for _ in range(4):
            if at.dep_ not in ("pobj", "prep", "compound", "conj", "nmod"):
                return []
            at = at.head
            if is_noun(at) and (found := self.resolve(at)):
                return found
        return []

    def _is_relative(self, token: Token | None) -> bool:
        return token is not None and (token.tag_ in _RELATIVE or token.lower_ in ("that", "which", "who"))

    def _topic_of_fragment(self, verb: Token) -> list[Arg]:
        topic = self.scene.topic
        return [Arg((topic.inherited(),), verb.i)] if topic is not None and verb.dep_ == "ROOT" and verb.tag_ in ("VBN", "VBG") else []

    def _prepositional(self, trigger: Token, prepositions: frozenset[str]) -> list[Arg]:
        found: list[Arg] = []
        holders: list[Token] = [trigger, *(c for c in trigger.children if c.dep_ in ("dobj", "prt", "attr", "advmod", "acomp", "oprd"))]
        if trigger.dep_ in ("amod", "compound") or (is_noun(trigger) and trigger.dep_ == "dobj"):
            holders.append(trigger.head)
        for holder in holders:
            for prep in holder.children:
                if prep.dep_ not in ("prep", "agent", "dative", "aux", "advmod", "prt") or prep.i < trigger.i:
                    continue
                last = prep
                while (inner := child(last, "prep")) is not None and child(last, "pobj") is None:
                    last = inner
                for part in (last, *(c for c in last.children if c.dep_ in ("conj", "prep"))):
                    inner = child(part, "pobj", "pcomp")
                    if inner is not None and inner.lower_ == "top":  # "on top of X"
                        inner = next((child(p, "pobj") for p in inner.children if p.lower_ == "of"), None)
                    if part.lower_ in prepositions:
                        found.extend(self.resolve(inner))
                    elif inner is not None and inner.i not in self.parse.parties and not found:  # "director of research at X"
                        found.extend(a for p in inner.children if p.dep_ == "prep" and p.lower_ in prepositions - {"of", "for"}
                                     for a in self.resolve(child(p, "pobj")))
            if found:
                return found
        if trigger.dep_ == "conj" and is_noun(trigger):  # "professor and lead of X": the phrase hangs on the first
            shared = [p for p in trigger.head.children if p.dep_ == "prep" and p.i > trigger.i and p.lower_ in prepositions]
            return [a for p in shared for a in self.resolve(child(p, "pobj"))]
        if trigger.dep_ == "relcl" and is_verb(trigger):  # "the plan which she worked on"
            stranded = [c for c in trigger.children if c.dep_ in ("prep", "prt") and c.lower_ in prepositions and not child(c, "pobj", "pcomp")]
            return self.resolve(trigger.head) if stranded else []
        return []

    def _fronted(self, trigger: Token, prepositions: frozenset[str]) -> list[Arg]:
        """``Under X, ...``, ``on top of X, ...``: the object of a preposition before the verb."""
        for prep in trigger.children:
            if prep.dep_ == "prep" and prep.i < trigger.i:
                inner = child(prep, "pobj")
                if prep.lower_ in prepositions:
                    return self.resolve(inner)
                nested = child(inner, "prep") if inner is not None else None
                if nested is not None and f"{prep.lower_}{inner.lower_ if inner is not None else ''}" in prepositions:
                    return self.resolve(child(nested, "pobj"))
        return []

    # -- nouns and adjectives ----------------------------------------------------------------------------------

    def _bearer(self, trigger: Token) -> list[Arg]:
        noun = is_noun(trigger)
        if noun and (named := [c for c in trigger.children if c.dep_ == "appos" and c.i in self.parse.parties]):
            return self.resolve(named[0])
        if noun and trigger.dep_ in ("nsubj", "dobj", "pobj"):  # "the follow-up to X, Y, is out"
            inner = [child(p, "pobj") for p in trigger.children if p.dep_ == "prep"]
            second = [c for i in inner if i is not None and i.i in self.parse.parties for c in i.children
                      if c.dep_ == "appos" and c.i in self.parse.parties]
            if second:
                return self.resolve(second[0])
        token = trigger
        for _ in range(6):
            head, dep = token.head, token.dep_
            if token.pos_ == "ADJ" and (subject := child(token, "nsubj")) is not None:  # "I find X faster than Y"
                return self.resolve(subject)
            if dep == "ROOT" or head.i == token.i:
                return self._bearer_of_root(token)
            if dep in ("compound", "nmod", "amod") and head.i in self.parse.parties and is_noun(token):
                return [Arg((self.parse.parties[head.i],), head.i)]
            if dep == "conj" and not is_verb(token):
                token = head
                continue
            if dep == "appos":
                return self._single(head, 1)
            if is_verb(head):
                return self._bearer_under_verb(token, head, noun and token is trigger)
            if dep == "pobj" and noun and token is trigger and head.lower_ != "as" and token.lower_ not in _IDIOMS:
                return []
            if is_noun(head) and dep in ("prep", "amod", "acl", "advmod", "relcl", "nummod"):
                if found := self.resolve(head):
                    return found
            elif dep != "pobj" and head.pos_ not in ("ADJ", "ADV", "ADP") and dep not in ("pcomp", "quantmod"):
                return []
            token = head
        return []

    def _bearer_of_root(self, token: Token) -> list[Arg]:
        if is_verb(token) and (subject := child(token, *_SUBJECTS)) is not None:
            return self.resolve(subject)
        bare = self._is_fragment(token) or token.pos_ == "ADJ" or token.tag_ in ("VBN", "VBG")
        topic = self.scene.topic
        return [Arg((topic.inherited(),), token.i)] if topic is not None and bare else []

    def _bearer_under_verb(self, token: Token, verb: Token, noun: bool) -> list[Arg]:
        """The bearer of what hangs on a verb: its subject, or its object in "named X chief executive"."""
        direct = child(verb, "dobj")
        match token.dep_:
            case "nsubj" if noun and bases(verb.lower_) & _COPULAS:  # "The license of X is Y"
                return self.resolve(child(verb, "attr"))
            case "oprd" | "attr" if direct is not None and not is_passive(verb):
                return self.resolve(direct)
            case "prep" if token.lower_ == "as" and direct is not None and not is_passive(verb):
                return self.resolve(direct)
            case "dobj" | "pobj" if noun:
                return []
            case "attr" | "acomp" | "oprd" | "advmod" | "prep" | "npadvmod" | "advcl" | "xcomp" | "ccomp" | "dobj" | "dep" | "agent":
                subject = self.subject_token(verb)
                if subject is None:
                    return self._topic_of_fragment(verb)
                return self.resolve(subject) if subject.i != token.i else []
        return []

    def _modifier(self, noun: Token) -> list[Arg]:
        found: list[Arg] = []
        for c in noun.children:
            if c.dep_ in ("compound", "nmod", "amod", "npadvmod") and c.i < noun.i:
                found.extend(self._names_in(c))
        if not found and noun.dep_ in ("compound", "nmod", "amod", "appos"):  # "Acme co-founder John": hung on the head
            found.extend(a for c in noun.head.children if c.i < noun.i and c.dep_ in ("compound", "nmod", "poss")
                         for a in self._names_in(c))
        return found

    def _names_in(self, token: Token) -> Iterator[Arg]:
        for part in (token, *(p for p, _ in _conjuncts(token)), *(c for c in token.children if c.dep_ == "compound")):
            if (party := self.parse.parties.get(part.i)) is not None:
                yield Arg((party,), part.i)

    def _light(self, noun: Token) -> list[Arg]:
        token = noun
        while token.dep_ in ("conj", "pobj", "prep") and token.head.i != token.i and not is_verb(token.head):
            token = token.head
        verb = token.head
        if token.dep_ in ("dobj", "prep", "attr", "pobj") and is_verb(verb) and bases(verb.lower_) & (_LIGHT | {"be"}):
            return self._agent(verb)
        if token.dep_ == "nsubjpass" and is_verb(verb):
            return self._agent(verb)
        return []


def _verb_above(token: Token) -> Token:
    while token.head.i != token.i and not is_verb(token):
        token = token.head
    return token


def _conjuncts(token: Token) -> Iterator[tuple[Token, bool]]:
    """Yield the conjuncts after a token, each with whether it is set against the first ("X, not Y")."""
    for c in token.children:
        if c.dep_ == "conj" and c.i > token.i:
            yield c, _set_against(token, c)
            yield from _conjuncts(c)
        elif c.dep_ == "appos" and any(n.dep_ == "neg" and n.i < c.i for n in token.children):
            yield c, True


def _set_against(first: Token, second: Token) -> bool:
    between: Iterable[Token] = [*first.children, *second.children]
    words = [t.lower_ for t in between if first.i < t.i < second.i]
    text = first.doc[first.i + 1 : second.i].text.lower()
    return "not" in words or "rather than" in text or "instead of" in text or text.rstrip().endswith(" not")
