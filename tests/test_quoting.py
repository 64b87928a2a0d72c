"""How much of a text is passed on: a part of it, the best evidence first, the same for every order of the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kg.ids import co_mention_id
from kg.quoting import LEFT_OUT, QUOTE_LIMIT, Budget, allowance, excerpt, is_cut, shared, short, unquoted
from kg.records import Evidence, KnowledgeGraph, Modality, Polarity
from tests.graphs import LAB, claim, document, entity, evidence, graph, node, pair

#: A text of 40 sentences of 100 characters: a quarter of it is ten of them.
TEXT = "".join(f"Number {n:02} of all the words that were said here, {'on and ' * 7}on. ".ljust(100) for n in range(40))
DOCUMENT = document("a", TEXT)


def stated(n: int, key: str = "", confidence: float = 0.9, **more: object) -> Evidence:
    """Return evidence whose quote is the sentence of that number."""
    return evidence(
        key or f"lab-{n:02}",
        "acquires",
        "quill",
        DOCUMENT.id,
        TEXT[n * 100 : n * 100 + 99],
        start=n * 100,
        confidence=confidence,
        **more,
    )


def made(*stated_: Sequence[Evidence], pairs: int = 0) -> KnowledgeGraph:
    """Return a graph of a claim for each of the groups, and of pairs quoted from the last sentences."""
    keys = sorted({e.subject for group in stated_ for e in group} | {"quill"} | {f"p-{n}" for n in range(pairs)})
    found = [pair(f"p-{n}", "quill", n, quote=TEXT[(39 - n) * 100 :][:99], quote_document=DOCUMENT.id) for n in range(pairs)]
    return graph([node(entity(k, k, LAB)) for k in keys], [claim(*group) for group in stated_], found, documents=[DOCUMENT])


def quotes(of: KnowledgeGraph) -> set[str]:
    """Return what is quoted."""
    return {e.quote for c in of.claims for e in c.evidence} | {c.quote for c in of.co_mentions}


def capped(of: KnowledgeGraph) -> KnowledgeGraph:
    """Return what others get to see."""
    return shared(replace(of, unquoted=unquoted(of)))


def test_a_quarter_of_a_text_is_quoted_and_no_more() -> None:
    """A text in which each sentence states something would be published whole, sentence by sentence."""
    full = made(*([stated(n)] for n in range(40)))
    found = quotes(capped(full)) - {LEFT_OUT}
    assert sum(map(len, found)) <= len(TEXT) // 4
    assert len(found) == 10
    assert quotes(full) == {TEXT[n * 100 : n * 100 + 99] for n in range(40)}


def test_short_texts_can_be_quoted_at_all() -> None:
    """Of a note of two sentences nothing could be shown."""
    assert [allowance(n) for n in (0, 80, 700, 1000, 1200, 2000, 2400, 4000)] == [300, 300, 350, 500, 600, 600, 600, 1000]
    assert Budget([document("b", "Short.")]).quote("doc-b", "Short.") == "Short."


def test_what_is_quoted_costs_nothing_again() -> None:
    """Three claims of one sentence would use up what three sentences may."""
    budget = Budget([DOCUMENT])
    assert [budget.quote(DOCUMENT.id, TEXT[:99]) for _ in range(99)] == [TEXT[:99]] * 99
    assert budget.quote(DOCUMENT.id, TEXT[10:30]) == TEXT[10:30]
    assert budget.quote(DOCUMENT.id, TEXT[500:]) == TEXT[500:]  # cut at 300, which still fits
    assert budget.quote(DOCUMENT.id, TEXT[900:1600]) == TEXT[900:1600]
    assert budget.quote(DOCUMENT.id, TEXT[1600:2300]) == TEXT[1600:2300]
    assert budget.quote(DOCUMENT.id, TEXT[2300:2500]) == LEFT_OUT


def test_the_best_evidence_is_quoted_first() -> None:
    """A pair's sample sentence would push out the words that a claim stands on, or a third witness the only one."""
    denied = {"polarity": Polarity.DENIED}
    often = [stated(n, "often", 0.95) for n in range(8)] + [stated(8, "often", 0.95, **denied)]
    hedged = [stated(9, "hedged", 0.9, modality=Modality.HEDGED), stated(10, "hedged", 0.6)]
    single = [[stated(n, confidence=0.7)] for n in range(11, 17)]
    found = quotes(capped(made(often, hedged, *single, pairs=3)))
    first = {often[0], often[8], hedged[1], *(group[0] for group in single)}
    assert {e.quote for e in first} <= found
    assert len(found - {LEFT_OUT}) == 10
    assert often[1].quote in found
    assert hedged[0].quote not in found
    assert not any(TEXT[(39 - n) * 100 :][:99] in found for n in range(3))


def test_pairs_take_what_claims_leave() -> None:
    """Pairs would have no sentence to show, or the weakest would have it."""
    full = made(*([stated(n)] for n in range(8)), pairs=5)
    left_out = unquoted(full)
    assert left_out == tuple(co_mention_id(f"p-{n}", "quill") for n in range(3))
    assert [p.quote == LEFT_OUT for p in shared(replace(full, unquoted=left_out)).co_mentions] == [True, True, True, False, False]


@given(st.lists(st.tuples(st.integers(0, 39), st.sampled_from([0.5, 0.7, 0.9])), max_size=30), st.integers(0, 5), st.randoms())
def test_the_order_of_the_records_says_nothing(said: list[tuple[int, float]], pairs: int, chance: object) -> None:
    """Two builds of one corpus would publish different sentences; or more of a text than is right."""
    full = made(*([stated(n, f"lab-{i}", sure)] for i, (n, sure) in enumerate(said)), pairs=pairs)
    found = unquoted(full)
    claims, together = list(full.claims), list(full.co_mentions)
    chance.shuffle(claims)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    chance.shuffle(together)  # type: ignore[attr-defined]
    assert unquoted(replace(full, claims=tuple(claims), co_mentions=tuple(together))) == found
    seen = capped(full)
    assert sum(len(q) for q in quotes(seen) - {LEFT_OUT}) <= allowance(len(TEXT))
    assert shared(seen) == seen
    assert shared(full) is full


@given(st.text(max_size=700))
def test_a_cut_quote_is_short_and_says_so(text: str) -> None:
    """A reader would take half a sentence for the whole."""
    cut = short(text)
    assert len(cut) <= QUOTE_LIMIT
    assert (cut == text) == (not is_cut(text)) or text == LEFT_OUT
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@given(st.text(st.sampled_from("ab .,\u00e9"), min_size=1, max_size=900), st.data())
def test_a_long_sentence_is_cut_around_what_it_is_quoted_for(text: str, data: st.DataObject) -> None:
    """Cut at its end like any other, the sentence that names something first would be quoted without its name."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
    found = excerpt(text, (0, len(text)), (start, end))
    assert len(found) <= QUOTE_LIMIT
    assert text[start:end] in found
    assert found.strip("\u2026") in text
    assert (found == text) == (len(text) <= QUOTE_LIMIT)
