"""Words that govern others: what a verb, noun or adjective does to the standing of what hangs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.records import EntityType, Modality, Polarity
from kg.relations.parse.arguments import Reading
from kg.relations.parse.trees import child, is_noun, is_verb
from kg.relations.scene import ORGANIZATIONS, Party, Standing
from kg.relations.words import bases, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token


#: Verbs and nouns whose complement is denied.
_DENYING: Final = word_set(
    "deny refuse fail decline stop avoid cease reject abandon cancel drop block oppose prevent forbid refute dispute"
    " scrap terminate halt neglect denial refusal failure rejection resist forgo abstain"
)
_ENDING: Final = word_set("end terminate dissolve leave lose lack")
_DENYING_AND_REPORTING: Final = word_set("deny refute dispute reject denial")
_HEDGING: Final = word_set(
    "plan aim intend hope want consider seem appear rumor rumour suspect try attempt seek explore weigh mull discuss"
    " eye contemplate guess assume speculate speculation suggest hint wish offer propose threaten talk agree"
    " effort bid option proposal goal idea possibility chance likelihood potential prepare push ask urge pressure tempt"
)
_HEDGING_NOUNS: Final = word_set(
    "plan effort bid talk option proposal goal idea possibility chance attempt offer rumor rumour speculation"
    " hope intention ambition push"
)
#: What one has who offers it ("offers better performance than").
_OFFERED: Final = word_set("performance quality results result accuracy speed value throughput latency scores support access")
_PREDICTING: Final = word_set("expect predict forecast anticipate bet project prediction expectation forecast prophesy")
REPORTING: Final = word_set(
    "say claim report state announce argue allege tell write note add insist maintain assert believe contend"
    " explain reveal disclose confirm acknowledge admit testify complain warn describe claim accuse think tweet post"
    " declare stress suggest concede estimate conclude respond reply recall mention boast tout assure indicate"
)
_SUPPOSING: Final = word_set("imagine suppose pretend assume hypothesize picture wish")
_ASKING: Final = word_set(
    "ask wonder question inquire know clear unclear unknown determine debate doubt see decide investigate check unsure"
)
HEDGING_WORDS: Final = word_set(
    "likely probably possibly perhaps maybe reportedly allegedly apparently supposedly presumably potentially seemingly"
    " rumoredly conceivably purportedly rumored rumoured seems"
    " ostensibly plausibly planned proposed potential possible alleged attempted prospective would-be suspected"
)
NEGATIVE_WORDS: Final = word_set("not n't n’t never nt hardly neither nor no scarcely nowhere")
FUTURE: Final = word_set("will 'll ll shall wo")
MIGHT: Final = word_set("may might could should ought")
RUMOUR_NOUNS: Final = word_set("rumor rumour speculation leak whisper gossip hint sign evidence suggestion")
_READY: Final = word_set("set poised slated due bound scheduled ready going expected")


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


def governed(reading: Reading, token: Token, chain: Chain) -> bool:
    """Read what the governing word does to its complement: deny, hedge, predict, report, ask.

    Returns whether what governs that word matters too.
    """
    dep, head = token.dep_, token.head
    words = bases(head.lower_)
    clausal = dep in ("ccomp", "xcomp", "pcomp", "csubj", "acomp", "attr", "oprd")
    if dep == "pcomp" or dep == "pobj":
        if head.lower_ == "without" or (
            head.lower_ in ("of", "than") and head.i and head.nbor(-1).lower_ in ("instead", "rather")
        ):
            chain.denied = not chain.denied
        return True
    if dep in ("prep",):
        if is_verb(head) and words & _DENYING and token.lower_ in ("from", "on"):
            chain.denied = not chain.denied
        if is_noun(head) and words & _HEDGING_NOUNS and token.lower_ in ("of", "about", "for", "on"):
            chain.hedged = True
        if (
            is_verb(head)
            and words & {"talk", "think", "consider", "plan", "bet"}
            and token.lower_ in ("about", "on", "of", "for")
        ):
            chain.hedged = True
        return True
    if dep in ("nsubj", "nsubjpass"):
        if words & {"fall"} and any(c.lower_ in ("through", "apart") for c in head.children):
            chain.denied = not chain.denied
            return True
        if child(token, "poss") is not None and not words & (_DENYING | {"fail", "collapse", "call", "block"}):
            return False
        off = words & {"call"} and any(c.lower_ == "off" for c in head.children)
        if words & {"fail", "collapse"} or (dep == "nsubjpass" and (off or words & (_DENYING | {"reject", "rule"}))):
            chain.denied = not chain.denied
        if dep == "nsubjpass" and words & (_HEDGING - {"suggest", "agree"}):
            chain.hedged = True
        return True
    if _marker(token) in ("whether",) or (_marker(token) == "if" and words & _ASKING):
        chain.nothing = True
        return True
    if words & _ENDING and dep == "dobj":
        chain.denied = not chain.denied
        return True
    if words & _DENYING and (clausal or dep == "dobj"):
        chain.denied = not chain.denied
        if dep in ("ccomp", "xcomp", "dobj") and words & _DENYING_AND_REPORTING and dep != "dobj":
            _report(reading, head, chain)
        return True
    if head.lower_ == "unlikely":
        chain.hedged = True
        chain.denied = not chain.denied
    elif head.lower_ == "yet" or (
        head.lower_ in ("have", "has") and any(c.lower_ == "yet" for c in head.children) and dep == "xcomp"
    ):
        chain.denied = True
    elif head.pos_ != "VERB" and head.lower_ in (
        "likely",
        "rumored",
        "rumoured",
        "reported",
        "possible",
        "probable",
        "believed",
        "thought",
        "alleged",
    ):
        chain.hedged = True
    elif words & _SUPPOSING and clausal and not child(head, "nsubj"):
        chain.hypothetical = True
    elif (words & _PREDICTING or head.lower_ in _READY) and clausal:
        chain.predicted = True
        if words & _PREDICTING and child(head, "nsubj") is not None:
            _report(reading, head, chain, predicted=True)
    elif dep == "ccomp" and any(bases(s.lower_) & RUMOUR_NOUNS for s in head.children if s.dep_ == "nsubj"):
        chain.hedged = True
    elif words & REPORTING and dep == "ccomp" and not _is_told_to(head):
        _report(reading, head, chain)
    elif words & REPORTING and dep == "xcomp" and is_verb(head):
        if child(head, "auxpass") is not None:
            chain.hedged = True
        elif words & {"claim"}:
            _report(reading, head, chain)
    elif (words & _HEDGING and clausal and not (dep == "xcomp" and words & {"talk"} and is_noun(head))) or (
        dep == "dobj" and words & _HEDGING and is_noun(token) and not (words & {"offer"} and token.lower_ in _OFFERED)
    ):
        chain.hedged = True
    return True


def _is_told_to(verb: Token) -> bool:
    """Return whether a reader is told to do it ("Note that ..."): that reports nothing."""
    return verb.i == 0 and verb.tag_ in ("VB", "VBP", "NN", "NNP") and child(verb, "nsubj") is None


def wonders(clause: Token) -> bool:
    """Return whether a clause is a question that is only told ("asked if ...")."""
    return _marker(clause) in ("if", "whether") and bool(bases(clause.head.lower_) & _ASKING)


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


def after_noun(token: Token, chain: Chain) -> None:
    """``a plan to acquire X``: the noun before an infinitive may hedge or deny it."""
    words = bases(token.head.lower_)
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    if words & RUMOUR_NOUNS and child(token, "mark") is not None and any(c.lower_ == "no" for c in token.head.children):
        chain.nothing = True
    elif words & RUMOUR_NOUNS:
        chain.hedged = True
    elif words & {"claim", "allegation", "report", "accusation"} and child(token, "mark") is not None:
        chain.reported = True
    elif infinitive and words & _HEDGING_NOUNS:
        chain.hedged = True
    elif infinitive and words & {"refusal", "failure"}:
        chain.denied = not chain.denied
    elif words & _HEDGING_NOUNS and child(token, "mark") is not None:
        chain.hedged = True


def _marker(token: Token) -> str:
    mark = child(token, "mark", "advmod")
    return mark.lower_ if mark is not None else ""


def raises_negation(head: Token) -> bool:
    """Return whether "not" before the word denies what is said below it ("I don't think that ...")."""
    return bool(
        bases(head.lower_) & {"think", "believe", "true", "case", "expect", "say", "seem", "appear", "mean", "suggest", "be"}
    )
