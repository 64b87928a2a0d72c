"""Where each mention of a document stands, and whether it may count towards co-mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.records import Document, Mention, Zone, ZoneKind
from kg.store.rows import Row, mention_row
from kg.text import covering, paragraphs, sentences

#: Zones whose names are not said by the text: what repeats on each page, who speaks, when, and source code.
SILENT_ZONES: Final = {
    ZoneKind.BOILERPLATE: "boilerplate",
    ZoneKind.RECURRING: "recurring",
    ZoneKind.COPIED: "copied_passage",
    ZoneKind.BYLINE: "byline",
    ZoneKind.SPEAKER: "speaker_label",
    ZoneKind.TIMESTAMP: "timestamp",
    ZoneKind.CODE: "code",
}
NESTED: Final = "nested_name"
NIL: Final = "nil"
#: Every reason for which a single mention is left out of the counts.
REASONS: Final = (*SILENT_ZONES.values(), NESTED, NIL)


@dataclass(frozen=True, slots=True)
class Caps:
    """The most entities a window may hold; a longer list says little about any two of its names."""

    sentence: int = 25
    paragraph: int = 40
    document: int = 200


DEFAULT_CAPS: Final = Caps()


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with the windows that it stands in."""

    mention: Mention
    sentence: int  #: number in the document
    sentence_span: tuple[int, int]
    paragraph: int  #: number in the document
    left_out: str  #: the reason, one of REASONS, not to count it; empty when it counts


def placed(document: Document, mentions: Sequence[Mention]) -> list[Placed]:
    """Return a document's mentions with their windows and the reason to leave them out, if any; sorted by (start, -end)."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    starts = [m.start for m in ordered]
    in_sentences = sentences(document.text, document.zones)
    in_paragraphs = paragraphs(document.text)
    found = []
    reasons = _reasons(ordered, document.zones)
    numbers = zip(covering(in_sentences, starts), covering(in_paragraphs, starts), strict=True)
    for mention, (sentence, paragraph), reason in zip(ordered, numbers, reasons, strict=True):
        at = max(sentence, 0)  # a mention that begins with white space would stand in no sentence
        span = in_sentences[at] if in_sentences else (0, 0)
        found.append(Placed(mention, at, span, max(paragraph, 0), reason))
    return found


def rows_of(document: Document, mentions: Sequence[Mention]) -> list[Row]:
    """Return the rows of a document's mentions."""
    return [mention_row(p.mention, (p.sentence, *p.sentence_span), p.paragraph, p.left_out) for p in placed(document, mentions)]


def _reasons(ordered: Sequence[Mention], zones: Sequence[Zone]) -> list[str]:
    silent = [z for z in zones if z.kind in SILENT_ZONES]
    reasons = []
    reach = 0
    at = 0
    open_zones: list[Zone] = []
    for mention in ordered:
        while at < len(silent) and silent[at].start <= mention.start:
            open_zones.append(silent[at])
            at += 1
        open_zones = [z for z in open_zones if z.end > mention.start]
        kinds = {z.kind for z in open_zones} | {mention.zone}
        reason = next((name for kind, name in SILENT_ZONES.items() if kind in kinds), "")
        if not reason and mention.start < reach:
            # Overlaps are settled before; a name inside a name must not count with its own whole even so.
            reason = NESTED
        if not reason and mention.entity is None:
            reason = NIL
        reach = max(reach, mention.end)
        reasons.append(reason)
    return reasons
