from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import Linker
from kg.linking.listed.versions import NO_TAIL, VARIANT_WORDS, VersionKey, counts_something, key_of, read_tail, same, weaker
from tests.linking.reading import ODD_TEXT, link

FAMILY = "Veloria"


def tail(rest: str) -> str:
    """Return how much of what follows the family's name is read as its version."""
    found = read_tail(FAMILY + rest, len(FAMILY), VARIANT_WORDS)
    return (FAMILY + rest)[len(FAMILY) : found[-1].end] if found else ""


def key(rest: str) -> VersionKey:
    """Return the key of the family with what follows."""
    return key_of(FAMILY, read_tail(FAMILY + rest, len(FAMILY), VARIANT_WORDS))


@pytest.mark.parametrize("rest", [
    " 3.5", "-3.5", "3.5", " v3", "-V3.1", " 2", " K2", "-27B", " 3 27B", "-3.5-27B-Instruct", " 3.5 Pro",
    " 3 mini", "-4o", "-8x7B",
    "-235B-A22B", "-3.5-27B-FP8", "-3.5-2026-03-05", "\u00a03.5",
])  # fmt: skip
def test_what_goes_on_as_a_version(rest: str) -> None:
    """A size, variant, date or quantisation would be cut from its model's name."""
    assert tail(rest + " is out") == rest


@pytest.mark.parametrize("rest", [
    " 2 years ago", " 3 times", " 40% more", " 5 people", " 2 weeks later", " 3,000 users", " 10 million users",
    " 4 of them", " was", " pro choice",
    ", 3 men", ".",
])  # fmt: skip
def test_what_is_no_version(rest: str) -> None:
    """A count behind a name would make a model that nobody released."""
    assert tail(rest) == ""


@pytest.mark.parametrize(("one", "other"), [
    (" 3.5", "-3.5"), (" 3.5", "3.5"), (" V3", " v3"), (" v3", " 3"), (" 3.0", " 3"),
    (" 3.5 Pro Max", "-3.5-max-pro"), (" 3 27B", "-3-27b"),
    ("-3-27B-FP8", "-3-27B"), ("-4-5", " 4.5"), (" 4.0", "-4"), ("-3-27B-MXFP4", "-3-27b"), ("-3-27B-AWQ", " 3 27B GGUF"),
    ("-K2-0905", " K2"), ("-4-5-20251101", " 4.5"), (" 3.5 27B", "3.5-27B"), ("-4-mini-flash", " 4 Flash mini"),
])  # fmt: skip
def test_spellings_with_one_key(one: str, other: str) -> None:
    """One model would be two."""
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [
    (" 3.5", " 3"), (" 3", " 4"), (" 3 Pro", " 3"), ("-3-27B", "-3-9B"), (" 3 Pro", " 3 Flash"), (" 3.1", " 3.10"),
    ("-235B-A22B", "-235B"), ("-4", "-4 Turbo"), ("-4", "-4o"), ("-4o", "-4.1"), (" 4", " 4.1"), ("-V3", "-V3.1"),
    ("-V3.2", "-V3.2-Exp"), ("-4.6", "-4.6V"), (" M2", " M2.1"), (" K2", " K2.5"), ("-5.1-Codex", "-5.1-Codex-Max"),
    ("-3n-E4B", "-3n-E2B"), ("-4B-Thinking", "-4B"), ("-8x7B", "-8x22B"), (" 2.5 Flash", " 2.5 Flash-Lite"), ("-3-8B", "-3-80B"),
    ("-4-mini", "-4-mini-reasoning"), (" 3", " 3.0.1"), ("-1.1", "-11"),
])  # fmt: skip
def test_models_with_keys_of_their_own(one: str, other: str) -> None:
    """Two models would be one."""
    assert key(one) != key(other)


def test_a_bare_family_has_no_version() -> None:
    """A family would be taken for a release."""
    assert key("").bare
    assert not key(" 3").bare
    assert not key(" Pro").bare


@pytest.mark.parametrize("text", ["Veloria 2 years ago", "Veloria 3 times", "Veloria 70 people"])
def test_a_number_that_counts(text: str) -> None:
    """The words "Llama 2 years ago" would be a mention of Llama 2."""
    end = len(" ".join(text.split()[:2]))
    assert counts_something(text, end)
    assert not counts_something("Veloria 2 is out", 9)


