"""A writer that is killed: nothing acknowledged is lost, nothing stands half done, and the same run finishes."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from kg.records import Document
from kg.store import Store
from tests.graphs import document, evidence, mentions

DOCUMENTS = 400
BATCH = 5
NAMES = {"OpenAI": "openai", "Anthropic": "anthropic"}
ROOT = Path(__file__).resolve().parents[2]

_log = logging.getLogger(__name__)


def made(n: int) -> Document:
    """Return the n-th document: n // 10 + 1 sentences with two names each."""
    return document(f"{n:04}", "OpenAI met Anthropic. " * (n // 10 + 1))


def write(path: Path) -> None:
    """Write what is missing, and print the number of each document when its batch is acknowledged."""
    with Store.open(path) as store:
        for at in range(0, DOCUMENTS, BATCH):
            with store.batch():
                for n in range(at, at + BATCH):
                    store.put_document(made(n))
        while pending := list(islice(store.pending("f"), BATCH)):
            with store.batch():
                for doc in pending:
                    stated = evidence("openai", "partners_with", "anthropic", doc.id, "OpenAI met Anthropic.")
                    store.put_analysis(doc.id, doc.revision, "f", mentions(doc, **NAMES), [stated])
            sys.stdout.write(" ".join(doc.key for doc in pending) + "\n")
            sys.stdout.flush()


def run(path: Path, after: float | None) -> set[str]:
    """Run the writer in a process of its own, kill it after a while, and return what it acknowledged."""
    program = "import sys\nfrom pathlib import Path\nfrom tests.store.test_kill import write\nwrite(Path(sys.argv[1]))"
    with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        if after is not None:
            time.sleep(after)
            child.send_signal(signal.SIGKILL)
        out = child.communicate()[0]
    assert child.returncode == 0 if after is None else child.returncode in (0, -signal.SIGKILL)
    return set(" ".join(line for line in out.splitlines(keepends=True) if line.endswith("\n")).split())


def check(path: Path, acknowledged: set[str]) -> int:
    """Assert that a store holds what was acknowledged and nothing half, and return how many analyses it has."""
    with Store.open(path) as store:
        waiting = {d.key for d in store.pending("f")}
        documents = {d.key: d for d in store.documents()}
        counts = store.counts()
    assert acknowledged <= documents.keys() - waiting
    assert all(doc == made(int(key)) for key, doc in documents.items())
    done = documents.keys() - waiting
    assert counts.mentions == sum(2 * (int(key) // 10 + 1) for key in done)
    assert counts.evidence == len(done)
    return len(done)


def test_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """A crash in the middle of a build would cost work that was reported as done, or leave half a document."""
    random = Random(7)
    path = tmp_path / "s.duckdb"
    acknowledged: set[str] = set()
    for _ in range(6):
        acknowledged |= run(path, random.uniform(0.3, 1.6))
        check(path, acknowledged)
    run(path, None)
    assert check(path, acknowledged) == DOCUMENTS


@pytest.mark.soak
def test_killed_writer_twenty_times_from_nothing(tmp_path: Path) -> None:
    """A crash while the file is first made would leave one that does not open."""
    for n in range(20):
        path = tmp_path / f"{n}.duckdb"
        check(path, run(path, 0.15 + n * 0.05))
        _log.info("writer %d of 20 killed after %.2f seconds", n + 1, 0.15 + n * 0.05)
        run(path, None)
        assert check(path, set()) == DOCUMENTS
