"""Sentences that say when something was: which statement a phrase dates, and which it leaves alone."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Document, Evidence, Zone, ZoneKind
from kg.relations import Extractor
from kg.relations.dates import when
from kg.relations.scene import Found, Party, Scene
from tests.relations.marked import document_of

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = datetime(2026, 3, 11, 9, tzinfo=UTC)
LINES = [
    line for line in (Path(__file__).parent / "dated.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]  # fmt: skip
#: Lines whose relation no rule finds; what they say of when cannot be right or wrong yet.
UNFOUND = 6


def read(
    extractor: Extractor, marked: str, published: datetime | None = PUBLISHED, zones: tuple[Zone, ...] = ()
) -> tuple[Evidence, ...]:
    """Return the evidence of a marked text of a day."""
    document, mentions = document_of(marked)
    return extractor.extract(replace(document, published=published, zones=zones), mentions)


def days(e: Evidence) -> str:
    """Return what a piece of evidence says of when, as the table writes it."""
    return "silent" if e.true_span is None else f"{e.true_from or ''}..{e.true_until or ''}"


def stated(extractor: Extractor, line: str) -> tuple[str, set[str]]:
    """Return what a line expects, and what the statement it names is dated; nothing where it is not found."""
    marked, _, rest = line.partition("=>")
    statement, _, wanted = (part.strip() for part in rest.rpartition("|"))
    found = {
        days(e)
        for e in read(extractor, marked)
        for one, other in ((e.subject_label, e.object_label), (e.object_label, e.subject_label))
        if f"{one} {e.predicate} {other}" == statement
    }
    return wanted, found


@pytest.mark.parametrize("line", LINES, ids=lambda line: re.sub(r"\|\w+\]|[\[\]]|=>.*", "", line)[:60])
def test_a_sentence_dates_the_statement_that_its_words_date(line: str, extractor: Extractor) -> None:
    """A claim would have a day that nobody gave it, or lack the one that its sentence names."""
    wanted, found = stated(extractor, line)
    assert found <= {wanted}


def test_the_sentences_of_the_table_are_found(extractor: Extractor) -> None:
    """The table would pass because its sentences are read no more."""
    assert sum(not stated(extractor, line)[1] for line in LINES) <= UNFOUND


def test_without_a_day_of_publication_only_whole_dates_are_resolved(extractor: Extractor) -> None:
    """A relative phrase would be counted from the day of the run, and the same text would say something else tomorrow."""
    told = "[Nvidia|Lab] acquired [Run:ai|Organization] {}."
    for phrase in ("last week", "on Tuesday", "in June", "two years ago", "last fall", "in Q3", "in the first half of this year"):
        assert {days(e) for e in read(extractor, told.format(phrase), None)} == {"silent"}, phrase
    assert {days(e) for e in read(extractor, told.format("in Q3 2024"), None)} == {"2024-07-01..2024-09-30"}
    assert {days(e) for e in read(extractor, told.format("since 5 June 2024"), None)} == {"2024-06-05.."}


def test_the_days_of_a_passage_that_was_added_count_from_its_own_day(extractor: Extractor) -> None:
    """Last week, in a correction of May, would be a week of March."""
    marked = "[Nvidia|Lab] acquired [Run:ai|Organization] last week."
    text = document_of(marked)[0].text
    added = (Zone(0, len(text), ZoneKind.CORRECTION, "2026-05-20"),)
    assert {days(e) for e in read(extractor, marked, zones=added)} == {"2026-05-11..2026-05-17"}


def test_the_phrase_is_a_stretch_of_the_quote(extractor: Extractor) -> None:
    """A reader who wants to see why could not be shown the words."""
    [e] = read(extractor, "It rained. 𝔘 [Nvidia|Lab] acquired [Run:ai|Organization] in late 2024, they say.")
    assert e.true_phrase == "in late 2024"
    document = document_of("It rained. 𝔘 [Nvidia|Lab] acquired [Run:ai|Organization] in late 2024, they say.")[0]
    assert e.true_span is not None
    assert document.text[slice(*e.true_span)] == "in late 2024"


def test_what_stands_in_a_quotation_is_not_counted_from_today(extractor: Extractor) -> None:
    """Words said at some time would be dated as if they were said on the day of the post."""
    holds = "“[Nvidia|Lab] acquired [Run:ai|Organization] {},” [Ana Reyes|Person] told the board."
    assert {days(e) for e in read(extractor, holds.format("last week"))} == {"silent"}
    assert {days(e) for e in read(extractor, holds.format("in 2024"))} == {"2024-01-01..2024-12-31"}


def unparsed(text: str, *names: str) -> when.When | None:
    """Return when a sentence without a parse places what its first two names are said to be."""
    from kg.records import EntityType

    parties = tuple(Party(n.lower(), n, EntityType.LAB, "Lab", (text.index(n), text.index(n) + len(n))) for n in names)
    scene = Scene(text, 0, len(text), parties)
    return when.of_found(scene, Found("r", parties[0], parties[1]), None, PUBLISHED.date(), {"acquire"})


def test_a_sentence_without_a_parse_is_dated_by_the_only_phrase_of_the_clause() -> None:
    """Long sentences would take the first date that stands anywhere in them, or none at all."""
    clear = unparsed("Acme acquired Bolt in March 2025; it was founded in 2019.", "Acme", "Bolt")
    assert clear == when.When(date(2025, 3, 1), date(2025, 3, 31), (19, 32))
    assert unparsed("Acme acquired Bolt in March 2025 after talks in May 2024.", "Acme", "Bolt") is None
    assert unparsed("Acme is like Bolt in March 2025.", "Acme", "Bolt") is None
    ahead = unparsed("Acme will acquire Bolt in June.", "Acme", "Bolt")
    assert ahead is not None
    assert ahead.first == date(2026, 6, 1)


PIECES = [
    "in ",
    "March ",
    "2025",
    " to ",
    "the end of ",
    "last ",
    "fall",
    "Q3",
    "31 June ",
    "\u0662\u0660\u0662\u0665",
    "-",
    "/",
    "\u2028",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from([*PIECES, "\ud800", "“"])), max_size=12))
def test_no_text_breaks_the_reading(parts: list[str]) -> None:
    """One odd sentence would end the analysis of a document."""
    text = f"Acme acquired Bolt {''.join(parts)}"
    found = unparsed(text, "Acme", "Bolt")
    if found is not None:
        assert 0 <= found.span[0] < found.span[1] <= len(text)
        assert found.first is None or found.last is None or found.first <= found.last


def test_dateparser_is_loaded_by_a_phrase_and_nothing_else() -> None:
    """`kg --help`, and every text without a date, would wait for a library with 200 languages."""
    code = (
        "import sys\nfrom datetime import date\nimport kg.cli\nfrom kg.relations.dates import datephrases as d\n"
        "assert 'dateparser' not in sys.modules\n"
        "assert not d.looks_dated('Acme acquired Bolt for 3.5 million.')\n"
        "list(d.phrases('Acme acquired Bolt for 20 percent.', 0, 34))\n"
        "assert 'dateparser' not in sys.modules\n"
        "[one] = d.phrases('It was in March 2025.', 0, 21)\n"
        "assert d.resolve(one, None).first == date(2025, 3, 1)\n"
        "assert 'dateparser' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_evidence_of_a_document_keeps_its_id_whatever_the_day(extractor: Extractor) -> None:
    """A corrected date of publication would make new evidence of old sentences."""
    marked = "[Nvidia|Lab] acquired [Run:ai|Organization] last week."
    one, other = (read(extractor, marked, day) for day in (PUBLISHED, None))
    assert [e.id for e in one] == [e.id for e in other]
    assert [days(e) for e in one] != [days(e) for e in other]


def test_a_document_knows_when_its_words_were_stated() -> None:
    """A label that is no day would end the build, or send "last week" into nowhere."""
    added = Zone(0, 5, ZoneKind.CORRECTION, "soon")
    assert Document("doc-1", "one", "a text", published=PUBLISHED, zones=(added,)).stated_on((0, 3)) == PUBLISHED
