"""What the parts of a document are, whatever its format."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Zone, ZoneKind
from kg.sources.formats.html import read_html
from kg.sources.formats.plain import read_text
from kg.sources.kept import Kept, Piece
from kg.sources.structure.findings import structured

PUBLISHED = datetime(2026, 3, 1, tzinfo=UTC)
SAID = "I think that is a question which needs a rather long answer, so here it comes at length."


def of(piece: Piece, kind: ZoneKind) -> list[tuple[str, str]]:
    """Return text and label of the zones of one kind."""
    return [(piece.kept.text[z.start : z.end], z.label) for z in piece.kept.zones if z.kind is kind]


def markdown(text: str) -> Piece:
    """Return a Markdown text with its structure."""
    return structured(replace(read_text(text, is_markdown=True), published=PUBLISHED))


def page(html: str) -> Piece:
    """Return a page's body with its structure."""
    return structured(Piece(read_html(html), published=PUBLISHED))


def test_byline_gives_the_authors() -> None:
    """A post without metadata would have no author, and its first person would be nobody."""
    piece = markdown("# A title\n\n*By Mara Quill and Bo Lint-Faro*\n\nText.")
    assert piece.authors == ("Mara Quill", "Bo Lint-Faro")
    assert of(piece, ZoneKind.BYLINE) == [("*By Mara Quill and Bo Lint-Faro*", "")]


def test_metadata_beats_the_byline() -> None:
    """A feed's author would be replaced by whoever is named in the first line."""
    piece = structured(Piece(Kept("By Mara Quill\n\nText."), authors=("Bo Lint-Faro",)))
    assert piece.authors == ("Bo Lint-Faro",)


def test_declared_byline_of_a_page() -> None:
    """A byline without a word for "by" would be body text."""
    piece = page("<div class='post-byline'><a rel=author>Mara Quill</a></div><p>Some text that is here.</p>")
    assert piece.authors == ("Mara Quill",)


def test_correction_moves_the_day_of_the_last_change() -> None:
    """A post mended in May would count as said in March."""
    piece = markdown("# T\n\nText.\n\n**Update, May 3:** It is out.\n\n[Edited 4 May 2026: typo.]")
    assert [label for _, label in of(piece, ZoneKind.CORRECTION)] == ["2026-05-03", "2026-05-04"]
    assert piece.updated == datetime(2026, 5, 4, tzinfo=UTC)
    assert structured(replace(piece, updated=datetime(2026, 6, 1, tzinfo=UTC))).updated == datetime(2026, 6, 1, tzinfo=UTC)


def test_conversation_of_a_page() -> None:
    """Emphasis that the text does not show would be lost, and with it who speaks."""
    turn = "<p><strong>{}:</strong> " + SAID + "</p><p>And more.</p>"
    piece = page("".join(turn.format(name) for name in ("Mara", "Bo", "Mara", "Bo")))
    assert [label for _, label in of(piece, ZoneKind.UTTERANCE)] == ["Mara", "Bo", "Mara", "Bo"]
    assert all(text.endswith("And more.") for text, _ in of(piece, ZoneKind.UTTERANCE))


def test_conversation_as_definition_list_and_as_table() -> None:
    """Two ways in which pages set a conversation would be fields or data."""
    names = ("Mara Quill", "Bo Lint", "Mara Quill", "Bo Lint")
    listed = page("<dl>" + "".join(f"<dt>{n}</dt><dd>{SAID}</dd>" for n in names) + "</dl>")
    table = page("<table>" + "".join(f"<tr><td>{n}</td><td>{SAID}</td></tr>" for n in names) + "</table>")
    for piece in (listed, table):
        assert [label for _, label in of(piece, ZoneKind.UTTERANCE)] == list(names)


def test_quotation_of_a_page_has_its_speaker() -> None:
    """Whose words a block quotation holds would be unknown though the page says so."""
    piece = page("<blockquote><p>It works.</p><footer>— <cite>Mara Quill</cite>, poet</footer></blockquote><p>So they say.</p>")
    assert [label for _, label in of(piece, ZoneKind.QUOTATION)] == ["Mara Quill"]
    assert of(piece, ZoneKind.BOILERPLATE) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>x<sup><a href='#fn1'>1</a></sup></p><section class='footnotes'><ol><li id='fn1'><p>A note.</p></li></ol></section>",
        "<p>x<a href='#footnote-1'>1</a></p><div class='footnote'><a href='#a'>1</a><div><p>A note.</p></div></div>",
        "<p>x</p><aside role='doc-footnote'>A note.</aside>",
        "<p>x</p><ol><li id='user-content-fn-1'><p>A note. <a href='#r'>↩</a></p></li></ol>",
    ],
    ids=["section", "newsletter", "role", "backlink"],
)
def test_notes_of_a_page(html: str) -> None:
    """Notes would be list items or body text."""
    assert [text.removeprefix("1. ") for text, _ in of(page(html), ZoneKind.FOOTNOTE)] == ["A note."]


def test_notes_of_a_text() -> None:
    """Notes of Markdown and plain text would be body text."""
    assert of(markdown("Text[^1] here.\n\n[^1]: A note.\n"), ZoneKind.FOOTNOTE) == [("[^1]: A note.", "")]
    plain = structured(read_text("Text [1] is here.\n\nMore [2].\n\n[1] A note.\n[2] Another."))
    assert of(plain, ZoneKind.FOOTNOTE) == [("[1] A note.", ""), ("[2] Another.", "")]
    assert of(structured(read_text("Text is here.\n\n[1] A first item.")), ZoneKind.FOOTNOTE) == []
    assert of(markdown("Text.\n\n```\n[^1]: shown\n```\n"), ZoneKind.FOOTNOTE) == []


