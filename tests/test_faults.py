"""What goes wrong on a machine that builds every day: each ends in one clear line, and the same command goes on."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from kg import pipeline
from kg.ontology import load
from kg.sources.web.limits import Clock
from kg.sources.web.transfer import Transfer
from kg.store import Store, read_snapshot
from tests.soak.limits import FIRST
from tests.sources.web.servers import CALM, SHORT, START, conditional, reply, serve
from tests.sources.web.test_connection import MISBEHAVIOUR
from tests.test_rebuild import outputs

_log = logging.getLogger(__name__)

KG = str(Path(sys.executable).with_name("kg"))
SENTENCE = "Tidewater AI released Pellucid {0}, and Quillmark Labs did not comment on Pellucid {0}."


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder with a few texts and a small ontology of its own, which loads quickly."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ontology.toml").write_text("shipped_entities = false\n", encoding="utf-8")
    rows = ["id\tclass\tlabel\taliases\thidden\tcontext\tsource", "tidewater\tLab\tTidewater AI\t\t\t\ttest"]
    (tmp_path / "own" / "labs.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    for n in range(40):
        (tmp_path / "in" / f"{n}.txt").write_text(SENTENCE.format(n) + f"\n\nNote {n} of the harbour.", encoding="utf-8")
    return tmp_path


def command(store: Path | str = "kg.duckdb", out: Path | str = "out", *, source: str = "in") -> list[str]:
    """Return the command of the day."""
    return [KG, "build", source, "--ontology", "own", "--store", str(store), "--out", str(out), "--allow-private"]


def run(
    work: Path, store: Path | str = "kg.duckdb", out: Path | str = "out", *, source: str = "in"
) -> subprocess.CompletedProcess[str]:
    """Run it."""
    return subprocess.run(command(store, out, source=source), cwd=work, capture_output=True, text=True, check=False)


def test_a_second_writer_is_told(work: Path) -> None:
    """Two timers would write to one store at once, or the second would end in a traceback or wait for ever."""
    assert run(work).returncode == 0
    before = outputs(work / "out")
    with Store.open(work / "kg.duckdb"):
        for args in (command(), [KG, "rebuild", "--ontology", "own", "--out", "out"], [KG, "remove", "in", "--ontology", "own"]):
            second = subprocess.run(args, cwd=work, capture_output=True, text=True, check=False)
            assert second.returncode == 1
            assert "another kg is writing to it; wait for it to end" in second.stderr
            assert second.stderr.count("\n") == 1
    assert outputs(work / "out") == before
    assert run(work).returncode == 0


def test_an_interruption_is_told_and_loses_nothing(work: Path) -> None:
    """Ctrl-C would end in a traceback, or the work of an hour would be gone."""
    assert run(work, "peace.duckdb", "wanted").returncode == 0
    with subprocess.Popen(command(), cwd=work, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
        until = time.monotonic() + 60
        while not (work / "kg.duckdb").exists() and child.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        said = child.communicate()[1]
    assert (child.returncode, said) in (
        (130, "kg: interrupted; what was finished is kept, the same command goes on from there\n"), (0, ""),
    )  # fmt: skip
    assert run(work).returncode == 0
    assert outputs(work / "out") == outputs(work / "wanted")


@pytest.fixture
def disk(work: Path) -> Iterator[Path]:
    """A small disk of its own, where the system lets one be made."""
    folder = work / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no small disk can be made here: that needs the rights of an administrator")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_loses_nothing(work: Path, disk: Path) -> None:
    """The store would be damaged for good, or a cut output would pass for a result."""
    full = run(work, disk / "kg.duckdb", disk / "out")
    assert full.returncode == 1
    assert full.stderr.startswith("kg: ")
    assert full.stderr.count("\n") == 1
    assert "disk is full" in full.stderr or "No space left" in full.stderr
    subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)
    assert run(work, disk / "kg.duckdb", disk / "out").returncode == 0
    assert run(work, "peace.duckdb", "wanted").returncode == 0
    assert outputs(disk / "out") == outputs(work / "wanted")


@pytest.mark.soak
@pytest.mark.parametrize("kilobytes", [900, 1500, 2500, 4000, 7000])
def test_a_disk_that_gets_full_at_any_stage_loses_nothing(work: Path, disk: Path, kilobytes: int) -> None:
    """What is kept of the counts, a snapshot or an output would be left half written, or the next build would believe it."""
    for size in (kilobytes, kilobytes + 200):
        subprocess.run(["mount", "-o", f"remount,size={size}k", str(disk)], check=True)
        full = run(work, disk / "kg.duckdb", disk / "out")
        assert full.returncode == 0 or (full.stderr.startswith("kg: ") and full.stderr.count("\n") == 1), full.stderr
    subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)
    assert run(work, disk / "kg.duckdb", disk / "out").returncode == 0
    assert run(work, "peace.duckdb", "wanted").returncode == 0
    assert outputs(disk / "out") == outputs(work / "wanted")


def test_readers_beside_a_build_see_the_one_before_or_the_one_after(work: Path) -> None:
    """A look-up would fail while the machine builds, or see half of a day."""
    assert run(work).returncode == 0
    (work / "in" / "late.txt").write_text("Quillmark Labs has left the harbour to Tidewater AI.", encoding="utf-8")
    seen = []
    with subprocess.Popen(command(), cwd=work, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            seen.append(len(read_snapshot(work / "kg.duckdb").documents))
    assert child.returncode == 0
    assert seen == sorted(seen)
    assert {*seen} <= {40, 41}
    assert seen[0] == 40
    assert len(read_snapshot(work / "kg.duckdb").documents) == 41


def posts(prefix: str, count: int = 3, *, linked: bool = True) -> bytes:
    """Return a feed whose posts have ids that begin so."""
    items = "".join(
        f"<item><title>Note {n}</title><guid isPermaLink='false'>{prefix}-{n}</guid>"
        + (f"<link>https://harbour.example/{n}</link>" if linked else "")
        + f"<description>{SENTENCE.format(n)} It is note {n} of the harbour, written by three people who measure the "
        f"tide and one who does not, and it goes on for a while so that nobody takes it for another.</description></item>"
        for n in range(count)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'.encode()


@pytest.mark.parametrize("linked", [True, False], ids=["with links", "without links"])
def test_a_feed_that_changes_its_ids_gives_no_post_twice(work: Path, linked: bool) -> None:
    """A blog that moves to other software would double every post, and every count with it."""
    with serve() as site:
        for prefix in ("old", "new"):
            site.routes = {"/feed": reply(200, posts(prefix, linked=linked))}
            assert run(work, source=f"{site.address}/feed").returncode == 0
            graph = read_snapshot(work / "kg.duckdb")
            assert len(graph.documents) == 3
            assert [n.mentions for n in graph.nodes if n.entity.id == "tidewater"] == [3]


def build(work: Path, *sources: str) -> pipeline.Built:
    """Build in this process, so that a test can set its clock and its patience."""
    return pipeline.build(list(sources), work / "kg.duckdb", work / "out", load(work / "own"), allow_private=True)


def test_a_clock_that_goes_back_loses_and_doubles_nothing(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose clock was wrong once would leave its sources alone for years, or read their posts as new ones."""
    now = START

    monkeypatch.setattr(pipeline, "Transfer", partial(Transfer, limits=CALM, clock=Clock(lambda: now)))
    with serve() as site:
        feed, gone = f"{site.address}/feed", f"{site.address}/gone"
        for count, later in enumerate((timedelta(), timedelta(days=900), timedelta(days=-900), timedelta(days=1)), start=2):
            now = START + later
            site.log.clear()
            site.routes = {"/feed": conditional(posts("a", count), f'"{count}"', cache_control="max-age=7200")}
            built = build(work, feed, gone)
            assert site.paths() == ["/feed", "/gone"], f"the clock moved by {later}, and a source was left alone"
            assert [f.source for f in built.failures] == [gone]
            graph = read_snapshot(work / "kg.duckdb")
            assert len(graph.documents) == count
            assert [n.mentions for n in graph.nodes if n.entity.id == "tidewater"] == [count]
    before = outputs(work / "out")
    pipeline.rebuild(work / "kg.duckdb", work / "out", load(work / "own"))
    assert outputs(work / "out") == before


