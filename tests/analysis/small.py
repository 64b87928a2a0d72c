"""A small ontology and a few documents that load quickly, and the processes that a process has started."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

SENTENCE = "Tidewater AI released Pellucid {0}, and Quillmark Labs did not comment on Pellucid {0}."


def write_ontology(folder: Path) -> Path:
    """Write an ontology of one laboratory, without the entities that are shipped, and return its folder."""
    folder.mkdir()
    (folder / "ontology.toml").write_text("shipped_entities = false\n", encoding="utf-8")
    rows = ["id\tclass\tlabel\taliases\thidden\tcontext\tsource", "tidewater\tLab\tTidewater AI\t\t\t\ttest"]
    (folder / "labs.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def write_texts(folder: Path, count: int) -> Path:
    """Write so many short texts, no two alike, and return their folder."""
    folder.mkdir()
    for n in range(count):
        (folder / f"{n}.txt").write_text(SENTENCE.format(n) + f"\n\nNote {n} of the harbour.", encoding="utf-8")
    return folder


def workers_of(pid: int | str = "self") -> set[int]:
    """Return the ids of the processes that examine documents for a process."""
    found = set()
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text(encoding="ascii").split():
            if is_worker(int(child)):
                found.add(int(child))
    return found


def is_worker(pid: int) -> bool:
    """Return whether a process examines documents, and has not ended."""
    try:
        return b"kg.analysis.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail when it does not in a minute."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
