"""Builds in several processes: the same bytes, whatever is killed, interrupted or fails."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from kg import pipeline
from kg.analysis import stored
from kg.errors import AnalysisError
from kg.ontology import load
from kg.records import Document, Evidence, Mention
from kg.relations import Extractor
from kg.store import Store
from tests.analysis.small import is_worker, until, workers_of, write_ontology, write_texts
from tests.test_rebuild import outputs

#: A build in two processes.
COMMAND = [str(Path(sys.executable).with_name("kg")), "build", "in", "--ontology", "own", "--jobs", "2", "--out", "out"]
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells which processes there are")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder with some texts and a small ontology of its own."""
    write_ontology(tmp_path / "own")
    write_texts(tmp_path / "in", 40)
    return tmp_path


def contents(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of what analysis found, by table, in the order in which they are stored."""
    with duckdb.connect(str(store), read_only=True) as connection:
        tables = ("documents", "mentions", "evidence", "provisional", "analyses")
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def test_the_sample_gives_the_same_bytes_in_two_processes(tmp_path: Path) -> None:
    """The graph would depend on the machine that it was built on, and nobody could compare two builds."""
    ontology = load()
    one, two = tmp_path / "one.duckdb", tmp_path / "two.duckdb"
    built = pipeline.build([str(pipeline.sample_folder())], one, tmp_path / "one", ontology)
    shutil.copy(one, two)
    heard: list[tuple[int, int | None]] = []
    again = pipeline.rebuild(
        two, tmp_path / "two", ontology, lambda stage, done, total: heard.append((done, total)) if stage == "linking" else None,
        jobs=2,
    )  # fmt: skip
    assert again.analysed == built.analysed == built.documents
    assert heard == [(n, built.documents) for n in range(1, built.documents + 1)]
    assert outputs(tmp_path / "two") == outputs(tmp_path / "one")
    assert contents(two) == contents(one)


def test_one_process_starts_no_other(work: Path) -> None:
    """A build on a small machine, or of a few new posts, would pay for processes that it has no work for."""
    code = (
        "import sys\nfrom pathlib import Path\nstarted = []\n"
        "sys.addaudithook(lambda event, _: started.append(event) if event in ('subprocess.Popen', 'os.fork') else None)\n"
        "from kg.ontology import load\nfrom kg.pipeline import build, rebuild\n"
        "store, out, own = Path('kg.duckdb'), Path('out'), load(Path('own'))\n"
        "assert build(['in'], store, out, own, jobs=None).analysed == 40\n"
        "assert rebuild(store, out, own, jobs=1).analysed == 40\n"
        "Path('in/new.txt').write_text('Tidewater AI grows.')\n"
        "assert build(['in'], store, out, own, jobs=8).analysed == 1\n"
        "assert not started, started\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=work, env=environment)


def test_little_text_is_worth_no_process_and_much_is_worth_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few posts would wait for processes to start; a machine with a hundred processors would run out of memory."""
    for count in (1, 2, 4, 192):
        monkeypatch.setattr(stored, "processors", lambda count=count: count)
        assert stored.processes(0) == 1
        assert stored.processes(2 * stored.WORTH_A_PROCESS - 1) == 1
        assert stored.processes(2 * stored.WORTH_A_PROCESS) == min(2, count)
        assert stored.processes(10**12) == min(count, stored.MOST_UNASKED)


def test_a_killed_process_keeps_what_was_finished(work: Path) -> None:
    """A machine short of memory would lose the work of hours, count it twice, or leave a store that cannot be opened."""
    ontology = load(work / "own")
    store, out = work / "kg.duckdb", work / "out"

    def kill(stage: str, done: int, total: int | None) -> None:
        if (stage, done, total) == ("linking", 20, 40):
            for pid in workers_of():
                os.kill(pid, signal.SIGKILL)

    with pytest.raises(AnalysisError, match="was ended by SIGKILL; what was finished is kept"):
        pipeline.build([str(work / "in")], store, out, ontology, kill, jobs=2)
    assert not workers_of()
    assert not out.exists()
    with Store.open(store) as opened:
        kept = opened.counts()
    assert kept.documents == 40
    left = pipeline.build([str(work / "in")], store, out, ontology, jobs=2)
    assert 0 < left.analysed <= 20
    pipeline.build([str(work / "in")], work / "peace.duckdb", work / "wanted", ontology)
    assert outputs(out) == outputs(work / "wanted")


def test_a_killed_process_is_one_line_for_its_user(work: Path) -> None:
    """The build would end in a traceback, or look as if it had gone well."""
    with subprocess.Popen(COMMAND, cwd=work, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as build:
        until(lambda: len(workers_of(build.pid)) == 2)
        for pid in workers_of(build.pid):
            os.kill(pid, signal.SIGKILL)
        out, said = build.communicate()
    assert (build.returncode, out) == (1, "")
    assert said.startswith("kg: ")
    assert "was ended by SIGKILL" in said
    assert said.count("\n") == 1


def test_an_interruption_ends_the_processes_at_once(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C would print a traceback from each process, or leave them at work behind the user's back."""
    with subprocess.Popen(
        COMMAND, cwd=work, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
    ) as build:
        until(lambda: len(workers_of(build.pid)) == 2)
        began = workers_of(build.pid)
        os.killpg(build.pid, signal.SIGINT)  # as a terminal does
        said = build.communicate()[1]
    assert said == "kg: interrupted; what was finished is kept, the same command goes on from there\n"
    assert build.returncode == 130
    assert not any(map(is_worker, began))
    monkeypatch.chdir(work)
    ontology = load(Path("own"))
    for store, out in (("kg.duckdb", "out"), ("peace.duckdb", "wanted")):
        pipeline.build(["in"], Path(store), Path(out), ontology)
    assert outputs(Path("out")) == outputs(Path("wanted"))


def test_a_fault_of_the_program_costs_one_document(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One odd post among thousands would end each build of the day in a traceback, or show what an older text said."""
    monkeypatch.chdir(work)
    ontology = load(Path("own"))
    whole = Extractor.extract

    def fails_once(self: Extractor, document: Document, mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
        if "Note 23 of" in document.text:
            raise ZeroDivisionError("no tide\ntoday")
        return whole(self, document, mentions)

    peace = pipeline.build(["in"], Path("peace.duckdb"), Path("wanted"), ontology)
    shutil.copy("peace.duckdb", "again.duckdb")
    with monkeypatch.context() as patched:
        patched.setattr(Extractor, "extract", fails_once)
        built = pipeline.build(["in"], Path("kg.duckdb"), Path("out"), ontology)
        again = pipeline.rebuild(Path("again.duckdb"), Path("again"), ontology)
        assert pipeline.build(["in"], Path("kg.duckdb"), Path("out"), ontology).failures == built.failures
    assert (peace.failures, peace.analysed, built.analysed) == ((), 40, 39)
    [failure] = built.failures
    assert failure.source == "23"
    assert failure.reason.startswith("could not be analysed: ZeroDivisionError: no tide today (test_stored.py:")
    assert again.failures == built.failures
    assert outputs(Path("out")) == outputs(Path("again")) != outputs(Path("wanted"))
    mended = pipeline.build(["in"], Path("kg.duckdb"), Path("out"), ontology)
    assert (mended.analysed, mended.failures) == (1, ())
    assert outputs(Path("out")) == outputs(Path("wanted"))
