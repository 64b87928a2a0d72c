"""When a statement is true, where its sentence says so: which phrase dates which statement.

A phrase dates a statement when it hangs on the word that states it ("acquired in March", "its 2024 acquisition of"), on
the verb that carries such a noun ("the deal closed in March"), or stands before the first of several verbs. What hangs on
a verb of saying tells when it was said, and what hangs on another clause dates that one. A statement that no word states
(a possessive, a byline) has no date. In a sentence that was not parsed the only phrase of the clause counts.

Quotations: a phrase in one dates only what stands in it too, and only if it can be resolved without a day to count from,
for nobody knows when it was said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from kg.relations.dates.calendar import Interval
from kg.relations.dates.datephrases import Phrase, looks_dated, phrases, resolve
from kg.relations.parse.governors import FUTURE, MIGHT, REPORTING
from kg.relations.parse.trees import child, is_noun, is_verb
from kg.relations.scene import Found, Scene, Span
from kg.relations.words import bases, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.relations.parse.parser import Parse

#: A longer sentence is a table or a list; its dates are its rows' own.
MOST_CHARACTERS: Final = 4_000
_QUOTATION: Final = re.compile(r"“[^”]*”|\"[^\"]*\"")
_BREAK: Final = re.compile(r"[;:()—–]|,\s+(?:and|but|while|which|who|whose|although|though|because)\b")
_WILL: Final = re.compile(r"\b(?:will|shall|going to|plans? to|expects? to|set to|due to|to be)\b|['’]ll\b")
#: A noun before which these stand is what they date; for any other noun they are part of its name or number.
_MODIFYING: Final = frozenset({"nummod", "compound", "amod", "nmod", "poss", "quantmod", "appos"})
#: Steps down from a verb to the noun that states something ("made an acquisition of").
_CARRIED: Final = frozenset({"dobj", "attr", "acomp", "oprd", "pobj", "prep", "nsubj", "nsubjpass", "conj"})
#: Verbs whose subject happens when they say.
_HAPPENING: Final = word_set(
    "close complete finalize finalise happen occur conclude begin start follow come finish seal sign take go expire end"
    " launch open ship land arrive"
)
_BEGINNING: Final = word_set("begin start")
_TELLING: Final = REPORTING | word_set("unveil publish present describe show find hear learn read")
_COMPARING: Final = frozenset({"than", "up", "down", "unlike", "versus"})
#: Steps from a phrase up to the verb that it dates.
_MOST_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class When:
    """The days that a statement is placed in, and the phrase that says so."""

    first: date | None
    last: date | None
    span: Span  #: of the phrase, in the document's text


def of_found(scene: Scene, found: Found, parsed: Parse | None, reference: date | None, words: Collection[str]) -> When | None:
    """Return when a statement is true by its own sentence, or None when that does not say.

    ``reference`` is the day on which it was stated; ``words`` are the base forms that may state a relation, for sentences
    that were not parsed.
    """
    if scene.end - scene.start > MOST_CHARACTERS or not looks_dated(scene.text, scene.start, scene.end):
        return None
    found_in = list(_candidates(scene))
    if not found_in:
        return None
    if parsed is None:
        return _unparsed(scene, found, found_in, reference, words)
    trigger = _trigger(parsed, found)
    if trigger is None:
        return None
    future = _is_future(trigger)
    place = parsed.place(trigger.i)
    dating: list[tuple[bool, When]] = []
    for phrase in found_in:
        link = _link(parsed, phrase, trigger)
        quoted = _quotation(scene, phrase.start)
        if link is None or quoted != _quotation(scene, place):
            continue
        known = None if quoted is not None or scene.quoted else reference
        interval = resolve(phrase, known, future=future or _is_future(link))
        if interval is None or (_is_present(link) and scene.text[phrase.start : phrase.end].lower() == "today"):
            continue  # "today X is ...": these days
        if bases(link.lower_) & _BEGINNING and link.i != trigger.i and interval.first is not None:
            interval = Interval(interval.first, None, interval.granularity)
        dating.append((link.i == trigger.i, When(interval.first, interval.last, (phrase.start, phrase.end))))
    return _only([when for is_own, when in dating if is_own]) or _only([when for _, when in dating])


def _candidates(scene: Scene) -> Iterator[Phrase]:
    """Yield the phrases of a sentence that are no part of a name."""
    names = [p.span for p in scene.parties if p.span is not None]
    for phrase in phrases(scene.text, scene.begin, scene.end):
        if not any(a < phrase.end and phrase.start < b for a, b in names):
            yield phrase


def _only(dating: list[When]) -> When | None:
    """Return the one date, or of several the one that lies in all others; None when they disagree."""
    for when in dating:
        inner = Interval(when.first, when.last, "")
        if all(Interval(other.first, other.last, "").holds(inner) for other in dating):
            return when
    return None


def _quotation(scene: Scene, at: int) -> int | None:
    """Return where the quotation begins that holds an offset, None when it stands in none."""
    spans = (m.span() for m in _QUOTATION.finditer(scene.text, scene.start, scene.end))
    return next((start for start, end in spans if start <= at < end), None)


# -- sentences without a parse -----------------------------------------------------------------------------------


def _unparsed(
    scene: Scene, found: Found, candidates: list[Phrase], reference: date | None, words: Collection[str]
) -> When | None:
    one, two = found.subject.span, found.object.span
    if one is None or two is None:
        return None
    first, second = sorted((one, two))
    between = scene.text[first[1] : second[0]]
    if _BREAK.search(between) or not any(base in words for word in re.findall(r"[a-z]+", between) for base in bases(word)):
        return None
    breaks = [m.start() for m in _BREAK.finditer(scene.text, scene.start, scene.end)]
    start = max((at for at in breaks if at < first[0]), default=scene.start)
    end = min((at for at in breaks if at >= second[1]), default=scene.end)
    held = [p for p in candidates if start <= p.start and p.end <= end and not p.is_modifier]
    if len(held) != 1 or re.match(r"\s+[a-z]+s\b", scene.text[held[0].end : end]):
        return None
    if _quotation(scene, held[0].start) is not None or scene.quoted:
        reference = None
    interval = resolve(held[0], reference, future=_WILL.search(scene.text, start, end) is not None)
    return None if interval is None else When(interval.first, interval.last, (held[0].start, held[0].end))


# -- sentences with one ------------------------------------------------------------------------------------------


def _trigger(parsed: Parse, found: Found) -> Token | None:
    """Return the word that states a relation: the rule's own, else the only verb between the two names."""
    if found.trigger is not None:
        return parsed.doc[found.trigger]
    spans = {found.subject.span, found.object.span}
    places = [i for i, party in parsed.parties.items() if party.span in spans]
    if len(places) != 2:
        return None
    verbs = [t for t in parsed.doc[min(places) + 1 : max(places)] if is_verb(t) and t.dep_ not in ("aux", "auxpass")]
    if len(verbs) != 1:
        return None
    verb = verbs[0]
    closed = verb.dep_ == "relcl" and any(t.text == "," for t in parsed.doc[verb.i + 1 : max(places)])
    return None if closed else verb  # "X, which Y published in May, ships under Z": May is no day of the licence


