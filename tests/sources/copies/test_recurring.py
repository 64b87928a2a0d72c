"""The frame that several posts of a source share: what is found, and what is left alone however often it recurs."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import FROM_OTHERS, Document, Place, Zone, ZoneKind
from kg.sources.copies.recurring import with_recurring
from tests.sources.copies.texts import DAY, Part, body, doc, post, prose, put_in, zoned

READ = "Thanks for reading The Lantern, which is made by two people and a cat."
SPONSOR = (
    "This issue is brought to you by Tallow Works, who keep the lights on here. Visit their site and tell them that the"
    " cat has sent you, and you get a month for nothing."
)
ABOUT = "Ada Quill writes about small models from a lighthouse. She owns no shares in any company named here."


def recurring(documents: Sequence[Document]) -> list[list[str]]:
    """Return the recurring passages of each document, in the order of time."""
    return [zoned(d, ZoneKind.RECURRING) for d in with_recurring(documents)]


def with_part(count: int, part: Part, at: int, every: int = 1) -> list[Document]:
    """Return posts of which every so many has a paragraph at a place."""
    return [post(n, put_in(body(n), at, part) if n % every == 0 else body(n)) for n in range(count)]


# -- what is found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 5, 9])
@pytest.mark.parametrize("passage", [READ, SPONSOR, ABOUT])
def test_a_paragraph_of_several_posts(passage: str, at: int) -> None:
    """A sponsor's or an author's name in every post would be the strongest pair of the corpus."""
    assert recurring(with_part(6, passage, at)) == [[passage]] * 6


def test_third_post_shows_the_frame_of_the_earlier_ones() -> None:
    """The first posts of a feed would keep their frame for ever, or one repeated sentence would be a frame at once."""
    posts = with_part(3, READ, 9)
    assert recurring(posts[:1]) == [[]]
    assert recurring(posts[:2]) == [[], []]
    assert recurring(posts) == [[READ]] * 3


def test_sponsor_in_some_posts_of_a_run() -> None:
    """A campaign that runs for a month would count as often as it is printed."""
    posts = [post(n, put_in(body(n), 4, SPONSOR) if n in (20, 22, 24, 25) else body(n)) for n in range(60)]
    found = recurring(posts)
    assert [n for n, passages in enumerate(found) if passages] == [22, 24, 25]


def test_sponsor_read_with_a_slot() -> None:
    """A read that sponsors take turns in would be news about each of them every time."""
    names = ["Tallow Works", "Bramble", "Harrow Mills"] * 2
    reads = [SPONSOR.replace("Tallow Works", name) for name in names]
    posts = [post(n, put_in(body(n), 4, read)) for n, read in enumerate(reads)]
    assert recurring(posts) == [[read] for read in reads]


def test_slot_without_a_name() -> None:
    """A notice with a word of its own each time would not be known as one."""
    notices = [SPONSOR.replace("tell them", f"{word} tell them") for word in ("kindly", "gladly", "loudly", "briefly")]
    posts = [post(n, put_in(body(n), 4, notice)) for n, notice in enumerate(notices)]
    assert recurring(posts) == [[notice] for notice in notices]


def test_numbers_in_a_frame_differ() -> None:
    """A footer with the year, or the number of the readers, would be another text each time."""
    footers = [f"You are one of {n} readers of The Lantern, issue {n + 3}, printed in 2026." for n in range(40, 45)]
    posts = [post(n, [*body(n), footer]) for n, footer in enumerate(footers)]
    assert recurring(posts) == [[footer] for footer in footers]


def test_short_lines_at_the_edges() -> None:
    """Share buttons and a line of navigation stay, since each is too short to be known in the middle of a text."""
    tail = ["Share", "Leave a comment", "About", "Imprint"]
    posts = [post(n, [*body(n), READ, *tail]) for n in range(5)]
    assert recurring(posts) == [[READ, *tail]] * 5


def test_navigation_as_a_list_that_is_always_the_same() -> None:
    """A footer's list of links is marked up as a list like any other."""
    links = [(word, ZoneKind.LIST_ITEM) for word in ("Archive", "Podcast", "Map of all the lighthouses")]
    posts = [post(n, [*body(n), *links]) for n in range(5)]
    assert recurring(posts) == [[words for words, _ in links]] * 5


