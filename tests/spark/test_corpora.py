"""Corpora as they lie in a data lake: every record once, whatever the file is cut into, and no record ends a job."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from kg.records import Document, Failure
from kg.sources import read
from kg.spark import parts as parts_module
from kg.spark.corpora import read_part
from kg.spark.parts import Part, parts_of
from tests.spark.archives import write_warc, write_wet

PAGE = b"<html><head><title>Pier</title></head><body><article><p>Anthropic developed Claude.</p></article></body></html>"


def documents(*sources: Path) -> tuple[list[Document], list[Failure]]:
    """Return the documents and failures of sources."""
    failures: list[Failure] = []
    parts = parts_of([str(source) for source in sources], failures.append)
    return [d for part in parts for d in read_part(part, failures.append)], failures


def test_a_line_is_a_document_with_what_its_fields_say(tmp_path: Path) -> None:
    """Links, dates and outlets of a corpus would be lost, and with them voices and first days."""
    record = {
        "id": 7, "url": "https://Harbour.example/a?utm_source=x", "title": "Pier", "author": "Nell Quay", "language": "en",
        "date": "2026-03-01T10:00:00Z", "outlet": "The Pier", "text": "Anthropic developed Claude.",
    }  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    [found], failures = documents(tmp_path / "a.jsonl")
    assert not failures
    assert (found.link, found.title, found.authors) == ("https://harbour.example/a", "Pier", ("Nell Quay",))
    assert (found.published, found.language, found.outlet) == (datetime(2026, 3, 1, 10, tzinfo=UTC), "en", "The Pier")
    assert (found.text, found.key, found.places[0].source) == ("Anthropic developed Claude.", "a#a", "https://harbour.example/a")


def test_a_record_without_a_link_is_known_by_its_id_else_by_its_place(tmp_path: Path) -> None:
    """Two records of a file would be one document, or the same record another one in another folder."""
    lines = [{"id": "n1", "text": "One."}, {"text": "Two."}, {"text": "Two."}]
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    here, _ = documents(tmp_path / "x")
    there, _ = documents(tmp_path / "y")
    assert len({d.id for d in here}) == 3
    assert [d.id for d in here] == [d.id for d in there]
    assert [d.places[0].item for d in here] == ["n1", "29", "46"]


@pytest.mark.parametrize("name", ["bad.jsonl", "bad.json.gz"])
def test_lines_that_are_none_are_named_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    """One broken line of a crawl would lose the file, or go unseen."""
    data = b'{"text": "One."}\n\nnope\n[1]\n{"x": 1}\n{"text": ""}\n{"text": 3}\n\xff\xfe\n'
    data += b"[" * 100_000 + b'\n{"text": "Two."}'
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    found, failures = documents(tmp_path / name)
    assert [d.text for d in found] == ["One.", "Two."]
    assert len(failures) == 7
    assert all(f.source.startswith(f"{tmp_path / name}#") and "\n" not in f.reason for f in failures)


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=8),
    size=st.integers(1, 60),
    last_line_is_open=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_parts_of_a_file_hold_each_line_once(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], size: int, *, last_line_is_open: bool
) -> None:
    """A line where one task ends and the next begins would be read twice, or by nobody."""
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    lines = [json.dumps({"text": f"x {text}"}, ensure_ascii=False) for text in texts]
    path.write_bytes(("\n".join(lines) + ("" if last_line_is_open else "\n")).encode())
    length = path.stat().st_size
    failures: list[Failure] = []
    whole = [*read_part(Part(0, "jsonl", str(path), "a"), failures.append)]
    spans = [(at, at + size if at + size < length else -1) for at in range(0, length, size)]
    cut = [d for first, last in spans for d in read_part(Part(0, "jsonl", str(path), "a", first, last), failures.append)]
    assert [d.id for d in cut] == [d.id for d in whole]
    assert len(whole) == len(texts)
    assert not failures


def test_row_groups_hold_each_row_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large Parquet file would be one task, or its rows change their ids with how it is cut."""
    rows = [{"text": f"Text {n}.", "dump": "2026-10", "date": datetime(2026, 1, 1 + n)} for n in range(9)]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=2)
    whole, _ = documents(tmp_path / "a.parquet")
    monkeypatch.setattr(parts_module, "PART", 1)
    cut, failures = documents(tmp_path / "a.parquet")
    assert not failures
    assert len(parts_of([str(tmp_path / "a.parquet")], failures.append)) == 5
    assert cut == whole
    assert [d.text for d in whole] == [f"Text {n}." for n in range(9)]
    assert whole[3].published == datetime(2026, 1, 4, tzinfo=UTC)


