"""Made-up texts for the tests of copies: no two share a run of words unless they are given one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kg.ids import content_id
from kg.records import Document, Place, Zone, ZoneKind

DAY = datetime(2026, 4, 15, tzinfo=UTC)
WORDS = [
    f"{a}{b}"
    for a in ("led", "mod", "pol", "fast", "grav", "tun", "bel", "quor")
    for b in ("ger", "el", "icy", "er", "ity", "ing", "ow", "um")
]


def prose(seed: int, length: int = 400) -> str:
    """Return a made-up text that shares no run of five words with another seed's."""
    rng = random.Random(seed)
    words = [rng.choice(WORDS) for _ in range(length)]
    return " ".join(word.capitalize() + "." if n % 12 == 11 else word for n, word in enumerate(words))


def doc(text: str, name: str = "a", **kwargs: object) -> Document:
    """Return a document that stood in a source of the given name."""
    link = str(kwargs.get("link", ""))
    made = Document(id=content_id("doc", link or f"{name}\n{text}"), key=name, text=text, places=(Place(name, link),))
    return replace(made, **kwargs)  # type: ignore[arg-type]


#: A paragraph, or one with the kind of its zone.
Part = str | tuple[str, ZoneKind]


def post(number: int, parts: Iterable[Part], outlet: str = "The Lantern", **kwargs: object) -> Document:
    """Return the numbered post of an outlet, one a day, from paragraphs with their zones."""
    text, zones = "", []
    for part in parts:
        words, kind = part if isinstance(part, tuple) else (part, None)
        text += "\n\n" if text else ""
        if kind is not None:
            zones.append(Zone(len(text), len(text) + len(words), kind))
        text += words
    given = {"outlet": outlet, "published": DAY + timedelta(days=number), "zones": tuple(zones), **kwargs}
    return doc(text, f"{outlet}-{number}", **given)


def body(number: int, paragraphs: int = 9) -> list[str]:
    """Return paragraphs of their own for a numbered post."""
    return [prose(1000 * number + n, 40) for n in range(paragraphs)]


def put_in(paragraphs: Sequence[Part], at: int, *parts: Part) -> list[Part]:
    """Return the paragraphs with others put in at a place."""
    return [*paragraphs[:at], *parts, *paragraphs[at:]]


def zoned(document: Document, kind: ZoneKind) -> list[str]:
    """Return the texts of a document's zones of a kind."""
    return [document.text[z.start : z.end] for z in document.zones if z.kind is kind]
