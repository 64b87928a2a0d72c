"""Frames, copies and corrections through the whole build: the same whether documents come in one run or in several."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.ontology import Ontology, load
from kg.pipeline import build
from kg.records import Document, ZoneKind
from kg.store import Store, read_snapshot
from tests.sources.copies.texts import prose, zoned

SPONSOR = "This letter is made possible by OpenAI and Anthropic, who have never read a line of it before it goes out."
RELEASE = (
    "Mistral AI released Mistral Small 3 under Apache 2.0 on Thursday, and put the weights where anybody may fetch them. It"
    " was trained in eleven weeks on the coast."
)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load()


def feed(folder: Path, name: str, posts: Sequence[tuple[int, str, Sequence[str]]]) -> None:
    """Write a feed: of each post its day, title and paragraphs."""
    items = "".join(
        f"<item><title>{title}</title><link>https://{name}.example/{day}</link><guid>{name}{day}</guid>"
        f"<pubDate>{day:02} Apr 2026 08:00:00 GMT</pubDate>"
        f"<description><![CDATA[{''.join(f'<p>{p}</p>' for p in paragraphs)}]]></description></item>"
        for day, title, paragraphs in posts
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name.title()}</title>{items}</channel></rss>'
    (folder / f"{name}.xml").write_text(text, encoding="utf-8")


def letter(day: int, *more: str) -> tuple[int, str, list[str]]:
    """Return a post of the letter with its sponsor."""
    return day, f"Letter of day {day}", [prose(day, 36), *more, SPONSOR, prose(day + 50, 36)]


def stored(work: Path) -> list[Document]:
    """Return the documents of a store by date."""
    with Store.open(work / "kg.duckdb") as store:
        return sorted(store.documents(), key=lambda d: (d.published is None, str(d.published), d.id))


def outputs(work: Path) -> dict[str, str]:
    """Return a hash of every output by its name, but for what tells of the run itself."""
    files = (p for p in sorted((work / "out").iterdir()) if p.is_file() and p.name != "provenance.ttl")
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_one_run_or_several(tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who builds every morning would have another graph than one who builds once."""
    monkeypatch.chdir(tmp_path)
    posts = [letter(1), letter(2, RELEASE), letter(3), letter(4)]
    feed(tmp_path, "harbour", [(3, "Small models", [prose(90, 36), RELEASE, prose(91, 36)])])
    (tmp_path / "mirror.txt").write_text("\n\n".join(posts[0][2]), encoding="utf-8")

    feed(tmp_path, "letter", posts)
    once, daily = tmp_path / "once", tmp_path / "daily"
    build(["letter.xml", "harbour.xml", "mirror.txt"], once / "kg.duckdb", once / "out", ontology)

    build(["harbour.xml"], daily / "kg.duckdb", daily / "out", ontology)
    for count in (1, 2, 4):
        feed(tmp_path, "letter", posts[:count])
        build(["letter.xml"], daily / "kg.duckdb", daily / "out", ontology)
        frames = [zoned(d, ZoneKind.RECURRING) for d in stored(daily) if d.outlet == "Letter"]
        assert frames == [[SPONSOR] if count > 2 else []] * count
    build(["mirror.txt"], daily / "kg.duckdb", daily / "out", ontology)

    assert outputs(daily) == outputs(once)
    assert stored(daily) == stored(once)
    by_outlet = {(d.outlet, d.published and d.published.day): d for d in stored(once)}
    assert [z.label for z in by_outlet["Harbour", 3].zones if z.kind is ZoneKind.COPIED] == [by_outlet["Letter", 2].id]
    graph = read_snapshot(once / "kg.duckdb")
    assert not [p for p in graph.co_mentions if {p.a, p.b} == {"openai", "anthropic"} and p.sentences]
    assert all(claim.belief <= 0.95 for claim in graph.claims if "mistral" in claim.subject)


def test_marks_of_others_are_no_revision(tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each new post would make a revision of all the older ones, whose texts did not change."""
    monkeypatch.chdir(tmp_path)
    for count in (2, 3):
        feed(tmp_path, "letter", [letter(n) for n in range(1, count + 1)])
        built = build(["letter.xml"], tmp_path / "kg.duckdb", tmp_path / "out", ontology)
        assert (built.documents, built.revisions) == (count, count)
    assert build(["letter.xml"], tmp_path / "kg.duckdb", tmp_path / "out", ontology).analysed == 0


def test_a_correction_through_one_place_stays(tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old text, which a mirror still has, would come back, or the two would take turns."""
    monkeypatch.chdir(tmp_path)
    before, after = "Meta released Gemma 4 in April.", "Google released Gemma 4."
    text = "\n\n".join([prose(1, 120), before, prose(2, 120)])
    (tmp_path / "mirror.txt").write_text(text, encoding="utf-8")
    feed(tmp_path, "letter", [(1, "A letter", text.split("\n\n"))])
    states = []
    for sources in (["letter.xml", "mirror.txt"], ["letter.xml"], ["mirror.txt"], ["mirror.txt", "letter.xml"], ["letter.xml"]):
        built = build(sources, tmp_path / "kg.duckdb", tmp_path / "out", ontology)
        [document] = stored(tmp_path)
        states.append((after in document.text, built.documents, built.places, built.revisions))
        feed(tmp_path, "letter", [(1, "A letter", text.replace(before, after).split("\n\n"))])
    assert states == [(False, 1, 2, 1), *[(True, 1, 2, 2)] * 4]


def test_a_correction_of_a_file_outlives_its_old_copy(
    tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was corrected to fewer words would be replaced by the copy with the error, under another id."""
    monkeypatch.chdir(tmp_path)
    before, after = "Meta released Gemma 4 in the middle of April, they say.", "Google released Gemma 4."
    text = "\n\n".join([prose(1, 120), before, prose(2, 120)])
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text, encoding="utf-8")
    build(["a.txt", "b.txt"], tmp_path / "kg.duckdb", tmp_path / "out", ontology)
    [first] = stored(tmp_path)
    kept, other = first.places[0].source, first.places[1].source
    (tmp_path / kept).write_text(text.replace(before, after), encoding="utf-8")
    for sources in ([kept], [kept, other], [other], [other, kept]):
        built = build(sources, tmp_path / "kg.duckdb", tmp_path / "out", ontology)
        [document] = stored(tmp_path)
        assert (document.id, after in document.text, built.revisions) == (first.id, True, 2), sources
