"""Speaker labels and timestamps."""

from __future__ import annotations

import pytest

from kg.records import ZoneKind
from kg.sources.structure.transcripts import transcript_zones

LONG = "I think that is a question which needs a rather long answer, so here it comes."


def labels(text: str) -> tuple[list[str], list[str]]:
    """Return the texts of the speaker zones and of the timestamp zones."""
    found = transcript_zones(text)
    return tuple([text[z.start : z.end] for z in found if z.kind is kind] for kind in (ZoneKind.SPEAKER, ZoneKind.TIMESTAMP))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "speakers", "times"),
    [
        (
            f"**Mara Quill** [00:04:10]: {LONG}\n\n**Bo Lint-Faro** [00:05:00]: Yes.\n\n**Mara Quill** [01:02:03]: No.",
            ["Mara Quill", "Bo Lint-Faro", "Mara Quill"],
            ["[00:04:10]", "[00:05:00]", "[01:02:03]"],
        ),
        (f"**Mara:** {LONG}\n**Bo:** {LONG}\n**Mara:** {LONG}\n**Bo:** {LONG}", ["Mara", "Bo", "Mara", "Bo"], []),
        (f"MARA: {LONG}\n\nBO: {LONG}\n\nMARA: {LONG}\n\nBO: {LONG}", ["MARA", "BO", "MARA", "BO"], []),
        (
            f"Mara Quill (03:12)\n{LONG}\n\nBo Lint (04:00)\n{LONG}\n\nMara Quill (05:12)\n{LONG}\n\nBo Lint (06:00)\nOk.",
            ["Mara Quill", "Bo Lint", "Mara Quill", "Bo Lint"],
            ["(03:12)", "(04:00)", "(05:12)", "(06:00)"],
        ),
        (
            "[00:12] Mara: Hi.\n[00:13] Bo: Hi.\n[00:15] Mara: So.\n[00:16] Bo: So.",
            ["Mara", "Bo", "Mara", "Bo"],
            ["[00:12]", "[00:13]", "[00:15]", "[00:16]"],
        ),
        ("00:00:01 Mara Quill: Hi.\n00:00:09 Mara Quill: So.", ["Mara Quill"] * 2, ["00:00:01", "00:00:09"]),
        (f"Mara Quill: {LONG}\nBo Lint: {LONG}\nMara Quill: {LONG}\nBo Lint: {LONG}", ["Mara Quill", "Bo Lint"] * 2, []),
        ("Q: Why?\nA: Because.\nQ: How?\nA: So.", ["Q", "A", "Q", "A"], []),
    ],
    ids=["bold and time", "bold", "capitals", "time in brackets", "time first", "bare time", "two words", "Q and A"],
)
def test_conventions(text: str, speakers: list[str], times: list[str]) -> None:
    """Speakers would be counted as mentioned at each turn."""
    assert labels(text) == (speakers, times)


@pytest.mark.parametrize(
    "text",
    [
        "Model: Foo 7B\nLicence: Apache 2.0\nModel: Bar 9B\nLicence: MIT",
        f"Note: {LONG}\n\nBody text.\n\nNote: {LONG}",
        f"Update: {LONG}",
        "The meeting is at 12:30 today.\nIt ends at 13:00.",
        "Release Date: May\nContext Length: 8k\nRelease Date: June\nContext Length: 9k",
        "Https://example.org/a\nHttps://example.org/b",
    ],
    ids=["fields", "notes", "update", "clock", "long fields", "addresses"],
)
def test_fields_and_notes_are_no_speakers(text: str) -> None:
    """The field names of a list of models would become people who speak."""
    assert labels(text) == ([], [])


def test_chapter_list_has_times_and_no_speaker() -> None:
    """A chapter called Intro would become a person."""
    text = "00:00 Intro: why now\n04:03 Funding: who pays\n\n00:00:00 Mara Quill: Hi.\n00:01:12 Mara Quill: So."
    assert labels(text) == (["Mara Quill", "Mara Quill"], ["00:00", "04:03", "00:00:00", "00:01:12"])