def test_heading_over_nothing_but_frame() -> None:
    """The heading over the authors' lines would stand alone, and lend its name to what follows."""
    frame: list[Part] = [("Who we are", ZoneKind.HEADING), ABOUT]
    posts = [post(n, [*body(n), *frame]) for n in range(4)]
    assert recurring(posts) == [["Who we are", ABOUT]] * 4


def test_sentence_at_the_end_of_a_paragraph() -> None:
    """A text that came as one paragraph would keep its frame."""
    posts = [post(n, [f"{prose(n, 204)} The end is here. {READ}"]) for n in range(4)]
    assert recurring(posts) == [[f"The end is here. {READ}"]] * 4


def test_spelling_of_the_outlet_and_the_place_make_no_difference() -> None:
    """Posts of one outlet through a feed and a directory would be of two sources, each with too few posts."""
    posts = with_part(3, READ, 9)
    spelled = [replace(p, outlet=o) for p, o in zip(posts, ("The Lantern", "THE LANTERN", "The Lantern | Podcast"), strict=True)]
    assert recurring(spelled) == [[READ]] * 3
    feed = Place("https://l.example/feed", "x")
    through_one_feed = [replace(p, outlet="", places=(feed,)) for p in posts]
    assert recurring(through_one_feed) == [[READ]] * 3
    on_one_site = [replace(p, outlet="", link=f"https://l.example/{n}") for n, p in enumerate(posts)]
    assert recurring(on_one_site) == [[READ]] * 3
    in_one_folder = [replace(p, outlet="", places=(Place(f"saved/{n}.txt", ""),)) for n, p in enumerate(posts)]
    assert recurring(in_one_folder) == [[READ]] * 3
    elsewhere = [replace(p, outlet=o) for p, o in zip(posts, ("Lantern", "Signal", "Harbour"), strict=True)]
    assert recurring(elsewhere) == [[]] * 3


def test_a_frame_larger_than_the_posts() -> None:
    """Short posts within a long frame look like copies of one another."""
    frame = [prose(77_000 + n, 50) for n in range(4)]
    posts = [post(n, [*body(n, 1), *frame]) for n in range(8)]
    assert recurring(posts) == [frame] * 8


# -- what is left alone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        ("Models", ZoneKind.HEADING),
        ("DeepSeek", ZoneKind.HEADING),
        "Models",
        "What came out this week",
        ("A 7B model under Apache 2.0, with the weights on the usual hub", ZoneKind.LIST_ITEM),
        ("Whoever holds the weights holds the pen, and whoever holds the pen writes the licence.", ZoneKind.QUOTATION),
        ("pip install lantern --upgrade --quiet --no-input --user", ZoneKind.CODE),
        ("Ada Quill and Tom Reed, from the lighthouse at the end of the pier", ZoneKind.BYLINE),
    ],
)
def test_parts_with_a_purpose(part: Part) -> None:
    """A heading would no longer lend its subject to its items; an item, a quotation or code would be gone."""
    assert recurring(with_part(6, part, 4)) == [[]] * 6


def test_items_of_a_list_that_differs() -> None:
    """An item that is on the list every week would not be counted."""
    same = ("Vexel-7B by Quorum Labs, still under Apache 2.0", ZoneKind.LIST_ITEM)
    posts = [post(n, [*body(n), (prose(500 + n, 8), ZoneKind.LIST_ITEM), same, same]) for n in range(5)]
    assert recurring(posts) == [[]] * 5


def test_items_of_one_template() -> None:
    """Posts of one template would lose the items, which are what they say."""
    names = [f"{a}-{b}B by {c}" for a in ("Vexel", "Brindle", "Oxlip") for b in (7, 12) for c in ("Quorum", "Harrow")]
    item = "{}: a general model with the weights on the usual hub and a paper that says how it was made, under an open licence."
    posts = [post(n, [*body(n, 3), *(item.format(f"{name}{n}") for name in names[n : n + 4]), READ]) for n in range(6)]
    assert recurring(posts) == [[READ]] * 6


