"""The neighbourhood of one entity as a drawing (SVG) for a report: every name can be read, claims are arrows that say what.

The entity stands in the middle, its strongest neighbours in two columns on an ellipse, their names outside of it, so that
nothing overlaps however many there are. The drawing has a title and a description for screen readers, no script, and
follows the reader's light or dark scheme unless one is asked for. Pure: the same graph gives the same text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape

from kg.exporters.cells import clean, day
from kg.exporters.layout import pair_weights
from kg.graph import Between, everything_between, nodes_by_id
from kg.records import Claim, CoMention, EntityType, KnowledgeGraph, Node, Status

Scheme = Literal["auto", "light", "dark"]

#: How many neighbours are drawn unless told otherwise, and at most.
NEIGHBOURS: Final = 18
MOST: Final = 60
WIDTH: Final = 1280
#: Height of a neighbour's line, and what stands above and below the drawing.
ROW: Final = 54
HEAD, FOOT = 92, 66
#: Names wider than this are cut, in ems: the heading's and the middle's, a neighbour's, a predicate's.
TITLE, BESIDE, SAID = 36.0, 19.0, 15.0
#: How many neighbours the description names; the rest is counted.
DESCRIBED: Final = 12
_SANS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"

Point = tuple[float, float]


def _turn(count: int, first: float, *radii: float) -> tuple[Point, ...]:
    angles = [first + 2 * math.pi * k / count for k in range(count)]
    return tuple((radii[k % len(radii)] * math.cos(a), radii[k % len(radii)] * math.sin(a)) for k, a in enumerate(angles))


#: The shapes of the page (`view/shapes.js`), on a disc of radius 1; none is the disc itself.
_SHAPES: Final[Mapping[EntityType, tuple[Point, ...]]] = {
    EntityType.LAB: ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    EntityType.ORGANIZATION: _turn(6, 0, 1.05),
    EntityType.PERSON: ((0, -1.15), (1.1, 0.82), (-1.1, 0.82)),
    EntityType.POLICY: ((-1.0, -0.85), (1.0, -0.85), (1.0, 0.15), (0, 1.15), (-1.0, 0.15)),
    EntityType.PRODUCT: _turn(4, -math.pi / 2, 1.2),
    EntityType.BENCHMARK: _turn(10, -math.pi / 2, 1.25, 0.6),
    EntityType.DATASET: ((-1.05, -0.66), (1.05, -0.66), (1.05, 0.66), (-1.05, 0.66)),
    EntityType.LICENSE: ((-1.1, -0.82), (1.1, -0.82), (0, 1.15)),
    EntityType.HARDWARE: (
        (-0.38, -1.05), (0.38, -1.05), (0.38, -0.38), (1.05, -0.38), (1.05, 0.38), (0.38, 0.38),
        (0.38, 1.05), (-0.38, 1.05), (-0.38, 0.38), (-1.05, 0.38), (-1.05, -0.38), (-0.38, -0.38),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Neighbour:
    node: Node
    between: Between
    weight: float

    @property
    def kind(self) -> str:
        if not self.between.claims:
            return "together" if self.between.co_mention else "known"
        if any(c.status is Status.CONTESTED for c in self.between.claims):
            return "contested"
        return "claim" if any(c.status is Status.SUPPORTED for c in self.between.claims) else "weak"


def draw(graph: KnowledgeGraph, entity: str, *, limit: int = NEIGHBOURS, scheme: Scheme = "auto") -> str:
    """Return the drawing of an entity (by id) and at most ``limit`` (and `MOST`) of its strongest neighbours."""
    node = nodes_by_id(graph)[entity]
    found = _neighbours(graph, entity)
    drawn = sorted(found[: min(limit, MOST)], key=lambda n: _order(n, entity))
    half = (len(drawn) + 1) // 2
    height = max(HEAD + FOOT + ROW * max(half, 5), 420)
    middle = (WIDTH / 2, HEAD + (height - HEAD - FOOT) / 2)
    spots = {
        n.node.entity.id: spot
        for side, column in ((1, drawn[:half]), (-1, drawn[half:]))
        for n, spot in zip(column, _column(len(column), side, middle, height), strict=True)
    }
    lines = [_line(n, entity, middle, spots[n.node.entity.id]) for n in drawn]
    words = [_words(n, middle, spots[n.node.entity.id]) for n in drawn]
    marks = [_mark(n.node, spots[n.node.entity.id], 9) + _name(n.node, spots[n.node.entity.id], middle) for n in drawn]
    centre = _mark(node, middle, 17) + _text(middle[0], middle[1] + 38, "name main", _clip(node.entity.label, BESIDE), "middle")
    told = f"{len(drawn)} of {len(found)} neighbours" if len(drawn) < len(found) else _count(len(found), "neighbour")
    seen = " – ".join(dict.fromkeys(filter(None, (day(node.first_seen), day(node.last_seen)))))
    under = [
        node.entity.type.value + (", provisional" if node.entity.provisional else ""),
        f"named {_count(node.mentions, 'time')} in {_count(node.documents, 'document')}", seen, told,
    ]  # fmt: skip
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'role="img" aria-labelledby="title desc">',
            f'<title id="title">{_plain(node.entity.label)} and its neighbours</title>',
            f'<desc id="desc">{_plain(_description(node, drawn, len(found)))}</desc>',
            f"<style>{_style(scheme)}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
            _text(36, 48, "heading", _clip(node.entity.label, TITLE), "start"),
            _text(36, 72, "soft", " · ".join(filter(None, under)), "start"),
            *lines, *marks, *words, centre, *_legend(height), "</svg>\n",
        )
    )  # fmt: skip


def _neighbours(graph: KnowledgeGraph, entity: str) -> list[_Neighbour]:
    """Return what is linked with an entity, what is stated first, then the strongest."""
    nodes = nodes_by_id(graph)
    found = []
    graph = replace(
        graph,
        claims=tuple(c for c in graph.claims if entity in (c.subject, c.object)),
        co_mentions=tuple(c for c in graph.co_mentions if entity in (c.a, c.b)),
        background=tuple(f for f in graph.background if entity in (f.subject, f.object)),
    )
    for (a, b), weight in pair_weights(graph).items():
        other = b if a == entity else a if b == entity else None
        if other is None:
            continue
        between = everything_between(graph, entity, other)
        # Two that only share a document say nothing about each other.
        if between.claims or between.background or (between.co_mention and _windows(between.co_mention)):
            found.append(_Neighbour(nodes[other], between, weight))
    return sorted(found, key=lambda n: (not n.between.claims, -n.weight, n.node.entity.id))


def _windows(pair: CoMention) -> int:
    return pair.sentences or pair.paragraphs


def _order(neighbour: _Neighbour, entity: str) -> tuple[bool, bool, str, str, float, str]:
    """What says the same in the same direction stands together."""
    claims = neighbour.between.claims
    first = claims[0] if claims else None
    kind = neighbour.node.entity.type.value
    said = (first.subject != entity, first.predicate) if first else (False, "")
    return not claims, *said, kind, -neighbour.weight, neighbour.node.entity.id


def _column(count: int, side: int, middle: Point, height: float) -> list[Point]:
    """Return points on one half of an ellipse, evenly far apart from above to below."""
    reach = (height - HEAD - FOOT) / 2
    spots = []
    for k in range(count):
        y = 0.0 if count == 1 else (2 * k / (count - 1) - 1) * (reach - ROW / 2)
        x = math.sqrt(max(0.0, 1 - (y / (reach * 1.15)) ** 2))
        spots.append((round(middle[0] + side * (110 + 190 * x), 1), round(middle[1] + y, 1)))
    return spots


# -- parts -------------------------------------------------------------------------------------------------------


def _line(neighbour: _Neighbour, entity: str, middle: Point, spot: Point) -> str:
    claims = neighbour.between.claims
    angle = math.atan2(spot[1] - middle[1], spot[0] - middle[0])
    near = (middle[0] + 25 * math.cos(angle), middle[1] + 25 * math.sin(angle))
    far = (spot[0] - 15 * math.cos(angle), spot[1] - 15 * math.sin(angle))
    kind = neighbour.kind
    out = f'<line class="line {kind}" x1="{near[0]:.1f}" y1="{near[1]:.1f}" x2="{far[0]:.1f}" y2="{far[1]:.1f}"/>'
    if any(c.subject == entity for c in claims):
        out += _head(far, angle, kind)
    if any(c.object == entity for c in claims):
        out += _head(near, angle + math.pi, kind)
    return out


def _head(tip: Point, angle: float, kind: str) -> str:
    corners = [(tip[0] - 11 * math.cos(angle + t), tip[1] - 11 * math.sin(angle + t)) for t in (0.38, -0.38)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, *corners))
    return f'<polygon class="head {kind}" points="{points}"/>'


def _words(neighbour: _Neighbour, middle: Point, spot: Point) -> str:
    """Return what a line says, written on it where lines are far enough apart."""
    claims = neighbour.between.claims
    if not claims:
        return ""
    text = _said(claims[0]) + (f" +{len(claims) - 1}" if len(claims) > 1 else "")
    x, y = (middle[k] + 0.62 * (spot[k] - middle[k]) for k in (0, 1))
    return _text(x, y + 4, f"words {neighbour.kind}", _clip(text, SAID), "middle")


def _said(claim: Claim) -> str:
    """Return the words of a claim on its line: one that is only denied says so."""
    return claim.predicate.replace("_", " ") + (" (denied)" if claim.is_denied else "")


def _mark(node: Node, spot: Point, radius: float) -> str:
    hollow = node.entity.provisional or not node.mentioned
    look = f'class="mark t-{node.entity.type.value}{" hollow" if hollow else ""}{" dashed" if node.entity.provisional else ""}"'
    points = _SHAPES.get(node.entity.type)
    if points is None:
        return f'<circle {look} cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{radius}"/>'
    text = " ".join(f"{spot[0] + x * radius:.1f},{spot[1] + y * radius:.1f}" for x, y in points)
    return f'<polygon {look} points="{text}"/>'


def _name(node: Node, spot: Point, middle: Point) -> str:
    right = spot[0] > middle[0]
    kind = node.entity.type.value
    x = spot[0] + (19 if right else -19)
    anchor = "start" if right else "end"
    return _text(x, spot[1] + 1, "name", _clip(node.entity.label, BESIDE), anchor) + _text(x, spot[1] + 16, "kind", kind, anchor)


def _legend(height: float) -> list[str]:
    out, x = [], 36.0
    rows = (("claim", "stated"), ("contested", "contested"), ("weak", "not settled"), ("together", "named together"),
            ("known", "known beforehand"))  # fmt: skip
    for kind, text in rows:
        out.append(f'<line class="line {kind}" x1="{x}" y1="{height - 28}" x2="{x + 34}" y2="{height - 28}"/>')
        if kind in ("claim", "contested", "weak"):
            out.append(_head((x + 36, height - 28), 0, kind))
        out.append(_text(x + 44, height - 24, "kind", text, "start"))
        x += 66 + 7 * len(text)
    return out


def _text(x: float, y: float, look: str, text: str, anchor: str) -> str:
    # Each name keeps the order of its own script and disturbs none beside it; `anchor` is a side of the page.
    isolated = f"\u2068{text}\u2069"
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_plain(isolated)}</text>'


def _description(node: Node, drawn: Sequence[_Neighbour], total: int) -> str:
    said = []
    for neighbour in drawn[:DESCRIBED]:
        other = neighbour.node.entity.label
        claims, pair = neighbour.between.claims, neighbour.between.co_mention
        for claim in claims[:2]:
            ends = (node.entity.label, other) if claim.subject == node.entity.id else (other, node.entity.label)
            standing = "denied" if claim.is_denied else claim.status.value.lower()
            words = claim.predicate.replace("_", " ")
            said.append(f"{ends[0]} {words} {ends[1]} ({standing}, {_count(len(claim.evidence), 'sentence')}).")
        if not claims and pair and pair.sentences:
            said.append(f"Named together with {other} in {_count(pair.sentences, 'sentence')}.")
        elif not claims:
            said.append(f"Beside {other}.")
    rest = total - min(len(drawn), DESCRIBED)
    return " ".join((*said, f"And {_count(rest, 'further neighbour')}." if rest else "")).strip() or "It is linked to nothing."


def _count(n: int, one: str) -> str:
    return f"{n:,} {one}" + ("" if n == 1 else "s")


def _plain(text: str) -> str:
    return escape(clean(" ".join(text.split())))


def _clip(text: str, longest: float) -> str:
    """Cut a name at a width in ems, estimated on the safe side: fonts differ."""
    text, room = " ".join(text.split()), longest
    for at, letter in enumerate(text):
        wide = letter in "WM@%&" or unicodedata.east_asian_width(letter) in "WF"
        room -= 1.05 if wide else 0.78 if letter.isupper() else 0.62
        if room < 0:
            return text[:at].rstrip() + "…"
    return text


# -- colours -----------------------------------------------------------------------------------------------------


@cache
def _colours() -> tuple[dict[str, str], dict[str, str]]:
    """Return the colours of the page, light and dark, by name: its style sheet is where they are written down."""
    sheet = (Path(__file__).with_name("view") / "page.css").read_text(encoding="utf-8")
    parts = sheet.split("@media screen and (prefers-color-scheme: dark)")[:2]
    roots = (part[part.index(":root") :].partition("}")[0] for part in parts)  # what is printed has colours of its own
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w+);", root)) for root in roots)
    return light, {**light, **dark}


def _style(scheme: Scheme) -> str:
    light, dark = _colours()
    fixed = (
        f"text{{font-family:{_SANS}}}.heading{{font-size:26px;font-weight:650}}.soft{{font-size:14px}}.name{{font-size:15px;font-weight:550}}"
        ".main{font-size:18px;font-weight:650}.kind{font-size:11.5px}.words{font-size:12px;paint-order:stroke;stroke-width:5px;"
        "stroke-linejoin:round}.name{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}.line{stroke-width:2}"
        ".line.together{stroke-width:1}.line.known{stroke-width:1.4;stroke-dasharray:2 4}.line.weak,.head.weak{opacity:.5}"
        ".line.contested{stroke-dasharray:8 4}.mark{stroke-width:1.5}.hollow{fill-opacity:.3}.dashed{stroke-dasharray:3 2.5}"
    )

    def coloured(c: Mapping[str, str]) -> str:
        rules = [
            f".ground{{fill:{c['ground']}}}.heading,.name{{fill:{c['ink']}}}.soft,.kind,.words{{fill:{c['soft']}}}",
            f".name,.words{{stroke:{c['ground']}}}.mark{{stroke:{c['ground']}}}.words.contested{{fill:{c['contested']}}}",
            f".line{{stroke:{c['claim']}}}.head{{fill:{c['claim']}}}.line.together{{stroke:{c['together']}}}",
            f".line.known{{stroke:{c['known']}}}.line.contested{{stroke:{c['contested']}}}.head.contested{{fill:{c['contested']}}}",
        ]
        for kind in EntityType:
            colour = c[f"type-{kind.value}"]
            rules.append(f".t-{kind.value}{{fill:{colour}}}.t-{kind.value}.hollow{{stroke:{colour}}}")
        return "".join(rules)

    if scheme == "auto":
        return f"{fixed}{coloured(light)}@media (prefers-color-scheme: dark){{{coloured(dark)}}}"
    return fixed + coloured(dark if scheme == "dark" else light)
