"""Claims: belief by hand, status, and which evidence makes which claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claims import SUPPORTED_AT, accepted, assemble, claim_id, status_of
from kg.ontology import Corrections
from kg.records import Claim, Document, Evidence, Modality, Polarity, Status, Zone, ZoneKind
from tests.graphs import document, entity, evidence, on, ontology

KNOWN = ontology(entity("openai"), entity("gpt"), entity("meta"))
DENIED = Polarity.DENIED
REPORTED, HEDGED = Modality.REPORTED, Modality.HEDGED


def docs(**outlets: str) -> dict[str, Document]:
    """Return a document of each key, with its outlet."""
    return {
        f"doc-{key}": document(key, "x", outlet=outlet, published=on(n)) for n, (key, outlet) in enumerate(outlets.items(), 1)
    }


def only(*stated: Evidence, documents: dict[str, Document] | None = None) -> Claim:
    """Return the one claim that evidence makes."""
    [claim] = assemble(stated, documents if documents is not None else docs(a="X", b="X", c="Y"), KNOWN)
    return claim


def made(doc: str = "doc-a", **more: Any) -> Evidence:
    """Return evidence that OpenAI made GPT."""
    return evidence("gpt", "developed_by", "openai", doc, **more)


def test_one_sentence() -> None:
    """One affirmed sentence of a rule of precision 0.9: 1 - (0.05 + 0.1) = 0.85."""
    claim = only(made())
    assert (claim.belief, claim.status) == (0.85, Status.SUPPORTED)
    assert claim.id == claim_id("gpt", "developed_by", "openai")
    assert (claim.broad, claim.first_stated, claim.last_stated) == ("developed_by", on(1), on(1))


def test_two_sentences_of_one_source() -> None:
    """Repetition mends the reading, not the source: 1 - (0.05 + 0.1 * 0.1) = 0.94."""
    assert only(made(), made("doc-b")).belief == 0.94


def test_two_sources() -> None:
    """Independent sources multiply: 1 - (0.05 + 0.1) * (0.05 + 0.1) = 0.9775."""
    assert only(made(), made("doc-c")).belief == 0.9775


def test_threshold_is_met_exactly() -> None:
    """A rule of precision 0.75 gives 1 - (0.05 + 0.25) = 0.7, which a float would miss by a hair."""
    claim = only(made(confidence=0.75))
    assert (claim.belief, claim.status) == (SUPPORTED_AT, Status.SUPPORTED)
    assert only(made(confidence=0.74)).status is Status.UNSUPPORTED


def test_denial_lowers_and_contests() -> None:
    """Both sides asserted: 0.85 * (1 - 0.85) = 0.1275, and the claim is Contested."""
    claim = only(made(), made("doc-c", polarity=DENIED))
    assert (claim.belief, claim.status) == (0.1275, Status.CONTESTED)


def test_denial_alone_is_unsupported() -> None:
    """A claim that is only denied would be held for stated."""
    claim = only(made(polarity=DENIED))
    assert (claim.belief, claim.status) == (0.0, Status.UNSUPPORTED)


@pytest.mark.parametrize("modality", [HEDGED, Modality.HYPOTHETICAL, Modality.PREDICTED])
def test_what_is_not_asserted_raises_nothing(modality: Modality) -> None:
    """A rumour, an if or a forecast would become a fact, however often it is repeated; denied, it would contest one."""
    rumours = [made(modality=modality, start=n) for n in range(9)]
    claim = only(*rumours)
    assert (claim.belief, claim.status, len(claim.evidence)) == (0.0, Status.UNSUPPORTED, 9)
    claim = only(made("doc-c"), *(replace(e, polarity=DENIED) for e in rumours))
    assert (claim.belief, claim.status) == (0.85, Status.SUPPORTED)


def test_report_is_its_holders_word_at_a_discount() -> None:
    """Reported: rand = 1 - 0.9 * 0.7 = 0.37, so 1 - 0.42 = 0.58; another outlet with the same holder adds no source.

    Same holder twice: 1 - (0.05 + 0.37 * 0.37) = 0.8131. Two holders: 1 - 0.42 * 0.42 = 0.8236.
    """
    first = made(modality=REPORTED, holder="Reuters", holder_id="reuters")
    claim = only(first)
    assert (claim.belief, claim.status) == (0.58, Status.UNSUPPORTED)
    assert only(first, made("doc-c", modality=REPORTED, holder="Reuters", holder_id="reuters")).belief == 0.8131
    assert only(first, made("doc-b", modality=REPORTED, holder="Bloomberg")).belief == 0.8236
    # Without a holder it is the outlet's: the same source as its own assertion, 1 - (0.05 + 0.37 * 0.1) = 0.913.
    assert only(made(modality=REPORTED), made("doc-b")).belief == 0.913


def test_reported_denial_contests() -> None:
    """A denial in somebody's mouth would not be seen: 0.85 * (1 - 0.58) = 0.357."""
    claim = only(made(), made("doc-c", modality=REPORTED, polarity=DENIED, holder="OpenAI", holder_id="openai"))
    assert (claim.belief, claim.status) == (0.357, Status.CONTESTED)


