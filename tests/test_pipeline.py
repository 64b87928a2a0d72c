"""The whole way on a small folder: stable, incremental, safe from interruption, honest about what it could not read."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import StoreError
from kg.ontology import Ontology, load
from kg.records import Document, Place
from kg.revisions import recognise
from kg.store import Store, read_snapshot

ROOT = Path(__file__).resolve().parents[1]
KG = str(Path(sys.executable).with_name("kg"))

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Notes</title><link>https://harbour.example/</link>
<item><title>Gemma 4 is out</title><link>https://harbour.example/gemma</link><guid>h1</guid>
<pubDate>Mon, 06 Apr 2026 08:00:00 GMT</pubDate><description><![CDATA[<p>Google released Gemma 4 under Apache 2.0.</p>
<p>Anthropic did not comment, and neither did OpenAI.</p>]]></description></item>
<item><title>Two labs, one lease</title><link>https://harbour.example/lease</link><guid>h2</guid>
<pubDate>Tue, 07 Apr 2026 08:00:00 GMT</pubDate><description><![CDATA[<p>OpenAI competes with Anthropic, and both rent
in San Francisco.</p>]]></description></item></channel></rss>
"""
NOTE = "Mistral AI released Mistral Small 3 under Apache 2.0 in January.\n\nMeta did not.\n"
POST = "# Of families\n\nQwen3 was developed by Alibaba. DeepSeek-R1 is based on DeepSeek-V3, says the paper.\n"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load()


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Return a folder with a feed, a note and a post."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "harbour.xml").write_text(FEED, encoding="utf-8")
    (folder / "note.txt").write_text(NOTE, encoding="utf-8")
    (folder / "post.md").write_text(POST, encoding="utf-8")
    return folder


