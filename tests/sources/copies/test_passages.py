"""Passages that stood in an earlier document: who had them first, and what only looks alike."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Document, ZoneKind
from kg.sources.copies.passages import with_copied
from kg.sources.copies.recurring import with_recurring
from tests.sources.copies.texts import DAY, Part, body, post, prose, put_in, zoned

RELEASE = (
    "The keeper of the northern lighthouse has put its newest model on the usual hub, where anybody may take it for any"
    " purpose. It was made by Quorum Labs of Oxbow in eleven weeks, and reads 4 languages."
)


def copied(documents: Sequence[Document]) -> list[list[tuple[str, str]]]:
    """Return the copied passages of each document with the id of who had them first, in the order of time."""
    return [[(d.text[z.start : z.end], z.label) for z in d.zones if z.kind is ZoneKind.COPIED] for d in with_copied(documents)]


def pair(first: Part, second: Part) -> list[Document]:
    """Return two posts of different outlets with a passage each."""
    return [post(0, put_in(body(0), 3, first), "Signal"), post(1, put_in(body(1), 5, second), "Harbour")]


def test_the_later_document_has_the_copy() -> None:
    """A press release that ten outlets print would be ten voices."""
    posts = pair(RELEASE, RELEASE)
    assert copied(posts) == copied(posts[::-1]) == [[], [(RELEASE, posts[0].id)]]


def test_a_quotation_is_a_copy_too() -> None:
    """A block that quotes another post would state it a second time."""
    posts = pair(RELEASE, (RELEASE, ZoneKind.QUOTATION))
    assert copied(posts)[1] == [(RELEASE, posts[0].id)]


def test_undated_documents_come_last() -> None:
    """A file without a date would own what it was copied from."""
    first, second = pair(RELEASE, RELEASE)
    undated = replace(first, published=None)
    assert copied([undated, second]) == [[], [(RELEASE, second.id)]]


@pytest.mark.parametrize(
    "edited",
    [
        RELEASE.replace("newest", "latest"),
        RELEASE.replace("anybody may take it", "everyone can take it"),
        RELEASE.replace("The keeper", "Today the keeper"),
        RELEASE.replace(". It", ".\n\nIt"),
        RELEASE.upper(),
    ],
)
def test_small_edits(edited: str) -> None:
    """An outlet that changes a word of a press release would be a voice of its own."""
    if edited.startswith("Today"):
        edited += " The end of it is that the keeper sleeps today."
    found = copied(pair(RELEASE, edited))[1]
    assert sum(len(text) for text, _ in found) > 0.8 * len(RELEASE)


@pytest.mark.parametrize(
    "changed",
    [
        RELEASE.replace("Quorum Labs of Oxbow", "Harrow Mills of Oxbow").replace("northern lighthouse", "southern Lighthouse"),
        RELEASE.replace("4 languages", "9 languages").replace("newest model", "model Vexel"),
    ],
)
def test_other_names_or_numbers_say_something_else(changed: str) -> None:
    """A sentence of the same form about another lab would be taken for a copy, and its names lost."""
    assert copied(pair(RELEASE, changed)) == [[], []]


def test_phrases_are_no_copies() -> None:
    """What everybody says, and a quoted sentence of a few words, would belong to who said it first."""
    saying = "Open weights are not open source and never were, whatever the licence says of them."
    assert copied(pair(saying, saying)) == [[], []]


def test_only_the_copied_sentences() -> None:
    """What an outlet adds to a press release would be lost with it."""
    own = prose(900, 24)
    [_, [(text, _)]] = copied(pair(RELEASE, f"{own} {RELEASE} So {prose(901, 24)}"))
    assert text == RELEASE


def test_digest_of_several_posts() -> None:
    """A round-up of whole posts would be a third voice for everything."""
    one, two = post(0, body(0, 2), "Signal"), post(1, body(1, 2), "Harbour")
    digest = post(2, [prose(800, 36), *body(0, 2), prose(801, 36), *body(1, 2)], "Lantern")
    found = copied([one, two, digest])[2]
    assert {label for _, label in found} == {one.id, two.id}
    assert sum(len(text) for text, _ in found) >= len(one.text) + len(two.text) - 8


def test_the_first_of_many_owns_it() -> None:
    """A copy of a copy would name the copy."""
    posts = [post(n, put_in(body(n), 2, RELEASE), f"Outlet {n}") for n in range(4)]
    assert copied(posts) == [[], *[[(RELEASE, posts[0].id)]] * 3]


def test_recurring_wins() -> None:
    """A sponsor's read would count once, in the first post that has it."""
    posts = [post(n, put_in(body(n), 2, RELEASE)) for n in range(4)]
    marked = with_copied(with_recurring(posts))
    assert [zoned(d, ZoneKind.RECURRING) for d in marked] == [[RELEASE]] * 4
    assert [zoned(d, ZoneKind.COPIED) for d in marked] == [[]] * 4