def test_contested_goes_before_supported() -> None:
    """Something that somebody denies would be exported as a plain fact."""
    assert status_of(0.9, contradicted=True) is Status.CONTESTED
    assert status_of(0.9, contradicted=False) is Status.SUPPORTED


def test_copies_of_a_sentence_count_once() -> None:
    """A syndicated sentence, or one on which two rules fire, would pass for independent evidence."""
    quote = "OpenAI made “GPT”."
    twice = made(quote=quote), made("doc-c", quote='OpenAI  made "GPT"')
    assert only(*twice).belief == 0.85
    assert len(only(*twice).evidence) == 2
    assert only(made(quote=quote, confidence=0.8, rule="one"), made(quote=quote, confidence=0.9, rule="two")).belief == 0.85


def test_the_same_evidence_twice_is_one() -> None:
    """A document that is listed twice would make a claim look better supported."""
    assert only(made(), made()) == only(made())


def test_posts_of_one_author_are_one_voice() -> None:
    """Posts of one author would be independent witnesses, or all files without an outlet one."""
    same_author = {d.id: d for d in (document("a", "", authors=("B",)), document("b", "", authors=("B",)))}
    assert only(made(), made("doc-b"), documents=same_author).belief == 0.94
    assert only(made(), made("doc-b"), documents={}).belief == 0.9775
    assert only(made(), made("doc-b"), documents=docs(a="Signal & Noise", b="SIGNAL AND NOISE | Podcast")).belief == 0.94


def copying(*, original: str = "doc-a") -> dict[str, Document]:
    """Return documents of two outlets, of which the second has a passage that stood in the first."""
    documents = docs(a="X", c="Y", d="Z")
    for key in ("doc-c", "doc-d"):
        documents[key] = replace(documents[key], zones=(Zone(0, 200, ZoneKind.COPIED, original),))
    return documents


def test_a_copied_sentence_adds_nothing_to_its_original() -> None:
    """A press release that outlets print with a word changed would be as good as three independent sources: 0.85 once."""
    claim = only(made(), made("doc-c", quote="Edited."), made("doc-d", quote="Edited twice."), documents=copying())
    assert (claim.belief, len(claim.evidence)) == (0.85, 3)
    denial = only(made(polarity=DENIED), made("doc-c", quote="Edited.", polarity=DENIED), documents=copying())
    assert denial.belief == 0.0


def test_a_copied_sentence_speaks_for_its_original() -> None:
    """Where only the edited copies were understood, the copies would be two voices: once 0.85, of the voice of X.

    With another sentence of X: 1 - (0.05 + 0.1 * 0.1) = 0.94.
    """
    copies = made("doc-c", quote="Edited."), made("doc-d", quote="Edited twice.")
    assert only(*copies, documents=copying()).belief == 0.85
    assert only(*copies, documents=copying(original="doc-gone")).belief == 0.85
    documents = copying() | {"doc-b": document("b", "x", outlet="X", published=on(2))}
    assert only(*copies, made("doc-b", quote="On its own."), documents=documents).belief == 0.94


def test_a_sentence_beside_a_copied_passage_counts() -> None:
    """What an outlet adds to what it copied would be lost: two voices, 0.9775."""
    claim = only(made(), made("doc-c", start=300, quote="We saw it ourselves."), documents=copying())
    assert claim.belief == 0.9775


def test_symmetric_predicates_merge_both_ways() -> None:
    """That A competes with B and that B competes with A would be two claims."""
    found = assemble(
        [
            evidence("openai", "competes_with", "meta"), evidence("meta", "competes_with", "openai", "doc-c"),
            evidence("openai", "competes_with", "meta", narrow="outperforms"),
            evidence("meta", "competes_with", "openai", narrow="outperforms"),
        ],
        docs(a="X", c="Y"), KNOWN,
    )  # fmt: skip
    ends = sorted((c.subject, c.predicate, c.object, len(c.evidence)) for c in found)
    assert ends == [
        ("meta", "competes_with", "openai", 2), ("meta", "outperforms", "openai", 1), ("openai", "outperforms", "meta", 1),
    ]  # fmt: skip
    assert {c.broad for c in found} == {"competes_with"}


def test_narrow_predicates_are_claims_of_their_own() -> None:
    """A release would count as a development."""
    found = assemble([made(), made(narrow="released_by")], docs(a="X"), KNOWN)
    assert sorted((c.predicate, c.broad) for c in found) == [("developed_by", "developed_by"), ("released_by", "developed_by")]


