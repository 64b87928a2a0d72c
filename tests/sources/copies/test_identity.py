"""Which documents are copies, and what is kept of them."""

from __future__ import annotations

import random
import textwrap
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Document, Place, Zone, ZoneKind
from kg.sources.copies.identity import merge
from tests.sources.copies.texts import DAY, WORDS, doc, prose


def test_same_link_is_one_document() -> None:
    """A feed's excerpt and the page it links to would be two sources for one statement."""
    feed = doc("Short.", "feed", link="https://l.example/p/1", excerpt=True, authors=("Ada Quill",), outlet="The Ledger")
    page = doc(prose(1), "page", link="http://www.l.example/p/1/", published=DAY)
    (one,) = merge([feed, page])
    assert one.text == page.text
    assert (one.authors, one.outlet, one.published) == (("Ada Quill",), "The Ledger", DAY)
    assert [p.source for p in one.places] == ["page", "feed"]


def test_framed_and_cut_copies() -> None:
    """The same essay on a directory page, cut there, would be counted again."""
    body = prose(1, 1500)
    feed = doc(f"Essay\n\n{body}", "feed", title="Essay", link="https://l.example/e", published=DAY)
    text = f"Show\n  Essay\n  15/04/2026\n  {body[:3000]} ...\n  more\nFooter {prose(9, 900)}"
    start, end = text.index("Essay"), text.index("  more")
    cut = doc(
        text,
        "page",
        title="Essay",
        published=DAY - timedelta(hours=18),
        excerpt=True,
        zones=(
            Zone(0, start, ZoneKind.OUTSIDE),
            Zone(start, start + 5, ZoneKind.TITLE),
            Zone(end, len(text), ZoneKind.OUTSIDE),
        ),
    )
    (one,) = merge([cut, feed])
    assert (one.text, one.id) == (feed.text, feed.id)
    assert [p.source for p in one.places] == ["feed", "page"]


def test_edited_copy_without_links() -> None:
    """A mirror with small edits would be an independent source."""
    words = prose(1, 600).split()
    edited = " ".join("amended" if n % 60 == 0 else word for n, word in enumerate(words))
    (one,) = merge([doc(" ".join(words), "a"), doc(edited, "b")])
    assert {place.source for place in one.places} == {"a", "b"}


def test_short_cut_of_a_long_text() -> None:
    """A teaser of forty words would not find its text of five thousand."""
    body = prose(2, 5000)
    assert len(merge([doc(body, "a"), doc(" ".join(body.split()[:40]) + " ...", "b")])) == 1


CHROME = {
    "es": ("Faros | Directorio\nEpisodios\nSeguir\n15/04/2026 | 6 min\n", "\nMás episodios\nQuiénes somos"),
    "en": ("Lighthouses | Directory\nEpisodes\nFollow\n04/15/2026 | 6 mins.\n", "\nMore episodes\nAbout"),
    "ja": ("灯台 | 一覧\nエピソード\n2026/04/15\n", " ...\nもっと見る\n利用規約"),
}


def as_read_everywhere(body: str) -> list[Document]:
    """Return an essay as a feed, its excerpt, three directories, a mirror and a mail carry it."""
    words = body.split()
    feed = doc(body, "feed", title="Of light", link="https://l.example/light", published=DAY, authors=("Ada Quill",))
    excerpt = doc(" ".join(words[:60]) + " ... Read on", "excerpt", title="Of light", published=DAY, excerpt=True)
    found = [feed, excerpt]
    for name, (head, foot) in CHROME.items():
        text = f"{head}{' '.join(words[:120]) if name == 'ja' else body}{foot}"
        zones = (Zone(0, len(head), ZoneKind.OUTSIDE), Zone(len(text) - len(foot), len(text), ZoneKind.OUTSIDE))
        found.append(doc(text, f"page-{name}", published=DAY + timedelta(hours=20), excerpt=name == "ja", zones=zones))
        found.append(doc(f"{head}{body}{foot}", f"unzoned-{name}"))
    mail = "View in browser\n\nDear reader,\n\n" + textwrap.fill(body, 72) + "\n\n-- \nYou get this as a subscriber. Leave"
    return [*found, doc(mail, "mail", title="Of light", published=DAY), doc(body.replace("polger", "polder"), "mirror")]