def test_number_of_the_week() -> None:
    """A sentence with another price each week would be gone, the price with it."""
    for at in (0, 1, 5, 8):
        posts = [post(n, put_in(body(n), at, f"Vexel now costs {n + 3} dollars for a million tokens.")) for n in range(6)]
        assert recurring(posts) == [[]] * 6


def test_model_of_the_week() -> None:
    """A paragraph of one form about another model each week would be taken for a sponsor's read."""
    form = "The model of the week is {}, which comes with weights on the usual hub, a long paper and a licence that bars nothing."
    names = [["Vexel-7B", "Brindle 12", "Oxlip-3", "Teasel 4.1", "Harrow-70B"], ["Vexel", "Brindle", "Oxlip", "Teasel", "Harrow"]]
    for week in names:
        posts = [post(n, put_in(body(n), 4, form.format(name))) for n, name in enumerate(week)]
        assert recurring(posts) == [[]] * 5
    form = "今週は{}を試しました。重みは公開されていて、論文も長く、使用条件もとても緩やかな一般向けの新しい模型です。"
    posts = [post(n, put_in(body(n), 4, form.format(name))) for n, name in enumerate(("千問", "深探", "智譜", "月面", "百川"))]
    assert recurring(posts) == [[]] * 5


def test_a_repeated_argument() -> None:
    """What an author says again in a paragraph of another wording would be gone."""
    saying = "Open weights are not open source and never were."
    posts = [post(n, put_in(body(n), 4, f"{prose(n, 20)} {saying} {prose(90 + n, 20)}")) for n in range(6)]
    assert recurring(posts) == [[]] * 6


def test_an_argument_word_for_word_in_some_posts() -> None:
    """What an author says in a paragraph of its own, and says again, would not have been said once."""
    posts = [post(n, put_in(body(n), 4, SPONSOR) if n in (3, 4, 5) else body(n)) for n in range(9)]
    assert [n for n, passages in enumerate(recurring(posts)) if passages] == [4, 5]


def test_a_paragraph_that_comes_back_now_and_then() -> None:
    """A paragraph that an author repeats three times in two years is no frame."""
    posts = [post(n, put_in(body(n), 4, SPONSOR) if n in (0, 30, 59) else body(n)) for n in range(60)]
    assert recurring(posts) == [[]] * 60


@pytest.mark.parametrize("zone", [ZoneKind.UTTERANCE, None])
def test_interjections(zone: ZoneKind | None) -> None:
    """Turns of two words, and the labels of an interview, would be cut out of every transcript."""
    words = ["Yeah.", "Right.", "That is right, yeah.", "Q:", "Tom Reed: I agree with that.", "Mm-hm, go on then."]
    posts = []
    for n in range(5):
        turns: list[Part] = []
        for m, paragraph in enumerate(body(n, 30)):
            turns += [(t, zone) if zone else t for t in (paragraph, words[m % len(words)])]
        posts.append(post(n, [*turns, prose(40 + n, 30)]))
    assert recurring(posts) == [[]] * 5


def test_a_quotation_discussed_in_two_posts() -> None:
    """Two posts are too few to tell a frame."""
    posts = [post(n, put_in(body(n), 4, SPONSOR) if n < 2 else body(n)) for n in range(6)]
    assert recurring(posts) == [[]] * 6


def test_copies_that_were_not_merged() -> None:
    """A post that stands three times under different headlines would be frame from its first to its last word."""
    same = body(1)
    copies = [post(n, same, title=f"Take {n}", link=f"https://l.example/{n}") for n in range(3)]
    assert recurring(copies) == [[]] * 3
    assert recurring([post(n, same, link=f"https://l.example/{n}") for n in range(9)]) == [[]] * 9
    others = [post(10 + n, body(10 + n)) for n in range(6)]
    assert recurring([*copies, *others]) == [[]] * 9
    edited = [post(n, [*same[:-1], prose(60 + n, 30)], link=f"https://l.example/{n}") for n in range(4)]
    assert recurring([*edited, *others]) == [[]] * 10


