"""Patterns read for what they begin with, and backwards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.ground import signals
from kg.linking.ground.openings import Index, backwards, openings, shared
from kg.ontology import Ontology

_LETTERS = st.text("ab .,'1\n", max_size=12)
_ATOM = st.sampled_from(["a", "b", " ", "\\.", ",", "[ab]", "[^a ]", "\\w", "\\d", "\\b", "'"])
_REPEAT = st.sampled_from(["", "", "?", "*", "+", "{0,2}", "{2}", "{1,}", "{0,3}?", "*?"])


def _repeated(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.lists(inner, min_size=1, max_size=3).map(lambda options: f"(?:{'|'.join(options)})")
    piece = st.tuples(st.one_of(_ATOM, group), _REPEAT).map(lambda p: p[0] if p[0] == "\\b" else p[0] + p[1])
    return st.lists(piece, min_size=1, max_size=4).map("".join)


_PATTERNS = st.recursive(_ATOM, _repeated, max_leaves=8)


@given(_PATTERNS, _LETTERS)
def test_a_pattern_read_backwards_matches_the_same_texts(pattern: str, text: str) -> None:
    """A signal would hold at other names than its pattern says."""
    turned = backwards(pattern)
    assert turned is not None
    assert (re.search(f"(?:{pattern})\\Z", text) is None) == (re.match(turned, text[::-1]) is None)


@given(_PATTERNS, _LETTERS, st.integers(0, 6))
def test_a_text_that_matches_begins_as_its_pattern_can(pattern: str, text: str, length: int) -> None:
    """A signal would be lost where its pattern is never tried."""
    heads = openings(pattern, length)
    assert all(len(head) <= length for head in heads)
    if re.match(pattern, text):
        assert text.startswith(tuple(heads))


@given(_PATTERNS, _LETTERS)
def test_sharing_beginnings_changes_no_answer(pattern: str, text: str) -> None:
    """A signal would hold at other names than its pattern says."""
    assert (re.match(pattern, text) is None) == (re.match(shared(pattern), text) is None)


def test_what_alternatives_share_is_written_once() -> None:
    """Each of dozens of words would be tried in turn."""
    assert shared("(?:ship|shop|sell(?=s))s|") == "(?:s(?:h(?:ip|op)|ell(?=s)))s|"
    assert shared("(a)|ab") == "(a)|ab"


def test_what_patterns_begin_with() -> None:
    """All patterns would be tried at every name."""
    assert openings("(?: (?:has|had))? (?:ship|sell)s?\\b", 4) == {" has", " had", " shi", " sel"}
    assert openings("(?<=s)' [a-z]+x|'s ", 4) == {"' ", "'s "}
    assert openings("\\w+ing", 4) == {""}
    assert backwards("\\b(?:made|built) by (?:the )?") == "(?: eht)? yb (?:edam|tliub)\\b"


@pytest.mark.parametrize("pattern", ["(a)", "(?P<x>a)", "a++", "(?i:a)", "a$", "\\Aa", "(?>a)", "[[a]", "a{,2}", "(?:a", "a)"])
def test_what_is_not_read_is_tried_everywhere(pattern: str) -> None:
    """A pattern of somebody's own that uses more of the syntax would never match."""
    assert backwards(pattern) is None
    assert openings(pattern, 3) == {""}


def test_an_index_finds_what_trying_all_finds(shipped: Ontology) -> None:
    """A shipped signal would hold at fewer names than its pattern says."""
    found = signals.load(shipped.folder / "linking")
    text = "the model by veloria, a lab in graz, beats 3 models such as opus and kite"
    for at in range(len(text)):
        before, after = text[:at], text[at:]
        held = [name for name, pattern in found.before if before and pattern.search(before)]
        held += [name for name, pattern in found.after if after and pattern.match(after)]
        assert found.around(text, at, at, 0, len(text)) == held


def test_a_pattern_that_cannot_be_turned_round_is_searched(shipped: Ontology) -> None:
    """A signal with a look ahead would be dropped."""
    found = signals.load(shipped.folder / "linking")
    odd = ("odd", re.compile("(?:(?=a)an? |(by) )$"))
    changed = signals.Signals((*found.before, odd), found.after, found.weights, found.new_weights)
    assert changed.around("made by veloria", 8, 15, 0, 15) == [*found.around("made by veloria", 8, 15, 0, 15), "odd"]


def test_patterns_are_tried_in_their_order() -> None:
    """Two runs would sum the same weights to other last digits."""
    index = Index([("b", re.compile("an?")), ("a", re.compile("[a-c]")), ("c", re.compile("b"))], 2)
    assert index.matching("and") == ["b", "a"]
    assert index.matching("b") == ["a", "c"]
    assert index.matching("x") == []
    assert Index([], 2).matching("x") == []
