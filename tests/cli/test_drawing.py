"""Tables of answers: nothing lost, nothing wider than the terminal, nothing that a terminal would act on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from kg.cli.drawing import drawn

CELL = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n\t\x1b\u4e2d\u6587[]-")), max_size=30)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=4), st.integers(20, 120))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_is_shown_within_the_width(monkeypatch: pytest.MonkeyPatch, rows: list[list[str]], width: int) -> None:
    """A cell of a hostile feed would push the table over the edge, move the cursor, or be cut without a word."""
    monkeypatch.setenv("COLUMNS", str(width))
    text = drawn(("name", "what", "where"), rows)
    assert "\x1b" not in text
    assert all(cell_len(line) <= width for line in text.split("\n"))
    shown = sorted("".join(text.split()))
    wanted = "".join("".join(c if c.isprintable() else "\ufffd" for c in " ".join(cell.split())) for row in rows for cell in row)
    lacking = list(wanted.replace(" ", ""))
    for letter in shown:
        if letter in lacking:
            lacking.remove(letter)
    assert not lacking


def test_columns_stand_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide letters and long words would break the columns."""
    monkeypatch.setenv("COLUMNS", "30")
    rows = [["\u4e2d\u6587", "one two three four five six"], ["b", "c"]]
    assert drawn(("a", "words"), rows).splitlines() == [
        "a     words", "\u4e2d\u6587  one two three four five", "      six", "b     c",
    ]  # fmt: skip


def test_a_row_without_columns_is_no_crash() -> None:
    """`SELECT * {}` is a query, and its answer one row of nothing."""
    assert drawn((), [[]]).strip() == ""
