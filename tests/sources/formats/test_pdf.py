"""PDF to documents."""

from __future__ import annotations

import contextlib
import importlib.util
import time
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources.formats.pdf import read_pdf
from tests.sources.formats.pdfs import pdf

BODY = [
    "Pellucid put the weights of its second model on a public server, and three evalu-",
    "ators had it running by noon. An open-source licence allows nearly everything that",
    "customers of a hosted service want, and the open-",
    "source community was quick to notice. The older GPT-",
    "4 served as the comparison in each of the tables that follow on the next pages.",
]
INFO = (
    "/Title (The second model) /Author (Ada Quill; Bo Lint) /CreationDate (D:20260415200000+02'00') /ModDate (D:20260416080000Z)"
)


def text_of(data: bytes) -> str:
    """Return the text of a PDF."""
    return read_pdf(data, "r.pdf")[0].kept.text


def test_report() -> None:
    """Words would be cut in two, sentences end with their line, or metadata be lost."""
    piece, missing = read_pdf(pdf([BODY], info=INFO), "r.pdf")
    assert missing == ""
    assert piece.title == "The second model"
    assert piece.authors == ("Ada Quill", "Bo Lint")
    assert piece.published == datetime(2026, 4, 15, 18, tzinfo=UTC)
    assert piece.updated == datetime(2026, 4, 16, 8, tzinfo=UTC)
    for words in ("three evaluators had it", "the open-source community", "older GPT-4 served", "everything that customers"):
        assert words in " ".join(piece.kept.text.split()), words


def test_headers_and_page_numbers_stay_out() -> None:
    """A running header would be named on every page, and cut the sentence that goes over it."""
    subjects = ["north", "south", "west", "east"]
    pages = [
        [
            "Ardent Review, volume 4",
            f"will be so for the {w} that the report looks at and for what it can speak of.",
            f"A model of this size costs so much in the {w} that nobody there wants to",
            f"serve it without help from the outside, and in the {w} it is expected that this",
            f"Page {n} of 4",
        ]
        for n, w in enumerate(subjects, 1)
    ]
    text = text_of(pdf(pages))
    assert "Ardent Review" not in text
    assert "of 4" not in text
    assert "expected that this will be so for the south" in text


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - draft.docx", "report.pdf", "x", "12345", ""])
def test_titles_that_are_none(title: str) -> None:
    """A document would be called after the program that wrote it."""
    assert read_pdf(pdf([BODY], info=f"/Title ({title})"), "r.pdf")[0].title == ""


def test_what_cannot_be_read_says_so() -> None:
    """An encrypted, damaged or scanned file would be a traceback or an empty document."""
    key = "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    key += " /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    for data, reason in (
        (pdf([BODY], encrypt=key), "is an encrypted PDF"),
        (b"%PDF-1.4 nothing more", "is a damaged PDF"),
        (b"no PDF at all", "is a damaged PDF"),
        (pdf([[], []]), "without text"),
        (pdf([]), "without pages"),
    ):
        with pytest.raises(SourceError, match=reason):
            read_pdf(data, "r.pdf")


def test_a_long_file_is_read_as_far_as_allowed() -> None:
    """A file of a hundred thousand pages would never end, or lose its end unseen."""
    assert read_pdf(pdf([BODY] * 5), "r.pdf", most_pages=3)[1] == "has 5 pages, of which 3 were read"


def test_bomb_meets_its_limits() -> None:
    """A few kilobytes would fill the memory or take hours."""
    packed = zlib.compress(b"BT (x) Tj ET " + b" " * 400_000_000, 9)
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"r\.pdf: is a"):
        read_pdf(pdf([BODY], packed=packed), "r.pdf", memory=256 * 1024 * 1024, seconds=20)
    assert time.monotonic() - start < 25


def test_a_slow_file_is_stopped() -> None:
    """One file could hold up all others."""
    with pytest.raises(SourceError, match="could not be read within"):
        read_pdf(pdf([BODY * 40] * 500), "r.pdf", seconds=0.05)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person would not learn what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"pip install 'model-mention-kg\[pdf\]'"):
        read_pdf(pdf([BODY]), "r.pdf")


WHOLE = pdf([BODY, BODY], info=INFO)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, len(WHOLE)), st.binary(max_size=20), st.integers(0, 200))
def test_zones_lie_in_the_text_and_damage_never_crashes(at: int, noise: bytes, cut: int) -> None:
    """A zone would point outside its text, or some damage end the run."""
    with contextlib.suppress(SourceError):
        kept = read_pdf(WHOLE[:at] + noise + WHOLE[at + cut :], "r.pdf")[0].kept
        assert all(0 <= z.start < z.end <= len(kept.text) for z in kept.zones)
        kept.text.encode()
