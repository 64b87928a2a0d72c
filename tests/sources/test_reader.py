"""The way in: paths, folders, lists, addresses and standard input."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.records import Document, Failure, ZoneKind
from kg.sources import merge
from kg.sources.formats.sniff import sniff
from kg.sources.reader import read
from kg.sources.web.fetched import Fetched

FEED = (
    '<rss version="2.0"><channel><title>The Ledger</title><item><title>One</title><link>https://l.example/p/one</link>'
    "<description>First text of the feed.</description></item><item><title>Two</title><guid>tag:two</guid></item></channel></rss>"
)
HTML = (
    "<html><head><title>A page</title><link rel=canonical href=https://l.example/p/page></head>"
    "<body><p>Words of it.</p></body></html>"
)


class Pages:
    """A web of a few pages; None stands for what has not changed."""

    def __init__(self, pages: dict[str, Fetched | None]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, bool]] = []
        self.foreseen: list[tuple[str, bool]] = []
        self.linked: list[tuple[str, str]] = []

    def feed(self, address: str, *, named: bool) -> Fetched | None:
        """Answer a source."""
        self.asked.append((address, named))
        return self._answer(address)

    def page(self, address: str, *, source: str = "") -> Fetched | None:
        """Answer a page."""
        self.linked.append((address, source))
        return self._answer(address)

    def _answer(self, address: str) -> Fetched | None:
        if address not in self.pages:
            raise SourceError(address, "is not there: check the address (HTTP 404)")
        return self.pages[address]

    def prefetch_pages(self, pages: Iterable[tuple[str, str]]) -> None:
        """Hear which pages will be asked for."""
        assert all(address and source for address, source in pages)

    def prefetch(self, addresses: Iterable[str], *, named: bool) -> None:
        """Note what will be asked for."""
        self.foreseen += [(address, named) for address in addresses]


def get(
    sources: Sequence[str | Path], pages: Mapping[str, Fetched | None] | None = None, *, full_text: bool = False
) -> tuple[list[Document], list[Failure]]:
    """Return what sources give and what fails; addresses are answered from ``pages``."""
    failures: list[Failure] = []
    web = Pages(dict(pages or {}))
    return list(read([str(s) for s in sources], on_failure=failures.append, web=web, full_text=full_text)), failures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file of each kind and some that are no sources."""
    for name, text in {
        "b/feed.xml": FEED,
        "a.txt": "A headline\n\nA text of some words.",
        "c.md": "# Head\n\nBody.",
        "page.html": HTML,
        "README.md": "# About this folder",
        "b/readme.txt": "Also about it",
        ".hidden.txt": "secret",
        ".git/x.txt": "secret",
        "data.json": "{}",
        "gold.ann": "x",
    }.items():
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "corpus"


def test_folder(folder: Path) -> None:
    """Files would be missed, or READMEs, hidden files and data be read as posts."""
    documents, failures = get([folder])
    assert not failures
    assert [d.key for d in documents] == ["a", "c", "page#page", "feed#one", "feed#tag-two"]
    assert documents[0].places[0].source == str(folder / "a.txt")
    assert documents[3].places[0].item == "https://l.example/p/one"


def test_kind_is_decided_by_content(tmp_path: Path) -> None:
    """A feed saved as .txt, or a page saved as .xml, would be read as the wrong thing."""
    (tmp_path / "feed.txt").write_text(FEED)
    (tmp_path / "page.xml").write_text("<!DOCTYPE html>\n" + HTML)
    (tmp_path / "note").write_text("Some words without a suffix.")
    documents, failures = get([tmp_path / "feed.txt", tmp_path / "page.xml", tmp_path / "note"])
    assert not failures
    assert [d.title for d in documents] == ["One", "Two", "A page", ""]


