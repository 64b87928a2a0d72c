"""The published RDF: its index gives what the TriG gives, is never needed, and is never in the way."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import ExportError, QueryError
from kg.exporters import rdf_blocks, rdf_published
from kg.exporters.rdf import rendered
from kg.exporters.rdf_published import INDEX, TRIG, open_index, published_base, write_published
from kg.query import Dataset
from tests.rdf_graphs import ontology, small_graph

LABELS = "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?s ?label"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a published folder with an index, however small the graph, moved as a build moves it."""
    monkeypatch.setattr(rdf_published, "SMALLEST", 0)
    (tmp_path / "new").mkdir()
    write_published(rendered(small_graph(), ontology()), tmp_path / "new")
    return (tmp_path / "new").rename(tmp_path / "published")


def test_an_index_made_in_parts_holds_all(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large graph would be asked without some of its triples, or with some in another layer."""
    monkeypatch.setattr(rdf_blocks, "BLOCK", 5)
    monkeypatch.setattr(rdf_published, "PART", 20)
    triples = rendered(small_graph(), ontology())
    assert len(list(rdf_published._parts(triples))) > 3
    (tmp_path / "parts").mkdir()
    write_published(triples, tmp_path / "parts")
    whole, parts = open_index(folder), open_index(tmp_path / "parts")
    assert whole is not None
    assert parts is not None
    assert set(parts) == set(whole)
    assert len(parts) == len(triples)


def test_the_index_answers_as_the_file_does(folder: Path) -> None:
    """The shell would give other answers than a server that loads the file."""
    indexed, loaded = Dataset.published(folder), Dataset.from_file(folder / TRIG)
    assert open_index(folder) is not None
    assert len(indexed) == len(loaded)
    for text in (
        LABELS,
        "share-of-voice",
        "lineage",
        "DESCRIBE aig:metr",
        "SELECT ?g { GRAPH ?g { aig:metr ?p ?o } } ORDER BY ?g",
    ):
        assert indexed.query(text) == loaded.query(text), text


def test_reading_leaves_the_folder_as_it_is(folder: Path) -> None:
    """A snapshot is shared by many readers, and may stand where none of them can write."""
    before = {p: (p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*")}
    for _ in range(3):
        Dataset.published(folder).query(LABELS)
    assert {p: (p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*")} == before


def _emptied(index: Path) -> None:
    for path in index.iterdir():
        path.write_bytes(b"")


def _halved(index: Path) -> None:
    for path in index.glob("*.sst"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _of_another_engine(index: Path) -> None:
    (index / "CURRENT").write_text("MANIFEST-999999\n", encoding="ascii")


@pytest.mark.parametrize("harm", [shutil.rmtree, _emptied, _halved, _of_another_engine], ids=lambda f: f.__name__.strip("_"))
def test_without_a_sound_index_the_file_is_read(folder: Path, harm: Callable[[Path], object]) -> None:
    """What can be made again at any time would keep people from their graph."""
    harm(folder / INDEX)
    assert Dataset.published(folder).query(LABELS) == Dataset.from_file(folder / TRIG).query(LABELS)


def test_a_build_without_its_triples_is_a_clear_error(tmp_path: Path) -> None:
    """A half-copied store would end in a traceback."""
    with pytest.raises(QueryError, match="cannot be read: No such file"):
        Dataset.published(tmp_path).query("ASK { ?s ?p ?o }")


def test_a_query_with_a_time_out_opens_the_index_for_itself(folder: Path) -> None:
    """The engine's threads are left behind when a process forks; a query on what they held might hang."""
    dataset = Dataset.published(folder)
    assert dataset.query(LABELS, timeout=30) == dataset.query(LABELS) == dataset.query(LABELS, timeout=30)


def test_a_published_dataset_travels_as_its_folder(folder: Path) -> None:
    """Millions of triples would be sent to every new process."""
    dataset = Dataset.published(folder)
    assert len(pickle.dumps(dataset)) < 1000
    assert pickle.loads(pickle.dumps(dataset)).query(LABELS) == dataset.query(LABELS)


def test_small_graphs_have_no_index(tmp_path: Path) -> None:
    """A hundred kilobytes of index for a graph that loads at once would be waste."""
    write_published(rendered(small_graph(), ontology()), tmp_path)
    assert not (tmp_path / INDEX).exists()
    assert len(Dataset.published(tmp_path)) == len(rendered(small_graph(), ontology()))


def test_the_base_is_remembered(tmp_path: Path) -> None:
    """Queries against a graph with a base of its own would use the prefixes of the default one, and find nothing."""
    write_published(rendered(small_graph(), ontology(), "https://example.org/ai/"), tmp_path)
    assert published_base(tmp_path) == "https://example.org/ai/"
    assert len(Dataset.published(tmp_path).query("who-developed").rows) == 1


def test_an_index_that_cannot_be_written_is_a_clear_error(folder: Path) -> None:
    """A full disk would end a build in a traceback of the engine."""
    (folder / INDEX / "CURRENT").write_bytes(b"")
    with pytest.raises(ExportError, match="cannot be written"):
        write_published(rendered(small_graph(), ontology()), folder)