def test_unknown_ends_make_no_claim() -> None:
    """A claim would be about a name that nobody knows, or about a thing and itself."""
    ends = [("nil-1", "openai"), ("gpt", "nil-2"), ("", "openai"), ("gpt", "gpt")]
    assert assemble([evidence(a, "developed_by", b) for a, b in ends], {}, KNOWN) == ()
    listed = ontology(entity("nil-by-mouth"), entity("openai"))
    assert len(assemble([evidence("nil-by-mouth", "developed_by", "openai")], {}, listed)) == 1
    assert len(assemble([evidence("zed-1", "developed_by", "openai")], {}, KNOWN)) == 1, "provisional entities make claims"


def test_evidence_is_in_the_order_of_time() -> None:
    """The first quote shown would not be the first that was said; what has no date goes last."""
    documents = docs(a="X", b="X", c="Y") | {"doc-z": document("z", "x")}
    stated = [made("doc-z"), made("doc-c"), made("doc-a", start=9), made("doc-a", start=3), made("doc-b", modality=HEDGED)]
    claim = only(*stated, documents=documents)
    assert [(e.document, e.start) for e in claim.evidence] == [
        ("doc-a", 3), ("doc-a", 9), ("doc-b", 0), ("doc-c", 0), ("doc-z", 0),
    ]  # fmt: skip
    assert (claim.first_stated, claim.last_stated) == (on(1), on(3))


EVIDENCE = st.builds(
    lambda doc, start, confidence, polarity, modality, holder: made(
        f"doc-{doc}", start=start, confidence=confidence, polarity=polarity, modality=modality, holder=holder
    ),
    st.sampled_from("abcd"), st.integers(0, 3), st.floats(0, 1), st.sampled_from(Polarity), st.sampled_from(Modality),
    st.sampled_from(["", "H", "I"]),
)  # fmt: skip


@given(st.lists(EVIDENCE, min_size=1, max_size=12), st.data())
def test_order_does_not_matter_and_belief_stays_within_bounds(stated: list[Evidence], data: st.DataObject) -> None:
    """Two builds would differ in a digit, or a belief would be no probability."""
    claim = only(*stated)
    assert only(*data.draw(st.permutations(stated))) == claim
    assert 0.0 <= claim.belief <= 1.0
    more = only(*stated, made("doc-new", confidence=0.9, quote="Something new, said elsewhere"))
    assert more.belief >= claim.belief


def test_what_a_correction_adds_is_as_old_as_its_day() -> None:
    """A claim that was added in a later correction would count as made when the post appeared."""
    added = replace(docs(a="X")["doc-a"], zones=(Zone(0, 50, ZoneKind.CORRECTION, on(9).date().isoformat()),))
    mended = on(9).replace(hour=0)
    inside, outside = made(start=3, quote="It did so in May."), made(start=60, quote="It did so before.")
    assert only(inside, documents={"doc-a": added}).first_stated == mended
    both = only(inside, outside, documents={"doc-a": added})
    assert (both.first_stated, both.last_stated) == (on(1), mended)
    undated = replace(added, zones=(Zone(0, 50, ZoneKind.CORRECTION),))
    assert only(inside, documents={"doc-a": undated}).first_stated == on(1)


def test_what_a_person_called_wrong_is_no_claim() -> None:
    """An export would state what the review had thrown out; or its opposite direction would go with it."""
    both = assemble([made(), evidence("openai", "developed_by", "gpt")], docs(a="X"), KNOWN)
    wrong = frozenset({("gpt", "developed_by", "openai")})
    kept = accepted(both, replace(KNOWN, corrections=Corrections(wrong_claims=wrong)))
    assert [(c.subject, c.object) for c in kept] == [("openai", "gpt")]
    assert accepted(both, KNOWN) == both


def test_a_claim_has_the_days_that_its_evidence_agrees_on() -> None:
    """The date of one sentence would be printed as if all sources agreed, or be lost where they do."""
    march = {"true_from": date(2025, 3, 1), "true_until": date(2025, 3, 31), "true_span": (0, 3)}
    fifth = {"true_from": date(2025, 3, 5), "true_until": date(2025, 3, 5), "true_span": (0, 3)}
    april = {"true_from": date(2025, 4, 1), "true_until": date(2025, 4, 30), "true_span": (0, 3)}
    since = {"true_from": date(2025, 1, 1), "true_span": (0, 3)}

    def days(*dated: dict[str, Any], **more: Any) -> tuple[date | None, date | None]:
        one = only(*(made(start=n, **{**d, **more}) for n, d in enumerate(dated)))
        return one.true_from, one.true_until

    assert days(march, {}) == (march["true_from"], march["true_until"])
    assert days(march, fifth) == (fifth["true_from"], fifth["true_until"])
    assert days(march, april) == (None, None)
    assert days(march, since) == (None, None)
    assert days(since, since) == (since["true_from"], None)
    assert days(march, modality=Modality.PREDICTED) == (None, None)
    assert days(march, polarity=Polarity.DENIED) == (None, None)