def bytes_of(folder: Path) -> dict[str, str]:
    """Return a hash of every file in a folder by its name, without what a build says of the run itself."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "provenance.ttl")
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def kg_build(sources: list[str], work: Path, **environment: str) -> None:
    """Run the command in a folder."""
    done = subprocess.run(
        [KG, "build", *sources, "--store", "kg.duckdb", "--out", "out"],
        cwd=work, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# -- the same inputs, the same bytes -----------------------------------------------------------------------------


def test_order_and_hash_seed_leave_no_trace(inputs: Path) -> None:
    """Two people with the same inputs would get different files, and nobody could compare or cache them."""
    work = inputs.parent
    sources = [str(p.relative_to(work)) for p in sorted(inputs.iterdir())]
    for name, given, seed in (("one", sources, "1"), ("two", sources[::-1], "4242")):
        (work / name).mkdir()
        (work / name / "inputs").symlink_to(inputs)
        kg_build(given, work / name, PYTHONHASHSEED=seed)
    first, second = bytes_of(work / "one" / "out"), bytes_of(work / "two" / "out")
    assert {"graph.ttl", "graph.nt", "graph.trig", "graph.jsonld", "graph.graphml", "graph.html"} <= set(first)
    assert {"nodes.csv", "edges.csv", "claims.csv", "mentions.csv"} <= set(first)
    assert first == second


def test_a_second_run_finds_nothing_new(inputs: Path, ontology: Ontology) -> None:
    """Every run would link everything again, and `kg build` from a timer would never be cheap."""
    work = inputs.parent
    first = pipeline.build([str(inputs)], work / "kg.duckdb", work / "out", ontology)
    before = bytes_of(work / "out")
    second = pipeline.build([str(inputs)], work / "kg.duckdb", work / "out", ontology)
    assert (first.documents, first.analysed) == (4, 4)
    assert (second.documents, second.analysed, second.revisions) == (4, 0, 4)
    assert bytes_of(work / "out") == before


def test_sources_may_come_one_run_at_a_time(inputs: Path, ontology: Ontology) -> None:
    """A graph that grew over the days would differ from the same graph built at once."""
    work = inputs.parent
    pipeline.build([str(inputs)], work / "whole.duckdb", work / "whole", ontology)
    for name in ("post.md", "harbour.xml", "note.txt"):
        pipeline.build([str(inputs / name)], work / "grown.duckdb", work / "grown", ontology)
    assert bytes_of(work / "grown") == bytes_of(work / "whole")


def test_the_page_of_the_run_before_is_no_source(inputs: Path, ontology: Ontology) -> None:
    """`kg build .` would read its own output and count every name in it again."""
    before = pipeline.build([str(inputs)], inputs / "kg.duckdb", inputs / "exports", ontology)
    assert (inputs / "exports" / "graph.html").is_file()
    after = pipeline.build([str(inputs)], inputs / "kg.duckdb", inputs / "exports", ontology)
    assert (after.documents, after.read) == (before.documents, 4)


# -- edits -------------------------------------------------------------------------------------------------------


def only_document(store: Path, key: str) -> Document:
    """Return the one published document of a key."""
    [found] = [d for d in read_snapshot(store).documents if d.key == key]
    return found


@pytest.mark.parametrize(
    ("name", "key", "edited"),
    [
        ("post.md", "post", "# Of families\n\nQwen3 was developed by Alibaba.\n"),
        ("post.md", "post", "# Something else\n\nNvidia builds the H100, and Meta bought many of them.\n"),
        ("note.txt", "note", NOTE + "\nCohere released Command R in March.\n"),
    ],
    ids=["shortened", "rewritten", "lengthened"],
)
def test_an_edited_file_is_a_revision(inputs: Path, ontology: Ontology, name: str, key: str, edited: str) -> None:
    """An edit would make a second document beside the first, and what was taken back would stay in the graph."""
    store, out = inputs.parent / "kg.duckdb", inputs.parent / "out"
    pipeline.build([str(inputs)], store, out, ontology)
    old = only_document(store, key)
    (inputs / name).write_text(edited, encoding="utf-8")
    built = pipeline.build([str(inputs)], store, out, ontology)
    new = only_document(store, key)
    assert (built.documents, built.revisions, built.analysed) == (4, 5, 1)
    assert (new.id, new.text) == (old.id, edited)
    with Store.open(store) as opened:
        assert opened.revisions(old.id) == (old.text,)
    again = pipeline.build([str(inputs)], store, out, ontology)
    assert (again.documents, again.revisions, again.analysed) == (4, 5, 0)


def test_an_edited_feed_item_is_a_revision(inputs: Path, ontology: Ontology) -> None:
    """A correction in a feed would leave the uncorrected statement standing."""
    store, out = inputs.parent / "kg.duckdb", inputs.parent / "out"
    pipeline.build([str(inputs)], store, out, ontology)
    (inputs / "harbour.xml").write_text(FEED.replace("and neither did OpenAI", "yet"), encoding="utf-8")
    built = pipeline.build([str(inputs)], store, out, ontology)
    assert (built.documents, built.revisions, built.analysed) == (4, 5, 1)


def test_a_reverted_edit_gives_the_first_graph_again(inputs: Path, ontology: Ontology) -> None:
    """What a text said for a day would stay in the graph for ever."""
    store, out = inputs.parent / "kg.duckdb", inputs.parent / "out"
    pipeline.build([str(inputs)], store, out, ontology)
    before = bytes_of(out)
    (inputs / "post.md").write_text(POST.replace("Alibaba", "Tencent"), encoding="utf-8")
    pipeline.build([str(inputs)], store, out, ontology)
    assert bytes_of(out) != before
    (inputs / "post.md").write_text(POST, encoding="utf-8")
    pipeline.build([str(inputs)], store, out, ontology)
    assert bytes_of(out) == before


def test_a_copy_read_alone_replaces_nothing(inputs: Path, ontology: Ontology) -> None:
    """Reading a page that carries the beginning of a post would cut the post down to it."""
    store, out = inputs.parent / "kg.duckdb", inputs.parent / "out"
    pipeline.build([str(inputs)], store, out, ontology)
    excerpt = FEED.replace("Harbour Notes", "Planet").replace("<p>Anthropic did not comment, and neither did OpenAI.</p>", "")
    (inputs.parent / "planet.xml").write_text(excerpt, encoding="utf-8")
    built = pipeline.build([str(inputs.parent / "planet.xml")], store, out, ontology)
    assert (built.documents, built.places) == (4, 6)
    assert any("Anthropic did not comment" in d.text for d in read_snapshot(store).documents)


# -- which document a text is the next state of ------------------------------------------------------------------


def stored(source: str, text: str, *, item: str = "", link: str = "", key: str = "") -> Document:
    """Return a document as the reader makes it, or as the store has it under an id of its own."""
    return Document(key or f"doc-{text}-{link}", source, text, link=link, places=(Place(source, item),))


@pytest.mark.parametrize("source", ["notes/a.md", "./notes/a.md", "notes//a.md"])
def test_a_place_is_the_same_in_every_spelling(source: str) -> None:
    """`kg build notes` and `kg build ./notes` would make two documents of one edited file."""
    old = stored("notes/a.md", "one", key="doc-old")
    [known], replaced = recognise([old], [stored(source, "two")])
    assert (known.id, set(replaced)) == ("doc-old", {"doc-old"})


def test_standard_input_is_no_place() -> None:
    """The second text that is piped in would overwrite the first."""
    [known], replaced = recognise([stored("-", "one", key="doc-old")], [stored("-", "two")])
    assert (known.id, replaced) == ("doc-two-", frozenset())


def test_another_page_in_the_same_file_is_another_document() -> None:
    """Saving another article under the same file name would make it a revision of the first article."""
    old = stored("page.html", "one", link="https://a.example/one")
    [known], replaced = recognise([old], [stored("page.html", "two", link="https://a.example/two")])
    assert (known.id, replaced) == ("doc-two-https://a.example/two", frozenset())


def test_the_text_that_another_document_had_once_gets_an_id_of_its_own() -> None:
    """A file with the first text of an edited one would take the edited one's id, and one of the two would be lost."""
    revised = stored("a/notes.txt", "two", key="doc-one-")
    known, replaced = recognise([revised], [stored("a/notes.txt", "two"), stored("b/notes.txt", "one")])
    assert known[0].id == "doc-one-"
    assert known[1].id not in ("doc-one-", "doc-two-")
    assert replaced == {"doc-one-"}


