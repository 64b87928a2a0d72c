"""Passages that were added or mended later, and their days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kg.sources.structure.corrections import correction_zones, iso_day

PUBLISHED = datetime(2026, 3, 4, tzinfo=UTC)


def found(text: str) -> list[tuple[str, str]]:
    """Return text and day of each correction."""
    return [(text[z.start : z.end], z.label) for z in correction_zones(text, 0, len(text), (), PUBLISHED)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Update (May 3, 2026): it is out.", "2026-05-03"),
        ("Correction, 12 June: it was not out.", "2026-06-12"),
        ("Editor's note: we changed it.", ""),
        ("[Updated 2026-05-03]", "2026-05-03"),
        ("UPDATE 3/5/2026", "2026-03-05"),
        ("UPDATE, 2:30 p.m. ET, May 3: it is out.", "2026-05-03"),
        ("EDIT: a typo.", ""),
        ("Update 2 (May 5th): it is out.", "2026-05-05"),
        ("*Correction (May 3): it is out.*", "2026-05-03"),
        ("Last updated: May 3, 2026", "2026-05-03"),
        ("Korrektur vom 3. Mai: so ist es.", "2026-05-03"),
        ("Mise à jour, 3 mai 2026 : le voici.", "2026-05-03"),
        ("Actualización (3 de mayo de 2026): ya.", "2026-05-03"),
        ("追記（2026年5月3日）：出ました。", "2026-05-03"),
    ],
)
def test_shapes(text: str, day: str) -> None:
    """A passage added in May would count as said at the beginning."""
    assert found(text) == [(text, day)]


@pytest.mark.parametrize(
    "text",
    [
        "Update your client: it is new.",
        "Updates to the plan are due.",
        "Edit distance: a measure.",
        "Update on how we think about licences in general: a post",
        "Edited by Mara Quill",
        "Updated weights are here: see below.",
        "Update Notes: all of them",
    ],
)
def test_what_is_no_correction(text: str) -> None:
    """A headline or an instruction would be dated as a correction."""
    assert found(text) == []


def test_label_on_a_line_of_its_own() -> None:
    """The label would be the correction and what it labels would not."""
    assert found("Text.\n\n**Update, May 3**\n\nIt is out.\n\nMore.") == [("**Update, May 3**\n\nIt is out.", "2026-05-03")]


def test_aside_in_brackets() -> None:
    """The paragraph around a bracketed correction would be dated with it."""
    assert found("It is so. [Update, May 3: it is not.] And more.") == [("[Update, May 3: it is not.]", "2026-05-03")]


@pytest.mark.parametrize(
    ("written", "day"),
    [("5/3/2026", "2026-03-05"), ("25/3/2026", "2026-03-25"), ("3/25/26", "2026-03-25"),
     ("Jan 3", "2027-01-03"), ("2026-05-03", "2026-05-03"),
     ("31 February", ""), ("Foo 3", "")],
)  # fmt: skip
def test_days_follow_the_publication(written: str, day: str) -> None:
    """Nothing is mended before it is published, so a day with two readings is the one after that."""
    assert iso_day(written, PUBLISHED) == day


def test_day_without_a_year_needs_a_publication() -> None:
    """A year would be made up."""
    assert iso_day("May 3", None) == ""
