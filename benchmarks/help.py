"""Measure `kg --help` against loading spaCy: the ratio of medians of alternated runs, so that a busy machine is fair.

Usage: python benchmarks/help.py [ROUNDS]

Exits with status 1 when the ratio is above one half.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = {
    "kg --help": [str(Path(sys.executable).with_name("kg")), "--help"],
    "import spacy": [sys.executable, "-c", "import spacy"],
}


def main() -> int:
    """Print both medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - start)
    ours, theirs = (statistics.median(times[1:]) for times in taken.values())  # the first round warms the disk
    print(f"kg --help {ours:.3f} s, import spacy {theirs:.3f} s, ratio {ours / theirs:.2f} (medians of {rounds} runs)")
    return 0 if ours / theirs <= 0.5 else 1


if __name__ == "__main__":
    sys.exit(main())
