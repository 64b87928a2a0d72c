"""Where each mention of a document stands, and whether it may count towards co-mentions."""

from __future__ import annotations

from collections.abc import Sequence
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


def rows_of(document: Document, mentions: Sequence[Mention]) -> list[Row]:
    """Return the rows of a document's mentions with their windows and the reason to leave them out, if any."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    starts = [m.start for m in ordered]
    in_sentences = sentences(document.text, document.zones)
    in_paragraphs = paragraphs(document.text)
    rows = []
    reasons = _reasons(ordered, document.zones)
    numbers = zip(covering(in_sentences, starts), covering(in_paragraphs, starts), strict=True)
    for mention, (sentence, paragraph), reason in zip(ordered, numbers, reasons, strict=True):
        at = max(sentence, 0)  # a mention that begins with white space would stand in no sentence
        span = in_sentences[at] if in_sentences else (0, 0)
        rows.append(mention_row(mention, (at, *span), max(paragraph, 0), reason))
    return rows


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