def test_what_does_not_share_a_source() -> None:
    """A press release that three outlets print would be the frame of nobody."""
    posts = [post(n, put_in(body(n), 4, SPONSOR), outlet=name) for n, name in enumerate(("Signal", "Harbour", "Lantern"))]
    assert recurring(posts) == [[]] * 3


# -- a pure function ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from([READ, SPONSOR, ABOUT, "Share", "Models", "Yeah.", "Q:", "Open weights are not open source, ever."])
KINDS = st.sampled_from(
    [None, ZoneKind.HEADING, ZoneKind.LIST_ITEM, ZoneKind.QUOTATION, ZoneKind.UTTERANCE, ZoneKind.BOILERPLATE]
)


@st.composite
def corpora(draw: st.DrawFn) -> list[Document]:
    """Draw posts of two outlets with passages in common, some of them undated, with zones of every sort."""
    found = []
    for n in range(draw(st.integers(0, 7))):
        parts: list[Part] = []
        for m in range(draw(st.integers(0, 6))):
            words = draw(st.one_of(PIECES, st.just(prose(100 * n + m, 30))))
            kind = draw(KINDS)
            parts.append((words, kind) if kind else words)
        made = post(n, parts, outlet=draw(st.sampled_from(["Signal", "Lantern"])), id=f"doc-{n}")
        found.append(replace(made, published=draw(st.sampled_from([made.published, None, DAY]))))
    return found


@settings(max_examples=60, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_order_means_nothing_and_twice_is_once(documents: list[Document], rng: random.Random) -> None:
    """The same sources in another order, or a second run over a store, would give other zones."""
    expected = with_recurring(documents)
    rng.shuffle(documents)
    assert with_recurring(documents) == expected
    assert with_recurring(expected) == expected


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_zones_lie_in_the_text_and_the_others_stay(documents: list[Document]) -> None:
    """A zone outside of the text would crash a reader; a lost one would change what is said."""
    by_id = {d.id: d for d in documents}
    for document in with_recurring(documents):
        zones = document.zones
        assert list(zones) == sorted(zones, key=lambda z: (z.start, -z.end, z.kind))
        assert all(0 <= z.start < z.end <= len(document.text) for z in zones)
        assert all(document.text[z.start : z.end].strip() == document.text[z.start : z.end] for z in zones)
        assert tuple(z for z in zones if z.kind not in FROM_OTHERS) == by_id[document.id].zones
        assert replace(document, zones=()) == replace(by_id[document.id], zones=())


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_a_document_that_came_and_went_leaves_no_trace(documents: list[Document]) -> None:
    """A post that was taken back would leave its marks on the others."""
    guest = post(50, [READ, SPONSOR, ABOUT], outlet="Lantern", id="doc-guest")
    together = with_recurring([*documents, guest])
    assert with_recurring([d for d in together if d.id != guest.id]) == with_recurring(documents)


def test_zones_of_the_run_before_are_dropped() -> None:
    """A copied passage would stay marked although the earlier document is gone."""
    old = doc("A text of its own.", zones=(Zone(0, 6, ZoneKind.COPIED, "doc-gone"), Zone(7, 9, ZoneKind.RECURRING)))
    assert with_recurring([old]) == (replace(old, zones=()),)


def test_hash_seed_means_nothing() -> None:
    """Two processes would find two frames."""
    program = """if True:
        from kg.sources.copies.passages import with_copied
        from kg.sources.copies.recurring import with_recurring
        from tests.sources.copies.test_recurring import SPONSOR, with_part
        print([d.zones for d in with_copied(with_recurring(with_part(8, SPONSOR, 3, every=2)))])
    """
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "4242")
    }  # fmt: skip
    assert len(outputs) == 1


def test_time_grows_with_the_documents() -> None:
    """Fifty feeds of a hundred posts would take hours."""
    times = []
    for count in (100, 400):
        posts = with_part(count, SPONSOR, 3, every=2)
        start = time.process_time()
        assert sum(map(len, recurring(posts))) == count // 2
        times.append(time.process_time() - start)
    assert times[1] < 8 * times[0] + 0.5
