"""A saved directory page to its episodes, by structure: a title line, a date line, a text, again and again.

Each episode's kept text is the whole file's, so that offsets count in the file. What lies outside the episode is OUTSIDE, and no
name is looked for there; the lines that recur in the frames of all episodes (outlet, duration, read-more label) are BOILERPLATE.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kg.ids import slug
from kg.records import Zone, ZoneKind
from kg.sources import dates
from kg.sources.formats.plain import LONGEST_TITLE, line_spans, text_zones
from kg.sources.kept import Kept, Piece, in_order, trimmed

#: A line of prose; half of the episodes must hold one, else the page is a timeline or a list of releases.
PROSE: Final = 200
#: A duration or a count is no longer than this; in longer lines the numbers are part of what is said.
SHORT: Final = 24
#: A whole line that recurs in this share of the episodes (and in two at least) belongs to the frame.
RECURS: Final = 1 / 3

#: After so many lines that look like a day and name no month, the text is no directory and dear to look through.
MOST_STRANGE: Final = 50

_BULLET = re.compile(r"[*•‣▪◦·-][ \t\u00a0]+")
_PARTS = re.compile(r"\s+[|·•–—-]\s+|\s*[|·•]\s*")
_CUT = re.compile(r"(?:\.\.\.|…)[\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int  #: where the line begins, a bullet included
    column: int  #: where its words begin
    words: str  #: without bullet

    @property
    def shape(self) -> str:
        """The line, each number as 0 if it is short and no list item: "7 min" and "6 min" are one frame."""
        is_short = len(self.words) <= SHORT and self.column == self.indent
        return re.sub(r"\d+", "0", self.words) if is_short else self.words


@dataclass(frozen=True, slots=True)
class _Episode:
    title: int  #: number of the line
    date: int
    end: int  #: number of the line after the last one
    published: datetime


def split_page(text: str) -> tuple[Piece, ...]:
    """Return the episodes of a directory page, or nothing when the text has no such recurring shape."""
    lines = _lines(text)
    episodes = _episodes(lines)
    if len(episodes) < 2 or 2 * sum(_has_prose(lines, e) for e in episodes) < len(episodes):
        return ()
    frame = _recurring(lines, episodes)
    episodes[-1] = _without_footer(lines, episodes, frame)
    outlet = _outlet(lines, episodes)
    return tuple(_piece(text, lines, episode, frame, outlet) for episode in episodes)


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    for start, end in line_spans(text):
        raw = text[start:end].rstrip()
        if not raw:
            continue
        words = raw.lstrip()
        indent = len(raw) - len(words)
        bullet = _BULLET.match(words)
        width = bullet.end() if bullet else 0
        found.append(_Line(start + indent, start + len(raw), indent, indent + width, words[width:]))
    return found


# -- finding the episodes ----------------------------------------------------------------------------------------


def _episodes(lines: list[_Line]) -> list[_Episode]:
    """Return the episodes of the indentation at which most titled dates stand."""
    dated = _dated(lines)
    by_indent: dict[int, list[tuple[int, int]]] = {}
    for number in dated:
        title = _title_above(lines, number, dated)
        if title is not None:
            by_indent.setdefault(lines[number].column, []).append((title, number))
    if not by_indent:
        return []
    _, pairs = max(by_indent.items(), key=lambda kv: (len(kv[1]), -kv[0]))
    if len(pairs) < 2:
        return []
    is_day_first = dates.day_first([dated[date] for _, date in pairs])
    episodes: list[_Episode] = []
    for (title, date), following in zip(pairs, [*(t for t, _ in pairs[1:]), len(lines)], strict=True):
        published = dates.written_day(dated[date], is_day_first=is_day_first)
        if published is not None:
            episodes.append(_Episode(title, date, _end(lines, date, following), published))
    return episodes


def _dated(lines: list[_Line]) -> dict[int, str]:
    """Return the numbers of the date lines, each with the part that states the day."""
    found: dict[int, str] = {}
    strange: set[str] = set()
    for number, line in enumerate(lines):
        if part := _date_part(line.words, strange):
            found[number] = part
        elif len(strange) > MOST_STRANGE:
            break
    return found


def _date_part(words: str, strange: set[str]) -> str:
    """Return the part of a line that states a day, when the line holds little else ("15/04/2026 | 6 min").

    Words that only look like a day ("Olmo 3, 2026") are added to ``strange``.
    """
    if len(words) > dates.LONGEST or not any(c.isdigit() for c in words):
        return ""
    for part in _PARTS.split(words):
        digits = dates.numeric_part(part)
        if digits and len(re.findall(r"\w+", part.replace(digits, " "))) <= 3:
            return part if dates.written_day(part) is not None else ""
        if dates.looks_written(part):
            if dates.is_dated_shape(dates.shape(part)):
                return part if dates.written_day(part) is not None else ""
            strange.add(dates.shape(part))
    return ""


def _title_above(lines: list[_Line], date: int, dated: dict[int, str]) -> int | None:
    """Return the number of the title line over a date line: short, words at the date's column, no date itself."""
    above = date - 1
    if above < 0 or above in dated:
        return None
    line, column = lines[above], lines[date].column
    if column not in (line.column, line.indent) or len(line.words) > LONGEST_TITLE or line.words.endswith((".", ",", ";")):
        return None
    return above


