"""Measure loading the ontology against loading spaCy: the ratio of medians of alternated runs.

Usage: python benchmarks/ontology.py [ROUNDS]

Both start in a fresh interpreter and count their imports. Exits with status 1 when the ontology takes longer.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

PROGRAMS = {"load": "from kg.ontology import load; load()", "spacy": "import spacy"}


def main() -> int:
    """Print both medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(rounds + 1):
        for name, code in PROGRAMS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
            taken[name].append(time.perf_counter() - start)
    ours, theirs = (statistics.median(times[1:]) for times in taken.values())  # the first round warms the disk
    print(f"load the ontology {ours:.3f} s, import spacy {theirs:.3f} s, ratio {ours / theirs:.2f} (medians of {rounds} runs)")
    return 0 if ours < theirs else 1


if __name__ == "__main__":
    sys.exit(main())
