"""HTML to kept text and zones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import ZoneKind
from kg.sources.formats.html import read_html
from kg.sources.kept import Kept


def zones(kept: Kept, kind: ZoneKind) -> list[str]:
    """Return the texts of the zones of one kind."""
    return [kept.text[z.start : z.end] for z in kept.zones if z.kind is kind]


def test_blocks_become_paragraphs() -> None:
    """Sentences of two paragraphs would run into each other."""
    assert read_html("<p>One  <b>two</b>\n three.</p><div>Four<p>five</div>six").text == "One two three.\n\nFour\n\nfive\n\nsix"


def test_line_break_is_a_line_break() -> None:
    """Names on two lines would be joined."""
    assert read_html("<p>One<br>two<br/> three</p>").text == "One\ntwo\nthree"


def test_structure_becomes_zones() -> None:
    """Headings, list items, quotations, code and captions would be body text."""
    kept = read_html(
        "<h2>Head</h2><p>Body</p><ul><li>first</li><li><p>second</p></li></ul><blockquote><p>said</p><p>more</p></blockquote>"
        "<pre>\nx =  1\n  y\n</pre><figure><img alt='gone'><figcaption>Under it</figcaption></figure>"
    )
    assert kept.text == "Head\n\nBody\n\nfirst\nsecond\n\nsaid\n\nmore\n\nx =  1\n  y\n\nUnder it"
    assert zones(kept, ZoneKind.HEADING) == ["Head"]
    assert zones(kept, ZoneKind.LIST_ITEM) == ["first", "second"]
    assert zones(kept, ZoneKind.QUOTATION) == ["said\n\nmore"]
    assert zones(kept, ZoneKind.CODE) == ["x =  1\n  y"]
    assert zones(kept, ZoneKind.CAPTION) == ["Under it"]


def test_ordered_items_keep_their_ordinal() -> None:
    """A reference to point 3 would refer to nothing; nested lists would lose their count."""
    kept = read_html("<ol start=3><li>a<ol><li>x<li>y</ol><li>b<li value=9>c</ol>")
    assert kept.text == "3. a\n1. x\n2. y\n4. b\n9. c"
    assert zones(kept, ZoneKind.LIST_ITEM) == ["3. a\n1. x\n2. y", "1. x", "2. y", "4. b", "9. c"]


def test_tables() -> None:
    """Cells of a table would run together; a table that lays out columns would be taken for data."""
    kept = read_html("<table><caption>C</caption><tr><th>a<th>b<tr><td>1<td><b>2</b>\n3</table>after")
    assert kept.text == "C\na\tb\n1\t2 3\n\nafter"
    assert zones(kept, ZoneKind.TABLE) == ["C\na\tb\n1\t2 3"]
    layout = read_html("<table><tr><td><h2>H</h2><p>One.</p><p>Two.</p></td></tr></table>")
    assert layout.text == "H\n\nOne.\n\nTwo."
    assert zones(layout, ZoneKind.TABLE) == []


def test_what_is_never_read_is_dropped() -> None:
    """Scripts, menus and hidden text would be linked and counted."""
    kept = read_html(
        "<script>s()</script><style>p{}</style><nav>menu</nav><div role=navigation>menu</div><button>Go</button>"
        "<p hidden>h</p><p style='display: none'>h</p><span aria-hidden=true>h</span><svg><title>t</title></svg>"
        "<noscript><img alt=x>n</noscript><template>t</template><!-- c --><p>Seen</p>"
    )
    assert kept.text == "Seen"


def test_chrome_is_kept_as_boilerplate() -> None:
    """A footer or a button's words would be counted as the author's."""
    kept = read_html(
        "<p>Body text that is long enough to be the larger part of all this by far, whatever stands around it here.</p>"
        "<div><p>Inscrivez-vous</p><form><input type=email><button>ok</button></form></div>"
        "<p><a class='button primary' href=x>Teilen</a></p><aside>More</aside><footer>Imprint</footer>"
    )
    assert zones(kept, ZoneKind.BOILERPLATE) == ["Inscrivez-vous", "Teilen", "More", "Imprint"]


def test_form_does_not_swallow_the_post() -> None:
    """A short post with a form in the same box, or a page that is one form, would be lost."""
    kept = read_html("<div><p>We release the model today.</p><form><input type=email></form></div>")
    assert kept.text == "We release the model today."
    assert zones(kept, ZoneKind.BOILERPLATE) == []
    assert "Word" in read_html("<form id=all>" + "<p>Word and word.</p>" * 40 + "</form>").text


def test_entities_are_decoded_once() -> None:
    """A post about markup would lose what it shows."""
    assert read_html("<p>a &amp;lt;b&amp;gt; &amp;amp; c &lt;d&gt;</p>").text == "a &lt;b&gt; &amp; c <d>"


def test_footnote_marks_do_not_join_names() -> None:
    """A model named before a note 1 would get a 1 more in its version; an exponent would be multiplied."""
    kept = read_html(
        '<p>GPT-4<a href="#fn1">1</a> and Llama<sup><a href="https://x.example/p#note-2">[2]</a></sup>; 10<sup>25</sup></p>'
    )
    assert kept.text == "GPT-4 and Llama; 10^25"
    assert read_html('<p>See <a href="#api">the API</a></p>').text == "See the API"


def test_invisible_characters_do_not_split_names() -> None:
    """A soft hyphen or a zero-width space in a name would hide it; other marks must stay."""
    assert read_html("<p>Deep\u00adSeek\u200b and\u00a0x</p>").text == "DeepSeek and x"


def test_heading_with_the_title_is_the_title() -> None:
    """A page's headline would be one heading among others."""
    kept = read_html("<h1>A  Title</h1><p>x</p><h2>A title</h2>", "A Title")
    assert zones(kept, ZoneKind.TITLE) == ["A Title"]
    assert zones(kept, ZoneKind.HEADING) == ["A title"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "x",
        "<blockquote>" * 10_000 + "x" + "</blockquote>" * 10_000,
        "<ul><li>" * 20_000 + "x",
        "<table><tr><td>" * 10_000 + "x",
        "<p>" + "".join(f"<b id=i{i}>" for i in range(2_000)) + "<p>x" * 20_000,
        "<p>x" + "<a" * 200_000,
        "x<div " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
        "x" + "<form><div>" * 5_000,
        "x" + "</p></div></b>" * 50_000,
        "&" * 200_000 + "x",
    ],
    ids=["div", "quote", "list", "table", "formatting", "open tags", "attributes", "forms", "closings", "ampersands"],
)
def test_markup_built_to_be_slow(html: str) -> None:
    """One page would hold up, or crash, the whole run (unguarded, some of these take minutes)."""
    start = time.perf_counter()
    assert "x" in read_html(html).text
    assert time.perf_counter() - start < 10


PIECES = [
    "<p>",
    "</p>",
    "<ul>",
    "<ol>",
    "<li>",
    "</ul>",
    "<h2>",
    "</h2>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<br>",
    "<pre>",
    "</pre>",
    "<blockquote>",
    "<a href=#x>",
    "<form>",
    "<aside>",
    "</aside>",
    "<div hidden>",
    "</div>",
    "<sup>",
    "<q>",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "<!--",
    "-->",
    "<![CDATA[",
    "<svg>",
    "<title>",
]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.text(max_size=8),
        ),
        max_size=30,
    )
)
def test_zones_lie_within_the_text(parts: list[str]) -> None:
    """An offset would point outside the text, or a zone begin in white space."""
    kept = read_html("".join(parts), "x")
    for zone in kept.zones:
        assert 0 <= zone.start < zone.end <= len(kept.text)
        assert kept.text[zone.start : zone.end].strip()
    assert list(kept.zones) == sorted(kept.zones, key=lambda z: (z.start, -z.end, z.kind))
    assert kept.text == kept.text.strip()
