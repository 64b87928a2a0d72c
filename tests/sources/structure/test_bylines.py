"""Bylines and the people they name."""

from __future__ import annotations

import pytest

from kg.sources.structure.bylines import authors_of_line


@pytest.mark.parametrize(
    ("line", "below", "people"),
    [
        ("By Mara Quill and Bo Lint-Faro", "", ("Mara Quill", "Bo Lint-Faro")),
        ("*By Mara Quill*", "", ("Mara Quill",)),
        ("By Mara Quill, May 3 2026", "", ("Mara Quill",)),
        ("Mara Quill | May 3, 2026", "", ("Mara Quill",)),
        ("Mara Quill and Bo Lint, May 3 2026", "", ("Mara Quill", "Bo Lint")),
        ("Mara Quill · May 3, 2026 · 5 min read", "", ("Mara Quill",)),
        ("Mara Quill", "May 3, 2026", ("Mara Quill",)),
        ("Written by Mara van der Quill, Bo Lint, and Ida Torsten", "", ("Mara van der Quill", "Bo Lint", "Ida Torsten")),
        ("By Mara Quill, Invented University", "", ("Mara Quill",)),
        ("By Mara Quill with Bo Lint | The Invented Gazette", "", ("Mara Quill", "Bo Lint")),
        ("By [Mara Quill](https://a.example/m) (@mara)", "", ("Mara Quill",)),
        ("Von Mara Quill, 3. Mai 2026", "", ("Mara Quill",)),
        ("Interview by Mara Quill. Lightly edited for length", "", ("Mara Quill",)),
        ("By J. R. Quill. Photos by Bo Lint", "", ("J. R. Quill",)),
        ("By Prof. Mara Quill", "", ("Prof. Mara Quill",)),
        ("Words: Mara Quill", "", ("Mara Quill",)),
        ("With Mara Quill | May 3, 2026", "", ("Mara Quill",)),
    ],
)
def test_people_of_a_byline(line: str, below: str, people: tuple[str, ...]) -> None:
    """An author would be missing, or what she is would be an author too."""
    assert authors_of_line(line, below=below) == people


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("by nvidia", ""),
        ("By The Team at Invented Labs", ""),
        ("By Editorial Board", ""),
        ("Mara Quill", "Some text."),
        ("By Friday, the lab will ship", ""),
        ("By open standards this is little", ""),
        ("San Francisco, May 3, 2026", ""),
        ("Menlo Park, 3 May 2026", ""),
        ("Hong Kong — 3 May 2026", ""),
        ("New York | May 3, 2026", ""),
        ("New Orleans", "May 3, 2026"),
        ("Weekly Roundup, May 3 2026", ""),
        ("Olmo 3, 2026", ""),
        ("Halcyon 2 by invented-labs: a model", ""),
        ("", ""),
    ],
)
def test_what_is_no_byline(line: str, below: str) -> None:
    """A model's maker, a board, a city or a sentence would become a person."""
    assert authors_of_line(line, below=below) == ()
