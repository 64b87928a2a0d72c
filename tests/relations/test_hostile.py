"""Properties that hold for any text, and texts that are out to break the extractor."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.records import Document, EntityType, Mention
from kg.relations import Extractor
from tests.relations.marked import document_of, found

PIECES = st.lists(
    st.sampled_from([
        "[Google|Lab]", "[Gemma 4|Model]", "[MIT|License]", "[Ana Reyes|Person]", "[GPQA|Benchmark]", "[AI Act|Policy]",
        "[Codex|Product]", "released", "is based on", "and", ",", "not", "'s", "by", ":", "which", "than", "better", ". ", "\n",
        "\n\n", "- ", "**", "](", "“", "”", "(", "if", "may", "said", "it", "The model", "I", "?", "é中", "\u200b", "under", "of",
        "\ud800", "version", "CEO", "beats",
    ]),
    max_size=30,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=PIECES)
def test_evidence_points_into_the_text_and_ignores_the_order_of_mentions(extractor: Extractor, pieces: list[str]) -> None:
    """Quotes are verbatim, mention spans lie in their sentence, ends differ, and shuffled mentions give the same."""
    document, mentions = document_of(" ".join(pieces))
    evidence = extractor.extract(document, mentions)
    for e in evidence:
        assert document.text[e.start : e.end] == e.quote
        assert e.subject != e.object
        assert 0 < e.confidence <= 1
        for span in (e.subject_span, e.object_span):
            assert span is None or e.start <= span[0] < span[1] <= e.end
    assert len({e.id for e in evidence}) == len(evidence)
    assert list(evidence) == sorted(evidence, key=lambda e: (e.start, e.id))
    shuffled = random.Random(7).sample(mentions, len(mentions))
    assert extractor.extract(document, shuffled) == evidence


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", ".", "]( ** `` [", "\ud800", "�" * 50])
def test_texts_without_prose_give_nothing(text: str, extractor: Extractor) -> None:
    """Nothing is found and nothing breaks."""
    assert extractor.extract(Document("doc-1", "one", text), []) == ()


def test_a_sentence_of_three_thousand_words_is_counted_and_not_parsed(extractor: Extractor) -> None:
    """Bounded time; patterns between neighbouring names still work."""
    before = extractor.counts.too_long
    marked = "and then they said that " * 600 + "[Google|Lab]'s [Gemma 4|Model] was released under [MIT|License]"
    began = time.monotonic()
    evidence = found(extractor, marked)
    assert time.monotonic() - began < 5
    assert extractor.counts.too_long == before + 1
    assert ("gemma-4", "developed_by", "google") in {(e.subject, e.predicate, e.object) for e in evidence}


@pytest.mark.parametrize("joint", [", ", " and ", " ", " is ", "'s "])
def test_a_sentence_of_names_only_is_bounded(joint: str, extractor: Extractor) -> None:
    """Three hundred names in a row neither hang the reading nor give every pair."""
    names = joint.join(f"[Name{i}|{'Model' if i % 2 else 'Lab'}]" for i in range(300))
    began = time.monotonic()
    evidence = found(extractor, names + ".")
    assert time.monotonic() - began < 10
    assert len(evidence) < 60


def test_lists_of_names_state_nothing(extractor: Extractor) -> None:
    """Names side by side are a co-mention and no claim."""
    assert not found(extractor, "[Qwen|Lab], [DeepSeek|Lab], [Gemma 4|Model], [Ana Reyes|Person] and [GPQA|Benchmark].")


def test_broken_markup_does_not_hide_a_claim(extractor: Extractor) -> None:
    """Unclosed emphasis and links are read over."""
    assert found(extractor, "**[Google|Lab] has [released]( **[Gemma 4|Model]** _under_ `[MIT|License]`.")


def test_overlapping_and_wild_mentions_are_passed_over(extractor: Extractor) -> None:
    """Spans outside the text, empty, inside others or without a referent take no part."""
    document, mentions = document_of("[Google|Lab] released [Gemma 4|Model].")
    wild = [
        Mention("doc-1", 900, 905, "x", EntityType.LAB, "x", "x"),
        Mention("doc-1", 5, 5, "", EntityType.LAB, "y", "y"),
        Mention("doc-1", 16, 21, "Gemma", EntityType.MODEL, "gemma", "Gemma"),
        Mention("doc-1", 0, 6, "Google", EntityType.LAB, None, "Google"),
    ]
    assert [e.subject for e in extractor.extract(document, [*wild, *mentions])] == ["gemma-4"]


def test_two_claims_of_one_sentence_keep_the_surest_rule(extractor: Extractor) -> None:
    """One evidence for each relation of a sentence."""
    evidence = found(extractor, "[Google|Lab]'s [Gemma 4|Model], which [Google|Lab] released, is [Google|Lab]'s best model.")
    assert len(evidence) == 1
    assert evidence[0].confidence == max(e.confidence for e in evidence)


def test_half_a_pair_beside_a_name_hides_nothing(extractor: Extractor) -> None:
    """One lone surrogate in a sentence would end the whole build: the parser takes none."""
    document, mentions = document_of("[Google|Lab] \ud83d released [Gemma 4|Model] \udfff yesterday.")
    assert [e.predicate for e in extractor.extract(document, mentions)] == ["developed_by"]
