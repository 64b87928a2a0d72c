"""Ten minutes of inputs that nobody wrote, through the reader: `make soak`.

``SOAK_SECONDS`` sets another length, ``SOAK_SEED`` another beginning. A failure names the seed that makes its input again.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from kg.records import Document, Failure, ZoneKind
from kg.sources import merge, read
from tests.hostile import feeds, texts
from tests.soak.limits import SECONDS, at_most, seeds
from tests.soak.mutation import mutated

#: Seconds that one input may take; inputs have at most 60 kB.
MOST_SECONDS: Final = 20
#: Cases that take long to make or to read say nothing new when they are changed.
LARGEST_BASE: Final = 200_000
SUFFIXES: Final = (".xml", ".opml", ".html", ".txt", ".md", ".json", ".eml", ".mbox", ".pdf")


def check(document: Document) -> None:
    """Hold what every stage after reading relies on."""
    order = [(z.start, -z.end, z.kind) for z in document.zones]
    assert order == sorted(order)
    assert all(0 <= z.start < z.end <= len(document.text) for z in document.zones)
    assert "\x00" not in document.text
    turns = [(z.start, z.end) for z in document.zones if z.kind is ZoneKind.UTTERANCE]
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(turns))
    assert document.id
    assert document.key
    assert document.places


@pytest.mark.soak
def test_no_input_breaks_the_reader(tmp_path: Path) -> None:
    """Some feed of some day would end a run with a traceback, hang it, or give zones that lie outside the text."""
    made = {name: case.make() for name, case in {**feeds.FILES, **texts.FILES}.items()}
    by_suffix = {
        suffix: [data for name, data in made.items() if name.endswith(suffix) and 0 < len(data) <= LARGEST_BASE]
        for suffix in SUFFIXES
    }
    everything = [data for bases in by_suffix.values() for data in bases]
    documents = 0
    for seed in seeds("inputs", SECONDS):
        suffix = SUFFIXES[seed % len(SUFFIXES)]
        path = tmp_path / f"input{suffix}"
        path.write_bytes(mutated(seed, by_suffix[suffix] if seed % 5 else everything))
        failures: list[Failure] = []
        try:
            with at_most(MOST_SECONDS):
                found = list(read([str(path)], on_failure=failures.append))
                for document in (*found, *merge(found)):
                    check(document)
                assert found or failures, "nothing came of it and nothing was said"
        except BaseException as error:
            error.add_note(f"SOAK_SEED={seed} ({suffix}); the input is {path}")
            raise
        documents += len(found)
    assert documents, "no input was read at all"