@pytest.mark.parametrize(
    ("data", "suffix", "content_type", "kind"),
    [
        (b'<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE rss [<!ENTITY a "b">]>\n<rss>', "", "", "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "", "text/html", "feed"),
        (b"<rdf:RDF>", "", "", "feed"),
        (b"\xef\xbb\xbf  <opml>", ".txt", "", "opml"),
        ("<rss>".encode("utf-16"), "", "", "feed"),
        (b"<!doctype html><title>x", ".txt", "", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "", "", "html"),
        (b"<p>fragment", ".html", "", "html"),
        (b"<p>fragment", "", "text/html; charset=utf-8", "html"),
        (b"<p>fragment", ".txt", "", "text"),
        (b"# x", ".md", "", "markdown"),
        (b"x", ".xml", "", "feed"),
        (b"", "", "", "text"),
        (b"<!--" + b"x" * 100_000, "", "", "text"),
    ],
)
def test_sniff(data: bytes, suffix: str, content_type: str, kind: str) -> None:
    """A source would go to the wrong parser."""
    assert sniff(data, suffix, content_type) == kind


def test_bad_sources_are_named_and_the_rest_is_read(tmp_path: Path, folder: Path) -> None:
    """One bad source would end the run, or vanish without a word."""
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "binary.txt").write_bytes(b"\x7fELF\x00\x00\x01")
    (tmp_path / "broken.xml").write_text("<rss><channel>")
    (tmp_path / "script.html").write_text("<html><body><script>x</script></body></html>")
    (tmp_path / "void").mkdir()
    names = ["missing.txt", "empty.txt", "binary.txt", "broken.xml", "script.html", "void"]
    sources = [str(tmp_path / name) for name in names] + ["https://gone.example/x", "a\x00b", str(folder / "a.txt")]
    documents, failures = get(sources)
    assert [d.key for d in documents] == ["a"]
    reasons = {f.source: f.reason for f in failures}
    assert reasons.keys() == set(sources[:-1])
    assert "does not exist" in reasons[sources[0]]
    assert "is empty" in reasons[sources[1]]
    assert "is a binary file" in reasons[sources[2]]
    assert "without entries" in reasons[sources[3]]
    assert "without text" in reasons[sources[4]]
    assert "is a folder without" in reasons[sources[5]]
    assert "404" in reasons[sources[6]]
    assert all("\n" not in reason for reason in reasons.values())


def test_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission would be a traceback."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kg.sources.files.os.open", refuse)  # taking the permission away would not stop root
    assert get([tmp_path / "x.txt"])[1][0].reason == "may not be read: check its permissions"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe could not be read."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Caf\u00e9 words.".encode())))
    documents, _ = get(["-"])
    assert [(d.key, d.text, d.places[0].source) for d in documents] == [("stdin", "Café words.", "-")]


def test_addresses() -> None:
    """Pages and feeds on the web would not be read, or lose where they stood."""
    documents, failures = get(
        ["https://l.example/feed", "https://l.example/other"],
        {
            "https://l.example/feed": Fetched(FEED.encode(), "application/xml", "https://l.example/feed"),
            "https://l.example/other": Fetched(
                "<p>Модель</p>".encode("koi8-r"), "text/html; charset=koi8-r", "https://l.example/new"
            ),
        },
    )
    assert not failures
    assert [d.key for d in documents] == ["l-example-feed#one", "l-example-feed#tag-two", "l-example-other#new"]
    assert documents[2].text == "Модель"
    assert documents[2].link == "https://l.example/new"


def test_lists(tmp_path: Path) -> None:
    """Feeds of a list would be missed, read twice, or a list that names itself never end."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "f.xml").write_text(FEED)
    (tmp_path / "list.opml").write_text(
        '<opml><body><outline xmlUrl="feeds/f.xml"/><outline xmlUrl="feeds/f.xml"/><outline type="include" url="list.opml"/>'
        '<outline xmlUrl="https://l.example/list"/><outline xmlUrl="gone.xml"/></body></opml>'
    )
    remote = b'<opml><body><outline xmlUrl="https://l.example/list"/><outline xmlUrl="file:///etc/passwd"/></body></opml>'
    documents, failures = get(
        [tmp_path / "list.opml"], {"https://l.example/list": Fetched(remote, "text/x-opml", "https://l.example/list")}
    )
    assert [d.key for d in documents] == ["f#one", "f#tag-two"]
    assert [f.source for f in failures] == [str(tmp_path / "gone.xml")]


@pytest.mark.parametrize("target", ["../secret.txt", "{}/secret.txt", "../*.txt", "sub/../../secret.txt", "{}"], ids=[
    "above", "from the root", "a pattern", "by a detour", "a folder",
])  # fmt: skip
def test_a_list_leads_to_no_file_outside_its_folder(tmp_path: Path, target: str) -> None:
    """A list of feeds that somebody sent would publish the reader's own files."""
    (tmp_path / "secret.txt").write_text("OpenAI, in private.")
    lists = tmp_path / "lists"
    (lists / "sub").mkdir(parents=True)
    (lists / "sub" / "inner.opml").write_text('<opml><body><outline xmlUrl="../f.xml"/></body></opml>')
    (lists / "f.xml").write_text(FEED)
    named = target.format(tmp_path)
    (lists / "l.opml").write_text(
        f'<opml><body><outline xmlUrl="{named}"/><outline type="include" url="sub/inner.opml"/></body></opml>'
    )
    documents, failures = get([lists / "l.opml"])
    assert [d.key for d in documents] == ["f#one", "f#tag-two"]
    assert len(failures) == 1
    assert "lies outside its folder" in failures[0].reason
    assert [d.key for d in get([tmp_path / "secret.txt"])[0]] == ["secret"]


