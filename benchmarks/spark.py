"""Measure what Spark costs on one machine, and that it makes the same: CPU of `kg build --engine spark` against `kg build`.

Usage: python benchmarks/spark.py [--documents N] [--master URL]

The corpus is a folder of made-up texts: paragraphs of the practice texts and the sample, drawn anew for each, with a quarter of
the longer words replaced, so that few are copies. CPU is that of all processes, orphans among them. What both stores hold
and all outputs are compared. Needs the extra and Java.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import duckdb

from kg.pipeline import sample_folder
from kg.sources import read
from kg.store.schema import TABLES
from kg.text import paragraphs

HERE = Path(__file__).parent
_SYLLABLES = "ba bri cal dor el fen gor hal jor kel lun mir nal pel rav sel tor ul vex wyn".split()
#: PR_SET_CHILD_SUBREAPER: orphans of the commands become children of this process, and their CPU time is counted.
_SUBREAPER = 36


def write_corpus(folder: Path, count: int) -> None:
    """Write so many texts into a folder."""
    given = [str(HERE / "practice" / "docs"), str(sample_folder())]
    held = [d.text[a:b] for d in read(given, on_failure=print) for a, b in paragraphs(d.text)]
    held = [paragraph for paragraph in held if len(paragraph) > 80]
    chance = random.Random(7)

    def changed(match: re.Match[str]) -> str:
        return "".join(chance.choices(_SYLLABLES, k=3)) if chance.random() < 0.25 else match.group()

    folder.mkdir()
    for number in range(count):
        text = "\n\n".join(re.sub(r"\b[a-z]{6,}\b", changed, p) for p in chance.sample(held, 10))
        (folder / f"text-{number:06}.txt").write_text(f"Letter {number} of the harbour\n\n{text}\n", encoding="utf-8")


def cost(command: list[str]) -> tuple[float, float]:
    """Run a command and return CPU and wall seconds of it and everything that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, check=True)
    wall = time.perf_counter() - began
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def compare(one: Path, two: Path) -> None:
    """Say where two builds differ."""
    stores = [duckdb.connect(str(folder / "s.duckdb"), read_only=True) for folder in (one, two)]
    for table in TABLES:
        rows = [sorted(map(repr, s.table(table).fetchall())) for s in stores]
        print(f"{table}: {len(rows[0]):,} rows, {'equal' if rows[0] == rows[1] else 'DIFFERENT'}")
    files = [p for p in sorted((one / "out").rglob("*")) if p.is_file() and p.name != "provenance.ttl"]
    differing = [p.name for p in files if p.read_bytes() != (two / "out" / p.relative_to(one / "out")).read_bytes()]
    print(f"outputs: {len(files)} files, {f'DIFFERENT: {differing}' if differing else 'equal'}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--master", default="local[2]")
    given = parser.parse_args()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_corpus(work / "texts", given.documents)
        found = {}
        for side, more in (("embedded", ["--jobs", "1"]), ("spark", ["--engine", "spark", "--master", given.master])):
            (work / side).mkdir()
            out = ["--store", str(work / side / "s.duckdb"), "--out", str(work / side / "out")]
            found[side] = cost([sys.executable, "-m", "kg", "build", str(work / "texts"), *out, *more])
            print(f"{side}: {found[side][0]:.1f} s CPU, {found[side][1]:.1f} s wall", flush=True)
        print(f"CPU of Spark to embedded: {found['spark'][0] / found['embedded'][0]:.2f}")
        compare(work / "embedded", work / "spark")


if __name__ == "__main__":
    main()
