"""The line of a text that names its authors, and the names in it.

A byline stands at the head of a text: a word for "by" with names behind it, names beside a day, or names alone above a day. Each
name has to look like a person's, so "by nvidia" in a list of models and "By The Desk at X" are none. One name with a day behind a
comma or a dash is a dateline: "Menlo Park, May 3, 2026" cannot be told from a person, and an author too few costs less than a
city as the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.records import Zone, ZoneKind
from kg.sources import dates
from kg.sources.kept import trimmed
from kg.sources.structure.participants import FULL_NAME

#: A byline is no longer than this.
LONGEST: Final = 200
#: So many lines at the head of a text are looked at; the first line of prose ends the head.
HEAD_LINES: Final = 12
PROSE: Final = 200

_BY = re.compile(
    r"(?:(?:written|posted|published|words|story|text|article|reported|report|analysis|essay|interview|interviewed|edited"
    r"|(?:a )?guest post)(?: and \w+)? by|by|(?:author(?:s|\(s\))?|words):|von|par|por|di|door|af|av"
    r"|autor(?:in|es)?:|auteur:)[ \u00a0]*:?[ \u00a0]*(?=\S)",
    re.IGNORECASE,
)
_WRAP: Final = " \t\u00a0*_#>|·•—–-"
_PART_ENDS = re.compile(r"\s*[|·•]\s*|\s+[–—/-]+\s+|\s*\((?=@)|(?<=[^\W\d_A-Z]{2})\.\s+(?=[^\W\d_]+\s[a-z])")
_DASHED = re.compile(r"\s*[–—-]")
_NAME_ENDS = re.compile(r"\s*(?:,\s*(?:and|&)\s+|,|;|\s+(?:and|with|und|et|y|e|en|og|och)\s+|&|\+)\s*", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|with|und|et|y|e|en|og|och)\s|&", re.IGNORECASE)
_PERSON = re.compile(FULL_NAME)
_HANDLE = re.compile(r"\s*[(\[]?@[\w.]{2,40}[)\]]?")
_LINK = re.compile(r"\[([^\]\n]{1,120})\]\([^)\s]{0,300}\)")
#: What a body's name holds and a person's does not.
_OF_BODIES: Final = frozenset(
    "team staff board desk newsroom editors editorial editor institute university college school lab labs laboratory research inc"
    " ltd llc gmbh corp company foundation council group department ministry agency press news times post journal review magazine"
    " media network center centre association society committee initiative project contributors admin guest anonymous"
    " technologies systems ai studio studios weekly daily blog newsletter podcast correspondent reporter"
    " roundup digest notes edition issue update updates report release brief briefing recap links changelog version".split()
)
#: What the name of a place opens with, and a person's does not.
_OF_PLACES: Final = frozenset("San Santa Los Las New Fort Port North South East West The A An".split())
_NO_BYLINE: Final = frozenset({
    ZoneKind.TITLE, ZoneKind.HEADING, ZoneKind.BOILERPLATE, ZoneKind.LIST_ITEM, ZoneKind.CODE, ZoneKind.TABLE, ZoneKind.QUOTATION,
    ZoneKind.SPEAKER,
})  # fmt: skip


def byline_zones(text: str, start: int, end: int, zones: Sequence[Zone]) -> list[Zone]:
    """Return the BYLINE zone at the head of a stretch of text, in a list, or nothing.

    Bylines that the markup declares are taken as they are: with one among ``zones`` nothing more is looked for.
    """
    if any(z.kind is ZoneKind.BYLINE for z in zones):
        return []
    head = list(_head(text, start, end, zones))
    for (left, right), following in zip(head, [*head[1:], None], strict=False):
        line = text[left:right]
        below = text[slice(*following)] if following is not None else ""
        if len(line) <= LONGEST and authors_of_line(line, below=below):
            return [trimmed(text, left, right, ZoneKind.BYLINE)]
    return []


def authors_of_line(line: str, *, below: str = "", is_byline: bool = False) -> tuple[str, ...]:
    """Return the people that a byline names, in its order; nothing when the line is none.

    ``below`` is the line that follows: names alone need a day there. With ``is_byline`` the markup has said what the line is.
    """
    plain = _LINK.sub(r"\1", line.strip(_WRAP + "\r\n")).replace("*", "").replace("_", " ")
    by = _BY.match(plain)
    parts = [part for part in _PART_ENDS.split(plain[by.end() :] if by else plain) if part.strip()]
    if not parts:
        return ()
    names, rest = _without_day(parts[0])
    dated = bool(rest) or any(_is_day(part) for part in parts[1:])
    if not (by or dated or is_byline or (len(parts) == 1 and _is_day(below.strip(_WRAP)))):
        return ()
    found = _people(names)
    if not (by or is_byline) and len(found) == 1 and (rest or _DASHED.match(plain, len(parts[0]))):
        return ()
    is_whole = bool(by) or is_byline or len(found) == len([p for p in _NAME_ENDS.split(names) if p.strip()])
    return tuple(dict.fromkeys(found)) if is_whole else ()


def is_person(name: str) -> bool:
    """Return whether a name may be a person's: two to five capitalised words, none of which only bodies have."""
    words = name.split()
    if _PERSON.fullmatch(name) is None or any(c.isdigit() for c in name) or words[0] in _OF_PLACES:
        return False
    return not any(word.strip(".,").lower() in _OF_BODIES for word in words)


def _people(names: str) -> list[str]:
    """Return the people of a list of names; what stands behind a comma without an "and" is what they are, not who."""
    names = re.sub(r"^with\s+", "", _HANDLE.sub(" ", names).strip(), flags=re.IGNORECASE)
    parts = [part.strip(" .:\u00a0") for part in _NAME_ENDS.split(names) if part.strip(" .:\u00a0")]
    if not _AND.search(names):
        listed = [part for part in parts if is_person(part)]
        parts = listed if len(listed) == len(parts) > 2 else parts[:1]
    if not parts or not is_person(parts[0]):
        return []
    return [part for part in parts if is_person(part)]


def _without_day(part: str) -> tuple[str, str]:
    """Part names from a day behind a comma or a space: ``Jane Doe, May 3 2026``."""
    digit = re.search(r"\d", part)
    if digit is None:
        return part, ""
    for cut in (m.start() for m in re.finditer(r",\s|\s(?=on\s|\d)", part[: digit.start() + 1])):
        rest = re.sub(r"^(?:,|\son\s)\s*", "", part[cut:]).strip()
        if _is_day(rest):
            return part[:cut], rest
    return part, ""


def _is_day(text: str) -> bool:
    text = re.sub(r"\s*(?:,|at|\|)?\s*\d{1,2}:\d{2}.*$", "", text).strip(" .*_")
    return 6 <= len(text) <= dates.LONGEST and text[:1].isalnum() and dates.written_day(text) is not None


def _head(text: str, start: int, end: int, zones: Sequence[Zone]) -> Iterator[tuple[int, int]]:
    """Yield the lines before the first one of prose, without the title and what is no running text."""
    other = [z for z in zones if z.kind in _NO_BYLINE]
    at = start
    seen = at_zone = 0
    while at < end and seen < HEAD_LINES:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        line = text[at:line_end]
        if line.strip():
            seen += 1
            while at_zone < len(other) and other[at_zone].end <= at:
                at_zone += 1
            if not (at_zone < len(other) and other[at_zone].start < line_end):
                if len(line) > LONGEST:
                    return
                yield at, line_end
        at = line_end + 1
