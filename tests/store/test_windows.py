"""Which mentions count towards co-mentions, by the zones that hold them."""

from __future__ import annotations

import pytest

from kg.records import Document, EntityType, Mention, Zone, ZoneKind
from kg.store.windows import REASONS, SILENT_ZONES, rows_of

TEXT = "Gemma is open.\n\nGemma was said before.\n\nGemma stays."
PASSAGE = (16, 39)


def reasons(*zones: Zone) -> list[str]:
    """Return why each of the three mentions of a text with these zones is left out."""
    document = Document("doc-a", "a", TEXT, zones=zones)
    starts = [at for at in range(len(TEXT)) if TEXT.startswith("Gemma", at)]
    mentions = [Mention("doc-a", at, at + 5, "Gemma", EntityType.MODEL, "gemma", "Gemma") for at in starts]
    return [row[-1] for row in rows_of(document, mentions)]


@pytest.mark.parametrize(("kind", "reason"), SILENT_ZONES.items())
def test_what_does_not_speak_does_not_count(kind: ZoneKind, reason: str) -> None:
    """A sponsor's name, or a passage that was printed before, would make pairs with everything around it."""
    assert reasons(Zone(*PASSAGE, kind)) == ["", reason, ""]
    assert reason in REASONS


def test_frame_goes_before_copy() -> None:
    """What was left out would be counted under two reasons, or under one that changes from run to run."""
    zones = (Zone(*PASSAGE, ZoneKind.COPIED, "doc-b"), Zone(*PASSAGE, ZoneKind.RECURRING))
    assert reasons(*zones) == reasons(*zones[::-1]) == ["", "recurring", ""]
    assert reasons(Zone(*PASSAGE, ZoneKind.QUOTATION)) == ["", "", ""]
