from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import GoldError
from kg.evaluation import Gold, Report, Score, Share, normal, read_gold, score
from kg.records import EntityType, Evidence, Mention, Modality, Polarity

TEXT = "OpenAI trained GPT-5.4. Rosalind Tewksbury met Veloria near the TideBench office."


def gold_mention(surface: str, kinds: list[str], canonical: list[str], **more: Any) -> dict[str, Any]:
    """Return a record of the gold standard."""
    start = TEXT.index(surface)
    row = {
        "start": start,
        "end": start + len(surface),
        "surface": surface,
        "type": kinds,
        "canonical": canonical,
        "optional": False,
    }
    return row | more


def mention(surface: str, kind: EntityType, label: str, confidence: float = 0.9, start: int | None = None) -> Mention:
    """Return a prediction."""
    at = TEXT.index(surface) if start is None else start
    return Mention("doc-note", at, at + len(surface), surface, kind, None, label, "nil-1", confidence=confidence)


def folder(tmp_path: Path, mentions: list[dict[str, Any]], relations: list[dict[str, Any]] | None = None) -> Gold:
    """Write a gold folder and read it."""
    for name in ("docs", "gold"):
        (tmp_path / name).mkdir(exist_ok=True)
    (tmp_path / "docs" / "note.txt").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "gold" / "note.json").write_text(json.dumps({"mentions": mentions, "relations": relations or []}))
    (tmp_path / "canon.tsv").write_text("# names\nOpenAI\tLab\tOpen AI Inc|OAI\n\nGPT-5.4\tModel\t\n", encoding="utf-8")
    return read_gold(tmp_path)


def run(tmp_path: Path, wanted: list[dict[str, Any]], found: list[Mention]) -> Report:
    """Return the scores of predictions in one note."""
    return score(folder(tmp_path, wanted), {"note": found}, {})


LAB = gold_mention("OpenAI", ["lab"], ["OpenAI"])
MODEL = gold_mention("GPT-5.4", ["model"], ["GPT-5.4"])


def test_a_perfect_answer_is_perfect(tmp_path: Path) -> None:
    """The scores would be wrong where they can be checked by eye."""
    found = run(
        tmp_path, [LAB, MODEL], [mention("OpenAI", EntityType.LAB, "OpenAI"), mention("GPT-5.4", EntityType.MODEL, "GPT-5.4")]
    )
    assert (found.linking.precision, found.linking.recall, found.linking.f1) == (1, 1, 1)
    assert found.spans.f1 == found.entities.f1 == found.lab_flag.value == 1
    assert found.errors == []


def test_no_answer_is_no_division_by_zero(tmp_path: Path) -> None:
    """A folder without predictions, or without gold of some kind, would give a traceback."""
    found = run(tmp_path, [LAB], [])
    assert (found.linking.precision, found.linking.recall, found.linking.f1) == (0, 0, 0)
    assert Score().f1 == Share().value == 0


def test_counts_by_hand(tmp_path: Path) -> None:
    """Precision and recall would be swapped, or an average taken by type."""
    found = run(tmp_path, [LAB, MODEL], [
        mention("OpenAI", EntityType.LAB, "OpenAI"), mention("Tewksbury", EntityType.PERSON, "Rosalind Tewksbury"),
        mention("GPT-5", EntityType.MODEL, "GPT-5"),
    ])  # fmt: skip
    assert (found.linking.right, found.linking.predicted, found.linking.gold) == (1, 3, 2)
    assert (found.spans.right, found.spans.predicted, found.spans.gold) == (1, 3, 2)
    assert found.linking.precision == pytest.approx(1 / 3)
    assert found.linking.f1 == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))


def test_a_right_span_with_a_wrong_name_counts_as_a_span_only(tmp_path: Path) -> None:
    """Linking would be no harder than finding names."""
    found = run(tmp_path, [LAB], [mention("OpenAI", EntityType.LAB, "Anthropic")])
    assert (found.spans.right, found.linking.right) == (1, 0)
    assert "'OpenAI'" in found.errors[0]


@pytest.mark.parametrize("label", ["OpenAI", "openai", "Open-AI", "OAI", "Open AI Inc", "OpenAI (company)"])
def test_names_that_mean_one_entity(tmp_path: Path, label: str) -> None:
    """A right answer in another spelling would be counted as wrong."""
    assert run(tmp_path, [LAB], [mention("OpenAI", EntityType.LAB, label)]).linking.f1 == 1


