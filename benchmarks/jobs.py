"""Measure what a second process gains: the analysing part of a build, in one process and in several, in turn.

Usage: python benchmarks/jobs.py [--copies N] [--jobs N] [--rounds N]

The corpus is the practice texts, as many times over as asked for, each copy with a line of its own. Both sides start
cold: they load the parser and compile the names. Wall time, since that is what processes are for; CPU time beside it.
What both find is compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from kg.records import Document

HERE = Path(__file__).parent

#: Examines the corpus in a fresh process, and prints wall seconds, CPU seconds of all processes, and a hash of the results.
SIDE = """
import hashlib, json, os, sys, time
from pathlib import Path

from kg.records import Document
from benchmarks.jobs import corpus
from kg.analysis import program_fingerprint
from kg.analysis.examiner import Examiner
from kg.analysis.workers import Workers
from kg.ontology import load
jobs, copies = int(sys.argv[1]), int(sys.argv[2])
documents, ontology = corpus(copies), load()
before, began = sum(os.times()[:4]), time.perf_counter()
digest = hashlib.sha256()
if jobs == 1:
    examiner = Examiner(ontology, "p")
    for document in documents:
        digest.update(repr(examiner.examine(document)).encode("utf-8", "surrogatepass"))
else:
    with Workers(ontology, "p", jobs) as workers:
        for _, found in workers.examine(documents):
            digest.update(repr(found).encode("utf-8", "surrogatepass"))
print(json.dumps([time.perf_counter() - began, sum(os.times()[:4]) - before, digest.hexdigest()]))
"""


def corpus(copies: int) -> list[Document]:
    """Return the practice texts so many times over."""
    from kg.sources import read

    documents = list(read([str(HERE / "practice" / "docs")], on_failure=print))
    return [replace(d, id=f"{d.id}-{n}", text=f"{d.text}\n\nCopy {n}.") for n in range(copies) for d in documents]


def side(jobs: int, copies: int) -> tuple[float, float, str]:
    """Return wall seconds, CPU seconds and a hash of what was found."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-c", SIDE, str(jobs), str(copies)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    wall, cpu, digest = json.loads(done.stdout)
    return wall, cpu, digest


def main() -> None:
    """Run both sides in turn and print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    walls, cpus = [], []
    for _ in range(args.rounds):
        one, several = side(1, args.copies), side(args.jobs, args.copies)
        if one[2] != several[2]:
            raise SystemExit("the two found different things")
        walls.append(one[0] / several[0])
        cpus.append(several[1] / one[1])
    texts = corpus(args.copies)
    print(f"{len(texts)} documents, {sum(len(d.text) for d in texts):,} code points; load {os.getloadavg()[0]:.1f}")
    for what, ratios in (("wall time, 1", walls), (f"CPU time, {args.jobs}", cpus)):
        other = args.jobs if ratios is walls else 1
        spread = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"{what} : {other} processes | {statistics.median(ratios):.2f} {spread} times")


if __name__ == "__main__":
    main()