def test_what_only_a_copy_knew_stays_known() -> None:
    """Reading the fuller copy alone would make a document forget its link and its author."""
    old = Document(
        "doc-l", "a", "one", authors=("Ines Calloway",), link="https://a.example/one",
        places=(Place("a.md", ""), Place("feed.xml", "https://a.example/one")),
    )  # fmt: skip
    [alone], _ = recognise([old], [stored("a.md", "two")])
    assert (alone.id, alone.link, alone.authors) == ("doc-l", "https://a.example/one", ("Ines Calloway",))
    both, _ = recognise([old], [stored("a.md", "two"), stored("feed.xml", "one", item="https://a.example/one")])
    assert both[0].link == ""


# -- failures and interruptions ----------------------------------------------------------------------------------


def test_failures_are_named_and_the_rest_is_done(inputs: Path, ontology: Ontology) -> None:
    """One broken file in a folder would cost the whole folder, or be passed over in silence."""
    work = inputs.parent
    (inputs / "broken.xml").write_text("<rss><channel><item>", encoding="utf-8")
    (inputs / "empty.md").write_bytes(b"")
    (inputs / "photo.txt").write_bytes(bytes(range(256)) * 20)
    missing = str(work / "missing.xml")
    built = pipeline.build([str(inputs), missing], work / "kg.duckdb", work / "out", ontology)
    named = {Path(failure.source).name: failure.reason for failure in built.failures}
    assert {"broken.xml", "empty.md", "photo.txt", "missing.xml"} <= set(named)
    assert "does not exist" in named["missing.xml"]
    assert named["empty.md"] == "is empty"
    assert built.documents == 4


def test_nothing_read_leaves_nothing_behind(tmp_path: Path, ontology: Ontology) -> None:
    """A mistyped path would leave an empty store and an empty page that look like a result."""
    built = pipeline.build([str(tmp_path / "nope.md")], tmp_path / "kg.duckdb", tmp_path / "out", ontology)
    assert (built.read, built.files, len(built.failures)) == (0, (), 1)
    assert list(tmp_path.iterdir()) == []


def test_nothing_read_keeps_what_the_store_has(inputs: Path, ontology: Ontology) -> None:
    """A server that is down for a day would empty the graph."""
    store, out = inputs.parent / "kg.duckdb", inputs.parent / "out"
    pipeline.build([str(inputs)], store, out, ontology)
    before = bytes_of(out)
    built = pipeline.build([str(inputs / "nope.md")], store, out, ontology)
    assert (built.read, built.documents) == (0, 4)
    assert bytes_of(out) == before


