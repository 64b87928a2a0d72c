"""What one document adds to the counts: added up, it is what the store counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.records import Document, Mention, Place, Zone, ZoneKind
from kg.spark.windows import Counted, count
from kg.store import Caps
from tests.graphs import document, mention, mentions, on
from tests.store.test_counting import NAMES, counted

CAPS = Caps(sentence=2, paragraph=3, document=3)
SENTENCE = st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=4).map(lambda names: " met ".join(names) + ".")
BODY = st.lists(st.tuples(SENTENCE, st.sampled_from([" ", "\n\n"])), min_size=1, max_size=5)


def added(found: Sequence[tuple[Document, Sequence[Mention]]]) -> tuple[dict[tuple[str, str], tuple[int, ...]], Counter[str]]:
    """Return sentences, paragraphs and documents of each pair, and the totals."""
    pairs: dict[tuple[str, str], tuple[int, ...]] = {}
    totals: Counter[str] = Counter()
    for doc, names in found:
        one: Counted = count(doc, names, CAPS)
        totals.update(one.totals)
        totals["copy"] += len(doc.places) - 1
        for ends, pair in one.pairs.items():
            had = pairs.get(ends, (0, 0, 0))
            pairs[ends] = had[0] + pair.sentences, had[1] + pair.paragraphs, had[2] + 1
            if pair.first is not None:
                assert {end.title() for end in ends} <= set(doc.text[slice(*pair.span)].rstrip(".").split(" met "))
    return pairs, totals


@given(bodies=st.lists(BODY, min_size=1, max_size=4), silent=st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_added_up_it_is_what_the_store_counts(tmp_path: Path, bodies: list[list[tuple[str, str]]], *, silent: bool) -> None:
    """Pairs would weigh more or less on many machines than on one, crowded windows and silent zones above all."""
    found = []
    for n, body in enumerate(bodies):
        doc = document(str(n), "".join(sentence + gap for sentence, gap in body), published=on(1 + n), outlet=f"o{n % 2}")
        if silent:
            doc = replace(doc, zones=(Zone(0, 9, ZoneKind.CODE),), places=(*doc.places, Place("copy.xml", "")))
        names = mentions(doc, **NAMES)
        unknown = (mention(doc, m.surface, None, nth=doc.text[: m.start].count(m.surface)) for m in names)
        found.append((doc, [m if m.start % 7 else nil for m, nil in zip(names, unknown, strict=True)]))
    graph = counted(tmp_path / "s.duckdb", found, CAPS)
    pairs, totals = added(found)
    assert pairs == {(p.a, p.b): (p.sentences, p.paragraphs, p.documents) for p in graph.co_mentions}
    assert {name: totals[name] for name, _ in graph.removals} == dict(graph.removals)


def test_windows_by_hand() -> None:
    """The shares that NPMI is made of would be wrong: a1 Ann Bob, a2 Ann, and a paragraph of its own for Cat."""
    doc = document("a", "Ann met Bob. Ann left.\n\nCat came.")
    one = count(doc, mentions(doc, **NAMES))
    assert one.singles == {"ann": [2, 1, 1], "bob": [1, 1, 1], "cat": [1, 1, 1]}
    assert one.totals == {"windows_sentence": 3, "windows_paragraph": 2, "windows_document": 1}
    assert [(ends, p.sentences, p.paragraphs, p.is_whole, p.first) for ends, p in sorted(one.pairs.items())] == [
        (("ann", "bob"), 1, 1, True, 0), (("ann", "cat"), 0, 0, True, None), (("bob", "cat"), 0, 0, True, None)
    ]  # fmt: skip


def test_a_document_without_mentions_adds_nothing() -> None:
    """A page that names nobody would be a window, and make every pair look rarer."""
    assert count(document("a", "It rained."), []) == Counted({}, {}, {})