@pytest.mark.parametrize("name", ["silence", "dripping bytes", "a length that is too long, held open"])
def test_a_server_that_hangs_or_drips_costs_its_own_posts_only_and_for_a_day(
    work: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One of fifty servers would keep the other forty-nine from being read, or its posts would be lost for good."""
    monkeypatch.setattr(pipeline, "Transfer", partial(Transfer, limits=SHORT))
    with serve() as site:
        bad, good = f"{site.address}/bad", f"{site.address}/good"
        site.routes = {"/bad": MISBEHAVIOUR[name][0], "/good": reply(200, posts("good"))}
        built = build(work, bad, good)
        assert [f.source for f in built.failures] == [bad]
        assert {d.places[0].source for d in read_snapshot(work / "kg.duckdb").documents} == {good}
        site.routes["/bad"] = reply(
            200, posts("bad").replace(b"harbour.example/", b"harbour.example/bad/").replace(b"three", b"six")
        )
        assert build(work, bad, good).failures == ()
        assert len(read_snapshot(work / "kg.duckdb").documents) == 6


@pytest.mark.soak
def test_a_build_killed_at_twenty_moments_is_finished_by_the_next(work: Path) -> None:
    """A machine that loses power now and then would lose documents, count them twice, or never come to an end."""
    assert run(work, "peace.duckdb", "wanted").returncode == 0
    random = Random(FIRST)
    for number in range(20):
        moment = random.uniform(0.3, 4.0)
        with subprocess.Popen(command(f"{number}.duckdb", f"out-{number}"), cwd=work, stdout=subprocess.DEVNULL) as child:
            time.sleep(moment)
            child.kill()
        _log.info("build %d of 20 killed after %.2f seconds (SOAK_SEED=%d)", number + 1, moment, FIRST)
        assert run(work, f"{number}.duckdb", f"out-{number}").returncode == 0
        assert outputs(work / f"out-{number}") == outputs(work / "wanted")
