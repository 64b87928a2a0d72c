"""Where a mention ends, once it is chosen: nouns behind a name stay out, what belongs to the name comes in."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from kg.linking.choosing.readings import EDITIONS, Choice
from kg.linking.ground.surfaces import Reading
from kg.linking.listed.candidates import LEGAL_FORM
from kg.records import EntityType

#: "the Gemini team": the noun says what is meant and is no part of the name.
_TAIL_NOUN: Final = re.compile(r"[ \u00a0]team$")
#: "The Doubao app" is the product: the noun says so, and stays out of the span unless the name is written with a large one.
_SMALL_NOUN: Final = re.compile(r"[ \u00a0]apps?$")
#: Newspapers and newsletters carry their article, and some firms: "The Harbour Gazette", written large inside a sentence.
_PAPER: Final = re.compile(
    r"(?:Times|Post|Gazette|Dispatch|Letter|Review|Standard|Journal|Herald|Tribune|Chronicle|Observer|Courier|Digest|Economist"
    r"|Guardian|Telegraph|Register|Independent|Atlantic|Verge|Information|Company)$"
)
_ARTICLE: Final = re.compile(r"(?<=[\w,;)\u2019'\"\u201d][ \u00a0])The[ \u00a0]$")
_SYSTEM_CARD: Final = re.compile(r"[ \u00a0](?:System|Model)[ \u00a0]Card(?![\w-])")
_CUSTOMERS: Final = (
    "Government|Education|Enterprise|Business|Work|Workspace|Nonprofits|Healthcare|Schools|Students|Teachers|Developers|Startups"
    "|Teams|Science|Life Sciences|Financial Services|Legal|Finance|Chrome|Excel"
)
#: An edition of a product is one more word of the name where it is written large; so is whom it is for.
_EDITION: Final = re.compile(rf"[ \u00a0](?:{EDITIONS}|for[ \u00a0](?:{_CUSTOMERS}))(?![\w-])(?![ \u00a0][A-Z\d])")


#: What a firm sells under its own name: "Quillon Console". Nouns that also stand in titles and job names are left out.
_OFFER: Final = re.compile(
    r"[ \u00a0](?:Cloud|Code|Console|Platform|Playground|Studio|Workspace|Marketplace|CLI)(?![\w-])(?![ \u00a0][A-Z\d])"
)
_MODEL: Final = EntityType.MODEL  # looked up once: reading a member of an enumeration takes longer than comparing it
_ORGANIZATION: Final = EntityType.ORGANIZATION
_PRODUCT: Final = EntityType.PRODUCT
_LAB: Final = EntityType.LAB
#: Kinds of names that may take in what stands beside them.
_GROWING: Final = (EntityType.MODEL, EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.LAB)
_FIRMS: Final = (_ORGANIZATION, _LAB)
_BEFORE_FORM: Final = frozenset(" ,\u00a0")
_START: Final = operator.attrgetter("start")


#: A form of a release that is a model of its own where it is written out.
_FORM_ENDS: Final = frozenset("tT")
_FORM: Final = re.compile(r"[- _](?:Instruct|Chat)\Z", re.IGNORECASE)


def settle(text: str, chosen: Iterable[Choice], labels: Mapping[str, str]) -> list[Choice]:
    """Return the choices with their edges where the names end, none overlapping another.

    ``labels`` are the preferred ones of what the lists know.
    """
    ordered = sorted(chosen, key=_START)
    kept: list[Choice] = []
    at = 0
    for i, c in enumerate(ordered):
        if c.start < at:
            continue  # inside a name that has grown over it
        following = ordered[i + 1] if i + 1 < len(ordered) else None
        grows = c.reading.type in _GROWING or text.startswith("team", c.end - 4)
        settled = _settled(text, _in_its_form(text, c, labels), following, at, labels) if grows else c
        kept.append(settled)
        at = settled.end
    return kept


def _in_its_form(text: str, c: Choice, labels: Mapping[str, str]) -> Choice:
    """Return "X-Instruct", where only ids of X are written so, as a version of X: whoever writes it means no base model."""
    r = c.reading
    if r.type is not _MODEL or r.kind not in ("hidden", "version") or text[c.end - 1] not in _FORM_ENDS:
        return c
    surface = text[c.start : c.end]
    if _FORM.search(surface) is None or _FORM.search(labels.get(r.entity, "") if r.entity else r.label) is not None:
        return c
    name = " ".join(surface.rpartition("/")[2].split())
    reading = Reading(None, _MODEL, "Model", name, "version", r.context, name, r.entity or r.above, versioned=True)
    return c._replace(reading=reading, confidence=min(c.confidence, 0.9), candidates=())


def _settled(text: str, c: Choice, following: Choice | None, low: int, labels: Mapping[str, str]) -> Choice:
    r = c.reading
    surface = text[c.start : c.end]
    if "team" in surface and (noun := _TAIL_NOUN.search(surface)) is not None and noun.start():
        return c._replace(end=c.start + noun.start())
    noun = _SMALL_NOUN.search(surface) if r.type is _PRODUCT and r.entity is not None else None
    if noun is not None and noun.start() and not labels.get(r.entity or "", "").endswith(" App"):
        return c._replace(end=c.start + noun.start())
    if r.type is _MODEL and (card := _SYSTEM_CARD.match(text, c.end)) is not None:
        name = " ".join(text[c.start : card.end()].split())
        reading = Reading(None, EntityType.POLICY, "Policy", name, "unknown: a model's card", label=name)
        return Choice(c.start, card.end(), reading, 0.85, "unknown: a model's card in full", ())
    if r.entity is None and r.type in _FIRMS and text[c.end : c.end + 1] in _BEFORE_FORM:
        form = LEGAL_FORM.match(text, c.end)
        if form is not None and (following is None or following.start >= form.end()):
            return c._replace(end=form.end(), reading=replace(r, label=r.label or r.name))
    if r.type is _ORGANIZATION and _PAPER.search(surface) and not surface.startswith("The"):
        if text.startswith("The ", c.start - 4) and c.start - 4 >= low and labels.get(r.entity or "", "").startswith("The "):
            return c._replace(start=c.start - 4)
        article = _ARTICLE.search(text, max(low, c.start - 6), c.start)
        if article is not None:
            label = f"The {r.label}" if r.entity is None and r.label else r.label
            return c._replace(start=article.start(), reading=replace(r, label=label))
    if r.entity is not None and (r.type is _LAB or r.class_id == "Company"):
        sells = _OFFER.match(text, c.end)
        if sells is not None and (following is None or following.start >= sells.end()):
            name = " ".join(text[c.start : sells.end()].split())
            product = Reading(None, _PRODUCT, "Product", name, "unknown: what a firm sells", label=name)
            return Choice(c.start, sells.end(), product, 0.8, "unknown: what a firm sells in full", ())
    sold = r.type is _PRODUCT or r.class_id == "ModelFamily"
    edition = _EDITION.match(text, c.end) if sold else None
    if edition is not None and (following is None or following.start >= edition.end()):
        name = " ".join(text[c.start : edition.end()].split())
        if r.type is _MODEL:  # "Gemini for Schools" is what is sold, and no version
            offer = Reading(None, EntityType.PRODUCT, "Product", name, "unknown: an edition", label=name)
            if name.endswith(" Gov"):  # but what an agency gets is a model of its own
                offer = Reading(None, EntityType.MODEL, "Model", name, "version", label=name, above=r.entity or r.above)
            return Choice(c.start, edition.end(), offer, min(c.confidence, 0.85), "unknown: an edition in full", ())
        kind, above = ("version", r.entity or "") if r.entity else (r.kind, r.above)
        reading = Reading(None, r.type, r.class_id, name, kind, r.context, name, above)
        return c._replace(end=edition.end(), reading=reading, candidates=())
    return c