@given(st.builds(
    VersionKey, st.just(FAMILY), st.lists(st.sampled_from(["3", "3.5"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["instruct", "mini", "pro"]), max_size=3, unique=True).map(lambda v: tuple(sorted(v))),
    st.lists(st.sampled_from(["27b", "235ba22b", "a3b"]), max_size=2).map(tuple),
))  # fmt: skip
def test_a_walk_up_the_lattice_ends_at_the_family(start: VersionKey) -> None:
    """An unseen version would hang nowhere, or above itself."""
    steps = weaker(start)
    assert start not in steps
    assert len(set(steps)) == len(steps)
    assert start.bare or steps[-1] == VersionKey(FAMILY)
    assert all(s.family == FAMILY for s in steps)


NUMBERS = st.sampled_from(["3", "3.5", "4.1", "4o", "10", "k2", "2.5.1"])
PARTS = st.tuples(
    NUMBERS, st.lists(st.sampled_from(["Instruct", "Base", "Thinking", "Mini", "Flash", "Pro"]), max_size=3, unique=True),
    st.sampled_from(["", "27B", "8x7B", "235B-A22B", "E4B"]), st.sampled_from(["", "FP8", "AWQ", "GGUF", "MXFP4"]),
)  # fmt: skip


def spelled(number: str, variants: list[str], size: str, quantisation: str, separator: str) -> str:
    """Return a version as an id or a text writes it."""
    return separator + separator.join(p for p in (number, *variants, size, quantisation) if p)


@given(PARTS, st.sampled_from([" ", "-"]), st.sampled_from([" ", "-"]), st.data())
def test_no_spelling_makes_another_model(
    parts: tuple[str, list[str], str, str], one: str, other: str, data: st.DataObject
) -> None:
    """Separators, the order of the words, case in an id and a quantisation would each make a second entity."""
    number, variants, size, quantisation = parts
    first = key(spelled(number, variants, size, quantisation, one))
    again = data.draw(st.permutations(variants))
    assert key(spelled(number, again, size, "", other)) == first
    assert key(spelled(number, again, size, "", "-").lower()) == first


@given(PARTS, PARTS)
def test_what_a_name_says_makes_its_key(one: tuple[str, list[str], str, str], other: tuple[str, list[str], str, str]) -> None:
    """Two versions, sizes or variants would be merged, or one model split."""
    said = [(number, frozenset(variants), size) for number, variants, size, _ in (one, other)]
    keys = [key(spelled(*parts, "-")) for parts in (one, other)]
    assert (keys[0] == keys[1]) == (said[0] == said[1])


@given(PARTS)
def test_a_key_spelled_out_is_read_as_itself(parts: tuple[str, list[str], str, str]) -> None:
    """Reading what was read would give another model."""
    found = key(spelled(*parts, "-"))
    assert key("-" + "-".join((*found.versions, *found.variants, *found.sizes))) == found


@pytest.mark.parametrize(("rest", "nearest"), [
    ("-4-mini-flash-reasoning", "-4-mini-flash"), ("-3-27B-Thinking", "-3-27B"), ("-3-120B-A12B-Base", "-3-120B-A12B"),
])  # fmt: skip
def test_a_variant_hangs_under_its_release(rest: str, nearest: str) -> None:
    """An unseen variant would be filed beside its release."""
    assert key(nearest) in weaker(key(rest))[:2]


def test_one_size_is_one_model_whether_or_not_the_parameters_in_use_are_said() -> None:
    """Of a release with one size the longer spelling would be a second model."""
    assert key(" 3 120B") in same(key(" 3 120B-A12B-Instruct"))
    assert key(" 3 120B") not in same(key(" 3 120B Thinking"))


@given(ODD_TEXT, st.integers(0, 130))
def test_components_stand_in_the_text_in_order(text: str, at: int) -> None:
    """A version would be read from other words than it was."""
    at = min(at, len(text))
    before = at
    for c in read_tail(text, at, VARIANT_WORDS):
        assert before <= c.start < c.end <= len(text)
        before = c.end


@pytest.mark.parametrize("tail", [" is", " and 4", ".", ", 5", " (", "", "’s", "\nthe"])
def test_what_no_version_can_follow_is_told_at_once(tail: str) -> None:
    """A version would be lost if the short look said no where the long one finds one."""
    assert NO_TAIL.match("Veloria" + tail, 7)
    assert read_tail("Veloria" + tail, 7, VARIANT_WORDS) == []


@given(st.lists(st.sampled_from([*" -_\n45.kKſ(’", "5.2", "70B", "mini", "is", "gptq", "int4", "Pro"]), max_size=8).map("".join))
def test_the_short_look_agrees_with_the_long_one(tail: str) -> None:
    """A version would be lost in an odd place."""
    if NO_TAIL.match("Veloria" + tail, 7):
        assert read_tail("Veloria" + tail, 7, VARIANT_WORDS) == []


@pytest.mark.parametrize(("text", "names"), [
    ("Gemini 2.5 Pro 29.9, Voxtral Small 38.2, and that is all.", ["Gemini 2.5 Pro", "Voxtral Small"]),
    ("We ran Qwen 97.3 today.", ["Qwen 97.3"]),
])  # fmt: skip
def test_a_score_behind_a_name_is_no_version(linker: Linker, text: str, names: list[str]) -> None:
    """Every score of a table in prose would be an unseen release."""
    assert [m.surface for m in link(linker, text)] == names