def _end(lines: list[_Line], date: int, following: int) -> int:
    """An indented episode ends at the first line further left; one at the margin ends where the next begins."""
    for number in range(date + 1, following):
        if lines[number].indent < lines[date].indent:
            return number
    return following


def _has_prose(lines: list[_Line], episode: _Episode) -> bool:
    return any(len(line.words) >= PROSE for line in lines[episode.date + 1 : episode.end])


# -- the frame ---------------------------------------------------------------------------------------------------


def _recurring(lines: list[_Line], episodes: list[_Episode]) -> frozenset[str]:
    seen: Counter[str] = Counter()
    for episode in episodes:
        seen.update({line.shape for line in lines[episode.date + 1 : episode.end]})
    least = max(2, round(RECURS * len(episodes)))
    return frozenset(shape for shape, count in seen.items() if count >= least)


def _without_footer(lines: list[_Line], episodes: list[_Episode], frame: frozenset[str]) -> _Episode:
    """Return the last episode, cut after the line that all others end with: what follows is the page's footer."""
    last = episodes[-1]
    closings = {lines[e.end - 1].shape for e in episodes[:-1] if e.end > e.date + 1}
    if len(closings) == 1 and closings <= frame:
        for number in range(last.end - 1, last.date, -1):
            if lines[number].shape in closings:
                return _Episode(last.title, last.date, number + 1, last.published)
    return last


def _outlet(lines: list[_Line], episodes: list[_Episode]) -> str:
    """Return the line that stands over every title, when it is always the same."""
    over = {lines[e.title - 1].words for e in episodes if e.title > 0}
    return over.pop() if len(over) == 1 and len(episodes) > 1 else ""


# -- one episode -------------------------------------------------------------------------------------------------


def _piece(text: str, lines: list[_Line], episode: _Episode, frame: frozenset[str], outlet: str) -> Piece:
    title_line, last_line = lines[episode.title], lines[max(episode.date, episode.end - 1)]
    start, end = title_line.end - len(title_line.words), last_line.end
    body = lines[episode.date + 1 : episode.end]
    zones = [
        Zone(0, start, ZoneKind.OUTSIDE),
        Zone(start, title_line.end, ZoneKind.TITLE),
        trimmed(text, lines[episode.date].start, lines[episode.date].end, ZoneKind.BOILERPLATE),
        Zone(end, len(text), ZoneKind.OUTSIDE),
    ]
    zones += [Zone(line.start, line.end, ZoneKind.BOILERPLATE) for line in body if line.shape in frame]
    zones += text_zones(text, lines[episode.date].end, end)
    own = [line for line in body if line.shape not in frame]
    return Piece(
        kept=Kept(text, in_order(zones)),
        title=title_line.words,
        published=episode.published,
        outlet=outlet,
        item=f"{episode.published:%Y-%m-%d}-{slug(title_line.words)[:60].rstrip('-.')}",
        excerpt=bool(own) and _CUT.search(own[-1].words) is not None,
    )