@pytest.mark.parametrize(("one", "other"), [("Qwen 3.5", "Qwen 35"), ("GPT-4.1", "GPT-41"), ("Gemma 3", "Gemma 4")])
def test_names_that_mean_two(one: str, other: str) -> None:
    """A wrong version would be counted as right."""
    assert normal(one) != normal(other)


def test_a_lab_may_be_called_an_organization_but_the_flag_tells(tmp_path: Path) -> None:
    """The share of labs told from other organizations would always be 1."""
    found = run(tmp_path, [LAB], [mention("OpenAI", EntityType.ORGANIZATION, "OpenAI")])
    assert found.linking.f1 == 1
    assert (found.lab_flag.right, found.lab_flag.of) == (0, 1)


def test_a_wrong_type_is_wrong(tmp_path: Path) -> None:
    """A model called a person would be right."""
    assert run(tmp_path, [MODEL], [mention("GPT-5.4", EntityType.PERSON, "GPT-5.4")]).linking.right == 0


@pytest.mark.parametrize("found", [
    [], [mention("Veloria", EntityType.MODEL, "Veloria")], [mention("Veloria", EntityType.PERSON, "Other")],
    [mention("met Veloria", EntityType.MODEL, "Veloria")],
])  # fmt: skip
def test_an_optional_mention_counts_neither_way(tmp_path: Path, found: list[Mention]) -> None:
    """Where two readers may differ, one of them would be punished."""
    optional = gold_mention("Veloria", ["model"], ["Veloria"], optional=True)
    report = run(tmp_path, [LAB, optional], [mention("OpenAI", EntityType.LAB, "OpenAI"), *found])
    assert (report.linking.right, report.linking.predicted, report.linking.gold) == (1, 1, 1)


def test_benchmarks_count_apart(tmp_path: Path) -> None:
    """The core score would rise or fall with the extended types."""
    bench = gold_mention("TideBench", ["benchmark"], ["TideBench"])
    found = run(tmp_path, [LAB, bench], [mention("TideBench", EntityType.BENCHMARK, "TideBench")])
    assert (found.extended.right, found.extended.gold) == (1, 1)
    assert (found.linking.predicted, found.linking.gold) == (0, 1)


def test_confidence_is_binned_in_tenths(tmp_path: Path) -> None:
    """The reliability table would put 1.0 in a bin of its own, or a wrong link among the right."""
    found = run(tmp_path, [LAB, MODEL], [
        mention("OpenAI", EntityType.LAB, "OpenAI", 1.0), mention("GPT-5.4", EntityType.MODEL, "GPT-5", 0.55),
    ])  # fmt: skip
    assert {k: (v.right, v.of) for k, v in found.bins.items()} == {9: (1, 1), 5: (0, 1)}
    assert found.bins[5].mean == pytest.approx(0.55)


def test_the_calibration_error_is_the_mean_distance(tmp_path: Path) -> None:
    """Confidences could mean nothing, and the one figure that says so would be another."""
    found = run(tmp_path, [LAB, MODEL], [
        mention("OpenAI", EntityType.LAB, "OpenAI", 0.9), mention("GPT-5.4", EntityType.MODEL, "GPT-5", 0.5),
    ])  # fmt: skip
    assert found.calibration_error == pytest.approx((abs(1 - 0.9) + abs(0 - 0.5)) / 2)
    assert run(tmp_path, [LAB], []).calibration_error == 0


def evidence(subject: str, predicate: str, object_: str, polarity: Polarity, modality: Modality) -> Evidence:
    """Return a predicted relation."""
    return Evidence(
        "ev-1", "doc-note", 0, 23, "s",
        "o", subject, object_, predicate, predicate, polarity, modality, TEXT[:23], 0.9, "rule",
    )  # fmt: skip


def relation(subject: str, predicate: str, object_: str, **more: Any) -> dict[str, Any]:
    """Return a relation of the gold standard."""
    row = {
        "subject": subject,
        "predicate": predicate,
        "object": object_,
        "polarity": "+",
        "modality": "asserted",
        "optional": False,
    }
    return row | more


@pytest.mark.parametrize(("predicate", "subject", "object_", "right"), [
    ("developed_by", "GPT-5.4", "OAI", 1), ("developed_by", "OpenAI", "GPT-5.4", 0),
    ("based_on", "GPT-5.4", "OpenAI", 0),
])  # fmt: skip
def test_a_relation_has_a_direction_and_spellings(tmp_path: Path, predicate: str, subject: str, object_: str, right: int) -> None:
    """A model that develops a lab would be right, or another spelling of the lab wrong."""
    gold = folder(tmp_path, [], [relation("GPT-5.4", "developed_by", "OpenAI")])
    found = score(gold, {}, {"note": [evidence(subject, predicate, object_, Polarity.AFFIRMED, Modality.ASSERTED)]})
    assert (found.relations.right, found.relations.predicted, found.relations.gold) == (right, 1, 1)