def _link(parsed: Parse, phrase: Phrase, trigger: Token) -> Token | None:
    """Return the word through which a phrase dates what the trigger states: itself, or a verb that carries it."""
    held = {t.i for t in parsed.doc if phrase.start <= parsed.place(t.i) < phrase.end}
    tops = [t for t in parsed.doc if t.i in held and (t.head.i not in held or t.head.i == t.i) and not t.is_punct]
    if not tops:
        return None
    outward = [t for t in tops if t.dep_ in _MODIFYING and t.head.i > t.i]
    if outward or phrase.is_modifier:
        return trigger if any(t.head.i == trigger.i for t in outward) else None
    top = tops[0]
    token = top.head if top.head.i != top.i else top
    for _ in range(_MOST_STEPS):
        if token.i == trigger.i:
            return trigger
        if is_verb(token) or token.head.i == token.i:
            break
        if phrase.lead in ("from", "of") or (token.i < trigger.i < top.i and token.dep_ == "relcl"):
            return None  # "posts from 2021"
        if token.lower_ in _COMPARING:
            return None  # "up from 64% in June"
        token = token.head
    return token if _carries(token, trigger, top, ahead=phrase.lead in ("by", "before")) else None


def _carries(verb: Token, trigger: Token, phrase: Token, *, ahead: bool) -> bool:
    """Return whether what dates the verb dates the trigger below it; ``ahead``: the phrase sets a term for what is planned."""
    if verb.i == trigger.i or bases(verb.lower_) & _TELLING:
        return verb.i == trigger.i
    if is_verb(trigger):
        fronted = phrase.i < verb.i and phrase.i < trigger.i
        token = trigger
        while token.dep_ in ("xcomp", "conj") and token.head.i != token.i:
            if token.dep_ == "conj" and not fronted:
                return False
            token = token.head
            if token.i == verb.i:
                return ahead or fronted or phrase.i > trigger.i or bool(bases(verb.lower_) & _BEGINNING)
        return False
    if trigger.dep_ == "nsubj" and trigger.head.i == verb.i and trigger.i < phrase.i < verb.i:
        return True  # "the purchase of X last year drew attention"
    token = trigger
    for _ in range(_MOST_STEPS):
        if token.dep_ not in _CARRIED or (token.dep_ in ("nsubj", "nsubjpass") and not bases(token.head.lower_) & _HAPPENING):
            return False
        token = token.head
        if token.i == verb.i:
            return True
        if not is_noun(token) and token.dep_ != "prep":
            return False
    return False


def _is_present(verb: Token) -> bool:
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return verb.tag_ in ("VBZ", "VBP") or bool(helpers & {"is", "are"} and not helpers & (FUTURE | MIGHT))


def _is_future(token: Token) -> bool:
    """Return whether a verb, or the verb that a noun hangs on, tells of what is to come."""
    verb = token
    for _ in range(_MOST_STEPS):
        if is_verb(verb) or verb.head.i == verb.i:
            break
        verb = verb.head
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if helpers & {"have", "had", "has", "'ve"}:
        return False
    if helpers & (FUTURE | MIGHT) or (verb.tag_ == "VB" and "to" in helpers):
        return True
    if verb.tag_ == "VBG" and helpers & {"is", "are", "am", "'s", "'re", "'m"}:
        return True
    above = verb.head
    return verb.dep_ in ("conj", "xcomp") and above.i != verb.i and child(verb, "aux", "nsubj") is None and _is_future(above)
