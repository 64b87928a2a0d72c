"""What loading the ontology costs."""

from __future__ import annotations

import subprocess
import sys
import time


def _taken(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def test_loading_the_ontology_costs_less_than_importing_spacy() -> None:
    """Every command that looks something up would wait longer for data than for the largest library."""
    rounds = [(_taken("from kg.ontology import load; load()"), _taken("import spacy")) for _ in range(3)]
    assert min(ours for ours, _ in rounds) < min(theirs for _, theirs in rounds)