def test_one_file_is_read_once(folder: Path) -> None:
    """A file given with its folder would be counted twice."""
    assert len(get([folder, folder / "a.txt", folder / "." / "a.txt"])[0]) == 5


def test_keys_are_unique(tmp_path: Path) -> None:
    """Two files of one name would overwrite each other in every table."""
    for name in ("x/post.txt", "y/post.txt", "y/post.md", "z/other.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Text of {name}.")
    documents, _ = get([tmp_path])
    assert sorted(d.key for d in documents) == ["other", "x/post", "y/post.md", "y/post.txt"]


def test_items_with_one_name_get_keys_of_their_own(tmp_path: Path) -> None:
    """Two items whose links end alike would share a key."""
    items = "".join(f"<item><title>T{n}</title><link>https://l.example/{n}/index.html</link></item>" for n in range(3))
    (tmp_path / "f.xml").write_text(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>')
    documents, _ = get([tmp_path / "f.xml"])
    assert len({d.key for d in documents}) == 3


def test_ids_do_not_know_the_folder(tmp_path: Path) -> None:
    """Two machines would give one text two ids."""
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f.xml").write_text(FEED)
        (tmp_path / name / "t.txt").write_text("Some words.")
        found.append([d.id for d in get([tmp_path / name])[0]])
    assert found[0] == found[1]
    assert len(set(found[0])) == 3


def test_order_of_sources_means_nothing(folder: Path) -> None:
    """The same files named in another order would give other documents."""
    files = [str(p) for p in sorted(folder.rglob("*")) if p.suffix in (".txt", ".md", ".xml", ".html")]
    assert merge(get(files)[0]) == merge(get(files[::-1])[0])


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or device without an end would fill the memory."""
    monkeypatch.setattr("kg.sources.reader.MAX_BYTES", 1024 * 1024)
    (tmp_path / "big.txt").write_bytes(b"x" * 2_000_000)
    assert get([tmp_path / "big.txt"])[1][0].reason == "is larger than 1 MB"


JSON_FEED = (
    b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": [{"id": "1", "title": "One", "content_text": "Words."}]}'
)
MAIL = b"From: a@l.example\nDate: Wed, 15 Apr 2026 18:20:00 +0000\nSubject: Hello\nMessage-ID: <m@l.example>\n\nWords.\n"
BOX = b"From a@l.example Wed Apr 15 18:20:00 2026\n" + MAIL


@pytest.mark.parametrize(
    ("data", "suffix", "content_type", "kind"),
    [
        (JSON_FEED, "", "", "jsonfeed"),
        (JSON_FEED, ".txt", "text/html", "jsonfeed"),
        (b"{}", "", "application/feed+json; charset=utf-8", "jsonfeed"),
        (b'{"a": "\\"version\\": \\"https://jsonfeed.org/version/1\\""}', ".json", "", "json"),
        (b"not json", ".json", "", "json"),
        (b'{"a": 1}', "", "application/json", "json"),
        (b"{braces} begin this text", ".txt", "", "text"),
        (MAIL, ".txt", "", "mail"),
        (MAIL, "", "text/plain", "mail"),
        (BOX, ".eml", "", "mbox"),
        (b"x", ".eml", "", "mail"),
        (b"title: A\nfrom: B\ndate: 2026-04-15\n\nText", ".md", "", "markdown"),
        (b"From here on it goes well.\nNext: more", ".txt", "", "text"),
        (b"%PDF-1.7", ".txt", "text/html", "pdf"),
        (b"<!doctype html><p>not found", ".pdf", "application/pdf", "html"),
        (b"words", ".pdf", "", "pdf"),
        (b'<rss version="2.0">', ".json", "", "feed"),
    ],
)
def test_sniff_what_lies(data: bytes, suffix: str, content_type: str, kind: str) -> None:
    """A wrong suffix or type would decide over what the bytes are, or a text be taken for a mail."""
    assert sniff(data, suffix, content_type) == kind


def test_mail_json_and_mail_folders(tmp_path: Path) -> None:
    """New formats in a folder would be missed, other data there be read, or an explicit file fail without a reason."""
    for name, data in {
        "a.json": JSON_FEED, "data.json": b'{"a": 1}', "b.eml": MAIL, "c.mbox": BOX.replace(b"<m@", b"<m2@"),
        "box/cur/17.host:2,S": MAIL.replace(b"<m@", b"<m3@"), "box/tmp/18.host": MAIL, "box/new/.keep": b"",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    documents, failures = get([tmp_path])
    assert not failures
    assert sorted(d.places[0].item for d in documents) == ["1", "m2@l.example", "m3@l.example", "m@l.example"]
    (failure,) = get([tmp_path / "data.json"])[1]
    assert "is no JSON Feed" in failure.reason


def test_patterns(tmp_path: Path) -> None:
    """A pattern that no shell expanded would be a missing file, and one without a match pass unseen."""
    for name in ("posts/a.md", "posts/x/b.md", "posts/x/c.txt", "odd[1].txt", "odd1.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"Text of {name}.")
    assert [d.key for d in get([tmp_path / "posts/**/*.md"])[0]] == ["a", "b"]
    assert [d.key for d in get([tmp_path / "posts/*"])[0]] == ["a", "b", "c"]
    assert [d.text for d in get([tmp_path / "odd[1].txt"])[0]] == ["Text of odd[1].txt."]
    documents, failures = get([tmp_path / "posts/*.rst", tmp_path / "odd1.txt"])
    assert [d.key for d in documents] == ["odd1"]
    assert [f.reason for f in failures] == ["is a pattern that no file matches"]


def test_what_has_not_changed_is_told() -> None:
    """A quiet feed would count as a failure, or vanish."""
    unchanged: list[str] = []
    web = Pages({"https://l.example/feed": None})
    failures: list[Failure] = []
    assert not list(read(["https://l.example/feed"], on_failure=failures.append, web=web, on_unchanged=unchanged.append))
    assert (unchanged, failures) == (["https://l.example/feed"], [])
    assert web.foreseen == web.asked == [("https://l.example/feed", True)]


def test_a_feed_by_http_and_https_is_read_once() -> None:
    """A list that grew over years would count each post in two places; or the spelling that still works be passed over."""
    data = Fetched(b"<rss version='2.0'><channel><item><title>One</title></item></channel></rss>", "", "https://l.example/feed")
    spelled = ["http://l.example/feed", "https://L.example:443/feed"]
    for answering in (spelled, spelled[1:]):
        web = Pages(dict.fromkeys(answering, data))
        failures: list[Failure] = []
        documents = list(read(spelled, on_failure=failures.append, web=web))
        assert [d.places[0].source for d in documents] == answering[:1]
        assert [f.source for f in failures] == [s for s in spelled if s not in answering]


def test_what_is_no_address_and_no_file_is_called_so() -> None:
    """A user would be told to check a path who never wrote one."""
    failures: list[Failure] = []
    assert not list(read(["ftp://l.example/feed"], on_failure=failures.append))
    assert [f.reason for f in failures] == ["is no http(s) address, and no file has that name"]


_TURNS = "".join(
    f"<p><strong>{name}</strong><br>{said}</p>"
    for name, said in (
        ("Ada Vane", "We released the model last week and many people tried it at home."),
        ("Bo Lind", "What did it cost you to train it, and who paid for the machines?"),
        ("Ada Vane", "Less than a house by the harbour, as we had said it would."),
        ("Bo Lind", "And would you do the same again next year, with the same people?"),
    )
)


@pytest.mark.parametrize(("name", "data"), [
    ("talk.html", f"<html><body><article><h1>Talk</h1>{_TURNS}</article></body></html>"),
    ("talk.xml", f"<rss version='2.0'><channel><item><title>Talk</title><description><![CDATA[{_TURNS}]]></description>"
     "</item></channel></rss>"),
    ("talk.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": _TURNS}]})),
    ("talk.eml", f"From: Ada Vane <ada@night.example>\nDate: Mon, 02 Nov 2026 09:00:00 +0000\nSubject: Talk\n"
     f"MIME-Version: 1.0\nContent-Type: text/html\n\n{_TURNS}\n"),
])  # fmt: skip
def test_a_dialogue_has_its_speakers_in_every_format(tmp_path: Path, name: str, data: str) -> None:
    """A conversation would have speakers as a page and none as a feed's item: what is bold there would be forgotten."""
    (tmp_path / name).write_text(data, encoding="utf-8")
    failures: list[Failure] = []
    [document] = read([str(tmp_path / name)], on_failure=failures.append)
    assert not failures
    said = [zone.label for zone in document.zones if zone.kind is ZoneKind.UTTERANCE]
    assert said == ["Ada Vane", "Bo Lind", "Ada Vane", "Bo Lind"]
