"""Slots that reach into another clause: whose chief announces, what is obtained by the step, of what an evaluator found out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.records import EntityType
from kg.relations.parse import further
from kg.relations.parse.phrases import Arg
from kg.relations.parse.trees import child, is_noun, is_verb
from kg.relations.scene import ORGANIZATIONS
from kg.relations.words import bases, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.relations.parse.arguments import Reading

_CHIEFS: Final = word_set(
    "ceo chief president chairman chairwoman chair founder cofounder cto coo executive head director boss scientist lead officer"
)
_OBTAINING: Final = word_set("obtain get create make build produce train develop derive construct form")
_MEANS: Final = frozenset({"by", "through", "via"})
#: Verbs of whoever brings a thing into use ("replaced its desk with a bot powered by X").
_BRINGING: Final = word_set(
    "launch release build introduce unveil deploy replace offer roll test ship create develop add announce run debut start open"
    " pilot have trial adopt show demo make install put"
)
_SUITS: Final = word_set("lawsuit suit complaint case filing petition lawsuits action")
_DESPITE: Final = frozenset({"despite", "amid", "under", "over", "against", "to", "amidst"})
_STOPPING: Final = word_set(
    "stop halt cease suspend pause remove cancel avoid end refrain withdraw block delete limit restrict disclose hand"
)
#: Things that need no name of their own.
_THINGS: Final = word_set(
    "bot chatbot assistant agent agents app apps tool tools feature features service services product products system systems"
    " helpdesk search engine platform model copilot tutor bots assistants chatbots suite version companion mode plugin editor"
)


def fill(reading: Reading, trigger: Token, kind: str, words: frozenset[str]) -> list[Arg] | None:
    """Return what fills such a slot, or one of `further`; None when there is no such slot."""
    match kind:
        case "employer":
            return list(_employers(reading, trigger))
        case "launched":
            return _bringers(reading, trigger)
        case "obtained":
            above = trigger.head.head if trigger.dep_ == "pcomp" and trigger.head.lower_ in _MEANS else None
            obtains = above is not None and is_verb(above) and bool(bases(above.lower_) & _OBTAINING)
            return reading.fill(above, "patient") if above is not None and obtains else []
        case "saidof":
            clause = child(trigger, "ccomp")
            subject = child(clause, "nsubj", "nsubjpass") if clause is not None and clause.i > trigger.i else None
            return reading.resolve(subject) if subject is not None and subject.i in reading.parse.parties else []
        case "benchmarked":  # a condition, no end
            holders = (trigger, *(c for c in trigger.children if c.dep_ == "dobj"))
            preps = (
                c for h in holders for c in h.children if c.dep_ == "prep" and c.lower_ in ("on", "against", "through", "in")
            )
            named = (a for prep in preps for a in reading.resolve(child(prep, "pobj")))
            return [a for a in named if any(p.type is EntityType.BENCHMARK for p in a.options)]
        case "filer":
            return list(_filers(reading, trigger))
        case "despite":  # "despite pressure from X, Y grew": what the main clause is about
            clause = trigger.head.head if trigger.dep_ == "pobj" and trigger.head.lower_ in _DESPITE else None
            clause = clause if clause is None or is_verb(clause) else clause.head
            return reading.resolve(reading.subject_token(clause)) if clause is not None and is_verb(clause) else []
        case "back":  # "headed back to X"
            turns = (c for c in trigger.children if c.dep_ == "advmod" and c.lower_ in ("back", "over"))
            inner = (child(p, "pobj") for back in turns for p in back.children if p.lower_ == "to")
            return [a for noun in inner for a in reading.resolve(noun)]
        case "stopping":  # "told X to stop": a condition, no end
            orders = (c for c in trigger.children if c.dep_ in ("xcomp", "ccomp", "advcl") and bases(c.lower_) & _STOPPING)
            return [Arg((), c.i) for c in orders if any(a.lower_ == "to" for a in c.children)]
    return further.fill(reading, trigger, kind, words)


def _filers(reading: Reading, verb: Token) -> Iterator[Arg]:
    """``The lawsuit, filed by X, accuses Y``: whose suit it is that accuses."""
    suit = child(verb, "nsubj")
    if suit is None or suit.lower_ not in _SUITS:
        return
    for part in (suit, *(c for c in suit.children if c.dep_ == "acl" and bases(c.lower_) & {"file", "bring", "lodge"})):
        for by in part.children:
            if by.dep_ in ("agent", "prep") and by.lower_ in ("by", "from"):
                yield from reading.resolve(child(by, "pobj"))
    yield from reading.fill(suit, "owner") or reading.fill(suit, "modifier")


def _employers(reading: Reading, verb: Token) -> Iterator[Arg]:
    """``Acme CEO X announced Y``, ``Acme's chief executive, X, announced Y``: the body that X heads."""
    subject = reading.subject_token(verb)
    if subject is None:
        return
    titles = [c for c in (subject, *subject.children) if is_noun(c) and bases(c.lower_) & _CHIEFS]
    for title in titles:
        for part in (title, *title.children):
            party = reading.parse.parties.get(part.i)
            if party is not None and party.type in ORGANIZATIONS and part.i < verb.i:
                yield from reading.single(part, 1)
                return
    for c in subject.children if titles else ():
        party = reading.parse.parties.get(c.i)
        if party is not None and party.type in ORGANIZATIONS and c.dep_ in ("compound", "nmod", "poss"):
            yield from reading.single(c, 1)
            return


def _bringers(reading: Reading, participle: Token) -> list[Arg]:
    """``launched a bot powered by X``: who brings the unnamed thing that hangs on the participle."""
    thing = participle.head
    if participle.dep_ not in ("acl", "relcl") or thing.lower_ not in _THINGS or thing.i in reading.parse.parties:
        return []
    article = child(thing, "det")
    if article is not None and article.lower_ not in ("a", "an", "its", "their", "new"):
        return []
    if any(c.i in reading.parse.parties for c in thing.children if c.dep_ in ("appos", "compound", "poss")):
        return []
    verb = thing.head.head if thing.dep_ == "pobj" and thing.head.lower_ == "with" else thing.head
    verb = verb.head if verb.dep_ == "dobj" else verb  # "replaced its desk with a bot": hung on the desk
    if not is_verb(verb) or not bases(verb.lower_) & _BRINGING or thing.dep_ not in ("dobj", "pobj"):
        return []
    return reading.fill(verb, "agent")
