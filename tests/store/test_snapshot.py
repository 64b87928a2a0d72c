"""What readers open: equal to what was published, whole or refused, and quick."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.ontology import load
from kg.records import KnowledgeGraph, Place, Revision
from kg.store import Store, read_snapshot, snapshot_dir
from kg.store.published import published_folder
from kg.store.snapshot import publish
from tests.graphs import HOSTILE, document, entity, graph, industry, mention, node, pair

WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def empty() -> KnowledgeGraph:
    """Return a graph of nothing."""
    return KnowledgeGraph((), (), (), (), (), ())


def test_published_graph_comes_back_equal(tmp_path: Path) -> None:
    """Readers would see another graph than the build made."""
    store = tmp_path / "s.duckdb"
    corrected = replace(industry(), redirects=(("nil-1", "openai"), ("old", "openai")), rejected=2)
    for whole in (corrected, industry(), empty()):
        folder = publish(store, whole)
        assert read_snapshot(store) == whole
        assert snapshot_dir(store) == folder
    publish(store, industry())
    light = read_snapshot(store, texts=False)
    assert light == replace(industry(), mentions=(), documents=tuple(replace(d, text="") for d in industry().documents))


@given(texts=st.lists(HOSTILE, min_size=8, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_comes_back_equal(tmp_path: Path, texts: list[str]) -> None:
    """Text from a broken feed would make a snapshot that nobody can read."""
    a, b, c, d, e, f, g, h = texts
    doc = document("a" + a, b + "x", title=c, authors=(d,), outlet=e, link=f, places=(Place(g, h, a),))
    whole = graph(
        [node(entity("k" + a, b, aliases=(c,), hidden=(d,), facts=((e, f),), source=g))],
        pairs=[pair("k" + a, "l", quote=h, quote_document=a)],
        documents=[doc],
        found=[mention(doc, doc.text, "k", label=c, reason=d, candidates=(e, f))],
    )
    whole = replace(whole, removals=((a, 1),), revisions=(Revision("a" + a, 1, b, None, c), Revision("a" + a, 2, d, WHEN, e)))
    publish(tmp_path / "s.duckdb", whole)
    assert read_snapshot(tmp_path / "s.duckdb") == whole


def test_same_graph_is_the_same_build(tmp_path: Path) -> None:
    """A build that changed nothing would look like a new one to whoever keeps a copy."""
    first = publish(tmp_path / "s.duckdb", industry())
    assert publish(tmp_path / "s.duckdb", industry()) == first
    assert publish(tmp_path / "t.duckdb", industry()).name == first.name


def test_only_the_last_two_builds_are_kept(tmp_path: Path) -> None:
    """A year of daily builds would fill the disk, or a reader would lose the build it is in."""
    store = tmp_path / "s.duckdb"
    graphs = [replace(empty(), removals=(("copy", n),)) for n in range(4)]
    folders = [publish(store, g) for g in graphs]
    (published_folder(store) / "999.new").mkdir()
    folders.append(publish(store, graphs[3]))
    names = {p.name for p in published_folder(store).iterdir()}
    assert names == {"current", folders[2].name, folders[3].name}
    publish(store, graphs[2])
    assert read_snapshot(store) == graphs[2]


def test_more_files_can_stand_beside_the_graph(tmp_path: Path) -> None:
    """The serialised RDF would be of another build than the graph, or make no difference to its name."""
    store = tmp_path / "s.duckdb"

    def beside(folder: Path) -> None:
        (folder / "graph.nq").write_text("<a> <b> <c> .\n")

    plain = publish(store, industry())
    folder = publish(store, industry(), beside)
    assert folder != plain
    assert (snapshot_dir(store) / "graph.nq").read_text() == "<a> <b> <c> .\n"

    def fails(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        publish(store, empty(), fails)
    assert read_snapshot(store) == industry()
    assert {p.name for p in published_folder(store).iterdir()} == {"current", plain.name, folder.name}


def refused(store: Path) -> str:
    """Return the message with which a snapshot is refused."""
    with pytest.raises(StoreError) as caught:
        read_snapshot(store)
    assert "\n" not in str(caught.value)
    assert "run kg build" in str(caught.value)
    return str(caught.value)


def test_missing_snapshot_names_the_remedy(tmp_path: Path) -> None:
    """A reader before the first build would end in a traceback."""
    store = tmp_path / "s.duckdb"
    assert "nothing is published" in refused(store)
    publish(store, industry())
    snapshot_dir(store).rename(tmp_path / "gone")
    assert "gone" in refused(store)


@pytest.mark.parametrize("name", ["graph.json", "texts.json", "mentions.json", "manifest.json"])
def test_half_written_snapshot_is_refused(tmp_path: Path, name: str) -> None:
    """Half a graph would be shown as the whole."""
    store = tmp_path / "s.duckdb"
    path = publish(store, industry()) / name
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "damaged" in refused(store)
    path.write_bytes(content.replace(b"e", b"f", 1))
    assert "damaged" in refused(store)
    path.unlink()
    assert "incomplete" in refused(store)


def test_broken_pointer_is_refused(tmp_path: Path) -> None:
    """An empty pointer would end in a traceback."""
    store = tmp_path / "s.duckdb"
    publish(store, industry())
    for content in (b"", b"\xff\xfe", b"nowhere\n"):
        (published_folder(store) / "current").write_bytes(content)
        refused(store)
    publish(store, industry())
    assert read_snapshot(store) == industry()


def test_other_version_is_refused(tmp_path: Path) -> None:
    """Files of another shape would be read as ours."""
    store = tmp_path / "s.duckdb"
    path = publish(store, industry()) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"snapshot_version": 0}))
    assert "another version" in refused(store)


def test_readers_stand_beside_a_writer(tmp_path: Path) -> None:
    """A look-up would fail while a build runs."""
    path = tmp_path / "s.duckdb"
    with Store.open(path) as store:
        store.publish(industry())
        with store.batch():
            store.put_document(document("z", "x"))
            assert read_snapshot(path) == industry()


def test_reading_loads_nothing_heavy(tmp_path: Path) -> None:
    """`kg neighbors` would wait for libraries that it does not use."""
    publish(tmp_path / "s.duckdb", industry())
    program = (
        "import sys\nfrom pathlib import Path\nfrom kg.store import read_snapshot\nimport kg.graph, kg.lookup\n"
        "g = read_snapshot(Path(sys.argv[1]))\nkg.graph.neighbours(g, 'openai')\nkg.lookup.search(g, 'open')\n"
        "heavy = {'duckdb', 'numpy', 'spacy', 'rdflib', 'pyoxigraph', 'networkx', 'pyvis'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "s.duckdb")], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_name_of_the_package() -> None:
    """A mistyped import would be found late."""
    import kg.store

    with pytest.raises(AttributeError, match="Shop"):
        kg.store.Shop  # noqa: B018 - reading it is the test


def test_earlier_revisions_are_published_and_left_alone_by_quick_readers(tmp_path: Path) -> None:
    """The card of a document could not say what changed, or every look-up would read all earlier texts."""
    with Store.open(tmp_path / "s.duckdb") as store:
        first = document("a", "It is open.", updated=WHEN)
        store.put_document(first)
        store.put_document(replace(first, text="It is not open.", updated=None))
        made = store.graph(load())
        store.publish(made)
    assert made.revisions == (Revision(first.id, 1, first.revision, WHEN, "It is open."),)
    assert read_snapshot(tmp_path / "s.duckdb").revisions == made.revisions
    assert read_snapshot(tmp_path / "s.duckdb", texts=False).revisions == ()


@pytest.mark.parametrize("name", ["graph.json", "texts.json", "graph.trig"])
def test_building_again_mends_a_damaged_snapshot(tmp_path: Path, name: str) -> None:
    """The message says `run kg build again`; a folder of the same name would have stayed as it was."""
    store = tmp_path / "s.duckdb"

    def beside(folder: Path) -> None:
        (folder / "graph.trig").write_text("triples", encoding="ascii")

    path = publish(store, industry(), beside) / name
    whole = path.read_bytes()
    path.write_bytes(whole[:5])
    assert publish(store, industry(), beside) == path.parent
    assert path.read_bytes() == whole
    assert read_snapshot(store) == industry()
    assert {p.name for p in published_folder(store).iterdir()} == {"current", path.parent.name}


@pytest.mark.parametrize("harm", ["changed", "gone", "more"])
def test_building_again_mends_a_damaged_index(tmp_path: Path, harm: str) -> None:
    """A block that reads wrongly would give wrong answers until the next new post, however often one builds again."""
    store, runs = tmp_path / "s.duckdb", iter("abc")

    def beside(folder: Path) -> None:
        (folder / "graph.index").mkdir()
        (folder / "graph.index" / "block").write_text(next(runs), encoding="ascii")

    block = publish(store, industry(), beside) / "graph.index" / "block"
    assert publish(store, industry(), beside) == block.parents[1]
    assert block.read_text(encoding="ascii") == "a"  # a sound one stays, for readers have it open
    if harm == "more":
        (block.parent / "other").write_bytes(b"")
    else:
        block.write_bytes(b"x") if harm == "changed" else block.unlink()
    publish(store, industry(), beside)
    assert block.read_text(encoding="ascii") == "c"
    assert {p.name for p in block.parent.iterdir()} == {"block", "sums.json"}


def test_an_index_is_no_part_of_what_a_build_is(tmp_path: Path) -> None:
    """Its files differ from run to run, so equal graphs would be published under different names."""

    def beside(folder: Path, text: str) -> None:
        (folder / "graph.index").mkdir()
        (folder / "graph.index" / "LOG").write_text(text, encoding="ascii")

    first = publish(tmp_path / "a.duckdb", industry(), lambda folder: beside(folder, "one"))
    second = publish(tmp_path / "b.duckdb", industry(), lambda folder: beside(folder, "two"))
    assert first.name == second.name
    assert (second / "graph.index" / "LOG").read_text(encoding="ascii") == "two"


def test_a_query_of_another_version_is_refused(tmp_path: Path) -> None:
    """Its vocabulary may be another, and silence would look like an answer."""
    store = tmp_path / "s.duckdb"
    manifest = publish(store, industry()) / "manifest.json"
    manifest.write_text(manifest.read_text("ascii").replace('"snapshot_version": ', '"snapshot_version": 9'), "ascii")
    with pytest.raises(StoreError, match="another version of kg"):
        snapshot_dir(store)