@pytest.mark.parametrize("kind", [ZoneKind.BOILERPLATE, ZoneKind.OUTSIDE, ZoneKind.CODE])
def test_silent_stretches_own_nothing(kind: ZoneKind) -> None:
    """The teaser of another post in a page's frame would own the post."""
    assert copied(pair((RELEASE, kind), RELEASE)) == [[], []]
    assert copied(pair(RELEASE, (RELEASE, kind))) == [[], []]


def test_repeating_oneself_is_no_copy() -> None:
    """A document that says a thing twice would have an earlier document."""
    assert copied([post(0, [RELEASE, *body(0), RELEASE])]) == [[]]
    assert copied([]) == []
    assert copied([post(0, []), post(1, ["..."])]) == [[], []]


PIECES = st.sampled_from(
    [RELEASE, RELEASE.replace("newest", "latest"), "Right.", "東京の研究所は新しいモデルを公開した。" * 3, ""]
)
KINDS = st.sampled_from([None, ZoneKind.QUOTATION, ZoneKind.BOILERPLATE, ZoneKind.RECURRING, ZoneKind.UTTERANCE])


@st.composite
def corpora(draw: st.DrawFn) -> list[Document]:
    """Draw posts with passages in common."""
    found = []
    for n in range(draw(st.integers(0, 5))):
        parts: list[Part] = []
        for m in range(draw(st.integers(0, 5))):
            words, kind = draw(st.one_of(PIECES, st.just(prose(100 * n + m, 30)))), draw(KINDS)
            parts.append((words, kind) if kind and words else words)
        made = post(n, parts, outlet=draw(st.sampled_from(["Signal", "Lantern"])), id=f"doc-{n}")
        found.append(replace(made, published=draw(st.sampled_from([made.published, None, DAY]))))
    return found


@settings(max_examples=60, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_a_pure_function_of_the_set(documents: list[Document], rng: random.Random) -> None:
    """Another order, a second run or a document that came and went would leave other zones."""
    expected = with_copied(documents)
    rng.shuffle(documents)
    assert with_copied(documents) == expected
    assert with_copied(expected) == expected
    guest = post(-1, [RELEASE], id="doc-guest")
    together = with_copied([*documents, guest])
    assert with_copied([d for d in together if d.id != guest.id]) == expected


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_zones_lie_in_the_text_and_the_others_stay(documents: list[Document]) -> None:
    """A zone outside of the text would crash a reader; a label that is no earlier document would be nobody's voice."""
    by_id = {d.id: d for d in documents}
    ordered = with_copied(documents)
    for number, document in enumerate(ordered):
        zones = document.zones
        assert list(zones) == sorted(zones, key=lambda z: (z.start, -z.end, z.kind))
        assert all(0 <= z.start < z.end <= len(document.text) for z in zones)
        assert tuple(z for z in zones if z.kind is not ZoneKind.COPIED) == by_id[document.id].zones
        labels = {z.label for z in zones if z.kind is ZoneKind.COPIED}
        assert labels <= {d.id for d in ordered[:number]}


def test_time_grows_with_the_documents() -> None:
    """Fifty feeds of a hundred posts would take hours."""
    times = []
    for count in (100, 400):
        posts = [post(n, put_in(body(n), 2, RELEASE), f"Outlet {n}") for n in range(count)]
        start = time.process_time()
        assert sum(map(len, copied(posts))) == count - 1
        times.append(time.process_time() - start)
    assert times[1] < 8 * times[0] + 0.5