@pytest.mark.parametrize("seed", range(5))
def test_one_essay_in_many_shapes(seed: int) -> None:
    """Each directory, mail and mirror would be one more voice for what one essay says."""
    documents = as_read_everywhere(prose(300 + seed, 500))
    (one,) = merge(documents)
    assert one.text == documents[0].text
    assert {p.source for p in one.places} == {d.places[0].source for d in documents}


def test_fuller_text_wins_and_link_breaks_a_tie() -> None:
    """The kept text would be the cut one, or a page's slice instead of the feed's own."""
    body = prose(3, 500)
    half = doc(" ".join(body.split()[:250]), "half", link="https://m.example/x")
    plain = doc(body + " framed by more", "plain")
    linked = doc(body, "linked", link="https://l.example/e")
    assert merge([half, plain])[0].text == plain.text
    assert merge([half, plain])[0].link == "https://m.example/x"
    assert merge([plain, linked])[0].text == linked.text


# -- false merges ------------------------------------------------------------------------------------------------


def test_weekly_posts_of_one_template_stay_apart() -> None:
    """Fifty issues of a newsletter would become one document."""
    frame = prose(4, 150)
    posts = [
        doc(f"{frame} {prose(50 + n, 100)} {frame[::-1]}", f"n{n}", title=f"The week #{n}", link=f"https://w.example/{n}")
        for n in range(5)
    ]
    assert len(merge(posts)) == 5
    assert len(merge([replace(p, link="", id=f"doc-{n}") for n, p in enumerate(posts)])) == 5


def test_template_with_a_few_numbers_changed_stays_apart() -> None:
    """A table of prices posted each week would be one document, though links or issue numbers tell the weeks apart."""
    rows = prose(5, 200)
    linked = [doc(f"{rows} Week {n}: {n * 7} tokens.", f"n{n}", title="Prices", link=f"https://p.example/{n}") for n in range(3)]
    numbered = [doc(f"{rows} Week {n}: {n * 7} tokens.", f"n{n}", title=f"Prices, week {n}") for n in range(3)]
    assert len(merge(linked)) == len(merge(numbered)) == 3


def test_two_posts_on_one_subject_stay_apart() -> None:
    """Two labs' posts that quote one paragraph would be one."""
    quote = prose(6, 80)
    assert len(merge([doc(f"{prose(7, 300)} {quote}", "a"), doc(f"{quote} {prose(8, 300)}", "b")])) == 2


def test_digest_does_not_join_what_it_quotes() -> None:
    """A round-up that carries two whole posts would make them one."""
    a, b = prose(10, 200), prose(11, 200)
    docs = [doc(a, "a", title="First"), doc(b, "b", title="Second"), doc(f"{a}\n\n{b}", "r", title="Round-up")]
    assert len(merge(docs)) == 3
    untitled = [replace(d, title="") for d in docs]
    assert len(merge(untitled)) == 2  # the round-up begins with the first and says nothing of itself


def test_equal_notices_under_different_posts_stay_apart() -> None:
    """Posts behind a paywall, which all say the same two lines, would be one."""
    notice = "This post is for paying members. Join to read it and all the others that we have."
    posts = [doc(notice, f"n{n}", title=f"Post about {w}", link=f"https://p.example/{w}") for n, w in enumerate(WORDS[:4])]
    assert len(merge(posts)) == 4
    assert len(merge([doc("Open thread", "a"), doc("Open thread", "b")])) == 2


def test_a_copy_does_not_join_two_posts() -> None:
    """A page without a link that resembles two posts would pull them together."""
    words = prose(12, 300).split()
    one = doc(" ".join(words), "one", link="https://l.example/1")
    two = doc(" ".join([*words[:290], *["now", "with", "another", "end", "to", "it", "all"]]), "two", link="https://l.example/2")
    copy = doc(" ".join(words[:280]), "copy")
    assert len(merge([one, two, copy])) == 2


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_two_items_from_one_press_release_stay_apart(share: float) -> None:
    """The outlets chose and added: they are two documents, and what both took over is a passage (`passages`).

    Merged, what the second outlet found out itself would be gone. Where less than a fifth is its own, it is a copy.
    """
    release, own = prose(40, 140), round(140 * (1 - share) / share)
    for titles in (("Quorum opens up", "A model from the pier"), ("", "")):
        one, two = (f"{prose(41 + n, own)} {release}" for n in range(2))
        documents = [doc(one, "a", title=titles[0], published=DAY), doc(two, "b", title=titles[1], published=DAY)]
        assert len(merge(documents)) == 2
    assert len(merge([doc(f"{release} {prose(43, 12)}", "a"), doc(f"{release} {prose(44, 12)}", "b")])) == 1


