"""All that the parts of a document are, found in one order, whatever format it came in."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kg.records import Zone, ZoneKind
from kg.sources.kept import Kept, Piece, in_order, outside_code
from kg.sources.structure import bylines, corrections, footnotes, items, quotations
from kg.sources.structure.transcripts import transcript_zones

_FOUND_ANEW: Final = frozenset({ZoneKind.SPEAKER, ZoneKind.TIMESTAMP, ZoneKind.UTTERANCE})


def structured(piece: Piece) -> Piece:
    """Return the piece with the zones that its text shows, the authors that its byline names, and its last stated change.

    What its format declared stays. Authors and days of the metadata are kept where there are any. Pure.
    """
    text = piece.kept.text
    start, end = _inside(piece.kept)
    zones = [z for z in piece.kept.zones if z.kind not in _FOUND_ANEW]
    if not any(z.kind is ZoneKind.FOOTNOTE for z in zones):
        zones += outside_code(footnotes.footnote_zones(text, start, end), zones)
    zones += corrections.correction_zones(text, start, end, zones, piece.published)
    zones += bylines.byline_zones(text, start, end, sorted(zones, key=_place))
    authors = piece.authors or _authors(text, zones)
    found = transcript_zones(
        text, start, end, known=(*authors, piece.title), strong=piece.kept.strong, blocks=sorted(zones, key=_place)
    )
    spoken = {z.start for z in found if z.kind is ZoneKind.UTTERANCE}
    zones += found
    zones = [z for z in zones if not _is_turn(text, z, spoken)]
    zones = quotations.labelled(text, sorted(zones, key=_place), start, end)
    zones += quotations.inline_zones(text, start, end, zones)
    zones = items.labelled(text, sorted(zones, key=_place), start, end)
    return replace(
        piece,
        kept=Kept(text, in_order(zones), piece.kept.strong),
        authors=authors,
        updated=corrections.latest(zones, piece.updated),
    )


def _is_turn(text: str, zone: Zone, spoken: set[int]) -> bool:
    """Return whether a zone is what a reader of Markdown makes of a caption's ``>>``: a quotation in a quotation."""
    return zone.kind is ZoneKind.QUOTATION and zone.start in spoken and text.startswith(">>", zone.start)


def _inside(kept: Kept) -> tuple[int, int]:
    """Return the stretch that is the document's own: what is not OUTSIDE, after a front matter."""
    start, end = 0, len(kept.text)
    for zone in kept.zones:
        is_frame = zone.kind is ZoneKind.OUTSIDE or (zone.kind is ZoneKind.BOILERPLATE and zone.start == 0)
        if is_frame and zone.start <= start < zone.end:
            start = zone.end
        elif zone.kind is ZoneKind.OUTSIDE and zone.end == len(kept.text):
            end = min(end, zone.start)
    return start, max(start, end)


def _authors(text: str, zones: list[Zone]) -> tuple[str, ...]:
    named: list[str] = []
    for zone in zones:
        if zone.kind is ZoneKind.BYLINE:
            for line in text[zone.start : zone.end].split("\n"):
                named.extend(bylines.authors_of_line(line, is_byline=True))
    return tuple(dict.fromkeys(named))


def _place(zone: Zone) -> tuple[int, int, str]:
    return zone.start, -zone.end, zone.kind
