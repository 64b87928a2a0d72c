"""What the tests of the Spark engine compare: rows of stores, and the processes of a local cluster."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import duckdb

from kg.store.schema import TABLES

#: Tables that say what was read and found, and not when or how.
ROWS = tuple(name for name in TABLES if name not in ("meta", "transfers", "failures"))


def rows_of(store: Path) -> dict[str, list[str]]:
    """Return the rows of every table of a store, sorted."""
    with duckdb.connect(str(store), read_only=True) as connection:
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall())) for name in ROWS}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the outputs in a folder, without what a build says of the run itself."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "provenance.ttl")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def executors() -> list[int]:
    """Return the ids of the executors that this process has started through Spark, oldest first."""
    found = []
    for pid in sorted(int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()):
        command = _read(f"/proc/{pid}/cmdline")
        if b"CoarseGrainedExecutorBackend" in command and os.getpid() in _ancestors(pid):
            found.append(pid)
    return found


def _ancestors(pid: int) -> Iterator[int]:
    while pid > 1:
        yield pid
        told = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
        pid = int(told[1]) if told else 0


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def kill(pid: int) -> None:
    """End a process without giving it a chance to say so."""
    os.kill(pid, signal.SIGKILL)
