"""List items with what they stand under: the line that leads in to their list, else the heading above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.records import Zone, ZoneKind

#: A lead-in is no longer than this; what is longer is a paragraph that happens to end with a colon.
LONGEST_LEAD: Final = 300
#: A label says no more than this of its heading.
LONGEST_LABEL: Final = 120

_MARKS = re.compile(r"^[\s#>*_•‣▪◦·=-]+|[\s#*_=:-]+$")
_LINE_OF_RULE = re.compile(r"\n[ \t]*[=-]+[ \t]*$")


def labelled(text: str, zones: Sequence[Zone], start: int, end: int) -> list[Zone]:
    """Return the zones with a label on each LIST_ITEM that says what it stands under; zones are sorted by start."""
    found: list[Zone] = []
    heading = ""
    label = ""
    before = start  # where the last item ended
    open_items: list[tuple[int, str]] = []  # where each item above ends, and what stands below it is labelled with
    for zone in zones:
        if zone.kind in (ZoneKind.HEADING, ZoneKind.TITLE) and start <= zone.start < end:
            heading = plain_line(text[zone.start : min(zone.end, zone.start + LONGEST_LEAD)]) if _is_heading(zone) else ""
            label, before = "", start
        if zone.kind is not ZoneKind.LIST_ITEM or zone.label or not start <= zone.start < end:
            found.append(zone)
            continue
        while open_items and open_items[-1][0] <= zone.start:
            open_items.pop()
        if open_items:
            own = open_items[-1][1]
        else:
            if before == start or text[before : zone.start].strip():  # another list begins
                label = _lead_in(text, zone.start, start) or heading
            own, before = label, zone.end
        first_line = text[zone.start : zone.end].split("\n", 1)[0] if zone.end - zone.start < LONGEST_LEAD else _first(text, zone)
        leads = plain_line(first_line) if first_line.rstrip(" \t*_").endswith((":", "：")) else ""
        open_items.append((zone.end, leads or own))
        found.append(replace(zone, label=own) if own else zone)
    return found


def plain_line(line: str) -> str:
    """Return a heading's or lead-in's words without its markup and control characters, cut at `LONGEST_LABEL`."""
    words = " ".join(_LINE_OF_RULE.sub("", line).split())
    words = _MARKS.sub("", _MARKS.sub("", words))
    shown = "".join(c for c in words if c.isprintable())
    return shown if len(shown) <= LONGEST_LABEL else shown[: LONGEST_LABEL - 1].rstrip() + "…"


def _is_heading(zone: Zone) -> bool:
    return zone.kind is ZoneKind.HEADING


def _first(text: str, zone: Zone) -> str:
    return text[zone.start : zone.start + LONGEST_LEAD].split("\n", 1)[0]


def _lead_in(text: str, at: int, floor: int) -> str:
    """Return the line right above a list, when it ends with a colon."""
    end = at
    while end > floor and (text[end - 1].isspace() or text[end - 1] in "*_"):
        end -= 1
    if end <= floor or text[end - 1] not in ":：":
        return ""
    line_start = text.rfind("\n", max(floor, end - LONGEST_LEAD), end) + 1
    if line_start == 0 and end - floor > LONGEST_LEAD:
        return ""
    return plain_line(text[max(line_start, floor) : end])
