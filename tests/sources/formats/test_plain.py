"""Text and Markdown files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.records import ZoneKind
from kg.sources.charsets import decode
from kg.sources.formats.plain import read_text
from kg.sources.kept import Piece


def zones(piece: Piece, kind: ZoneKind) -> list[str]:
    """Return the texts of the zones of one kind."""
    return [piece.kept.text[z.start : z.end] for z in piece.kept.zones if z.kind is kind]


FRONT_MATTER = """---
title: "Small models, large claims"
authors:
  - Ada Quill
  - 'Bo Lint'
date: 2026-03-01
link: https://example.org/small?utm_source=mail
lang: en
source: The Invented Gazette
---

# Small models, large claims

Intro.

- one
- two
  continued

1. first

> quoted
> twice

```python
x = 1
```

Sub
---

| a | b |
|---|---|
| 1 | 2 |

<!-- hidden -->
"""


def test_markdown_structure_and_front_matter() -> None:
    """A Markdown post would lose author, date and link, or its lists and quotations."""
    piece = read_text(FRONT_MATTER, is_markdown=True)
    assert piece.kept.text == FRONT_MATTER
    assert piece.title == "Small models, large claims"
    assert piece.authors == ("Ada Quill", "Bo Lint")
    assert piece.published == datetime(2026, 3, 1, tzinfo=UTC)
    assert piece.link == "https://example.org/small"
    assert (piece.language, piece.outlet) == ("en", "The Invented Gazette")
    assert zones(piece, ZoneKind.BOILERPLATE) == [FRONT_MATTER[: FRONT_MATTER.index("\n\n#") + 1], "<!-- hidden -->"]
    assert zones(piece, ZoneKind.TITLE) == ["# Small models, large claims"]
    assert zones(piece, ZoneKind.HEADING) == ["Sub\n---"]
    assert zones(piece, ZoneKind.LIST_ITEM) == ["- one", "- two\n  continued", "1. first"]
    assert zones(piece, ZoneKind.QUOTATION) == ["> quoted\n> twice"]
    assert zones(piece, ZoneKind.CODE) == ["```python\nx = 1\n```"]
    assert zones(piece, ZoneKind.TABLE) == ["| a | b |\n|---|---|\n| 1 | 2 |"]


def test_toml_front_matter() -> None:
    """Posts of generators that write TOML would begin with a paragraph of settings."""
    piece = read_text('+++\ntitle = "T"\nauthors = ["A B", "C"]\ndate = 2026-01-02\n+++\nText.', is_markdown=True)
    assert (piece.title, piece.authors, piece.published) == ("T", ("A B", "C"), datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize("text", ["---\nNo fields here at all\n---\nx", "---\ntitle: never closed\n", "+++\n= broken\n+++\nx"])
def test_a_rule_is_no_front_matter(text: str) -> None:
    """The beginning of a text between two rules would be thrown out as settings."""
    assert zones(read_text(text, is_markdown=True), ZoneKind.BOILERPLATE) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A short headline\nA first paragraph that goes on and on. It has sentences.", "A short headline"),
        ("A short headline?\n\nMore text.", "A short headline?"),
        ("\n\n# Head\n\nMore.", "Head"),
        ("This is the first sentence.\nMore text.", ""),
        ("Only one line", ""),
        ("- an item\n\nMore.", ""),
        ("word " * 60 + "\n\nMore.", ""),
        (
            "This file was wrapped by hand at some seventy columns so the first line\n"
            "is no title although it is short, has no stop and is followed by more\n"
            "text until the paragraph ends here.",
            "",
        ),
    ],
)
def test_title_of_a_text(text: str, title: str) -> None:
    """First sentences would become titles, or titles be joined with the first sentence."""
    piece = read_text(text)
    assert piece.title == title
    assert len(zones(piece, ZoneKind.TITLE)) == bool(title)


def test_text_file_structure() -> None:
    """Lists in a text file would be body; the paragraph after an item would belong to it."""
    piece = read_text("Intro text.\n* one\n  • two\n3) three\nNext paragraph.\n> said\n```\n* code\n```\n-- no item\n# H")
    assert zones(piece, ZoneKind.LIST_ITEM) == ["* one", "• two", "3) three"]
    assert zones(piece, ZoneKind.QUOTATION) == ["> said"]
    assert zones(piece, ZoneKind.CODE) == ["```\n* code\n```"]
    assert zones(piece, ZoneKind.HEADING) == ["# H"]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_head_of_subtitles_is_no_title(end: str) -> None:
    """Every transcript would be called WEBVTT, and notes for editors would be read as said."""
    head = ["WEBVTT - Slow Tokens 15", "Kind: captions", "Language: en", ""]
    note = ["NOTE OpenAI is misheard below", "as Open Eye", ""]
    cues = ["00:01.000 --> 00:04.000", "<v Ada Reed>We met Mistral.", "", "00:05.000 --> 00:06.000", "It went well."]
    piece = read_text(end.join([*head, *note, *cues]))
    kept = piece.kept
    assert (piece.title, piece.language) == ("Slow Tokens 15", "en")
    frame = [kept.text[z.start : z.end] for z in kept.zones if z.kind is ZoneKind.BOILERPLATE]
    assert [part.split(end)[0] for part in frame] == ["WEBVTT - Slow Tokens 15", "NOTE OpenAI is misheard below"]
    assert not any("-->" in part for part in frame)
    assert ZoneKind.TITLE not in {z.kind for z in kept.zones}
    bare = read_text(end.join(["WEBVTT", *cues]))
    assert (bare.title, bare.kept.zones[0].end) == ("", len("WEBVTT" + end))
    assert read_text("WEBVTT is a format.").kept.zones == ()


def test_line_ends_are_kept() -> None:
    """Offsets into a file from Windows would be off by one per line."""
    text = "# T\r\n\r\n- a\r\n- b\r\n\rold\r"
    piece = read_text(text, is_markdown=True)
    assert piece.kept.text == text
    assert zones(piece, ZoneKind.LIST_ITEM) == ["- a", "- b"]


@pytest.mark.parametrize("data", [b"a\x00b", b"\xff\xfe\x00", b"\x81\x8d"])
def test_binary_is_an_error(data: bytes) -> None:
    """A binary file would become a document."""
    with pytest.raises(SourceError):
        decode(data, "x.md")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t#>-*`|: ")), st.booleans())
def test_kept_character_for_character(text: str, is_markdown: bool) -> None:
    """Offsets would not be those of the file, or a zone would lie outside it."""
    piece = read_text(decode(text.encode(), "x").text, is_markdown=is_markdown)
    assert piece.kept.text == text.removeprefix("\ufeff")
    for zone in piece.kept.zones:
        assert 0 <= zone.start < zone.end <= len(piece.kept.text)
