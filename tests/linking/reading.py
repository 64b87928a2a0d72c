"""What tests of linking share: a text read as a document, small ontology folders, odd texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hypothesis import strategies as st

from kg.linking import Linker
from kg.records import Document, Mention, Zone

#: Every code point that Python can hold, lone surrogates among them.
ANY_CHARACTER = st.characters(exclude_categories=())

#: Names, marks that turn the direction, stacked accents, halves of pairs, and what stands between words.
PIECES = (
    "OpenAI", "GPT-5.4", "GPT 5.4", "Qwen", "Qwen3.6-9B", "Claude", "Opus 4.6", "Meta", "Anna Lindqvist",
    "The Harbour Data Act",
    "Harbour Institute (HI)", "Halcyon-13B", "by moonshotai:", "the 31B model", "3.5/3.6", "’s", "'s", "-", " ",
    " ", " ",
    "\n", "\n\n", "\u00a0", "\0", "\u202e", "\u200f", "\ud800", "\udfff", "a" + "\u0301" * 12, "İ", "ß", "ﬁ", "😀",
    ". ", ", ",
    " and ", "(", ")", "`", "https://a.example/b", "x@y.example", "said", "released a model called",
)  # fmt: skip

ODD_TEXT = st.one_of(
    st.text(ANY_CHARACTER, max_size=120),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(ANY_CHARACTER, max_size=3)), max_size=24).map("".join),
)


def document(text: str, zones: Iterable[Zone] = (), name: str = "note") -> Document:
    """Return a text as a document."""
    return Document(id=f"doc-{name}", key=name, text=text, zones=tuple(zones))


def link(linker: Linker, text: str, zones: Iterable[Zone] = ()) -> tuple[Mention, ...]:
    """Return the mentions of a text."""
    return linker.link(document(text, zones))


def spans(linker: Linker, text: str) -> list[tuple[str, str]]:
    """Return surface and type of every mention."""
    return [(m.surface, m.type.value) for m in link(linker, text)]


def ids(linker: Linker, text: str) -> list[tuple[str, str | None]]:
    """Return surface and entity of every mention."""
    return [(m.surface, m.entity) for m in link(linker, text)]


def surfaces(linker: Linker, text: str) -> list[str]:
    """Return the surface of every mention."""
    return [m.surface for m in link(linker, text)]


def write(folder: Path, name: str, *lines: str) -> Path:
    """Write a file of a folder's records; fields are parted by ``|`` here, values by ``;``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line.replace("|", "\t").replace(";", " | ") for line in lines)
    path = folder / name
    path.write_text(text + "\n", encoding="utf-8")
    return path


HEADER = "id|class|label|aliases|hidden|context|source"
