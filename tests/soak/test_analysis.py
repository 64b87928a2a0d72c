"""Minutes of texts that nobody wrote, through linking and relations: `make soak`."""

from __future__ import annotations

from typing import Final

import pytest

from kg.analysis import Analyst
from kg.ontology import load
from kg.pipeline import sample_folder
from kg.records import Document
from kg.sources.formats.plain import read_text
from kg.sources.structure.findings import structured
from tests.hostile import texts
from tests.soak.limits import SECONDS, at_most, seeds
from tests.soak.mutation import mutated

#: Seconds that one text of at most 60 kB may take; a text that is all names and claims is parsed to its end.
MOST_SECONDS: Final = 60
LARGEST_BASE: Final = 120_000


@pytest.mark.soak
def test_no_text_breaks_linking_or_relations() -> None:
    """Some post of some day would end a build, hang it, or give a quote that does not stand in its text."""
    bases = [p.read_bytes() for p in sorted(sample_folder().rglob("*")) if p.suffix in (".md", ".txt", ".xml")]
    bases += [data for case in texts.FILES.values() if len(data := case.make()) <= LARGEST_BASE]
    analyst = Analyst(load())
    mentions = 0
    for seed in seeds("texts", SECONDS / 4):
        text = mutated(seed, bases).decode("utf-8", "surrogateescape").replace("\0", " ")
        try:
            with at_most(MOST_SECONDS):
                piece = structured(read_text(text, is_markdown=seed % 2 == 0))
                document = Document(id="doc-soak", key="soak", text=piece.kept.text, zones=piece.kept.zones)
                found = analyst.analyse(document)
                reach = 0
                for m in found.mentions:
                    assert reach <= m.start < m.end <= len(document.text)
                    assert document.text[m.start : m.end] == m.surface
                    assert (m.entity is None) == (m.cluster is not None)
                    reach = m.end
                for e in found.evidence:
                    assert 0 <= e.start < e.end <= len(document.text)
                    assert e.subject
                    assert e.object
        except BaseException as error:
            error.add_note(f"SOAK_SEED={seed} makes this text again")
            raise
        mentions += len(found.mentions)
    assert mentions, "no name was found at all"