def test_rivals_are_rivals_either_way(tmp_path: Path) -> None:
    """Half of all rivalries would be wrong by chance."""
    gold = folder(tmp_path, [], [relation("GPT-5.4", "competes_with", "Veloria")])
    found = score(gold, {}, {"note": [evidence("Veloria", "competes_with", "GPT-5.4", Polarity.AFFIRMED, Modality.ASSERTED)]})
    assert found.relations.f1 == 1


def test_the_status_of_a_right_relation_is_scored_apart(tmp_path: Path) -> None:
    """A denied relation that is reported as stated would be fully right."""
    gold = folder(tmp_path, [], [relation("GPT-5.4", "developed_by", "OpenAI", polarity="-")])
    found = score(gold, {}, {"note": [evidence("GPT-5.4", "developed_by", "OpenAI", Polarity.AFFIRMED, Modality.ASSERTED)]})
    assert found.relations.f1 == 1
    assert (found.relation_status.right, found.relation_status.of) == (0, 1)


def test_each_status_counts_the_same(tmp_path: Path) -> None:
    """Who calls everything asserted would score high, since nearly everything is."""
    stated = {"GPT-5.0": "-", "GPT-5.1": "+", "GPT-5.2": "+", "GPT-5.3": "+"}
    gold = folder(tmp_path, [], [relation(name, "developed_by", "OpenAI", polarity=p) for name, p in stated.items()])
    answers = [evidence(name, "developed_by", "OpenAI", Polarity.AFFIRMED, Modality.ASSERTED) for name in stated]
    found = score(gold, {}, {"note": answers})
    assert found.relation_status.value == 3 / 4
    assert (found.by_status["denied"].right, found.by_status["denied"].gold) == (0, 1)
    assert found.by_status["asserted"].f1 == pytest.approx(6 / 7)
    assert found.status_f1 == pytest.approx(3 / 7)


@pytest.mark.parametrize("modality", [Modality.HEDGED, Modality.HYPOTHETICAL, Modality.PREDICTED])
def test_a_coarse_gold_standard_calls_all_reserve_hedged(tmp_path: Path, modality: Modality) -> None:
    """A finer answer than the gold standard's would be wrong."""
    gold = folder(tmp_path, [], [relation("GPT-5.4", "developed_by", "OpenAI", modality="hedged")])
    found = score(gold, {}, {"note": [evidence("GPT-5.4", "developed_by", "OpenAI", Polarity.AFFIRMED, modality)]})
    assert found.relation_status.value == 1


def test_an_optional_relation_counts_neither_way(tmp_path: Path) -> None:
    """Where two readers may differ, one of them would be punished."""
    gold = folder(tmp_path, [], [relation("GPT-5.4", "developed_by", "OpenAI", optional=True)])
    stated = evidence("GPT-5.4", "developed_by", "OpenAI", Polarity.AFFIRMED, Modality.ASSERTED)
    assert score(gold, {}, {"note": [stated]}).relations == score(gold, {}, {}).relations == Score()


def test_documents_keep_their_line_ends(tmp_path: Path) -> None:
    """Every offset behind a carriage return would be off by one."""
    folder(tmp_path, [])
    (tmp_path / "docs" / "note.txt").write_bytes(b"a\r\nb")
    (document,) = read_gold(tmp_path).documents()
    assert (document.key, document.text) == ("note", "a\r\nb")


@pytest.mark.parametrize("spoil", ["canon.tsv", "docs/note.txt", "gold/note.json"])
def test_an_incomplete_folder_is_named(tmp_path: Path, spoil: str) -> None:
    """A mistyped folder would give a traceback, or a score of nothing."""
    folder(tmp_path, [])
    (tmp_path / spoil).unlink()
    with pytest.raises(GoldError, match=str(tmp_path)):
        read_gold(tmp_path)


def test_a_malformed_record_is_named(tmp_path: Path) -> None:
    """A comma too many would give a traceback."""
    folder(tmp_path, [])
    (tmp_path / "gold" / "note.json").write_text("{,}")
    with pytest.raises(GoldError, match="no gold folder"):
        read_gold(tmp_path)
