from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Zone, ZoneKind
from kg.text import Span, covering, is_foreign_script, paragraphs, sentences

ANY = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from('\n\n .!?。"’)A a1\u00a0\r\t')), max_size=200)


def cut(text: str, spans: list[Span]) -> list[str]:
    """Return the texts of spans."""
    return [text[a:b] for a, b in spans]


def _check(text: str, spans: list[Span], marks: str = "") -> None:
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not "".join(text[at:start].split()).strip(marks or None)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        at = end
    assert not "".join(text[at:].split()).strip(marks or None)


@given(ANY)
@settings(deadline=None)
def test_paragraphs_hold_everything_but_white_space(text: str) -> None:
    """Words would fall between two paragraphs, or be counted in both."""
    _check(text, paragraphs(text))


@given(ANY, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.sampled_from(list(ZoneKind))), max_size=4))
@settings(deadline=None)
def test_sentences_hold_everything_but_white_space_and_marks_of_labels(text: str, edges: list[tuple[int, int, ZoneKind]]) -> None:
    """Names would fall between two sentences, or be counted in both."""
    zones = [Zone(min(a, b, len(text)), min(max(a, b), len(text)), kind) for a, b, kind in edges]
    has_labels = any(zone.kind in (ZoneKind.SPEAKER, ZoneKind.TIMESTAMP) for zone in zones)
    _check(text, sentences(text, zones), ":：>])*_–—-" if has_labels else "")


@given(ANY)
@settings(deadline=None)
def test_a_sentence_stands_in_one_paragraph(text: str) -> None:
    """A pair in one sentence would not be a pair in one paragraph."""
    blocks = paragraphs(text)
    spans = sentences(text)
    held = covering(blocks, [start for start, _ in spans])
    assert all(i >= 0 and end <= blocks[i][1] for i, (_, end) in zip(held, spans, strict=True))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), max_size=8), st.lists(st.integers(0, 90), max_size=20))
def test_covering_agrees_with_looking_at_every_span(steps: list[tuple[int, int]], offsets: list[int]) -> None:
    """A mention would be put into the sentence before or after its own."""
    spans: list[Span] = []
    at = 0
    for gap, size in steps:
        spans.append((at + gap, at + gap + size))
        at += gap + size
    offsets = sorted(offsets)
    slow = [next((i for i, (a, b) in enumerate(spans) if a <= o < b), -1) for o in offsets]
    assert covering(spans, offsets) == slow


@pytest.mark.parametrize("sentence", [
    "Dr. Quill met Mrs. Farrow at St. Anselm.",
    "The U.S. Senate voted on it.",
    "We use version 3.5 of it.",
    "Things improved, e.g. Speed and size.",
    "It cost approx. Seven coins (Approx. Eight).",
    "Ask J. Quill about it.",
    "She paid $3.5 a day.",
    "Harbour Data Inc. Berlin wrote back.",
    "It ended at 5 p.m. Berlin time.",
    "He said “wait... what” and left.",
])  # fmt: skip
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    """A relation would be cut in two at an abbreviation, an initial or a decimal point."""
    assert cut(sentence, sentences(sentence)) == [sentence]


@pytest.mark.parametrize(("first", "second"), [
    ("It was late.", "We left."),
    ("Was it late?", "We left."),
    ("“It was late.”", "We left."),
    ("It was late!", "“We left.”"),
    ("It moved to the U.S.", "The office closed."),
    ("He bought pens, ink, etc.", "They were cheap."),
    ("It was **late.**", "We left."),
    ("So did I.", "We left."),
    ("It closed a Series A.", "Kestrel led it."),
])  # fmt: skip
def test_a_sentence_ends(first: str, second: str) -> None:
    """Two sentences would be one window, and names that never met would be a pair."""
    text = f"{first} {second}"
    assert cut(text, sentences(text)) == [first, second]


def test_chinese_full_stops_end_a_sentence_without_a_space() -> None:
    """A whole Chinese page would be one sentence."""
    assert cut("今天下雨。明天晴！", sentences("今天下雨。明天晴！")) == ["今天下雨。", "明天晴！"]


