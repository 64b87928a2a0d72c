"""A whole page: its article and its metadata."""

from __future__ import annotations

from datetime import UTC, datetime

from kg.records import ZoneKind
from kg.sources.formats.article import read_article

PAGE = """<!doctype html><html lang="en-GB"><head><title>Pellucid opens up | The Ledger</title>
<meta property="og:title" content="Pellucid opens up"><meta property="og:site_name" content="The Ledger">
<meta name="author" content="Ada Quill"><meta property="article:author" content="https://ledger.example/ada">
<meta property="article:published_time" content="2026-04-15T10:00:00+02:00">
<meta property="article:modified_time" content="2026-04-16"><link rel="canonical" href="/p/open?utm_medium=x"></head>
<body><header><a href="/">The Ledger</a></header><nav>Home</nav>
<main><article><header><h1>Pellucid opens up</h1><p>By Ada Quill</p></header><p>The lab Pellucid opened its model.</p>
<aside>Related: other things</aside><article class="comment">First!</article><footer>Filed under labs</footer></article></main>
<aside>Popular</aside><footer>Imprint</footer></body></html>"""


def test_article_of_a_page() -> None:
    """The site's menus and footer would be read with the article, or the article's author and date be lost."""
    piece = read_article(PAGE, "https://ledger.example/x/y")
    assert (piece.title, piece.outlet, piece.language) == ("Pellucid opens up", "The Ledger", "en-GB")
    assert piece.authors == ("Ada Quill",)
    assert piece.published == datetime(2026, 4, 15, 8, tzinfo=UTC)
    assert piece.updated == datetime(2026, 4, 16, tzinfo=UTC)
    assert piece.link == "https://ledger.example/p/open"
    at = {kind: [piece.kept.text[z.start : z.end] for z in piece.kept.zones if z.kind is kind] for kind in ZoneKind}
    assert at[ZoneKind.TITLE] == ["Pellucid opens up"]
    assert at[ZoneKind.BOILERPLATE] == ["Related: other things", "First!", "Filed under labs"]
    assert piece.kept.text.startswith("Pellucid opens up\n\nBy Ada Quill\n\nThe lab Pellucid opened its model.")
    assert "Imprint" not in piece.kept.text


def test_page_without_metadata() -> None:
    """A hand-made page would have no title, or not be read."""
    piece = read_article("<title>A page</title><p>It says something.</p>")
    assert (piece.title, piece.kept.text, piece.link) == ("A page", "A page\n\nIt says something.", "")


def test_list_of_articles_is_read_whole() -> None:
    """Of a page with ten equal posts, one would be read."""
    piece = read_article("".join(f"<article><h2>P{n}</h2><p>Text {n}.</p></article>" for n in range(10)))
    assert "Text 0." in piece.kept.text
    assert "Text 9." in piece.kept.text


def test_author_and_date_from_the_text() -> None:
    """Pages that mark their byline and not their head would have neither author nor date."""
    piece = read_article(
        '<article><h1>T</h1><a rel="author" href=x>Bo Lint</a><time datetime="2026-02-03">3 Feb</time><p>x</p></article>'
    )
    assert (piece.authors, piece.published) == (("Bo Lint",), datetime(2026, 2, 3, tzinfo=UTC))


def test_empty_page() -> None:
    """A page drawn by a script would crash or become an empty document."""
    assert read_article("<html><body><div id=root></div><script>x</script></body></html>").kept.text == ""
    assert read_article("").kept.text == ""