def test_items_say_what_they_stand_under() -> None:
    """An item's text alone does not say what it is an item of."""
    piece = markdown("# T\n\n## Heads\n\nIntro.\n\n- a\n- b:\n  - c\n- d\n\nWhat we like:\n\n- e\n\n## Tails\n\n- f\n")
    assert [(text.split("\n")[0], label) for text, label in of(piece, ZoneKind.LIST_ITEM)] == [
        ("- a", "Heads"), ("- b:", "Heads"), ("- c", "b"), ("- d", "Heads"), ("- e", "What we like"), ("- f", "Tails"),
    ]  # fmt: skip


def test_struck_out_text_is_not_said() -> None:
    """A claim that its author struck out would count as made."""
    assert page("<p>It has <del>70</del> 72 of them, <s>or so</s> they say.</p>").kept.text == "It has 72 of them, they say."
    assert page("<s><p>All of this page stands in an element left open.</p>").kept.text.startswith("All of this")
    assert of(markdown("It has ~~70~~ 72."), ZoneKind.BOILERPLATE) == [("~~70~~", "")]


def test_insertion_has_its_day() -> None:
    """What a page declares as added on a day would be as old as the page."""
    piece = page("<p>It has <ins datetime='2026-05-03'>72</ins>.</p><ins datetime='2026-05-04T10:00Z'><p>More.</p></ins>")
    assert of(piece, ZoneKind.CORRECTION) == [("72", "2026-05-03"), ("More.", "2026-05-04")]


def test_cells_keep_their_columns() -> None:
    """A figure below a wide or high cell would stand in another's column."""
    kept = read_html("<table><tr><th colspan=2>A<th>B<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table>")
    assert kept.text == "A\t\tB\n1\t2\t3\n\t4\t5"


def test_a_second_look_finds_the_same() -> None:
    """A piece that passes twice through the reader would change."""
    text = f"By Mara Quill\n\nMara Quill (00:01)\n{SAID}\n\nBo Lint (00:09)\n{SAID}\n\n"
    text += "Mara Quill (00:11)\nOk.\n\nBo Lint (00:12)\n“It is so,” said Mara."
    once = markdown(text)
    assert structured(once) == once


PIECES = (
    "By Mara Quill\n", "Mara Quill (00:01)\n", "Bo Lint (00:02)\n", "**Mara:** ", "MARA: ", "BO: ", ">> MARA: ", "[Mara Quill] ",
    "“It is so and so,” said Mara Quill. ", "\"", "“", "”", "> quoted\n", "— Mara Quill\n",
    "Mara Quill wrote:\n", "Update, May 3: ",
    "[Correction: ", "]", "(", "# Head\n", "- item\n", "  - item:\n", "| Mara | text |\n", "[^1]: note\n", "[1] note\n",
    "x [1] ", "\n", "\n\n",
    "```\n", "00:00:01.000 --> 00:00:04.000\n", "<v Mara Quill>", SAID, "~~gone~~ ", "\u0000", "\u202e", "\ud800", "é",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join), st.booleans())
def test_zones_of_any_text(text: str, is_markdown: bool) -> None:
    """A zone would lie outside its text, be out of order, carry a control character, or cross the edge of an utterance."""
    piece = structured(replace(read_text(text, is_markdown=is_markdown), published=PUBLISHED))
    zones = piece.kept.zones
    assert piece.kept.text == text
    assert list(zones) == sorted(zones, key=lambda z: (z.start, -z.end, z.kind, z.label))
    for zone in zones:
        assert 0 <= zone.start < zone.end <= len(text)
        assert all(c.isprintable() for c in zone.label), zone
    for utterance in (z for z in zones if z.kind is ZoneKind.UTTERANCE):
        assert utterance.label
        assert not [z for z in zones if _cross(z, utterance)], utterance


def _cross(one: Zone, other: Zone) -> bool:
    return one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end


@pytest.mark.parametrize(
    "text",
    [
        '"' * 100_000,
        "“" * 100_000,
        '"a b c d e f," said Mara Quill. ' * 10_000,
        f"Mara: {SAID}\nBo: {SAID}\n" * 25_000,
        "Mara Quill (00:01)\nYes.\n" * 15_000,
        "Update, May 3: x\n\n" * 20_000,
        "[Update, May 3: x" * 20_000,
        "[^1]: a\n" * 30_000,
        "x [1] y\n[1] z\n" * 20_000,
        "- a:\n" * 30_000,
        "Aa, " * 50_000,
        "By " + "Aa Bb, " * 30_000,
        "1\n00:00:01,000 --> 00:00:04,000\nMara: x\n\n" * 20_000,
    ],
    ids=[
        "straight",
        "open",
        "quotes",
        "labels",
        "times",
        "updates",
        "open updates",
        "notes",
        "marks",
        "items",
        "names",
        "by",
        "cues",
    ],
)
def test_texts_built_to_be_slow(text: str) -> None:
    """One text would hold up the whole run."""
    start = time.process_time()
    structured(replace(read_text(text), published=PUBLISHED))
    assert time.process_time() - start < 20
