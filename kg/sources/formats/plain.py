"""Text and Markdown files. The kept text is the file's own, character for character; structure becomes zones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Final

from kg.records import Zone, ZoneKind
from kg.sources import dates, links
from kg.sources.kept import Kept, Piece, in_order, outside_code, trimmed
from kg.sources.structure.transcripts import transcript_zones
from kg.text import paragraphs

#: A title is shorter than this; the longest of some hundred real ones had 117 characters.
LONGEST_TITLE: Final = 160
#: Lines in which a front matter must be closed: a rule at the top of a text opens none.
FRONT_MATTER_LINES: Final = 80

#: Lines to the next blank one, none of which holds the times of a cue.
_BLOCK: Final = r"(?:\r\n?|\n|$)(?:(?![^\r\n]*-->)[^\r\n]+(?:\r\n?|\n|$))*"
#: What opens a file of WebVTT, with the title it may give, and its blocks that are not shown.
_WEBVTT = re.compile(rf"\ufeff?WEBVTT(?:[ \t]+(?:[-–—:][ \t]*)?(?P<title>[^\r\n]*))?{_BLOCK}")
_UNSHOWN = re.compile(rf"^(?:NOTE|STYLE|REGION)(?:[ \t][^\r\n]*)?{_BLOCK}", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_NO_TITLE_END = re.compile(r"[.,;:，。；：][\"'”’)\]*_]*$")
_ITEM = re.compile(r"[ \t]*(?:[*•‣▪◦·-]|\d{1,3}[.)])[ \t]+\S")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+\S")
_STRUCK = re.compile(r"(?<![~\w\\])~~(?=[^\s~])[^~\n]{1,500}(?<=\S)~~(?!~)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_FIELD = re.compile(r"([A-Za-z][\w -]{0,30})\s*:\s*(.*)")


def read_text(text: str, *, is_markdown: bool = False) -> Piece:
    """Return the document with zones and, from its front matter and first lines, its metadata."""
    lines = line_spans(text)
    fields, body_line = _front_matter(text, lines)
    body = lines[body_line][0] if body_line < len(lines) else len(text)
    subtitles = _WEBVTT.match(text) if "-->" in text else None
    if subtitles is not None:
        body = subtitles.end()
        fields = {**_yaml_fields(subtitles[0].splitlines()[1:]), "title": (subtitles["title"] or "").strip()}
    zones = [Zone(0, body, ZoneKind.BOILERPLATE)] if body else []
    if subtitles is not None:
        zones += [trimmed(text, *m.span(), ZoneKind.BOILERPLATE) for m in _UNSHOWN.finditer(text, body)]
    zones += _markdown_zones(text, lines, body_line) if is_markdown else text_zones(text, body, len(text))
    if is_markdown:
        # What is struck out the author says no more.
        zones += outside_code([Zone(*m.span(), ZoneKind.BOILERPLATE) for m in _STRUCK.finditer(text, body)], zones)
    zones += transcript_zones(text, body)
    title_zone = _title(text, body, zones) if subtitles is None else None
    if title_zone is not None:
        zones = [z for z in zones if not (z.kind is ZoneKind.HEADING and title_zone.start <= z.start < title_zone.end)]
        zones.append(title_zone)
    title = fields.get("title", "")
    if not title and title_zone is not None:
        title = text[title_zone.start : title_zone.end].strip("# \t\r\n=*_")
    return Piece(
        kept=Kept(text, in_order(zones)),
        title=title,
        authors=_names(fields.get("author") or fields.get("authors") or ""),
        published=dates.parse(fields.get("date") or fields.get("published") or ""),
        updated=dates.parse(fields.get("updated") or fields.get("lastmod") or ""),
        link=links.canonical(fields.get("canonical") or fields.get("link") or fields.get("url") or ""),
        language=fields.get("language") or fields.get("lang") or "",
        outlet=fields.get("outlet") or fields.get("source") or fields.get("publication") or "",
    )


def line_spans(text: str) -> list[tuple[int, int]]:
    """Return the lines as spans with their line ends: LF, CR LF and CR, and nothing else that Unicode knows."""
    return [m.span() for m in _LINE.finditer(text) if m.end() > m.start()]


def text_zones(text: str, start: int, end: int) -> list[Zone]:
    """Return headings, list items, quotations and fenced code of a text without a declared markup, by its lines.

    A line is an item of its own: in such texts the next line is the next paragraph more often than a continuation.
    """
    zones: list[Zone] = []
    fence: tuple[str, int] | None = None
    for match in _LINE.finditer(text, start, end):
        line = match.group()
        if fenced := _FENCE.match(line):
            if fence is None:
                fence = (fenced.group(1), match.start())
            elif fenced.group(1).startswith(fence[0]):
                zones.append(trimmed(text, fence[1], match.end(), ZoneKind.CODE))
                fence = None
        elif fence is not None:
            continue
        elif _HEADING.match(line):
            zones.append(trimmed(text, *match.span(), ZoneKind.HEADING))
        elif _ITEM.match(line):
            zones.append(trimmed(text, *match.span(), ZoneKind.LIST_ITEM))
        elif line.lstrip(" \t").startswith("> "):
            zones.append(trimmed(text, *match.span(), ZoneKind.QUOTATION))
    return zones


def _markdown_zones(text: str, lines: list[tuple[int, int]], first: int) -> Iterator[Zone]:
    from markdown_it import MarkdownIt

    kinds = {
        "heading_open": ZoneKind.HEADING,
        "list_item_open": ZoneKind.LIST_ITEM,
        "blockquote_open": ZoneKind.QUOTATION,
        "fence": ZoneKind.CODE,
        "code_block": ZoneKind.CODE,
        "table_open": ZoneKind.TABLE,
    }
    # Only blocks are asked for; the core rule "inline" would parse every paragraph to throw the result away.
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    body = "".join(text[slice(*span)] for span in lines[first:])
    for token in parser.parse(body):
        if token.map is None:
            continue
        kind = kinds.get(token.type)
        if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            kind = ZoneKind.BOILERPLATE
        if kind is None:
            continue
        top, bottom = token.map[0] + first, min(token.map[1] + first, len(lines))
        if top < bottom:
            yield trimmed(text, lines[top][0], lines[bottom - 1][1], kind)


def _front_matter(text: str, lines: list[tuple[int, int]]) -> tuple[dict[str, str], int]:
    """Return the fields of a front matter between ``---`` or ``+++`` lines, and the number of the line after it."""
    rule = text[slice(*lines[0])].strip() if lines else ""
    if rule not in ("---", "+++"):
        return {}, 0
    for number, span in enumerate(lines[1:FRONT_MATTER_LINES], 1):
        if text[slice(*span)].strip() == rule or (rule == "---" and text[slice(*span)].strip() == "..."):
            inside = [text[slice(*s)] for s in lines[1:number]]
            fields = _toml_fields("".join(inside)) if rule == "+++" else _yaml_fields(inside)
            return (fields, number + 1) if fields else ({}, 0)
    return {}, 0


def _toml_fields(inside: str) -> dict[str, str]:
    try:
        found = tomllib.loads(inside.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {k.lower(): "\n".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in found.items()}


def _yaml_fields(inside: list[str]) -> dict[str, str]:
    """Read ``key: value``, ``key: [a, b]`` and a key with ``- a`` lines below: what front matters use of YAML."""
    fields: dict[str, str] = {}
    key = ""
    for line in inside:
        if key and (item := re.match(r"\s*-\s+(.+)", line)):
            fields[key] = f"{fields[key]}\n{_unquoted(item.group(1))}".strip()
        elif match := _FIELD.match(line):
            key, value = match.group(1).strip().lower(), match.group(2).strip()
            if value.startswith("[") and value.endswith("]"):
                value = "\n".join(_unquoted(part) for part in value[1:-1].split(","))
            fields[key] = _unquoted(value)
    return fields


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _names(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in value.split("\n") if name.strip()))


def _title(text: str, body: int, zones: list[Zone]) -> Zone | None:
    """Return the TITLE zone: a heading at the top, or a short first line that stands alone before more text."""
    spans = paragraphs(text[body : body + 4000])
    if not spans:
        return None
    start, end = spans[0][0] + body, spans[0][1] + body
    for zone in zones:
        if zone.kind is ZoneKind.HEADING and zone.start == start:
            return Zone(zone.start, zone.end, ZoneKind.TITLE)
        if zone.start < end and zone.end > start and zone.kind is not ZoneKind.BOILERPLATE:
            return None  # it is a list item, a speaker's line or code
    line = text[start:end]
    if len(spans) < 2 or "\n" in line or len(line) > LONGEST_TITLE or _NO_TITLE_END.search(line):
        return None
    return Zone(start, end, ZoneKind.TITLE)
