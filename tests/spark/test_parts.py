"""What the named sources stand for, and what is left to the embedded engine."""

from __future__ import annotations

from pathlib import Path

from kg.records import Failure
from kg.spark.parts import parts_of


def parts(*sources: str) -> tuple[list[tuple[str, str, str]], list[Failure]]:
    """Return kind, file name and stem of each part, and the failures."""
    failures: list[Failure] = []
    found = parts_of(sources, failures.append)
    assert [part.number for part in found] == list(range(len(found)))
    return [(part.kind, Path(part.source).name, part.stem) for part in found], failures


def write(folder: Path, *names: str) -> None:
    """Write files that hold something."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b'{"text": "x"}\n')


def test_a_folder_gives_its_corpora_and_its_texts(tmp_path: Path) -> None:
    """Half of a folder would be left out without a word, or what Spark wrote beside it be read as a corpus."""
    write(
        tmp_path, "b.jsonl", "a/c.json.gz", "a/d.warc.gz", "a/e.warc.wet.gz", "a/f.warc.wat.gz", "g.parquet", "note.txt",
        "data.json", "_SUCCESS", "_temporary/x.parquet", ".hidden/y.jsonl", "h.ndjson.zst",
    )  # fmt: skip
    found, failures = parts(str(tmp_path))
    assert not failures
    assert found == [
        ("jsonl", "c.json.gz", "c"), ("warc", "d.warc.gz", "d"), ("warc", "e.warc.wet.gz", "e"), ("jsonl", "b.jsonl", "b"),
        ("parquet", "g.parquet", "g"), ("jsonl", "h.ndjson.zst", "h"), ("file", "note.txt", "note"),
    ]  # fmt: skip


def test_a_folder_of_corpora_alone_is_no_failure(tmp_path: Path) -> None:
    """Every job on a data lake would complain of a folder without feeds."""
    write(tmp_path, "part-0.jsonl", "part-1.jsonl")
    assert len(parts(str(tmp_path))[0]) == 2
    assert not parts(str(tmp_path))[1]


def test_files_of_one_name_get_stems_of_their_own(tmp_path: Path) -> None:
    """Two documents of a job would have one key."""
    write(tmp_path, "x/part-0.jsonl", "y/part-0.jsonl")
    assert [stem for *_, stem in parts(str(tmp_path))[0]] == ["x/part-0.jsonl", "y/part-0.jsonl"]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A job would run for hours on less than was asked for."""
    write(tmp_path, "a.jsonl")
    given = ("https://harbour.example/feed.xml", "-", str(tmp_path / "gone"), "nowhere://bucket/x", f"file://{tmp_path}/none")
    found, failures = parts(*given, str(tmp_path))
    assert len(found) == 1
    assert [f.source for f in failures] == [
        "https://harbour.example/feed.xml", "-", "nowhere://bucket/x", f"file://{tmp_path}/none", str(tmp_path / "gone")
    ]  # fmt: skip
    assert "reads files only" in failures[0].reason


def test_a_uri_gives_corpora_and_texts(tmp_path: Path) -> None:
    """What lies in an object storage could not be named."""
    write(tmp_path, "a.jsonl", "note.txt", "picture.png")
    found, failures = parts(f"file://{tmp_path}")
    assert not failures
    assert [(kind, name) for kind, name, _ in found] == [("jsonl", "a.jsonl"), ("file", "note.txt")]
