"""Quotations and whose words they are."""

from __future__ import annotations

import pytest

from kg.records import Zone, ZoneKind
from kg.sources.structure.quotations import credit, inline_zones, labelled

WORDS = "the model is a good one and we ship it"


def inline(text: str) -> list[tuple[str, str]]:
    """Return text and speaker of each quotation in quotation marks."""
    return [(text[z.start : z.end], z.label) for z in inline_zones(text, 0, len(text), ())]


@pytest.mark.parametrize(
    "text",
    [
        f"“{WORDS},” said Mara Quill.",
        f"Mara Quill, head of Invented Labs, said: “{WORDS}.”",
        f'Mara Quill said, "{WORDS}."',
        f"According to Mara Quill, “{WORDS}.”",
        f"“{WORDS},” according to Mara Quill.",
        f"“{WORDS}” — Mara Quill",
        f"As Mara Quill put it, “{WORDS}.”",
        f"Mara Quill: “{WORDS}.”",
    ],
)
def test_attribution_beside_the_marks(text: str) -> None:
    """Whose words they are would be unknown though the text says so."""
    ((_, speaker),) = inline(text)
    assert speaker == "Mara Quill"


def test_next_quotation_is_the_same_speaker() -> None:
    """What somebody goes on to say would be nobody's."""
    assert [who for _, who in inline(f"“{WORDS},” said Mara Quill. “It will be out soon, and free.”")] == ["Mara Quill"] * 2


@pytest.mark.parametrize("text", [
    "The question of “which models are fine-tunable” is hard.", "It is “open” and “free”, they say.",
    "She showed “A Long Way to the Stars and Back Again.”", "Mara Quill wrote “A Long History of the Small Model” in May.",
    "Mara Quill announced “small models for the rest of us” in May.", "Their “open but not really open to any of us,” it seems.",
    "He has read “How one trains a model in ten easy days,” a book.",
    'a 5" screen, a 6" screen and a 7" screen', "“never closed by anybody at all, said Mara Quill.",
])  # fmt: skip
def test_what_is_no_quotation(text: str) -> None:
    """The author's own words would be reported as somebody else's."""
    assert inline(text) == []


def test_words_between_are_no_attribution() -> None:
    """The author's ironic words behind somebody's quotation would be that person's."""
    text = f"“{WORDS},” said Mara Quill. The so-called “open source but not really open at all” is none."
    assert inline(text) == [(f"“{WORDS},”", "Mara Quill")]


@pytest.mark.parametrize(
    ("between", "speaker"),
    [(" It grew.\n\n", "Mara Quill"), (" Later, it grew. ", "Mara Quill"), (" Bo Lint left. ", ""), (" Lint left. ", "")],
)
def test_pronoun_is_who_was_quoted_last(between: str, speaker: str) -> None:
    """The holder of what somebody goes on to say would be lost, or be a person whom another one stands behind."""
    quotations = inline(f"“{WORDS},” said Mara Quill.{between}“It is a very good model and it is free,” she said.")
    assert quotations == [(f"“{WORDS},”", "Mara Quill"), ("“It is a very good model and it is free,”", speaker)]


def test_pronoun_is_no_speaker() -> None:
    """A pronoun would become a person."""
    assert inline(f"He said: “{WORDS}.”") == [(f"“{WORDS}.”", "")]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Mara Quill wrote:\n\n> one two\n> three\n\nMore.", "> one two\n> three"),
        ("x\n\n> one two.\n> — Mara Quill, poet\n\nMore.", "> one two.\n> — Mara Quill, poet"),
        ("x\n\n> one two.\n\n— Mara Quill\n\nMore.", "> one two."),
        ("x\n\nIt is so. — Mara Quill", "It is so. — Mara Quill"),
        ("x\n\n“One two three four,” advises Mara Quill.", "“One two three four,” advises Mara Quill."),
        ("On Mon, 3 May 2026, Mara Quill <m@a.example> wrote:\n> one\n", "> one"),
    ],
)
def test_block_quotation(text: str, quoted: str) -> None:
    """A block quotation would have no speaker though the lines around it name one."""
    at = text.index(quoted)
    (zone,) = labelled(text, [Zone(at, at + len(quoted), ZoneKind.QUOTATION)], 0, len(text))
    assert zone.label == "Mara Quill"


def test_block_quotation_without_a_name() -> None:
    """Whatever stands above would be the speaker."""
    text = "In 2007 Mara also defined it as follows:\n\n> one two"
    (zone,) = labelled(text, [Zone(text.index(">"), len(text), ZoneKind.QUOTATION)], 0, len(text))
    assert zone.label == ""


def test_credit() -> None:
    """A caption's whole text would be a name."""
    assert credit("— Mara Quill, poet") == "Mara Quill"
    assert credit("as seen in the wild") == ""
