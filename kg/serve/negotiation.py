"""Which of several representations a client wants most (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY: Final = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_HAS_QUALITY: Final = re.compile(r";\s*q\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """A representation that can be sent."""

    name: str  #: what ``?format=`` calls it
    media: str  #: its media type
    others: tuple[str, ...] = ()  #: other media types that clients ask for it by

    def __str__(self) -> str:
        return self.media


def choose(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """Return the format that an Accept header wants most, or None when it takes none of them.

    A range with more in it counts more than a wildcard, whatever their order; of equally welcome formats the one that is
    offered first is taken. No header, or an empty one, takes anything. Parts that cannot be read are left out.
    """
    if not offered:
        return None
    if accept is None or not accept.strip():
        return offered[0]
    wanted = _ranges(accept)
    best = max(offered, key=lambda f: _quality(f, wanted))  # the first of the best
    return best if _quality(best, wanted) > 0 else None


def _ranges(accept: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        match = _RANGE.fullmatch(part.rstrip())
        if match is None:
            continue
        quality = _QUALITY.search(match[3])
        if quality is None and _HAS_QUALITY.search(match[3]):
            continue
        name = f"{match[1]}/{match[2]}"
        found[name] = max(found.get(name, 0.0), float(quality[1]) if quality else 1.0)
    return found


def _quality(form: Format, wanted: Mapping[str, float]) -> float:
    """Return how welcome a format is: by its own name, by its best alias, by ``type/*``, by ``*/*``."""
    named = [wanted[media] for media in (form.media, *form.others) if media in wanted]
    if named:
        return named[0] if form.media in wanted else max(named)
    family = form.media.partition("/")[0]
    return wanted.get(f"{family}/*", wanted.get("*/*", 0.0))
