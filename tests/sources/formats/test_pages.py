"""Directory pages to episodes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.records import Document, ZoneKind
from kg.sources.formats.pages import split_page
from kg.sources.kept import Piece, without
from kg.sources.reader import read

PROSE = "The invented lab Pellucid showed a model that reads ledgers, and it reads them slowly but well. " * 3
PROSE = PROSE.strip()


def body(piece: Piece) -> str:
    """Return what is neither frame nor title."""
    document = Document(id="d", key="k", text=piece.kept.text, zones=piece.kept.zones)
    return " ".join(without(document, ZoneKind.OUTSIDE, ZoneKind.BOILERPLATE, ZoneKind.TITLE).split())


def page(days: list[str], *, indent: str = "    ", extra: str = "") -> str:
    """Return a page in the shape of a podcast directory, with one episode for each date line."""
    parts = ["Directory\n\nThe Ledger Show\n\n"]
    for number, day in enumerate(days):
        parts.append(f"{indent[:-2]}• The Ledger Show\n\n{indent}Episode title {number}\n\n{indent}{day}\n")
        parts.append(f"{indent}Body {number}. {PROSE}\n{indent}* item {number}\n{indent}Lies mehr hier\n{extra}")
    return "".join(parts) + "\nMore shows\n\nDownload the app\n"


@pytest.mark.parametrize(
    "days",
    [
        ["15/04/2026 | 6 min", "11/04/2026 | 15 min"],
        ["15/04/2026 | 6 mins.", "11/04/2026"],
        ["2026/04/15", "2026/04/11"],
        ["15. April 2026", "11. April 2026"],
        ["Apr 15, 2026 · 6 min", "Apr 11, 2026 · 1 h"],
        ["15 avril 2026", "11 avril 2026"],
        ["2026年4月15日", "2026年4月11日"],
        ["15.04.2026", "11.04.2026"],
        ["4/15/2026 - 6 min", "4/11/2026 - 7 min"],
    ],
)
def test_episodes_are_found_by_their_shape(days: list[str]) -> None:
    """Pages with another date format, or in another language, would be one document of everything."""
    text = page(days)
    pieces = split_page(text)
    assert [p.published for p in pieces] == [datetime(2026, 4, 15, tzinfo=UTC), datetime(2026, 4, 11, tzinfo=UTC)]
    assert [p.title for p in pieces] == ["Episode title 0", "Episode title 1"]
    assert {p.kept.text for p in pieces} == {text}
    assert {p.outlet for p in pieces} == {"The Ledger Show"}
    for number, piece in enumerate(pieces):
        assert body(piece) == " ".join(f"Body {number}. {PROSE} * item {number}".split())


def test_zones_of_an_episode() -> None:
    """Title, list items and frame of an episode would be body text."""
    text = page(["15/04/2026", "11/04/2026", "02/04/2026"])
    piece = split_page(text)[1]
    at = {kind: [text[z.start : z.end] for z in piece.kept.zones if z.kind is kind] for kind in ZoneKind}
    assert at[ZoneKind.TITLE] == ["Episode title 1"]
    assert at[ZoneKind.LIST_ITEM] == ["* item 1"]
    assert at[ZoneKind.BOILERPLATE] == ["11/04/2026", "Lies mehr hier"]
    assert len(at[ZoneKind.OUTSIDE]) == 2
    assert at[ZoneKind.OUTSIDE][0].endswith("• The Ledger Show\n\n    ")


def test_titles_with_bullets_and_cut_texts() -> None:
    """A page that puts bullets before titles and cuts its texts would not split, or not be known as excerpts."""
    text = "Shows\n" + "".join(
        f"  • Title {n}\n    2026/04/{15 - n}\n    {n} {PROSE} and then ...\n    もっと読む\n    {n + 5} 分\n" for n in range(3)
    ) + "End\n"  # fmt: skip
    pieces = split_page(text)
    assert [p.title for p in pieces] == ["Title 0", "Title 1", "Title 2"]
    assert all(p.excerpt for p in pieces)
    assert body(pieces[2]) == " ".join(f"2 {PROSE} and then ...".split())


def test_flat_page_ends_with_its_closing_line() -> None:
    """The footer of a page without indentation would belong to its last episode."""
    text = "".join(f"Title {n}\n1{n}/04/2026\n{n} {PROSE}\nSubscribe to the show\n\n" for n in range(3)) + "Imprint of the site\n"
    assert [body(p) for p in split_page(text)] == [" ".join(f"{n} {PROSE}".split()) for n in range(3)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"A post\n\n15 April 2026\n\n{PROSE}",
        "Version 2\n2026-04-15\n- fixed\n\nVersion 1\n2026-04-11\n- made\n",
        f"{PROSE}\n\nOlmo 3, 2026\n{PROSE}\n\nOlmo 4, 2026\n{PROSE}",
        f"On 15/04/2026 it was said.\n{PROSE}\nOn 16/04/2026 it was denied again by all.\n{PROSE}",
    ],
    ids=["empty", "one date", "changelog", "no dates", "dates in sentences"],
)
def test_other_texts_are_one_document(text: str) -> None:
    """An essay or a change log would be torn to pieces."""
    assert split_page(text) == ()


def test_many_odd_lines_take_no_time() -> None:
    """A list of a hundred thousand lines that look like dates would hold up the run for an hour."""
    text = "".join(f"Title\nFoo{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} 15, 2026\n" for n in range(20_000))
    assert split_page(text) == ()


def test_offsets_count_in_the_file(tmp_path: Path) -> None:
    """An episode's quote would not be found in the file it came from."""
    text = page(["15/04/2026", "11/04/2026"])
    (tmp_path / "p.txt").write_text(text, encoding="utf-8")
    documents = list(read([str(tmp_path / "p.txt")], on_failure=lambda f: pytest.fail(f.reason)))
    assert [d.text for d in documents] == [text, text]
    assert [d.key for d in documents] == ["p#2026-04-15-episode-title-0", "p#2026-04-11-episode-title-1"]
    assert len({d.id for d in documents}) == 2
