"""How a sentence puts a relation forward: denied, hedged, reported, supposed, predicted, or not at all.

From the trigger the reading climbs to the root. Each step may negate, weaken or attribute what hangs below it; a
relative clause, an apposition or a participle after a noun ends the climb, for what it says holds whatever
the main clause does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.records import Modality
from kg.relations.parse.arguments import Reading
from kg.relations.parse.governors import (
    FUTURE,
    HEDGING_WORDS,
    MIGHT,
    NEGATIVE_WORDS,
    REPORTING,
    Chain,
    after_noun,
    governed,
    holder_of,
    raises_negation,
    wonders,
)  # fmt: skip
from kg.relations.parse.trees import child, is_noun, is_verb
from kg.relations.scene import Found, Scene, Standing
from kg.relations.words import bases, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token


_UNSURE: Final = re.compile(
    r"\b(?:it (?:is|'s|remains|was) (?:unclear|unknown|not (?:clear|known)|uncertain)|whether|no one knows|who knows)\b", re.I
)
_RUMOURED: Final = re.compile(
    r"\b(?:rumou?r(?:s|ed|edly)? (?:has it|have it|says?|suggests?|claims?|is|that)|word is|reportedly|allegedly)\b", re.I
)
#: What is said of a rumour behind it.
_UNTRUE: Final = re.compile(
    r"\b(?:rumou?rs?|claims?|reports?|suggestions?|talk|allegations?|stories)\s+that\b[^.;!?]*\b(?:is|are|was|were)\s+"
    r"(?:not\s+true|untrue|false|wrong|nonsense|unfounded|baseless|denied)\b",
    re.IGNORECASE,
)
_ACCORDING: Final = re.compile(r"\b(?:according to|in the words of|as told by|per)\s+", re.I)
_SUPPOSED: Final = re.compile(r"^\W*(?:imagine|suppose|what if|let's say|assume|if only|hypothetically|in theory)\b", re.I)
_EARLIER: Final = re.compile(
    r"\b(?:earlier|previous|original|prior|initial|older|first) (?:version|draft|edition)s?\b(?P<this> of this )?[^;\n]{0,80}?"
    r"\b(?:mis\w+|said|stated|claimed|listed|described|gave|called|attributed|suggested|implied|reported|referred|wrote|named)\b",
    re.IGNORECASE,
)
#: Steps from a trigger to the root.
MOST_STEPS: Final = 12
_GOVERNED: Final = word_set("ccomp xcomp pcomp csubj dobj pobj nsubj nsubjpass attr acomp oprd dep prep advmod")
_CLAUSE_ENDS: Final = frozenset({"appos", "ROOT", "parataxis"})


def is_question(quote: str) -> bool:
    """Return whether the sentence as a whole asks."""
    return quote.rstrip(" \t\n\"'”’)*_»").endswith(("?", "？"))


def of_scene(scene: Scene) -> Standing | None:
    """Return the standing of what a sentence takes for granted (a possessive, a byline)."""
    if is_question(scene.quote) or _retracted(scene) is not None:
        return None
    if scene.quoted:
        return Standing(modality=Modality.REPORTED, holder=scene.speaker)
    return Standing(holder=scene.speaker)


def as_quoted(found: Found, scene: Scene) -> Standing:
    """Return the standing of a find; what stands wholly in somebody's quotation is that one's word, whatever was read."""
    standing = found.standing
    if standing.holder is not None or standing.modality not in (Modality.ASSERTED, Modality.REPORTED):
        return standing
    spans = [p.span for p in (found.subject, found.object) if p.span is not None]
    for start, end, holder in scene.quotes:
        if spans and all(start <= a and b <= end for a, b in spans):
            return Standing(standing.polarity, Modality.REPORTED, holder)
    return standing


def _retracted(scene: Scene) -> int | None:
    """Return where a sentence begins to tell what an earlier version of the text said; that is stated no more."""
    match = _EARLIER.search(scene.text, scene.start, scene.end)
    if match is None or not (scene.mended or match["this"]):
        return None
    return match.end()


def of_trigger(reading: Reading, trigger: Token) -> Standing | None:
    """Return the standing of a relation that a trigger states; None when it is asked or merely wondered."""
    scene = reading.scene
    if is_question(scene.quote):
        return None
    retracted = _retracted(scene)
    if retracted is not None and ";" not in scene.text[retracted : reading.parse.place(trigger.i)]:
        return None
    chain = Chain()
    _climb(reading, trigger, chain)
    _whole_sentence(reading, trigger, chain)
    if chain.holder is None:
        chain.holder = scene.speaker
    return chain.standing()


def _climb(reading: Reading, trigger: Token, chain: Chain) -> None:
    if is_noun(trigger) and (trigger.dep_ in ("compound", "nmod") or (trigger.dep_ != "attr" and child(trigger, "appos"))):
        return  # a title or description before a name is taken for granted
    token = trigger
    below: Token | None = None
    negate = True
    for _ in range(MOST_STEPS):
        _look_around(token, chain, negate=negate, skip=below)
        dep, head = token.dep_, token.head
        if dep in _CLAUSE_ENDS or head.i == token.i:
            return
        if dep == "conj" and is_verb(token) and _stands_alone(token):
            below, token = token, head
            dep, head = token.dep_, token.head
            if dep not in ("ccomp", "xcomp", "pcomp"):
                return
        if dep == "ccomp" and head.i > token.i and not bases(head.lower_) & REPORTING:
            return  # "X carries Y; Z may be used": the second clause does not govern the first
        if dep == "acl":
            after_noun(token, chain)
        if is_noun(head) and dep in ("acl", "relcl", "amod", "prep") and head.i != trigger.i:
            if dep == "prep":
                governed(reading, token, chain)
            if head.dep_ != "attr":  # only "X is not a model that ..." reaches into what is said of the noun
                return
        elif dep == "advcl" and wonders(token):
            chain.nothing = True
            return
        elif dep == "advcl":
            if supposes(token):
                chain.hypothetical = True
            if supposes(token) or child(token, "nsubj", "nsubjpass", "mark") is not None:
                return
            negate = False
        elif dep in _GOVERNED:
            if not governed(reading, token, chain):
                return
            if (dep == "ccomp" and not raises_negation(head)) or (dep in ("nsubj", "nsubjpass") and is_noun(token)):
                negate = False
        below, token = token, head


def _stands_alone(verb: Token) -> bool:
    """Return whether a second verb has a subject, tense or auxiliary of its own, so that nothing of the first reaches it."""
    if child(verb, "nsubj", "nsubjpass") is not None or not is_verb(verb.head):
        return True
    return verb.tag_ in ("VBZ", "VBD", "VBP") or child(verb, "aux", "auxpass", "neg") is not None


def _look_around(token: Token, chain: Chain, *, negate: bool, skip: Token | None) -> None:
    """Read the words that hang on a token itself: negation, auxiliaries, adverbs."""
    negatives = 0
    for c in token.children:
        word = c.lower_
        if skip is not None and c.i == skip.i:
            continue
        if (c.dep_ == "neg" or (c.dep_ in ("preconj", "cc", "advmod", "det") and word in NEGATIVE_WORDS)) and c.i <= token.i + 1:
            following = c.doc[c.i + 1].lower_ if c.i + 1 < len(c.doc) else ""
            if following not in ("only", "just", "merely", "simply") or word == "no":
                negatives += not (word in ("nor", "neither", "no") and c.dep_ == "cc" and c.i > token.i)
        elif c.dep_ in ("aux", "auxpass"):
            if word in ("would", "'d") and bases(token.lower_) & {"like", "love", "prefer"}:
                chain.hedged = True
            else:
                _auxiliary(word, chain)
        elif c.dep_ in ("advmod", "amod", "acomp") or word in HEDGING_WORDS:
            if word in HEDGING_WORDS and c.i < token.i + 4:
                chain.hedged = True
            elif word == "unlikely":
                chain.hedged = chain.denied = True
            elif (
                word in ("failed", "abandoned", "canceled", "cancelled", "aborted") and c.dep_ == "amod" and is_noun(token)
            ) or (word == "longer" and any(g.lower_ == "no" for g in c.children)):
                negatives += 1
        elif c.dep_ in ("nsubj", "nsubjpass") and (
            word in ("nobody", "none")
            or any(g.lower_ in ("neither", "no") and g.dep_ in ("preconj", "cc", "det") for g in c.children)
        ):
            negatives += 1
        elif c.dep_ == "advcl" and supposes(c) and is_verb(token) and (c.i < token.i or _is_conditional(token)):
            chain.hypothetical = True
    if negate and negatives % 2:
        chain.denied = not chain.denied


def _is_conditional(verb: Token) -> bool:
    return any(c.lower_ in ("would", "could", "might", "will", "'ll") for c in verb.children)


def _auxiliary(word: str, chain: Chain) -> None:
    if word in FUTURE:
        chain.predicted = True
    elif word in MIGHT:
        chain.hedged = True
    elif word in ("would", "'d", "wouldst"):
        chain.hypothetical = chain.hypothetical or word == "would"


def supposes(clause: Token) -> bool:
    """Return whether a clause only sets a condition."""
    return any(
        c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "unless", "should", "were", "whether", "lest")
        for c in clause.children
    ) or (any(c.dep_ == "aux" and c.lower_ in ("should", "were", "had") and c.i == clause.left_edge.i for c in clause.children))


def _whole_sentence(reading: Reading, trigger: Token, chain: Chain) -> None:
    """Read what stands outside the tree path: "According to X", rumours, quotation marks."""
    scene = reading.scene
    text = reading.parse.doc.text
    at = trigger.idx
    if (unsure := _UNSURE.search(text)) is not None and unsure.start() < at and unsure.group().lower() != "whether":
        chain.nothing = True
    if (untrue := _UNTRUE.search(text)) is not None and untrue.start() < at < untrue.end():
        chain.denied, chain.hedged = True, False
    if _SUPPOSED.match(text):
        chain.hypothetical = True
    if ((rumour := _RUMOURED.search(text)) is not None and rumour.start() < at and text.find(",", rumour.end(), at) < 0) or (
        rumour is not None and rumour.start() == 0
    ):
        chain.hedged = True
    if (source := _ACCORDING.search(text)) is not None:
        named = [
            (i, p) for i, p in reading.parse.parties.items() if source.end() <= reading.parse.doc[i].idx <= source.end() + 40
        ]
        if named or "according" in source.group().lower():
            chain.reported = True
            if named:
                chain.holder = named[0][1]
    if scene.quoted or _inside_quotes(text, at):
        said = [t for t in reading.parse.doc if is_verb(t) and bases(t.lower_) & REPORTING and not _inside_quotes(text, t.idx)]
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