def test_a_parquet_file_without_texts_or_none_at_all_is_a_failure(tmp_path: Path) -> None:
    """A job of hours would end at a file that somebody put beside the corpus."""
    parquet.write_table(pa.table({"number": [1, 2]}), tmp_path / "numbers.parquet")
    (tmp_path / "none.parquet").write_bytes(b"PAR1 is what it says")
    found, failures = documents(tmp_path)
    assert not found
    reasons = {Path(f.source).name: f.reason for f in failures}
    assert "no column of texts" in reasons["numbers.parquet"]
    assert "no Parquet file" in reasons["none.parquet"]


def test_pages_of_archives(tmp_path: Path) -> None:
    """A crawl would give its error pages and pictures as documents, or the text of its markup."""
    pages = {
        "https://pier.example/a": (200, "text/html; charset=utf-8", PAGE),
        "https://pier.example/b": (404, "text/html", PAGE),
        "https://pier.example/c": (200, "image/png", b"\x89PNG"),
        "https://pier.example/d.txt": (200, "text/plain", b"OpenAI released GPT-5."),
    }
    write_warc(tmp_path / "a.warc.gz", pages)
    texts = {"https://quay.example/x": "DeepSeek built R1 \u2014 caf\u00e9.\n", "https://quay.example/y": " \n"}
    write_wet(tmp_path / "b.warc.wet.gz", texts)
    found, failures = documents(tmp_path)
    assert not failures
    assert [(d.link, d.title) for d in found[:2]] == [("https://pier.example/a", "Pier"), ("https://pier.example/d.txt", "")]
    assert "<" not in found[0].text
    assert "Anthropic developed Claude." in found[0].text
    assert [d.text for d in found[2:]] == ["DeepSeek built R1 \u2014 caf\u00e9.\n"]
    assert {d.places[0].source for d in found} == {d.link for d in found}


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_torn_archive_gives_what_stands_before_the_tear(tmp_path: Path, keep: float) -> None:
    """A transfer that broke off would cost the job, or all pages before it."""
    write_warc(tmp_path / "a.warc.gz", {f"https://pier.example/{n}": (200, "text/html", PAGE) for n in range(20)})
    data = (tmp_path / "a.warc.gz").read_bytes()
    (tmp_path / "a.warc.gz").write_bytes(data[: int(keep * len(data))])
    found, failures = documents(tmp_path / "a.warc.gz")
    assert 20 * keep - 3 < len(found) < 20
    assert all(f.source.startswith(str(tmp_path)) for f in failures)


def test_files_of_other_formats_are_read_as_ever() -> None:
    """A feed would give other documents on many machines than on one."""
    from kg.pipeline import sample_folder

    sample = sample_folder()
    wanted = {d.id: d for d in read([str(sample)], on_failure=lambda _: None)}
    found, failures = documents(sample)
    assert not failures
    assert {d.id: d for d in found} == wanted


def test_an_archive_that_is_none(tmp_path: Path) -> None:
    """Whatever bears the suffix would be read as pages, or end the job."""
    (tmp_path / "a.warc").write_bytes(b"\x00\x01 nothing of the kind\n" * 50)
    (tmp_path / "b.warc.gz").write_bytes(b"\x1f\x8b broken")
    found, failures = documents(tmp_path)
    assert not found
    assert {Path(f.source).name.partition("#")[0] for f in failures} == {"a.warc", "b.warc.gz"}
