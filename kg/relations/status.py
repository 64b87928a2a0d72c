"""How a sentence puts a relation forward: denied, hedged, reported, supposed, predicted, or not at all.

From the trigger the reading climbs to the root. Each step may negate, weaken or attribute what hangs below it; a
relative clause, an apposition or a participle after a noun ends the climb, for what it says holds whatever
the main clause does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.records import EntityType, Modality, Polarity
from kg.relations.arguments import Reading, child, is_noun, is_verb
from kg.relations.scene import ORGANIZATIONS, Party, Scene, Standing
from kg.relations.words import bases

if TYPE_CHECKING:
    from spacy.tokens import Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Verbs and nouns whose complement is denied.
_DENYING: Final = _words(
    "deny refuse fail decline stop avoid cease reject abandon cancel drop block oppose prevent forbid refute dispute"
    " scrap terminate halt neglect denial refusal failure rejection resist forgo abstain"
)
_ENDING: Final = _words("end terminate dissolve leave lose lack")
_DENYING_AND_REPORTING: Final = _words("deny refute dispute reject denial")
_HEDGING: Final = _words(
    "plan aim intend hope want consider seem appear rumor rumour suspect try attempt seek explore weigh mull discuss"
    " eye contemplate guess assume speculate speculation suggest hint wish offer propose threaten talk agree"
    " effort bid option proposal goal idea possibility chance likelihood potential prepare push ask urge pressure tempt"
)
_HEDGING_NOUNS: Final = _words("plan effort bid talk option proposal goal idea possibility chance attempt offer rumor rumour speculation hope intention ambition push")
_PREDICTING: Final = _words("expect predict forecast anticipate bet project prediction expectation forecast prophesy")
_REPORTING: Final = _words(
    "say claim report state announce argue allege tell write note add insist maintain assert believe contend"
    " explain reveal disclose confirm acknowledge admit testify complain warn describe claim accuse think tweet post"
    " declare stress suggest concede estimate conclude respond reply recall mention boast tout assure indicate"
)
_SUPPOSING: Final = _words("imagine suppose pretend assume hypothesize picture wish")
_ASKING: Final = _words("ask wonder question inquire know clear unclear unknown determine debate doubt see decide investigate check unsure")
_HEDGING_WORDS: Final = _words(
    "likely probably possibly perhaps maybe reportedly allegedly apparently supposedly presumably potentially seemingly"
    " rumoredly conceivably purportedly rumored rumoured seems ostensibly plausibly planned proposed potential possible alleged attempted prospective would-be suspected"
)
_NEGATIVE_WORDS: Final = _words("not n't n’t never nt hardly neither nor no scarcely nowhere")
_FUTURE: Final = _words("will 'll ll shall wo")
_MIGHT: Final = _words("may might could should ought")
_RUMOUR_NOUNS: Final = _words("rumor rumour speculation leak whisper gossip hint sign evidence suggestion")
_READY: Final = _words("set poised slated due bound scheduled ready going expected")
_UNSURE: Final = re.compile(
    r"\b(?:it (?:is|'s|remains|was) (?:unclear|unknown|not (?:clear|known)|uncertain)|whether|no one knows|who knows)\b", re.I)
_RUMOURED: Final = re.compile(r"\b(?:rumou?r(?:s|ed|edly)? (?:has it|have it|says?|suggests?|claims?|is|that)|word is|reportedly|allegedly)\b", re.I)
_ACCORDING: Final = re.compile(r"\b(?:according to|in the words of|as told by|per)\s+", re.I)
_SUPPOSED: Final = re.compile(r"^\W*(?:imagine|suppose|what if|let's say|assume|if only|hypothetically|in theory)\b", re.I)
_CLAUSE_ENDS: Final = frozenset({"appos", "ROOT", "parataxis"})


class Chain:
    """What the climb from a trigger to the root has met."""

    def __init__(self) -> None:
        self.denied = False
        self.nothing = False
        self.hedged = False
        self.hypothetical = False
        self.predicted = False
        self.reported = False
        self.holder: Party | None = None

    def standing(self) -> Standing | None:
        """Return the outcome, the weightiest reading first; None when nothing is asserted at all."""
        if self.nothing:
            return None
        polarity = Polarity.DENIED if self.denied else Polarity.AFFIRMED
        if self.hypothetical:
            modality = Modality.HYPOTHETICAL
        elif self.reported:
            modality = Modality.REPORTED
        elif self.hedged:
            modality = Modality.HEDGED
        elif self.predicted:
            modality = Modality.PREDICTED
        else:
            modality = Modality.ASSERTED
        return Standing(polarity, modality, self.holder)


def is_question(quote: str) -> bool:
    """Return whether the sentence as a whole asks."""
    return quote.rstrip(" \t\n\"'”’)*_»").endswith(("?", "？"))


def of_scene(scene: Scene) -> Standing | None:
    """Return the standing of what a sentence takes for granted (a possessive, a byline)."""
    if is_question(scene.quote):
        return None
    if scene.quoted:
        return Standing(modality=Modality.REPORTED, holder=scene.speaker)
    return Standing(holder=scene.speaker)


def of_trigger(reading: Reading, trigger: Token) -> Standing | None:
    """Return the standing of a relation that a trigger states; None when it is asked or merely wondered."""
    scene = reading.scene
    if is_question(scene.quote):
        return None
    chain = Chain()
    _climb(reading, trigger, chain)
    _whole_sentence(reading, trigger, chain)
    if chain.holder is None:
        chain.holder = scene.speaker
    return chain.standing()


def _climb(reading: Reading, trigger: Token, chain: Chain) -> None:
    token = trigger
    shared = False  # whether a governing clause's negation reaches this far down
    negate = True
    below: Token | None = None
    for _ in range(12):
        _look_around(token, chain, negate=negate, skip=below, tensed=not shared)
        dep, head = token.dep_, token.head
        if dep in _CLAUSE_ENDS or head.i == token.i:
            return
        if dep == "acl":
            _after_noun(token, chain)
        if is_noun(head) and dep in ("acl", "relcl", "amod", "prep") and head.i != trigger.i:
            if dep == "prep":
                _governed(reading, token, dep, head, chain)
            if head.dep_ != "attr":
                return
            below, token = token, head
            continue
        if dep == "advcl":
            if _supposes(token):
                chain.hypothetical = True
                return
            if child(token, "nsubj", "nsubjpass") is not None or child(token, "mark") is not None:
                return
            negate = False
        elif dep == "conj":
            if child(token, "nsubj", "nsubjpass") is not None and is_verb(token):
                if head.dep_ in ("ccomp", "xcomp", "relcl", "advcl"):
                    below, token = token, head
                    dep, head = token.dep_, token.head
                    if dep not in ("ccomp", "xcomp"):
                        return
                else:
                    return
            elif is_verb(token) and is_verb(head):
                own = [c for c in token.children if c.dep_ in ("aux", "auxpass", "neg")]
                if token.tag_ in ("VBZ", "VBD", "VBP") or own:
                    below, token = token, head
                    dep, head = token.dep_, token.head
                    if dep in _CLAUSE_ENDS or dep in ("acl", "advcl", "conj"):
                        return
        if dep in ("ccomp", "xcomp", "pcomp", "csubj", "dobj", "pobj", "nsubj", "nsubjpass", "attr", "acomp", "oprd", "dep", "prep", "advmod"):
            if _governed(reading, token, dep, head, chain) == "stop":
                return
            if dep == "ccomp" and not _raises_negation(head):
                negate = False
            if dep in ("nsubj", "nsubjpass") and is_noun(token):
                negate = False
        below, token = token, head
        shared = shared or dep == "conj"


def _look_around(token: Token, chain: Chain, *, negate: bool, skip: Token | None, tensed: bool) -> None:
    """Read the words that hang on a token itself: negation, auxiliaries, adverbs."""
    negatives = 0
    for c in token.children:
        word = c.lower_
        if skip is not None and c.i == skip.i:
            continue
        if (c.dep_ == "neg" or c.dep_ in ("preconj", "cc", "advmod", "det") and word in _NEGATIVE_WORDS) and c.i <= token.i + 1:
            following = c.doc[c.i + 1].lower_ if c.i + 1 < len(c.doc) else ""
            if following not in ("only", "just", "merely", "simply") or word == "no":
                negatives += not (word in ("nor", "neither", "no") and c.dep_ == "cc" and c.i > token.i)
        elif c.dep_ in ("aux", "auxpass"):
            if word in ("would", "'d") and bases(token.lower_) & {"like", "love", "prefer"}:
                chain.hedged = True
            else:
                _auxiliary(word, chain)
        elif c.dep_ in ("advmod", "amod", "acomp") or word in _HEDGING_WORDS:
            if word in _HEDGING_WORDS and c.i < token.i + 4:
                chain.hedged = True
            elif word == "unlikely":
                chain.hedged = chain.denied = True
            elif word in ("failed", "abandoned", "canceled", "cancelled", "aborted") and c.dep_ == "amod" and is_noun(token):
                negatives += 1
            elif word == "longer" and any(g.lower_ == "no" for g in c.children):
                negatives += 1
        elif c.dep_ in ("nsubj", "nsubjpass") and any(g.lower_ in ("neither", "no") and g.dep_ in ("preconj", "cc", "det") for g in c.children):
            negatives += 1
        elif c.dep_ == "advcl" and _supposes(c) and is_verb(token):
            if any(a.lower_ in ("would", "could", "might", "will", "'ll") for a in token.children) or c.i < token.i:
                chain.hypothetical = True
    if negate and negatives % 2:
        chain.denied = not chain.denied


def _auxiliary(word: str, chain: Chain) -> None:
    if word in _FUTURE:
        chain.predicted = True
    elif word in _MIGHT:
        chain.hedged = True
    elif word in ("would", "'d", "wouldst"):
        chain.hypothetical = chain.hypothetical or word == "would"


def _governed(reading: Reading, token: Token, dep: str, head: Token, chain: Chain) -> str:
    """Read what the governing word does to its complement: deny, hedge, predict, report, ask."""
    words = bases(head.lower_)
    clausal = dep in ("ccomp", "xcomp", "pcomp", "csubj", "acomp", "attr", "oprd")
    if dep == "pcomp" or dep == "pobj":
        if head.lower_ == "without" or head.lower_ in ("of", "than") and head.i and head.nbor(-1).lower_ in ("instead", "rather"):
            chain.denied = not chain.denied
        return ""
    if dep in ("prep",):
        if is_verb(head) and words & _DENYING and token.lower_ in ("from", "on"):
            chain.denied = not chain.denied
        if is_noun(head) and words & _HEDGING_NOUNS and token.lower_ in ("of", "about", "for", "on"):
            chain.hedged = True
        if is_verb(head) and words & {"talk", "think", "consider", "plan", "bet"} and token.lower_ in ("about", "on", "of", "for"):
            chain.hedged = True
        return ""
    if dep in ("nsubj", "nsubjpass"):
        if words & {"fall"} and any(c.lower_ in ("through", "apart") for c in head.children):
            chain.denied = not chain.denied
            return ""
        if child(token, "poss") is not None and not words & (_DENYING | {"fail", "collapse", "call", "block"}):
            return "stop"
        if words & {"fail", "collapse"} or (dep == "nsubjpass" and words & (_DENYING | {"call", "reject", "rule"})):
            chain.denied = not chain.denied
        if dep == "nsubjpass" and words & (_HEDGING - {"suggest", "agree"}):
            chain.hedged = True
        return ""
    if _marker(token) in ("whether",) or (_marker(token) == "if" and words & _ASKING):
        chain.nothing = True
        return ""
    if words & _ENDING and dep == "dobj":
        chain.denied = not chain.denied
        return ""
    if words & _DENYING and (clausal or dep == "dobj"):
        chain.denied = not chain.denied
        if dep in ("ccomp", "xcomp", "dobj") and words & _DENYING_AND_REPORTING and dep != "dobj":
            _report(reading, head, chain)
        return ""
    if head.lower_ == "unlikely":
        chain.hedged = True
        chain.denied = not chain.denied
    elif head.lower_ == "yet" or (head.lower_ in ("have", "has") and any(c.lower_ == "yet" for c in head.children) and dep == "xcomp"):
        chain.denied = True
    elif head.lower_ in ("likely", "rumored", "rumoured", "reported", "possible", "probable", "believed", "thought", "alleged"):
        chain.hedged = True
    elif words & _SUPPOSING and clausal and not child(head, "nsubj"):
        chain.hypothetical = True
    elif (words & _PREDICTING or head.lower_ in _READY) and clausal:
        chain.predicted = True
        if words & _PREDICTING and child(head, "nsubj") is not None:
            _report(reading, head, chain, predicted=True)
    elif dep == "ccomp" and any(bases(s.lower_) & _RUMOUR_NOUNS for s in head.children if s.dep_ == "nsubj"):
        chain.hedged = True
    elif words & _REPORTING and dep == "ccomp":
        _report(reading, head, chain)
    elif words & _REPORTING and dep == "xcomp" and is_verb(head):
        if child(head, "auxpass") is not None:
            chain.hedged = True
        elif words & {"claim"}:
            _report(reading, head, chain)
    elif words & _HEDGING and clausal and not (dep == "xcomp" and words & {"talk"} and is_noun(head)):
        chain.hedged = True
    elif dep == "dobj" and words & _HEDGING and is_noun(token):
        chain.hedged = True
    return ""


def _report(reading: Reading, verb: Token, chain: Chain, *, predicted: bool = False) -> None:
    """Attribute the complement to the verb's subject; the writer's own word is no report."""
    subject = reading.subject_token(verb)
    if subject is not None and subject.lower_ in ("i", "we", "you"):
        if bases(verb.lower_) & {"suspect", "guess", "assume"}:
            chain.hedged = True
        return
    holder = holder_of(reading, subject) if subject is not None else None
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if passive and not bases(verb.lower_) & {"say", "report", "claim", "allege", "announce", "confirm"}:
        chain.hedged = True
        return
    if holder is None and bases(verb.lower_) & {"think", "believe", "assume", "suspect", "suggest"}:
        chain.hedged = chain.hedged or not chain.predicted  # nobody in particular believes it
        return
    if not predicted:
        chain.reported = True
        chain.hypothetical = False  # "said it would": the future of the past
    if chain.holder is None:
        chain.holder = holder


def holder_of(reading: Reading, subject: Token) -> Party | None:
    """Return who speaks: the subject itself, or the body that a spokesperson speaks for."""
    speakers = ORGANIZATIONS | {EntityType.PERSON, EntityType.POLICY}
    for arg in reading.resolve(subject):
        for party in arg.options:
            if party.type in speakers:
                return party
    for c in subject.children:
        party_or_none = reading.parse.parties.get(c.i)
        if c.dep_ in ("poss", "compound") and party_or_none is not None and party_or_none.type in speakers:
            return party_or_none
    return None


def _after_noun(token: Token, chain: Chain) -> None:
    """``a plan to acquire X``: the noun before an infinitive may hedge or deny it."""
    words = bases(token.head.lower_)
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    if words & _RUMOUR_NOUNS and child(token, "mark") is not None and any(c.lower_ == "no" for c in token.head.children):
        chain.nothing = True
    elif words & _RUMOUR_NOUNS:
        chain.hedged = True
    elif words & {"claim", "allegation", "report", "accusation"} and child(token, "mark") is not None:
        chain.reported = True
    elif infinitive and words & _HEDGING_NOUNS:
        chain.hedged = True
    elif infinitive and words & {"refusal", "failure"}:
        chain.denied = not chain.denied
    elif words & _HEDGING_NOUNS and child(token, "mark") is not None:
        chain.hedged = True


def _supposes(clause: Token) -> bool:
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "unless", "should", "were", "whether", "lest") for c in clause.children) or (
        any(c.dep_ == "aux" and c.lower_ in ("should", "were", "had") and c.i == clause.left_edge.i for c in clause.children))


def _marker(token: Token) -> str:
    mark = child(token, "mark", "advmod")
    return mark.lower_ if mark is not None else ""


def _raises_negation(head: Token) -> bool:
    return bool(bases(head.lower_) & {"think", "believe", "true", "case", "expect", "say", "seem", "appear", "mean", "suggest", "be"})


def _whole_sentence(reading: Reading, trigger: Token, chain: Chain) -> None:
    """Read what stands outside the tree path: "According to X", rumours, quotation marks."""
    scene = reading.scene
    text = reading.parse.doc.text
    at = trigger.idx
    if (unsure := _UNSURE.search(text)) is not None and unsure.start() < at and unsure.group().lower() != "whether":
        chain.nothing = True
    if _SUPPOSED.match(text):
        chain.hypothetical = True
    if (rumour := _RUMOURED.search(text)) is not None and rumour.start() < at and text.find(",", rumour.end(), at) < 0 or (
            rumour is not None and rumour.start() == 0):
        chain.hedged = True
    if (source := _ACCORDING.search(text)) is not None:
        named = [(i, p) for i, p in reading.parse.parties.items() if source.end() <= reading.parse.doc[i].idx <= source.end() + 40]
        if named or "according" in source.group().lower():
            chain.reported = True
            if named:
                chain.holder = named[0][1]
    if scene.quoted or _inside_quotes(text, at):
        said = [t for t in reading.parse.doc if is_verb(t) and bases(t.lower_) & _REPORTING and not _inside_quotes(text, t.idx)]
        if said or scene.quoted:
            chain.reported = True
        for verb in said:
            subject = reading.subject_token(verb)
            if chain.holder is None and subject is not None and subject.lower_ not in ("i", "we"):
                chain.holder = holder_of(reading, subject)


def _inside_quotes(text: str, at: int) -> bool:
    """Return whether the offset stands in a quotation of several words."""
    marks = [i for i, c in enumerate(text) if c == '"']
    return any(a < at < b and text.count(" ", a, b) >= 3 for a, b in zip(marks[::2], marks[1::2], strict=False))
