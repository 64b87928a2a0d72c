"""Passages that say they were added or mended later, and the day that they state.

Known by their shape: a label at the start of a paragraph ("Update", "Correction", "Editor's note", a few languages' words for
them) with a day, a colon or brackets behind it, or such a label in brackets inside a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from kg.records import Zone, ZoneKind
from kg.sources import dates
from kg.sources.kept import trimmed
from kg.text import paragraphs

#: Between a label and its colon or bracket there is no more than this (a day, an hour, whose note it is).
LONGEST_LABEL: Final = 80
#: A correction in brackets inside a paragraph is no longer than this.
LONGEST_ASIDE: Final = 1_500

#: What stands for a note of its own.
_NOUNS: Final = (
    r"updates?|edit|correction|clarification|erratum|errata|addendum|corrigendum|retraction"
    r"|(?:editor|author|publisher)(?:['’]s|s['’])?[ ]note|note from the (?:editor|author)s?"
    r"|korrektur|aktualisierung|berichtigung|nachtrag|richtigstellung|anm(?:erkung|\.) d(?:er|\.) red(?:aktion|\.)"
    r"|mise à jour|rectificatif|rectification|note de la rédaction|ndlr"
    r"|actualización|corrección|fe de erratas|nota (?:del editor|de la redacción|do editor|della redazione)"
    r"|aggiornamento|correzione|errata corrige|atualização|correção|errata|correctie|rectificatie|aktualizacja|sprostowanie"
    r"|rättelse|uppdatering|opdatering|rettelse|oppdatering|追記|訂正|更新|修正|更正|勘误|정정|수정"
)
#: What stamps a text with the day of its last change.
_STAMPS: Final = (
    r"(?:last |this (?:post|article|story|piece|page) (?:was |has been )?(?:last )?)?"
    r"(?:updated|edited|corrected|modified|revised)|aktualisiert|korrigiert|mis à jour|corrigé"
    r"|actualizado|corregido|aggiornato|corretto|atualizado|corrigido"
    r"|bijgewerkt|zaktualizowano|uppdaterad|opdateret|oppdatert|更新日|最終更新"
)
_ISO: Final = r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?"
_NUMERIC: Final = r"\d{1,2}[-/.]\d{1,2}[-/.](?:(?:19|20)\d\d|\d\d)(?!\d)"
_DAY_MONTH: Final = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?[^\W\d_]{3,12}\.?(?:,?\s+(?:de\s+)?(?:19|20)\d\d)?"
_MONTH_DAY: Final = r"[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?(?![\d:])(?:,?\s+(?:19|20)\d\d)?"
_DAY: Final = rf"(?:{_ISO}|{_NUMERIC}|{_DAY_MONTH}|{_MONTH_DAY})"
_DAYS = tuple(re.compile(day, re.IGNORECASE) for day in (_ISO, _NUMERIC, _DAY_MONTH, _MONTH_DAY))
_HEAD = re.compile(
    rf"[ \t>*_#\-•]*(?P<open>[\[(]?)[*_]{{0,3}}(?P<label>(?P<noun>{_NOUNS})|(?P<stamp>{_STAMPS}))(?![\w'’])"
    rf"[ \t]*(?:(?:no\.?[ ]?|\#)?\d{{1,2}}(?![\d/.-])|[IVX]{{1,4}}(?!\w))?"
    rf"(?P<said>(?:[^\n:：\])]|(?<=\d):(?=\d)){{0,{LONGEST_LABEL}}}?)"
    r"(?P<close>[*_]{0,3}(?:[:：](?!\d\d\b)|[ \t]*[\])][ \t]*[:：]?|[ \t]*$|[ \t]+[–—-][ \t])[*_]{0,3})",
    re.IGNORECASE | re.MULTILINE,
)
_STAMP = re.compile(
    rf"[ \t>*_#\-•]*[\[(]?[*_]{{0,3}}(?:{_STAMPS})[*_]{{0,3}}(?:[:：]| (?:on|am|le|el|il|em|op))?[*_]{{0,3}}\s*(?P<day>{_DAY})"
    r"(?P<rest>[^\n]{0,40})$",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETED_DAY = re.compile(
    rf"\s*[\[(]\s*(?P<day>{_DAY})[^\n\])]{{0,40}}[\])][*_]{{0,3}}\s*(?P<colon>[:：]|[–—-]\s|$)?", re.IGNORECASE | re.MULTILINE
)
_ASIDE = re.compile(
    rf"(?P<open>[\[(])[*_]{{0,3}}(?P<noun>{_NOUNS}|updated|edited|corrected)\b"
    rf"(?=[^\n\])]{{0,{LONGEST_LABEL}}}?(?:[:：,]|\d))",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EDGES: Final = " \t\r\n*_])"
_ANY_DAY: Final = datetime(2024, 1, 1, tzinfo=UTC)  # a leap year
_UNREAD: Final = frozenset({ZoneKind.TITLE, ZoneKind.CODE, ZoneKind.TABLE, ZoneKind.OUTSIDE, ZoneKind.SPEAKER})


@dataclass(frozen=True, slots=True)
class _Note:
    start: int
    end: int
    day: str  #: as it is written, or empty
    alone: bool = False  #: the label fills its paragraph; what it labels stands below


def correction_zones(text: str, start: int, end: int, zones: Sequence[Zone], published: datetime | None) -> list[Zone]:
    """Return the CORRECTION zones of a stretch of text, labelled with the ISO day that each states, if it does.

    Where a year is missing, or day and month could be either, the publication decides: nothing is mended before it.
    """
    notes = list(_notes(text, start, end, zones))
    numeric = [note.day for note in notes if _SLASHED.fullmatch(note.day)]
    is_day_first = dates.day_first(numeric) if numeric else True
    return [
        trimmed(text, note.start, note.end, ZoneKind.CORRECTION, iso_day(note.day, published, is_day_first=is_day_first))
        for note in notes
    ]


def latest(zones: Sequence[Zone], updated: datetime | None) -> datetime | None:
    """Return the later of a document's stated change and the latest day of its CORRECTION zones."""
    stated = [day for z in zones if z.kind is ZoneKind.CORRECTION and z.label and (day := dates.parse(z.label)) is not None]
    return max([*stated, *([updated] if updated is not None else [])], default=None)


