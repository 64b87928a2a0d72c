"""Whose words a sentence is: utterances, quotations, corrections."""

from __future__ import annotations

import pytest

from kg.records import Document, Evidence, Mention, Zone, ZoneKind
from kg.relations import Extractor
from tests.relations.marked import mention


def extract(
    extractor: Extractor, text: str, zones: tuple[tuple[str, ZoneKind, str], ...], names: dict[str, str], *, author: str = ""
) -> list[Evidence]:
    """Return the evidence of a text; zones are given by the words they hold, names with their types."""
    placed = tuple(Zone(text.index(words), text.index(words) + len(words), kind, label) for words, kind, label in zones)
    document = Document("doc-1", "one", text, zones=placed, authors=(author,) if author else ())
    mentions: list[Mention] = []
    for name, kind in names.items():
        at = text.find(name)
        while at >= 0:
            mentions.append(mention(document, at, at + len(name), kind))
            at = text.find(name, at + 1)
    return list(extractor.extract(document, mentions))


NAMES = {"Ana Reyes": "Person", "Cohere": "Lab", "Halcyon": "Model", "Acme": "Lab"}


def test_first_person_of_an_utterance_is_its_speaker(extractor: Extractor) -> None:
    """What a guest says of herself would be said of nobody, or of the host who spoke before."""
    text = "Bo Lind: Welcome.\n\nAna: Good morning.\n\nI joined Cohere in May.\n\nThat was Ana Reyes. I joined Cohere in June."
    said = "Ana: Good morning.\n\nI joined Cohere in May."
    zones = (("Bo Lind: Welcome.", ZoneKind.UTTERANCE, "Bo Lind"), (said, ZoneKind.UTTERANCE, "Ana Reyes"))
    found = extract(extractor, text, zones, NAMES)
    assert [(e.subject_label, e.narrow, e.object_label, e.holder) for e in found] == [
        ("Ana Reyes", "joined", "Cohere", "Ana Reyes"),
    ]  # fmt: skip


def test_speaker_that_is_no_mention_holds_by_name_only(extractor: Extractor) -> None:
    """A claim would be made about an empty id."""
    text = "Ida: I joined Cohere in May. Halcyon was developed by Acme."
    (found,) = extract(extractor, text, ((text, ZoneKind.UTTERANCE, "Ida Torsten"),), NAMES)
    assert (found.subject_label, found.object_label, found.holder, found.holder_id) == ("Halcyon", "Acme", "Ida Torsten", "")


def test_quotation_is_its_speakers_report(extractor: Extractor) -> None:
    """What the author only quotes would be asserted."""
    text = "Ana Reyes wrote:\n\nHalcyon was developed by Acme.\n\nMore."
    zones = (("Halcyon was developed by Acme.", ZoneKind.QUOTATION, "Ana Reyes"),)
    (found,) = extract(extractor, text, zones, NAMES)
    assert (found.modality.value, found.holder, found.holder_id) == ("reported", "Ana Reyes", "ana-reyes")


def test_own_words_quoted_are_asserted(extractor: Extractor) -> None:
    """An author who quotes an earlier post of her own would only report it."""
    text = "Halcyon was developed by Acme."
    (found,) = extract(extractor, text, ((text, ZoneKind.QUOTATION, "Ana Reyes"),), NAMES, author="Ana Reyes")
    assert found.modality.value == "asserted"


@pytest.mark.parametrize(
    ("text", "quoted", "modality"),
    [
        ("> **Note:** Halcyon was developed by Acme.", None, "asserted"),
        ("> [!TIP]\n> Halcyon was developed by Acme.", None, "asserted"),
        ("Update (May): Halcyon was developed by Acme.", None, "asserted"),
        ("Halcyon was developed by Acme.", None, "reported"),
        ("Noted writers say: Halcyon was developed by Acme.", None, "reported"),
        (
            "“Halcyon was developed by Acme.”\n\nWell: Halcyon was developed by Acme.",
            "“Halcyon was developed by Acme.”",
            "asserted",
        ),
    ],
    ids=["note", "callout", "update", "anybody's", "a word that begins like note", "pulled from the text"],
)
def test_own_block_without_a_holder_is_asserted(text: str, quoted: str | None, modality: str, extractor: Extractor) -> None:
    """A note that the writer sets as a quotation would be somebody else's report."""
    found = extract(extractor, text, ((quoted or text, ZoneKind.QUOTATION, ""),), NAMES)
    assert {e.modality.value for e in found} == {modality}


def test_first_sentence_of_a_quotation_in_marks(extractor: Extractor) -> None:
    """Only the sentence with the attribution would be reported, those before it asserted."""
    text = "“Halcyon was developed by Acme. It is good,” said Ana Reyes."
    zones = (("“Halcyon was developed by Acme. It is good,”", ZoneKind.QUOTATION, "Ana Reyes"),)
    found = extract(extractor, text, zones, NAMES)
    assert [(e.modality.value, e.holder) for e in found] == [("reported", "Ana Reyes")]


def test_retracted_is_not_stated(extractor: Extractor) -> None:
    """A correction would assert the very thing that it takes back."""
    text = "Correction: an earlier version said that Halcyon was developed by Cohere; Halcyon was developed by Acme."
    found = extract(extractor, text, ((text, ZoneKind.CORRECTION, "2026-05-03"),), NAMES)
    assert {e.object_label for e in found} <= {"Acme"}
    plain = "An earlier version of this post said that Halcyon was developed by Cohere."
    assert extract(extractor, plain, (), NAMES) == []


def test_sentence_in_a_foreign_script_claims_nothing(extractor: Extractor) -> None:
    """The parser would read a sentence in a language that it does not know, by the names in it."""
    text = "Halcyon by Cohere — отличная модель. Halcyon by Cohere は新しいモデルです。"
    assert extract(extractor, text, (), NAMES) == []
    assert extract(extractor, "Cohere released Halcyon to everybody (отличная модель).", (), NAMES)
