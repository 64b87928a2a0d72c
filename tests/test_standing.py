"""How sources stand after a run, and that it is told while another one is running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.records import Document, Failure, Place
from kg.sources.web.memory import Remembered
from kg.standing import standings
from kg.store import Health, Store, read_health
from kg.store.status import Address, write_health
from tests.sources.web.servers import conditional, reply, serve
from tests.test_incremental import feed

KG = str(Path(sys.executable).with_name("kg"))
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
A = "https://a.example/feed.xml"
WELL = Address(A, is_list=False, succeeded=NOW, failures=0, error="", retry_at=None, fresh_until=None)


def doc(name: str, source: str, day: int | None = None) -> Document:
    """Return a document of one source."""
    published = None if day is None else datetime(2026, 5, day, tzinfo=UTC)
    return Document(f"doc-{name}", name, name, published=published, places=(Place(source, name), Place(source, f"{name}-2")))


def test_a_source_is_counted_with_its_newest_post() -> None:
    """A feed that fell silent, or one that is counted twice for its copies, would not be seen."""
    [one, two] = standings([doc("x", A, 3), doc("y", A, 9), doc("z", A), doc("n", "n.md")], Health(NOW, (WELL,), ()), NOW)
    assert (one.source, one.kind, one.documents, str(one.newest), one.succeeded) == (A, "address", 3, "2026-05-09", NOW)
    assert (two.kind, two.documents, two.newest, two.failures) == ("file", 1, None, 0)


def test_what_fails_comes_first_and_says_why() -> None:
    """A feed that has been broken for weeks would stand in the middle of fifty others."""
    down = replace(WELL, address="https://z.example/", failures=4, error="no answer", retry_at=NOW + timedelta(hours=2))
    health = Health(NOW, (WELL, down), (Failure(f"{A}#3", "an entry without a text"), Failure("gone.md", "does not exist")))
    found = standings([doc("x", A)], health, NOW)
    assert [(s.source, s.failures, s.error) for s in found] == [
        ("gone.md", 1, "does not exist"), (A, 0, "an entry without a text"), ("https://z.example/", 4, "no answer"),
    ]  # fmt: skip
    assert [(s.asked_next, s.why) for s in found][-1] == (NOW + timedelta(hours=2), "failing")


def test_a_rest_that_a_wrong_clock_set_is_none() -> None:
    """A source would seem to rest for years, though the next run asks it."""
    [found] = standings([], Health(NOW, (replace(WELL, failures=3, retry_at=NOW + timedelta(days=900)),), ()), NOW)
    assert found.asked_next is None


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """An address would lose its errors, or a page of an entry would be told as a source."""
    kept = Remembered(A, failures=2, error="ünlesbar", succeeded=NOW, retry_at=NOW, listed=b"x")
    page = Remembered("https://a.example/p", source=A)
    write_health(tmp_path / "kg.duckdb", NOW, [page, kept], [Failure("a", "b")])
    assert read_health(tmp_path / "kg.duckdb") == Health(
        NOW,
        (Address(A, is_list=True, succeeded=NOW, failures=2, error="ünlesbar", retry_at=NOW, fresh_until=None),),
        (Failure("a", "b"),),
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 9}', "\x00"], ids=["empty", "list", "bare", "later", "bytes"])
def test_a_damaged_file_is_one_line(tmp_path: Path, text: str) -> None:
    """A cut file would end in a traceback."""
    (tmp_path / "kg.duckdb.published").mkdir()
    (tmp_path / "kg.duckdb.published" / "status.json").write_text(text, encoding="ascii")
    with pytest.raises(StoreError, match="run kg build again"):
        read_health(tmp_path / "kg.duckdb")


def kg(work: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run([KG, *args], cwd=work, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what a run of two feeds made, one of which is broken."""
    work = tmp_path_factory.mktemp("standing")
    with serve() as site:
        site.routes = {"/one": conditional(feed("berths"), '"1"'), "/two": reply(410)}
        named = [f"{site.address}/one", f"{site.address}/two"]
        assert kg(work, "build", *named, "--out", "out").returncode == 0
        (work / "sources.txt").write_text("\n".join(named), encoding="utf-8")
    return work


def test_status_tells_while_a_build_is_running(built: Path) -> None:
    """Whoever looks why a build takes so long would be told that it is running."""
    one, two = (built / "sources.txt").read_text(encoding="utf-8").split("\n")
    with Store.open(built / "kg.duckdb"):
        told = kg(built, "status", "--json")
        table = kg(built, "status")
    assert told.returncode == table.returncode == 0
    sources = {s["source"]: s for s in json.loads(told.stdout)["sources"]}
    assert (sources[one]["documents"], sources[one]["errors"]) == (1, 0)
    assert sources[one]["last_success"] is not None
    assert (sources[two]["documents"], sources[two]["errors"], sources[two]["last_success"]) == (0, 1, None)
    assert "410" in sources[two]["error"]
    assert "never" in table.stdout
    assert "1 source with errors" in table.stdout


def test_news_of_a_watch_list_names_what_it_does_not_know(built: Path) -> None:
    """A misspelt name would silently be followed by no news."""
    (built / "watch.txt").write_text("# labs\nOpenAI  # the maker\n\nTidewater Nowhere\n", encoding="utf-8")
    told = kg(built, "new", "--watch", "watch.txt", "--since", "2026-01-01", "--json")
    assert told.returncode == 1  # posts of this feed have no date
    assert "'Tidewater Nowhere' is not in the graph" in told.stderr
    assert "no document of the store has a date" in told.stderr
    (built / "none.txt").write_text("Nobody\n", encoding="utf-8")
    assert "names no entity" in kg(built, "new", "--watch", "none.txt").stderr
    assert "cannot be read" in kg(built, "new", "--watch", "missing.txt").stderr