def iso_day(written: str, published: datetime | None, *, is_day_first: bool = True) -> str:
    """Return a written day as ``YYYY-MM-DD``, empty when it is none or has no year that can be told."""
    written = re.sub(r"(?<=\d)(?:st|nd|rd|th|er|º)\b|\bof\b", "", " ".join(written.split()), flags=re.IGNORECASE)
    if slashed := _SLASHED.fullmatch(written):
        one, two, year = int(slashed[1]), int(slashed[3]), int(slashed[4])
        year += 2000 if year < 100 else 0
        orders = ((two, one), (one, two)) if is_day_first else ((one, two), (two, one))
        days = [day for month, of_month in orders if (day := dates.from_day(year, month, of_month)) is not None]
        later = [day for day in days if published is None or day >= published - timedelta(days=1)]
        if published is not None and later:
            return min(later).date().isoformat()  # of two readings the one that is nearer
        return days[0].date().isoformat() if days else ""
    if _YEAR.search(written):
        found = dates.parse(written) or dates.written_day(written)
    elif published is None:
        return ""
    else:
        years = (published.year, published.year + 1)
        days = [day for year in years if (day := dates.written_day(f"{written} {year}")) is not None]
        found = next((day for day in days if day >= published - timedelta(days=31)), None)
    return found.date().isoformat() if found is not None else ""


def _notes(text: str, start: int, end: int, zones: Sequence[Zone]) -> Iterator[_Note]:
    unread = sorted((z.start, z.end) for z in zones if z.kind in _UNREAD)
    headings = {z.start: z for z in zones if z.kind is ZoneKind.HEADING}
    section_ends = sorted(z.start for z in zones if z.kind in (ZoneKind.HEADING, ZoneKind.FOOTNOTE))
    spans = [(a + start, b + start) for a, b in paragraphs(text[start:end])]
    at = next_section = 0
    owed: _Note | None = None
    for left, right in spans:
        while at < len(unread) and unread[at][1] <= left:
            at += 1
        while next_section < len(section_ends) and section_ends[next_section] <= left:
            next_section += 1
        if at < len(unread) and unread[at][0] < right:
            owed = None
            continue
        note = _opening(text, left, right)
        if note is None and owed is not None and left not in headings:
            yield _Note(owed.start, right, owed.day)  # a label on a line of its own, and what stands below it
            owed = None
            continue
        if owed is not None:
            yield owed
            owed = None
        if note is None:
            yield from _asides(text, left, right)
        elif note.alone and left in headings:
            stop = section_ends[next_section] if next_section < len(section_ends) else end
            yield _Note(note.start, min(stop, end), note.day)
        elif note.alone:
            owed = note
        else:
            yield note
    if owed is not None:
        yield owed


def _opening(text: str, left: int, right: int) -> _Note | None:
    """Return the correction that a paragraph is, by how it begins."""
    if (stamp := _STAMP.match(text, left, right)) is not None and stamp.end() >= right:
        # "Updated May 3, 2026" stamps a text; "Updated 3 May models are here" says something.
        day = _day_in(stamp["day"] + stamp["rest"])
        return _Note(left, right, day) if day and _is_day_alone(stamp["rest"], "") else None
    match = _HEAD.match(text, left, right)
    if match is None or match["stamp"]:
        return None
    if (bracketed := _BRACKETED_DAY.match(text, match.end("label"), right)) is not None:
        return _Note(left, right, _day_in(bracketed["day"]), alone=not text[bracketed.end() : right].strip(_EDGES))
    said, close = match["said"].strip(), match["close"].strip(" \t*_")
    day = _day_in(said)
    if said and not day and said[0] not in ",–—-(":
        return None  # "Update your client: ..."
    closed = close[-1:] in (":", "：") or (bool(match["open"]) and close[:1] in ("]", ")"))
    if not closed and not (day and _is_day_alone(said, day)):
        return None
    return _Note(left, right, day, alone=not text[match.end() : right].strip(_EDGES))


def _day_in(text: str) -> str:
    """Return the first stretch of a label that is a day, as it is written."""
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            if iso_day(match.group(), _ANY_DAY):
                return match.group()
    return ""


def _is_day_alone(said: str, day: str) -> bool:
    """Return whether a label's words are a day and at most an hour with it."""
    return len(re.findall(r"[^\W\d_]+", said.replace(day, " ", 1))) <= 3


def _asides(text: str, left: int, right: int) -> Iterator[_Note]:
    """Yield corrections in brackets inside a paragraph."""
    at = left
    while (match := _ASIDE.search(text, at, right)) is not None:
        close = text.find("]" if match["open"] == "[" else ")", match.end(), min(right, match.end() + LONGEST_ASIDE))
        if close < 0:
            return
        inside = text[match.end() : min(close, match.end() + LONGEST_LABEL)]
        said, colon, _ = inside.partition(":")
        day = _day_in(said)
        if day or (colon and not said.strip()):
            yield _Note(match.start(), close + 1, day)
        at = close + 1
