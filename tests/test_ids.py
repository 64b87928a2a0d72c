from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import SLUG, content_id, slug

ANY = st.text(st.characters(exclude_categories=()))
NMTOKEN = re.compile(r"[-.0-9:A-Z_a-z]+")


@given(ANY)
def test_every_name_has_a_slug(name: str) -> None:
    """An id could not be typed in Turtle or SPARQL, or would break the GraphML."""
    found = slug(name)
    assert SLUG.fullmatch(found)
    assert NMTOKEN.fullmatch(found)
    assert slug(name) == found


@given(ANY)
def test_a_slug_is_its_own_slug(name: str) -> None:
    """An id that is read back and slugged again would be another id."""
    assert slug(slug(name)) == slug(name)


@given(st.from_regex(SLUG, fullmatch=True))
def test_the_slug_grammar_admits_no_white_space_and_no_edge_marks(text: str) -> None:
    """An id with a line break or a dot at its end would pass, and the Turtle that holds it would not parse."""
    assert not text.endswith((".", "-", "\n"))
    assert text == text.strip()
    assert text.isascii()


@pytest.mark.parametrize(("name", "expected"), [
    ("Qwen3.5", "qwen3.5"),
    ("GPT-4 Turbo", "gpt-4-turbo"),
    ("H.R. 1234", "h-r-1234"),
    ("Tülu 3", "tulu-3"),
    ("  Mistral   AI ", "mistral-ai"),
    ("Claude Opus 4.6.", "claude-opus-4.6"),
    ("Ｑｗｅｎ", "qwen"),
])  # fmt: skip
def test_what_a_slug_looks_like(name: str, expected: str) -> None:
    """Ids would not be what a person types for the name."""
    assert slug(name) == expected


def test_names_without_latin_letters_have_ids_of_their_own() -> None:
    """All Chinese names would share one empty id."""
    assert slug("百川") != slug("智谱")
    assert SLUG.fullmatch(slug("百川"))


@given(ANY, st.lists(ANY, max_size=4))
def test_a_content_id_is_typable(kind: str, parts: list[str]) -> None:
    """A lone surrogate in a text would stop the build."""
    kind = kind.encode("utf-8", "replace").decode()
    assert re.fullmatch(r"[0-9a-f]{16}", content_id(kind, *parts).removeprefix(f"{kind}-"))


@given(st.lists(ANY, max_size=4), st.lists(ANY, max_size=4))
def test_different_parts_give_different_ids(first: list[str], second: list[str]) -> None:
    """("ab", "c") and ("a", "bc") would be one piece of evidence."""
    assert (content_id("ev", *first) == content_id("ev", *second)) == (first == second)


def test_a_kind_parts_the_ids() -> None:
    """A document and a claim with the same words would share a hash."""
    assert content_id("a", "x").split("-")[1] != content_id("b", "x").split("-")[1]


def test_ids_outlive_the_process() -> None:
    """Every stored id would be lost at the next run."""
    code = "from kg.ids import content_id; print(content_id('doc', 'é', 'x'))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("0", "99")
    }  # fmt: skip
    assert found == {content_id("doc", "é", "x")}
