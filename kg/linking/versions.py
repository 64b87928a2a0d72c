"""The version grammar: how the names of models go on after the name of their family.

``Qwen3.5-27B-Instruct`` is the family Qwen, version 3.5, size 27B, variant Instruct. A name is read into a
`VersionKey`; two spellings with one key are one model. Quantisation and build dates are read but do not make another
model, nor do the default forms of a release (Instruct, Chat, it).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

#: Words that make a variant wherever they follow a family's name or a version.
VARIANT_WORDS: Final = frozenset(
    "mini nano micro tiny small medium large xl xxl pro max ultra plus lite light flash turbo air super fast high"
    " preview instruct chat base it thinking think reasoning reasoner coder code codex vision vl omni audio image video"
    " speech ocr embedding embed reranker guard math prover translate transcribe realtime live research experimental exp"
    " next edge hybrid distill sonnet opus haiku scout maverick behemoth heavy spark standard sol terra luna".split()
)
#: Variants that are written small even in running text ("GPT-5 mini").
SMALL_WRITTEN: Final = frozenset("mini nano micro turbo lite pro max flash codex thinking preview instruct".split())
#: Forms of a release that do not make another model when it has no record of its own.
DEFAULT_FORMS: Final = frozenset(("instruct", "chat", "it", "preview", "hf", "sft"))

_QUANT = r"(?:fp8|fp16|fp4|bf16|int4|int8|nvfp4|mxfp4|mxfp8|awq|gptq|gguf|q\d(?:_[a-z0-9]+)*|[48]bit|[48]-bit)"
_TOKEN: Final = re.compile(
    rf"""
    (?P<quant>{_QUANT})(?![a-z0-9])
  | (?P<date>20\d\d-\d\d-\d\d|\d\d-20\d\d|\d\d-\d\d|20\d{{6}}|(?:2[3-9]|0[1-9]|1[0-2])(?:0[1-9]|1[0-2]|[0-3]\d))(?![a-z0-9.])
  | (?P<size>\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?[bmt](?:-?a\d+(?:\.\d+)?b)?|\d+b-\d+a|a\d+(?:\.\d+)?b|e\d+b)(?![a-z0-9])
  | (?P<number>v?\d{{1,3}}(?:[._]\d{{1,3}})*(?:\.x)?(?:[a-z](?![a-z]))?)(?![0-9])
  | (?P<lettered>[a-z]\d{{1,2}}(?:\.\d+)*(?:\.x)?)(?![a-z0-9])
  | (?P<word>[a-z]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: What may follow a bare number when it counts something and is no version.
_COUNTED: Final = re.compile(
    r"\s*(?:%|percent\b|years?\b|months?\b|weeks?\b|days?\b|hours?\b|minutes?\b|times\b|people\b|billion\b|million\b"
    r"|trillion\b|thousand\b|users\b|points?\b|cents?\b|dollars?\b|tokens\b|GPUs?\b|of\b|out\b"
    r"|companies\b|labs\b|papers\b|countries\b|(?:st|nd|rd|th)\b)"
)


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a version, with its place in the text."""

    kind: str  #: number, lettered, size, date, quant or word
    value: str  #: lower case; a number without a leading v
    start: int
    end: int
    joined: bool  #: no space before it
    lettered_v: bool = False  #: a number written with a v before it


@dataclass(frozen=True, slots=True, order=True)
class VersionKey:
    """What identifies a version within its family, whatever the spelling."""

    family: str
    versions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()  #: sorted
    sizes: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Return whether nothing but the family is named."""
        return not (self.versions or self.variants or self.sizes)


def read_tail(text: str, at: int, words: Collection[str]) -> list[Component]:
    """Return the components of a version that begin at an offset, in order; empty when none does.

    ``words`` are the variant words that may follow (lower case).
    A first number may touch the name before it or follow one hyphen or space.
    """
    found: list[Component] = []
    while at < len(text) and len(found) < 9:
        gap = 1 if text[at] in " -_\u00a0\u2011\u2010\u202f\n" else 0
        separator = text[at : at + gap]
        token = _TOKEN.match(text, at + gap)
        if token is None:
            break
        component = _component(text, token, separator, words, found)
        if component is None:
            break
        found.append(component)
        at = component.end
    while found and _counts_something(text, found):
        found.pop()
    return found


def _component(
    text: str, token: re.Match[str], separator: str, words: Collection[str], before: list[Component]
) -> Component | None:
    kind = token.lastgroup or "word"
    raw = token.group()
    spaced = separator.strip("-_\u2010\u2011") != ""
    end = token.end()
    if kind == "word":
        if end < len(text) and text[end].isdigit():
            return None
        lower = raw.lower()
        if lower not in words:
            return None
        if not separator and before:
            return None
        if spaced and raw.islower() and not (lower in SMALL_WRITTEN and any(c.kind in ("number", "lettered") for c in before)):
            return None
        if not separator and not before:
            return None
    elif (
        (
            end < len(text)
            and (text[end].isalnum() or (text[end] in "._" and text[end + 1 : end + 2].isdigit() and kind != "size"))
        )
        or (kind == "date" and spaced)
        or (kind == "quant" and not before)
        or (kind == "size" and spaced and raw[-1] in "tm")
        or (kind == "number" and spaced and "." not in raw and any(c.kind in ("number", "lettered") for c in before))
    ):
        return None
    value = raw.lower().replace("_", ".")
    if kind == "number":
        value = value.removeprefix("v")
    return Component(kind, value, token.start(), end, not spaced, kind == "number" and raw[0] in "vV")


def _counts_something(text: str, found: list[Component]) -> bool:
    last = found[-1]
    if last.kind != "number" or last.joined or text[last.start] in "vV":
        return False
    if "." in last.value and not text.startswith("%", last.end):
        return False
    return _COUNTED.match(text, last.end) is not None or bool(re.match(r",\d{3}|/\d|-\d+%", text[last.end : last.end + 5]))


def counts_something(text: str, start: int, end: int) -> bool:
    """Return whether a name's last number, set off by a space, counts what follows ("Llama 2 years ago")."""
    number = re.search(r"\s\d{1,3}$", text[start:end])
    return number is not None and _COUNTED.match(text, end) is not None


def key_of(family: str, components: list[Component] | tuple[Component, ...]) -> VersionKey:
    """Return the key of a family with the components that follow its name."""
    return VersionKey(
        family,
        tuple(_plain_version(c.value) for c in components if c.kind in ("number", "lettered")),
        tuple(sorted(c.value for c in components if c.kind == "word")),
        tuple(c.value.replace("-", "") for c in components if c.kind == "size"),
    )


def _plain_version(value: str) -> str:
    return value[:-2] if value.endswith(".0") else value


def weaker(key: VersionKey) -> list[VersionKey]:
    """Return the keys of ever less specific models, nearest first: default forms, sizes, variants, then the family."""
    steps: list[VersionKey] = []

    def add(k: VersionKey) -> None:
        if k != key and k not in steps:
            steps.append(k)

    plain = tuple(v for v in key.variants if v not in DEFAULT_FORMS)
    add(VersionKey(key.family, key.versions, plain, key.sizes))
    total = tuple(s.split("a")[0] for s in key.sizes if not s.startswith("a"))
    add(VersionKey(key.family, key.versions, plain, total))
    add(VersionKey(key.family, key.versions, plain))
    add(VersionKey(key.family, key.versions, (), total))
    add(VersionKey(key.family, key.versions))
    add(VersionKey(key.family, (), plain))
    add(VersionKey(key.family))
    return steps
