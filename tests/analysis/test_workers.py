"""Documents in several processes: in order, within bounds, and gone whatever happens. Real processes throughout."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.analysis import program_fingerprint
from kg.analysis.examiner import Examined, Examiner
from kg.analysis.workers import IN_FLIGHT, Workers
from kg.errors import AnalysisError, OntologyError
from kg.ontology import Ontology, load
from kg.records import Document, Zone, ZoneKind
from tests.analysis.small import SENTENCE, is_worker, until, workers_of, write_ontology

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells which processes there are")


@pytest.fixture(scope="module")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    """Return an ontology from a folder of a user's own."""
    return load(write_ontology(tmp_path_factory.mktemp("small") / "own"))


def texts(count: int) -> list[Document]:
    """Return documents, no two alike."""
    return [Document(f"doc-{n:03}", f"note-{n}", SENTENCE.format(n)) for n in range(count)]


HOSTILE = [
    Document("doc-none", "none", ""),
    Document("doc-nul", "nul", "Tidewater AI\0 released \x1b[31mPellucid 4\x1b[0m.\r\n"),
    Document("doc-half", "half\ud800", "Tidewater AI released Pellucid \ud800 and \udfff.", authors=("\ud83d",)),
    Document("doc-long", "long", "Tidewater AI " * 6_000),
    Document("doc-right", "right", "\u202eTidewater AI\u202c released \U0001f600 Pellucid 5.", language="ar"),
    Document("doc-zones", "zones", SENTENCE.format(7), zones=(Zone(0, 12, ZoneKind.QUOTATION, "Perpetua Lund\n\t"),)),
    Document("doc-pickle", "pickle", "cos\nsystem\n(S'echo Tidewater AI'\ntR.\x80\x05."),
]


def test_what_is_found_and_its_order_are_those_of_one_process(ontology: Ontology) -> None:
    """Two builds of one folder would differ, or the names of a user's own folder would be known to one process alone."""
    documents = [*texts(30), *HOSTILE, *(replace(d, id=f"{d.id}-again") for d in HOSTILE)]
    alone = Examiner(ontology, program_fingerprint())
    wanted = [(d, alone.examine(d)) for d in documents]
    with Workers(ontology, program_fingerprint(), 3) as workers:
        assert list(workers.examine(documents)) == wanted
    assert {m.entity for _, found in wanted for m in found.mentions if m.entity} >= {"tidewater"}


def test_no_more_documents_are_taken_than_there_is_room_for(ontology: Ontology) -> None:
    """A build of a large archive would hold all of it in memory while one long document is worked on."""
    taken = 0

    def endless() -> Iterator[Document]:
        nonlocal taken
        while True:
            taken += 1
            yield Document(f"doc-{taken}", f"{taken}", SENTENCE.format(taken))

    with Workers(ontology, "p", 2) as workers:
        for done, (document, _) in enumerate(workers.examine(endless()), 1):
            assert document.key == str(done)
            assert taken <= done - 1 + 2 * IN_FLIGHT
            if done == 50:
                break


def test_the_processes_are_gone_in_the_midst_of_their_work(ontology: Ontology) -> None:
    """Ctrl-C, or an error in the store, would leave processes behind that work on for hours."""
    long = [Document(f"doc-{n}", f"{n}", SENTENCE.format(n) * 20_000) for n in range(4)]
    with pytest.raises(KeyboardInterrupt), Workers(ontology, "p", 2) as workers:
        next(workers.examine([*texts(2 * IN_FLIGHT - 1), *long]))
        began = workers_of()
        raise KeyboardInterrupt
    assert len(began) == 2
    assert not workers_of()


def test_a_killed_process_is_told_with_the_document(ontology: Ontology) -> None:
    """A machine that ran out of memory would end the build in a traceback, or let it wait for ever."""
    documents = [*texts(20), Document("doc-big", "the-big-one", SENTENCE.format(1) * 50_000)]
    finished = []
    with Workers(ontology, "p", 2) as workers, pytest.raises(AnalysisError) as caught:
        for document, _ in workers.examine(documents):
            finished.append(document.key)
            if len(finished) == len(documents) - 1:
                for pid in workers_of():
                    os.kill(pid, signal.SIGKILL)
    assert finished == [d.key for d in documents[:-1]]
    assert str(caught.value).startswith("the-big-one: the process that examined it was ended by SIGKILL; ")
    assert "--jobs 1" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_faults_of_the_linking_data_are_all_named(tmp_path: Path) -> None:
    """A mistake in a user's own table would be told in one process, with its line, and be a riddle in two."""
    own = write_ontology(tmp_path / "own")
    (own / "linking").mkdir()
    (own / "linking" / "weights.tsv").write_text("no\tsuch\theading\n", encoding="utf-8")
    ontology = load(own)
    with pytest.raises(OntologyError) as alone:
        Examiner(ontology, "p")
    with Workers(ontology, "p", 2) as workers, pytest.raises(OntologyError) as caught:
        list(workers.examine(texts(3)))
    assert caught.value.faults == alone.value.faults


#: A program with a fault that shows in one document; Python runs a module of this name when it starts.
_FAULTY = """
from kg.relations.extractor import Extractor
whole = Extractor.extract
def extract(self, document, mentions):
    if document.key == "note-7":
        raise ZeroDivisionError("no tide\\ntoday")
    return whole(self, document, mentions)
Extractor.extract = extract
"""


def test_a_fault_of_the_program_is_told_with_its_document(
    ontology: Ontology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One odd post would end a build in a traceback of some other process, and nobody would know which post."""
    (tmp_path / "sitecustomize.py").write_text(_FAULTY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with Workers(ontology, "p", 2) as workers:
        found = {d.key: examined for d, examined in workers.examine(texts(12))}
    assert found["note-7"] == Examined(fault="ZeroDivisionError: no tide today (sitecustomize.py:6)")
    assert [key for key, examined in found.items() if examined.mentions and not examined.fault] == [
        f"note-{n}" for n in range(12) if n != 7
    ]


_ORPHANED = """
import os, signal, sys
from pathlib import Path
from kg.analysis.workers import Workers
from kg.ontology import load
from tests.analysis.small import workers_of
from tests.analysis.test_workers import texts
with Workers(load(Path(sys.argv[1])), "p", 2) as workers:
    for document, _ in workers.examine(texts(400)):
        if document.key == "note-5":
            print(*workers_of(), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_processes_do_not_outlive_a_killed_build(tmp_path: Path) -> None:
    """Each crash would leave processes behind that nobody sees."""
    command = [sys.executable, "-c", _ORPHANED, str(write_ontology(tmp_path / "own"))]
    killed = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    orphans = [int(word) for word in killed.stdout.split()]
    assert len(orphans) == 2
    until(lambda: not any(map(is_worker, orphans)))