def test_a_store_in_an_impossible_place_is_one_line(inputs: Path, ontology: Ontology) -> None:
    """A mistyped store would end in a traceback."""
    with pytest.raises(StoreError) as caught:
        pipeline.build([str(inputs)], inputs / "note.txt" / "kg.duckdb", inputs / "out", ontology)
    assert "\n" not in str(caught.value)


#: Kills its own process, as kill -9 does, when a stage is reached for the n-th time.
_KILLED = """
import os, signal, sys
from pathlib import Path
from kg import pipeline
from kg.analysis import stored
from kg.ontology import load
stage, left = sys.argv[1], int(sys.argv[2])
stored.BATCH = 2
def progress(name, done, total):
    global left
    if name == stage:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
pipeline.build(["inputs"], Path("kg.duckdb"), Path("out"), load(), progress)
"""


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a folder of inputs and what a build of it in peace gives."""
    work = tmp_path_factory.mktemp("peace")
    folder = work / "inputs"
    folder.mkdir()
    (folder / "harbour.xml").write_text(FEED, encoding="utf-8")
    for number in range(6):
        (folder / f"note-{number}.txt").write_text(NOTE.replace("January", f"week {number}") + POST[number:], encoding="utf-8")
    kg_build(["inputs"], work)
    return folder, bytes_of(work / "out")


@pytest.mark.parametrize(("stage", "calls"), [("reading", 4), ("linking", 3), ("counting", 1), ("writing", 3)])
def test_a_killed_build_is_finished_by_the_same_command(
    tmp_path: Path, uninterrupted: tuple[Path, dict[str, str]], stage: str, calls: int
) -> None:
    """A power cut would leave a store that cannot be opened, or outputs that miss what was being worked on."""
    folder, wanted = uninterrupted
    (tmp_path / "inputs").symlink_to(folder)
    command = [sys.executable, "-c", _KILLED, stage, str(calls)]
    killed = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    kg_build(["inputs"], tmp_path)
    assert bytes_of(tmp_path / "out") == wanted


def test_a_build_killed_from_outside_is_finished_by_the_same_command(
    tmp_path: Path, uninterrupted: tuple[Path, dict[str, str]]
) -> None:
    """As above, at a moment that nobody chose."""
    folder, wanted = uninterrupted
    (tmp_path / "inputs").symlink_to(folder)
    command = [KG, "build", "inputs", "--store", "kg.duckdb", "--out", "out"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as child:
        _wait_for(lambda: (tmp_path / "kg.duckdb").exists())
        child.kill()
    kg_build(["inputs"], tmp_path)
    assert bytes_of(tmp_path / "out") == wanted


def _wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    assert condition(), "the build did not come so far"


# -- what the record says ----------------------------------------------------------------------------------------


def test_the_record_agrees_with_the_graph(inputs: Path, ontology: Ontology) -> None:
    """The closing table would tell other numbers than the files beside it."""
    store, out = inputs.parent / "kg.duckdb", inputs.parent / "out"
    built = pipeline.build([str(inputs)], store, out, ontology)
    graph = read_snapshot(store)
    assert built.documents == len(graph.documents)
    assert built.places == sum(len(d.places) for d in graph.documents)
    assert built.mentions == len(graph.mentions)
    assert built.entities == len({m.entity for m in graph.mentions if m.entity})
    assert built.claims == len(graph.claims) > 0
    assert built.evidence == sum(len(c.evidence) for c in graph.claims)
    assert built.co_mentions == sum(1 for c in graph.co_mentions if c.sentences) > 0
    assert sorted(built.files) == sorted(str(p) for p in out.rglob("*") if p.is_file())
    assert json.loads((out / "graph.jsonld").read_text(encoding="utf-8"))


def test_progress_is_told(inputs: Path, ontology: Ontology) -> None:
    """A long build would look as if it hung."""
    told: list[tuple[str, int, int | None]] = []
    pipeline.build([str(inputs)], inputs.parent / "k", inputs.parent / "out", ontology, lambda *step: told.append(step))
    assert {stage for stage, _, _ in told} == {"reading", "linking", "counting", "writing"}
    assert ("linking", 4, 4) in told