def test_numbered_series_stays_apart() -> None:
    """Part two, which begins as part one does, would be lost."""
    opening = prose(45, 120)
    parts = [doc(f"{opening} {prose(46 + n, 60)}", f"p{n}", title=f"How it is made, part {n}") for n in range(4)]
    assert len(merge(parts)) == 4


def test_two_posts_of_an_author_with_shared_quotations_stay_apart() -> None:
    """An author who returns to a subject, and to the words of others, would have written once."""
    quotes = [prose(60 + n, 50) for n in range(3)]
    texts = [" ".join(f"{prose(70 + 3 * k + n, 40)} {quote}" for n, quote in enumerate(quotes)) for k in range(2)]
    posts = [doc(text, f"q{n}", published=DAY + timedelta(days=2 * n), authors=("Ada Quill",)) for n, text in enumerate(texts)]
    assert len(merge(posts)) == 2


def test_outdated_copy_is_not_kept() -> None:
    """A mirror that still has the error, with a few words more, would put it back."""
    before = f"{prose(80, 100)} The model is by Harrow, as everybody here has always said. {prose(81, 100)}"
    after = before.replace("by Harrow, as everybody here has always said", "by Quorum")
    corrected, mirror = doc(after, "z", id="doc-z"), doc(before, "a")
    assert merge([corrected, mirror])[0].text == before
    assert merge([corrected, mirror], {"doc-z": [before]})[0].text == after
    assert merge([corrected, mirror], {"doc-z": [before]})[0].id == "doc-z"
    both = {"doc-z": [before], mirror.id: [after]}
    assert len(merge([corrected, mirror], both)) == 1
    cut = doc(" ".join(after.split()[:90]), "cut", id="doc-z")
    assert merge([cut, corrected], {"doc-z": [cut.text]})[0].text == after
    assert merge([cut, corrected], {"doc-z": [after]})[0].text == after


# -- a pure function ---------------------------------------------------------------------------------------------


def corpus() -> list[Document]:
    """Return posts with copies of several kinds, some of them equal."""
    found: list[Document] = []
    for n in range(8):
        body = prose(20 + n, 200 + 10 * n)
        found.append(doc(body, f"feed{n}", link=f"https://l.example/{n}", published=DAY + timedelta(days=n)))
        found.append(doc(f"Framed by the directory: {body}", f"page{n}"))
        found.append(doc(" ".join(body.split()[:90]), f"cut{n}", published=DAY + timedelta(days=n)))
    return [*found, found[0], found[1]]


@given(st.randoms(use_true_random=False))
def test_order_means_nothing(rng: random.Random) -> None:
    """The same sources in another order would give another graph."""
    documents = corpus()
    expected = merge(documents)
    rng.shuffle(documents)
    assert merge(documents) == expected
    assert len(expected) == 8


def test_merging_again_changes_nothing() -> None:
    """Each run over a store would change it."""
    once = merge(corpus())
    assert merge(once) == once
    assert merge([*once, *corpus()]) == once


def test_places_are_united_once() -> None:
    """Two readings of one feed would be two places."""
    a = doc(prose(1), "a", link="https://l.example/1")
    b = replace(a, places=(Place("b", "x"), Place("a", "https://l.example/1")))
    (one,) = merge([a, b, a])
    assert [(p.source, p.item) for p in one.places] == [("a", "https://l.example/1"), ("b", "x")]


def test_documents_without_words() -> None:
    """A document of punctuation, or an empty one, would crash or swallow others."""
    assert len(merge([doc("", "a"), doc("...", "b"), doc("!", "c")])) == 3
    assert merge([]) == ()


@pytest.mark.parametrize("count", [1500])
def test_thousands_of_documents(count: int) -> None:
    """The time would grow with the square of the corpus."""
    documents = [doc(prose(1000 + n, 300), f"d{n}") for n in range(count)]
    start = time.perf_counter()
    assert len(merge(documents)) == count
    assert time.perf_counter() - start < 30
