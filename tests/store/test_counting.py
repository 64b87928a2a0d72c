"""Co-mentions: the numbers by hand, what is left out, and that no order matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import log
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.records import CoMention, Document, KnowledgeGraph, Mention, Place, Zone, ZoneKind
from kg.store import Caps, Store
from kg.store.windows import DEFAULT_CAPS
from tests.graphs import document, entity, mention, mentions, on, ontology

NAMES = {"Ann": "ann", "Bob": "bob", "Cat": "cat", "Dan": "dan"}
KNOWN = ontology(*(entity(key) for key in NAMES.values()))


def counted(
    path: Path, found: Sequence[tuple[Document, Sequence[Mention]]], caps: Caps = DEFAULT_CAPS, threads: int | None = None
) -> KnowledgeGraph:
    """Return the graph of documents with their mentions."""
    path.unlink(missing_ok=True)
    with Store.open(path, caps=caps, threads=threads) as store, store.batch():
        for doc, names in found:
            store.put_document(doc)
            store.put_analysis(doc.id, doc.revision, "f", names, [])
        return store.graph(KNOWN)


def texts(*documents: Document) -> list[tuple[Document, Sequence[Mention]]]:
    """Return documents with every name in them."""
    return [(d, mentions(d, **NAMES)) for d in documents]


def pairs(graph: KnowledgeGraph) -> dict[str, CoMention]:
    """Return the pairs by both ids."""
    return {f"{p.a} {p.b}": p for p in graph.co_mentions}


def test_numbers_by_hand(tmp_path: Path) -> None:
    """A count or an NPMI is wrong.

    Sentences with a name: a1 Ann Bob, a2 Ann, a3 Cat, b1 Ann Bob, b2 Bob Cat, c1 Cat: n = 6, Ann 3, Bob 3, Cat 3,
    Ann+Bob 2, Bob+Cat 1. Paragraphs: a1 {Ann Bob} (twice Ann), a2 {Cat}, b {Ann Bob Cat}, c {Cat}: n = 4, Ann 2,
    Bob 2, Cat 3, Ann+Bob 2, Ann+Cat 1, Bob+Cat 1. Documents: a {Ann Bob Cat}, b the same, c {Cat}: n = 3, Ann 2, Bob 2,
    Cat 3, each pair 2.
    """
    a = document("a", "Ann met Bob. Ann left.\n\nCat came.", published=on(3), outlet="X")
    b = document("b", "Ann and Bob and Bob. Bob saw Cat. It rained.", published=on(2), outlet="Y")
    c = document("c", "Cat slept.", outlet="Y")
    found = pairs(counted(tmp_path / "s.duckdb", texts(a, b, c)))
    assert list(found) == ["ann bob", "ann cat", "bob cat"]
    together, apart, last = found.values()
    assert (together.sentences, together.paragraphs, together.documents, together.sources) == (2, 2, 2, 2)
    assert (apart.sentences, apart.paragraphs, apart.documents, apart.sources) == (0, 1, 2, 2)
    assert (last.sentences, last.paragraphs, last.documents, last.sources) == (1, 1, 2, 2)
    assert together.npmi_sentence == round(log((2 / 6) / (3 / 6 * 3 / 6)) / -log(2 / 6), 6) == 0.26186
    assert together.npmi_paragraph == round(log((2 / 4) / (2 / 4 * 2 / 4)) / -log(2 / 4), 6) == 1.0
    assert together.npmi_document == round(log((2 / 3) / (2 / 3 * 2 / 3)) / -log(2 / 3), 6) == 1.0
    assert apart.npmi_sentence == -1.0
    assert apart.npmi_paragraph == round(log((1 / 4) / (2 / 4 * 3 / 4)) / -log(1 / 4), 6) == -0.292481
    assert apart.npmi_document == 0.0
    assert last.npmi_sentence == round(log((1 / 6) / (3 / 6 * 3 / 6)) / -log(1 / 6), 6) == -0.226294
    assert (together.first_seen, together.last_seen) == (on(2), on(3))
    assert (together.quote, together.quote_document) == ("Ann and Bob and Bob.", "doc-b")
    assert (apart.quote, apart.quote_document) == ("", "")


def test_pair_in_every_window_says_nothing(tmp_path: Path) -> None:
    """A division of nought by nought, or a corpus of one document in which everything is bound to everything."""
    found = pairs(counted(tmp_path / "s.duckdb", texts(document("a", "Ann met Bob."))))["ann bob"]
    assert (found.npmi_sentence, found.npmi_paragraph, found.npmi_document) == (0.0, 0.0, 0.0)


def test_quote_is_the_earliest_sentence(tmp_path: Path) -> None:
    """The quote would change with the order in which documents came in; one without a date goes last."""
    undated = document("a", "Ann met Bob once.")
    late, early = document("b", "Ann met Bob twice.", published=on(9)), document("d", "Ann met Bob late.", published=on(5))
    tie = document("c", "It rained. Ann met Bob first. Ann met Bob again.", published=on(5))
    found = pairs(counted(tmp_path / "s.duckdb", texts(undated, late, early, tie)))["ann bob"]
    assert (found.quote, found.quote_document) == ("Ann met Bob first.", "doc-c")
    assert (found.first_seen, found.last_seen) == (on(5), on(9))


def test_one_outlet_is_one_source(tmp_path: Path) -> None:
    """Ten posts of one feed would pass for ten witnesses."""
    docs = [document(str(n), "Ann met Bob.", outlet="X") for n in range(3)]
    docs += [document("y", "Ann met Bob.", authors=("Y",)), document("z", "Ann met Bob.", authors=("Y",))]
    docs += [document("n", "Ann met Bob."), document("m", "Ann met Bob.")]
    found = pairs(counted(tmp_path / "s.duckdb", texts(*docs)))["ann bob"]
    assert (found.documents, found.sources) == (7, 4)


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """A footer, a speaker label or a nested name would make pairs, or vanish without a trace."""
    text = "Ann: Bob is here. 00:01 Cat Dan says Who. Ann Bob Cat Dan"
    doc = document(
        "a", text,
        zones=(
            Zone(0, 4, ZoneKind.SPEAKER), Zone(18, 27, ZoneKind.TIMESTAMP), Zone(42, 57, ZoneKind.BOILERPLATE),
            Zone(42, 57, ZoneKind.LIST_ITEM),
        ),
        places=(Place("a", ""), Place("b", ""), Place("c", "")),
    )  # fmt: skip
    found = [*mentions(doc, **NAMES), mention(doc, "Who", None)]
    whole = replace(mention(doc, "Dan says Who", "dan"), surface="Dan says Who")
    found = [m for m in found if (m.start, m.surface) != (whole.start, "Dan")] + [whole, mention(doc, "says", "cat")]
    in_code = replace(mention(doc, "here", "cat"), zone=ZoneKind.CODE)
    graph = counted(tmp_path / "s.duckdb", [(doc, [*found, in_code])])
    removed = {name: count for name, count in graph.removals if count}
    # Ann: speaker; Cat: timestamp; four in the footer; "here": code; "says" and Who stand within "Dan says Who".
    assert removed == {"speaker_label": 1, "timestamp": 1, "boilerplate": 4, "code": 1, "nested_name": 2, "copy": 2}
    assert list(pairs(graph)) == ["bob dan"]
    assert graph.removals == tuple(sorted(graph.removals))


def test_nil_counts_nowhere(tmp_path: Path) -> None:
    """Unknown names would be entities of the graph."""
    doc = document("a", "Ann met Zed.")
    graph = counted(tmp_path / "s.duckdb", [(doc, [*mentions(doc, **NAMES), mention(doc, "Zed", None)])])
    assert graph.co_mentions == ()
    assert dict(graph.removals)["nil"] == 1


def test_crowded_windows_are_dropped_and_counted(tmp_path: Path) -> None:
    """A list of every model would make each pair of them a co-mention, or the drop would not be seen."""
    crowd = document("a", "Ann, Bob, Cat, Dan. Ann met Bob.\n\nCat and Dan.", published=on(1))
    plain = document("b", "Ann met Cat. Bob stood by.", published=on(2))
    caps = Caps(sentence=3, paragraph=3, document=3)
    graph = counted(tmp_path / "s.duckdb", texts(crowd, plain), caps)
    removed = {name: count for name, count in graph.removals if count}
    assert removed == {
        "crowded_sentence": 1, "crowded_sentence_pairs": 6, "crowded_paragraph": 1, "crowded_paragraph_pairs": 6,
        "crowded_document": 1, "crowded_document_pairs": 6,
    }  # fmt: skip
    found = pairs(graph)
    assert list(found) == ["ann bob", "ann cat", "bob cat", "cat dan"]
    # Ann and Bob: the second sentence of the crowded document; paragraph and document only in the other one.
    assert (found["ann bob"].sentences, found["ann bob"].paragraphs, found["ann bob"].documents) == (1, 1, 2)
    # Cat and Dan: a paragraph of the crowded document, which counts as a document that holds them.
    assert (found["cat dan"].sentences, found["cat dan"].paragraphs, found["cat dan"].documents) == (1, 1, 1)
    assert found["cat dan"].npmi_document == -1.0
    # Sentences: Ann Bob, Cat Dan, Ann Cat, Bob; the crowded one is no part of n.
    assert found["cat dan"].npmi_sentence == round(log((1 / 4) / (2 / 4 * 1 / 4)) / -log(1 / 4), 6) == 0.5


def naive(found: Sequence[tuple[Document, Sequence[str]]]) -> dict[tuple[str, str], int]:
    """Return how many documents hold each pair."""
    counts: dict[tuple[str, str], int] = {}
    for _, names in found:
        for two in combinations(sorted(set(names)), 2):
            counts[two] = counts.get(two, 0) + 1
    return counts


SENTENCE = st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5).map(lambda names: " met ".join(names) + ".")
BODY = st.lists(st.tuples(SENTENCE, st.sampled_from([" ", "\n\n"])), min_size=1, max_size=5)


@given(
    bodies=st.lists(BODY, min_size=1, max_size=5),
    dates=st.lists(st.sampled_from([None, on(1), on(2)]), min_size=5, max_size=5),
    data=st.data(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_and_threads_do_not_matter(
    tmp_path: Path, bodies: list[list[tuple[str, str]]], dates: list[None], data: st.DataObject
) -> None:
    """Two builds of the same documents would differ."""
    docs = [
        document(str(n), "".join(sentence + gap for sentence, gap in body), published=when, outlet=f"o{n % 2}")
        for n, (body, when) in enumerate(zip(bodies, dates, strict=False))
    ]
    caps = Caps(sentence=3, paragraph=4, document=9)
    one = counted(tmp_path / "s.duckdb", texts(*docs), caps, threads=1)
    shuffled = [(d, data.draw(st.permutations(found))) for d, found in data.draw(st.permutations(texts(*docs)))]
    assert counted(tmp_path / "s.duckdb", shuffled, caps, threads=4) == one
    expected = naive([(d, [m.entity or "" for m in found]) for d, found in texts(*docs)])
    assert {(p.a, p.b): p.documents for p in one.co_mentions} == expected
    for p in one.co_mentions:
        assert p.sentences == 0 or {p.a.title(), p.b.title()} <= set(p.quote.rstrip(".").split(" met "))
        assert all(-1.0 <= n <= 1.0 for n in (p.npmi_sentence, p.npmi_paragraph, p.npmi_document))


@pytest.mark.parametrize("threads", [1, 4])
def test_many_rows_over_threads(tmp_path: Path, threads: int) -> None:
    """DuckDB splits work at some 120,000 rows; below that a dependence on threads would not show."""
    line = "Ann met Bob. Cat met Dan. " * 20
    docs = [document(f"{n:04}", line, published=on(1 + n % 28), outlet=f"o{n % 7}") for n in range(200)]
    graph = counted(tmp_path / "s.duckdb", texts(*docs), threads=threads)
    numbers = {key: (p.sentences, p.paragraphs, p.documents, p.sources, p.quote_document) for key, p in pairs(graph).items()}
    assert numbers == {
        "ann bob": (4000, 200, 200, 7, "doc-0000"), "ann cat": (0, 200, 200, 7, ""), "ann dan": (0, 200, 200, 7, ""),
        "bob cat": (0, 200, 200, 7, ""), "bob dan": (0, 200, 200, 7, ""), "cat dan": (4000, 200, 200, 7, "doc-0000"),
    }  # fmt: skip
