"""Removing sources and documents: what a name means, and that nothing of them is left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import LookupFailed, StoreError
from kg.ontology import Ontology, load
from kg.records import Document, Place
from kg.removal import As, plan
from kg.standing import standings
from kg.store import Store, read_snapshot
from kg.store.status import read_health
from tests.sources.web.servers import conditional, serve
from tests.test_incremental import feed
from tests.test_rebuild import outputs

A = "https://a.example/feed.xml"
B = "https://b.example/feed.xml"


def doc(name: str, *sources: str, link: str = "", key: str = "") -> Document:
    """Return a document that stands in these sources."""
    return Document(f"doc-{name}", key or name, f"Text {name}.", link=link, places=tuple(Place(s, name) for s in sources))


DOCUMENTS = (
    doc("one", A, link="https://a.example/p/one"), doc("two", A, B), doc("three", B), doc("four", "notes/four.md"),
    doc("five", "notes/deep/five.md", key="four#5"), doc("page", "https://c.example/page", link="https://c.example/page"),
    doc("both", "https://d.example/page", A, link="https://d.example/page"),
)  # fmt: skip


def ids(name: str, **more: str) -> list[str]:
    """Return the short names of the documents that go altogether with one name."""
    return [d.id.removeprefix("doc-") for d in plan(DOCUMENTS, [name], **more).documents]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("doc-two", ["two"]), ("four#5", ["five"]), ("https://www.a.example/p/one/", ["one"]), (A, ["one"]),
        ("HTTPS://B.example/feed.xml", ["three"]), ("./notes//four.md", ["four"]), ("notes", ["five", "four"]),
        ("notes/", ["five", "four"]),
        ("https://c.example/page", ["page"]),
    ],
    ids=["id", "key", "link", "source", "source in capitals", "path in another spelling", "folder", "folder with slash", "page"],
)  # fmt: skip
def test_a_name_means_a_document_or_a_source(name: str, gone: list[str]) -> None:
    """Something else than what was named would go, or a person would have to find out how the program spells it."""
    assert ids(name) == gone


def test_an_absolute_path_names_what_was_named_by_a_relative_one() -> None:
    """`kg remove ~/notes/four.md` would not find what `kg build notes` read."""
    assert ids(str(Path.cwd() / "notes" / "four.md")) == ["four"]


def test_a_document_that_stands_elsewhere_stays() -> None:
    """Unfollowing one feed would take away what another one carries."""
    removal = plan(DOCUMENTS, [A])
    assert [(d.id, [p.source for p in lost]) for d, lost in removal.reduced] == [("doc-both", [A]), ("doc-two", [A])]
    assert removal.sources == (A,)
    assert [d.id for d in plan(DOCUMENTS, [A, B]).documents] == ["doc-one", "doc-three", "doc-two"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("feed.xml", A), ("doc-eight", "no document and no source"), ("", "no document"), ("four", "--as"),
        ("https://d.example/page", "--as"), ("our.md", "notes/four.md"), ("doc-", "no document"),
    ],
    ids=["part of a source", "unknown id", "empty", "key and file", "page and link", "part of a file", "beginning of ids"],
)  # fmt: skip
def test_what_is_unknown_or_unclear_removes_nothing(name: str, told: str) -> None:
    """A mistyped name would take something away that was meant to stay."""
    documents = (*DOCUMENTS, doc("six", "elsewhere.md", key="four#6"), doc("seven", str(Path.cwd() / "four"), A))
    with pytest.raises(LookupFailed) as caught:
        plan(documents, [name])
    assert told in str(caught.value)


def test_what_is_both_is_what_a_person_says() -> None:
    """There would be no way to say which of two is meant."""
    page = "https://d.example/page"
    assert ids(page, as_what="document") == ["both"]
    assert plan(DOCUMENTS, [page], as_what="source").documents == ()


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [(A, "document", "is a source of the store, and no document"), ("doc-two", "source", "is a document of the store")],
    ids=["a source", "a document"],
)
def test_what_is_the_other_kind_is_named_as_such(name: str, said: As, told: str) -> None:
    """A person would read that a name stands for nothing, with the same name as what was perhaps meant."""
    with pytest.raises(LookupFailed) as caught:
        plan(DOCUMENTS, [name], as_what=said)
    assert told in str(caught.value)
    assert f"leave out --as {said}" in str(caught.value)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load()


def test_what_was_removed_leaves_no_trace(tmp_path: Path, ontology: Ontology) -> None:
    """Outputs, counts and frames would go on speaking of what is gone."""
    ending = "You are reading the Quay Letter, which goes out on Mondays and is written by three people and a cat."
    texts = {
        "a": "OpenAI competes with Anthropic, says the harbour.", "b": "Mistral AI released Mistral Small 3 in January.",
        "c": "Meta acquired a firm that nobody has heard of. OpenAI did not.",
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    for name, text in texts.items():
        (tmp_path / "in" / f"{name}.txt").write_text(f"{text}\n\n{ending}\n", encoding="utf-8")
    store, kept = tmp_path / "kg.duckdb", [str(tmp_path / "in" / f"{name}.txt") for name in "ab"]
    pipeline.build([str(tmp_path / "in")], store, tmp_path / "out", ontology)
    pipeline.build(kept, tmp_path / "wanted.duckdb", tmp_path / "wanted", ontology)
    name = str(tmp_path / "in" / "c.txt")
    before = outputs(tmp_path)
    removal, nothing = pipeline.remove(store, tmp_path / "out", ontology, [name], dry_run=True)
    assert (len(removal.documents), nothing, outputs(tmp_path).keys()) == (1, None, before.keys())
    removal, built = pipeline.remove(store, tmp_path / "out", ontology, [name])
    assert built is not None
    assert (len(removal.documents), built.documents) == (1, 2)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "wanted")
    assert read_snapshot(store) == read_snapshot(tmp_path / "wanted.duckdb")


def test_what_only_failed_can_be_removed(tmp_path: Path, ontology: Ontology) -> None:
    """A file that cannot be read would stand among the sources, and be no source when somebody wants it gone."""
    (tmp_path / "good.md").write_text("OpenAI released Skua.", encoding="utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\x00\x01")
    store, out = tmp_path / "kg.duckdb", tmp_path / "out"
    pipeline.build([str(tmp_path / "good.md"), str(tmp_path / "broken.txt")], store, out, ontology)
    [failing, _] = standings(read_snapshot(store).documents, read_health(store), datetime.now(UTC))
    assert failing.source == str(tmp_path / "broken.txt")
    removal, _ = pipeline.remove(store, out, ontology, [failing.source])
    assert (removal.documents, removal.sources) == ((), (failing.source,))
    assert [s.source for s in standings(read_snapshot(store).documents, read_health(store), datetime.now(UTC))] == [
        str(tmp_path / "good.md")
    ]


def test_a_removed_feed_is_read_whole_when_it_is_named_again(tmp_path: Path, ontology: Ontology) -> None:
    """The server would say that nothing has changed, and the posts would never come back."""
    with serve() as site:
        address = f"{site.address}/one"
        site.routes = {"/one": conditional(feed("berths", "cranes"), '"1"')}
        store, out = tmp_path / "kg.duckdb", tmp_path / "out"
        pipeline.build([address], store, out, ontology)
        _, built = pipeline.remove(store, out, ontology, [address])
        assert built is not None
        assert built.documents == 0
        with Store.open(store) as opened:
            assert opened.transfers() == ()
        again = pipeline.build([address], store, out, ontology)
        assert (again.documents, again.unchanged) == (2, ())


def test_without_a_store_nothing_is_made(tmp_path: Path, ontology: Ontology) -> None:
    """A mistyped --store would leave an empty one, and overwrite the outputs with nothing."""
    for run in (
        lambda: pipeline.remove(tmp_path / "no.duckdb", tmp_path / "out", ontology, ["a"]),
        lambda: pipeline.rebuild(tmp_path / "no.duckdb", tmp_path / "out", ontology),
    ):
        with pytest.raises(StoreError, match="no store here"):
            run()
    assert list(tmp_path.iterdir()) == []
