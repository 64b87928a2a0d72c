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


def spoken(text: str, *known: str) -> list[tuple[str, str]]:
    """Return the speakers of the utterances, each with the end of what is said."""
    return [(z.label, text[z.start : z.end][-12:]) for z in transcript_zones(text, known=known) if z.kind is ZoneKind.UTTERANCE]


@pytest.mark.parametrize(
    "text",
    [
        f">> MARA: {LONG}\n>> BO: {LONG}\n>> MARA: {LONG}\n>> BO: {LONG}",
        f"[Mara Quill] {LONG}\n[Bo Lint] {LONG}\n[Mara Quill] {LONG}\n[Bo Lint] {LONG}",
        f"**Mara Quill**\n\n{LONG}\n\n**Bo Lint**\n\n{LONG}\n\n**Mara Quill**\n\n{LONG}\n\n**Bo Lint**\n\n{LONG}",
        f"**Mara Quill** — {LONG}\n\n**Bo Lint** — {LONG}\n\n**Mara Quill** — {LONG}\n\n**Bo Lint** — {LONG}",
        f"Mara Quill  0:03  \n{LONG}\n\nBo Lint  0:09  \n{LONG}\n\nMara Quill  0:13  \n{LONG}\n\nBo Lint  1:09  \n{LONG}",
        "\n\n".join(f"### {n} (0:0{i})\n{LONG}" for i, n in enumerate(["Mara Quill", "Bo Lint"] * 2)),
        "WEBVTT\n\n" + "\n\n".join(f"00:00:0{i}.000 --> 00:00:0{i}.900\n<v {n}>{LONG}" for i, n in enumerate(["Mara", "Bo"] * 2)),
        "\n\n".join(f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{n}: {LONG}" for i, n in enumerate(["Mara", "Bo"] * 2, 1)),
    ],
    ids=["marks", "brackets", "bold line", "bold dash", "time line", "heading", "vtt", "srt"],
)
def test_every_utterance_has_its_speaker(text: str) -> None:
    """Who says what would be lost in the exports of one program or another."""
    assert [who.split()[0].title() for who, _ in spoken(text)] == ["Mara", "Bo", "Mara", "Bo"]
    assert {end for _, end in spoken(text)} == {LONG[-12:]}


def test_labels_stand_for_full_names() -> None:
    """A first name, initials and a part to play would be three people."""
    text = f"Mara Quill (00:01)\n{LONG}\n\nBo Lint (00:02)\n{LONG}\n\nMara: {LONG}\n\nMara Quill (00:03)\n{LONG}"
    text += "\n\nBo Lint (00:04)\nOk."
    assert [who for who, _ in spoken(text)] == ["Mara Quill", "Bo Lint", "Mara Quill", "Mara Quill", "Bo Lint"]
    initials = f"MQ: {LONG}\n\nBL: {LONG}\n\nMQ: {LONG}\n\nBL: {LONG}"
    assert [who for who, _ in spoken(initials, "Mara Quill in conversation with Bo Lint")] == ["Mara Quill", "Bo Lint"] * 2
    hosts = f"Our host Mara Quill meets Bo Lint.\n\nHOST: {LONG}\n\nBO: {LONG}\n\nHOST: {LONG}\n\nBO: {LONG}"
    assert [who for who, _ in spoken(hosts)] == ["Mara Quill", "Bo Lint"] * 2


def test_utterance_runs_over_paragraphs_to_the_next_label() -> None:
    """The second paragraph of an answer would be nobody's."""
    text = f"Mara: {LONG}\n\nAnd more.\n\nBo: {LONG}\n\nMara: {LONG}\n\nBo: {LONG}\n\nMara: {LONG}\n\nBo: {LONG}".replace(
        LONG, LONG + " Yes."
    )
    assert spoken(text)[0] == ("Mara", ".\n\nAnd more.")


def test_fields_under_headings_are_no_dialogue() -> None:
    """The good and the bad of a series of reviews would talk to each other."""
    from kg.records import Zone

    review = f"# A thing\n\nPros: {LONG * 2}\n\nCons: {LONG * 2}\n\n"
    text = review * 3
    headings = [Zone(i, i + 9, ZoneKind.HEADING) for i in range(0, len(text), len(review))]
    assert [z for z in transcript_zones(text, blocks=headings) if z.kind is ZoneKind.UTTERANCE] == []


@pytest.mark.parametrize(
    ("turns", "speakers"),
    [
        ((">> MARA:", ">>", ">> BO:", ">> MARA:", ">> BO:"), ["MARA", "", "BO", "MARA", "BO"]),
        ((">>", ">>", ">>"), ["", "", ""]),
    ],
)
def test_turns_without_a_name(turns: tuple[str, ...], speakers: list[str]) -> None:
    """What somebody else answers would be said by whoever was named before."""
    text = "\n\n".join(f"{mark} {LONG}" for mark in turns)
    found = [z for z in transcript_zones(text) if z.kind is ZoneKind.UTTERANCE]
    assert [z.label for z in found] == speakers
    assert [text[z.start : z.end] for z in found] == text.split("\n\n")


@pytest.mark.parametrize("text", [f">> {LONG}\n>> {LONG}\n>> {LONG}\n> {LONG}\nYes.", f">> {LONG}", ">>> a\n>>> b\n>>> c"])
def test_marks_of_a_mail_or_a_prompt_are_no_turns(text: str) -> None:
    """A quotation in a quotation would be a conversation."""
    assert transcript_zones(text) == []