def test_blank_lines_part_paragraphs() -> None:
    """A post would be one paragraph."""
    text = "One.\n\nTwo.\n \t\nThree.\n\n\n\nFour."
    assert cut(text, paragraphs(text)) == ["One.", "Two.", "Three.", "Four."]


def test_a_hard_wrapped_block_is_one_paragraph() -> None:
    """Mail that is wrapped by hand would be cut in the middle of its sentences."""
    text = (
        "The committee met in the small room on the second floor and\n"
        "talked about the price of the new machines until somebody\n"
        "noticed that the figures were those of the year before and\n"
        "that nobody had checked them."
    )
    assert cut(text, paragraphs(text)) == [text]
    assert cut(text, sentences(text)) == [text]


def test_lines_that_are_not_wrapped_are_paragraphs() -> None:
    """The items of a list would be one sentence, and each a neighbour of all."""
    text = "OpenAI\nAnthropic\nMistral"
    assert cut(text, paragraphs(text)) == ["OpenAI", "Anthropic", "Mistral"]


@pytest.mark.parametrize("kind", [ZoneKind.SPEAKER, ZoneKind.HEADING, ZoneKind.CAPTION, ZoneKind.TIMESTAMP])
def test_the_edge_of_a_structural_zone_ends_a_sentence(kind: ZoneKind) -> None:
    """A speaker label would be part of what is said, and its speaker a neighbour of every name in it."""
    text = "Oona Farquist We met them."
    assert cut(text, sentences(text, [Zone(0, 13, kind)])) == ["Oona Farquist", "We met them."]


@pytest.mark.parametrize(("before", "behind"), [
    ("", ": "), ("**", ":** "), ("<v ", ">"), ("[", "] "), ("", " — "), ("", "： "), ("**", "**: "),
], ids=["colon", "bold", "subtitle", "brackets", "dash", "wide colon", "bold before the colon"])  # fmt: skip
def test_the_marks_of_a_label_are_in_no_sentence(before: str, behind: str) -> None:
    """A quote would begin with a colon, and what somebody says of themselves would not be read behind one."""
    text = f"{before}Ada Reed{behind}“I met them.” -5 is cold."
    found = cut(text, sentences(text, [Zone(len(before), len(before) + 8, ZoneKind.SPEAKER)]))
    assert found[-2:] == ["“I met them.”", "-5 is cold."]


def test_a_quotation_does_not_end_a_sentence() -> None:
    """A sentence with quoted words in it would fall into three."""
    text = "They said it was fine and left."
    assert cut(text, sentences(text, [Zone(10, 21, ZoneKind.QUOTATION)])) == [text]


@pytest.mark.parametrize("made", [
    lambda n: "word " * n * 4, lambda n: "We met. " * n, lambda n: "a\n" * n * 4, lambda n: "\n \n" * n * 4,
    lambda n: "e.g. " * n, lambda n: " " * n * 20, lambda n: "。" * n * 4,
    lambda n: "x" * n * 20,
], ids=["one line", "sentences", "lines", "blank lines", "abbreviations", "spaces", "full stops", "one word"])  # fmt: skip
def test_time_grows_with_the_text(made: Callable[[int], str]) -> None:
    """A megabyte on one line would hold up the build."""

    def cost(n: int) -> float:
        text = made(n)
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            sentences(text)
            best = min(best, time.process_time() - start)
        return best

    # Linear is four times, quadratic sixteen; a busy machine may spoil one measurement, not three.
    assert any(cost(16000) < 8 * max(cost(4000), 0.004) for _ in range(3))


@pytest.mark.parametrize(
    ("words", "is_foreign"),
    [("отличная модель", True), ("by 新しいモデル", True), ("a model, même ici", False), ("é", False), ("— 42 …", False)],
)
def test_script(words: str, is_foreign: bool) -> None:
    """Names in Latin letters would make a sentence in any script an English one, or an accent a foreign one."""
    text = f"Halcyon Labs {words}"
    assert is_foreign_script(text, [(0, 12)]) == is_foreign
