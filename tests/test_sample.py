"""The sample corpus and its gold: what kg/sample/README.md promises, and a regression figure.

The gold texts are the kept texts of the documents word for word. Two things differ: white space (a gold text has one
line for a block), and what a page or file says about itself around the article: the byline of field-guide.html, and the
front matter and the Markdown marks of slow-tokens-014.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg.evaluation import read_gold
from kg.pipeline import sample_folder
from kg.records import Document, Failure
from kg.sources import merge, read

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold" / "sample"
KG = str(Path(sys.executable).with_name("kg"))

#: What stands in a document around the annotated words, as its words, and marks that the gold leaves out.
AROUND = {"field-guide": "By Perpetua Lund, 2 March 2026"}

#: A bit under what was measured when the figure was last looked at: a fall below it is a regression. Nothing is promised.
REGRESSION_FIGURES = {"linking": 0.91, "spans": 0.93, "relations": 0.82}


@pytest.fixture(scope="module")
def copies() -> list[Document]:
    """Return the documents of the sample before copies are folded; nothing in it may fail."""
    failures: list[Failure] = []
    found = list(read([str(sample_folder())], on_failure=failures.append))
    assert failures == []
    return found


def test_the_sample_gives_what_its_readme_promises(copies: list[Document]) -> None:
    """The first thing a newcomer builds would not be what the README beside it describes."""
    documents = merge(copies)
    assert len(documents) == 30
    first = Counter(Path(d.places[0].source).name for d in documents)
    assert first == {
        "lattice-letter.atom": 12, "openweights-digest.rss": 10, "harbour-policy.rss": 5, "slow-tokens-014.md": 1,
        "reading-room-note.txt": 1, "field-guide.html": 1,
    }  # fmt: skip
    elsewhere = [(Path(p.source).name, Path(d.places[0].source).name) for d in documents for p in d.places[1:]]
    assert elsewhere == [("podshelf-page.txt", "lattice-letter.atom")] * 3


def test_the_list_names_the_feeds_beside_it() -> None:
    """`kg build sample.opml` would give something else than the three feeds."""
    failures: list[Failure] = []
    found = {Path(d.places[0].source).name for d in read([str(sample_folder() / "sample.opml")], on_failure=failures.append)}
    assert failures == []
    assert found == {"lattice-letter.atom", "openweights-digest.rss", "harbour-policy.rss"}


@pytest.mark.parametrize("name", sorted(p.stem for p in (GOLD / "docs").glob("*.txt")))
def test_a_gold_text_is_the_kept_text_of_its_document(copies: list[Document], name: str) -> None:
    """The gold would measure texts that the program never sees."""
    [document] = [d for d in copies if name in d.key and "podshelf" not in d.key]
    text = document.text
    if text.startswith("---\n"):
        text = text.split("---\n", 2)[2].replace("# ", "").replace("**", "")
    words = " ".join(text.replace(AROUND.get(name, "\0"), " ").split())
    gold = (GOLD / "docs" / f"{name}.txt").read_text(encoding="utf-8")
    assert words == " ".join(gold.split())


def test_gold_offsets_are_offsets_of_its_texts() -> None:
    """Right predictions would be counted as wrong."""
    gold = read_gold(GOLD)
    for name, record in gold.records.items():
        for m in record["mentions"]:
            assert gold.texts[name][m["start"] : m["end"]] == m["surface"], f"{name}:{m['start']}"


def test_the_sample_did_not_get_worse() -> None:
    """A change would have made linking or relations worse on our own texts: a regression figure, no measure of quality."""
    done = subprocess.run([KG, "eval", str(GOLD), "--json"], capture_output=True, text=True, check=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    for name, floor in REGRESSION_FIGURES.items():
        assert scores[name]["f1"] >= floor, f"{name}: {scores[name]}"
    assert scores["lab flag"]["accuracy"] >= 0.95


def test_the_scores_are_printed_for_people() -> None:
    """`kg eval` would need a program to read it."""
    done = subprocess.run([KG, "eval", str(GOLD), "--errors", "2", "--reliability"], capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert names[:4] == ["linking", "spans", "entities", "extended"]
    assert {"lab", "relations", "rel.", "calibration"} <= set(names)
    assert sum(line.startswith(("wrong", "missed", "relation")) for line in done.stdout.splitlines()) >= 2
