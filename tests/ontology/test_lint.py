"""`kg ontology lint`: each thing that it looks for, found in a folder that has it and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.ontology.files import data_dir
from kg.ontology.lint import Report, examine
from tests.linking.reading import HEADER, write

AMBIGUOUS = "name|ids|how"
ALONE = "shipped_entities = false\n"


@cache
def shipped() -> Report:
    """Return what there is to say of the shipped ontology."""
    return examine(owl=True)


def found(folder: Path, *, owl: bool = False) -> list[str]:
    """Return the faults of a folder without the shipped entities, without the folder's own name."""
    if not (folder / "ontology.toml").exists():
        (folder / "ontology.toml").write_text(ALONE, encoding="utf-8")
    return [f.removeprefix(f"{folder.name}/") for f in examine([folder], owl=owl).faults]


def rows(folder: Path, *lines: str, facts: str = "") -> list[str]:
    """Write a table of records and return the faults."""
    write(folder, "records.tsv", HEADER + facts, *lines)
    return found(folder)


def test_the_shipped_ontology_has_no_fault() -> None:
    """A name that nobody can tell apart, a wrong date or a contradiction would be shipped."""
    assert shipped().faults == ()


def test_records_are_counted_by_type_layer_and_source(tmp_path: Path) -> None:
    """Records without a source would be counted as sourced, or somebody's own as shipped."""
    write(
        tmp_path, "records.tsv", HEADER, "quill|Lab|Quill||||unverified", "quill-1|Model|Quill 1||||registry 1.0",
        "quill-2|Model|Quill 2||||unverified",
    )  # fmt: skip
    before = {c.type: c for c in shipped().counts}
    after = {c.type: c for c in examine([tmp_path]).counts}
    assert after["Model"].layers == (*before["Model"].layers[:2], 2)
    assert after["Model"].sourced == before["Model"].sourced + 1
    assert after["Lab"].sourced == before["Lab"].sourced
    assert after["Lab"].records == before["Lab"].records + 1
    assert all(c.layers[0] for c in before.values())
    assert before["Model"].layers[1] > 0


def test_clean_records_are_no_fault(tmp_path: Path) -> None:
    """The real faults would be lost among false ones."""
    write(tmp_path, "ambiguous.tsv", AMBIGUOUS, "Quill|quill-family;quill-team|the lab where it acts")
    assert rows(
        tmp_path, "quill-1|Model|Quill 1|Quill One|quill/quill-1||registry 1.0|2025-02|quill-family",
        "quill-family|ModelFamily|Quill||||unverified||", "quill-team|Lab|Quill||||https://quill.example||",
        facts="|released|member_of_family",
    ) == []  # fmt: skip


# -- shared names ------------------------------------------------------------------------------------------------


TWO = ("quill-family|ModelFamily|Quill||||unverified", "quill-team|Lab|Quill||||unverified")


def test_an_undeclared_shared_name_is_a_fault(tmp_path: Path) -> None:
    """A new homonym would come in unseen, and be told apart by chance."""
    (fault,) = rows(tmp_path, *TWO)
    assert fault.startswith("records.tsv:3: the name 'quill' is shared by quill-family, quill-team; declare it")


@pytest.mark.parametrize(
    ("declared", "what"),
    [
        ("Quill|quill-family;quill-team|", "does not say how"),
        ("Quill|quill-family;quill-team;quill-gone|the lab acts", "'Quill' names quill-gone, which are no records"),
        ("Quill|quill-family;quill-team;other|the lab acts", "'Quill' is no name of other"),
    ],
)
def test_a_faulty_declaration_is_named(tmp_path: Path, declared: str, what: str) -> None:
    """Nobody would know what tells the two apart, or a deleted record stay declared."""
    write(tmp_path, "ambiguous.tsv", AMBIGUOUS, declared)
    (fault,) = rows(tmp_path, "other|Lab|Otherq||||unverified", *TWO)
    assert fault.startswith(f"ambiguous.tsv:2: {what}")


def test_a_third_owner_of_a_declared_name_is_a_fault(tmp_path: Path) -> None:
    """It would come in unseen behind the declaration of the two."""
    write(tmp_path, "ambiguous.tsv", AMBIGUOUS, "Quill|quill-family;quill-team|the lab acts")
    (fault,) = rows(tmp_path, *TWO, "quill-tool|Product|Quill||||unverified")
    assert fault.startswith("records.tsv:4: the name 'quill' is shared by quill-family, quill-team, quill-tool")


# -- one record --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("q|Lab|Quillmere|quillmere|||unverified", "the alias 'quillmere' repeats another of its names"),
        ("q|Lab|Quillmere|Qmere;qmere|||unverified", "the alias 'qmere' repeats"),
        ("q|Lab|Quillmere||Quillmere||unverified", "the hidden label 'Quillmere' repeats"),
        ("q|Lab|Quillm\u0435re||||unverified", "'Quillm\u0435re' in the name 'Quillm\u0435re' mixes LATIN and CYRILLIC letters"),
        ("q|Lab|Quillme\u0301re||||unverified", "the name 'Quillme\u0301re' is not in normal form"),
        ("q|Product|Cursor||||unverified", "the name 'Cursor' is an ordinary word; list it in context"),
        ("q|Model|Quill 3||quill-latest||unverified", "the name 'quill-latest' is a pointer that moves"),
        ("q|Model|Quill 3||deepseek-reasoner||unverified", "the name 'deepseek-reasoner' is a pointer that moves"),
        ("q|Model|Quill 3|chatgpt-4o-latest|||unverified", "the name 'chatgpt-4o-latest' is a pointer that moves"),
        ("q|Lab|Quillmere||||from memory", "the source 'from memory' holds no address, version or date"),
    ],
)
def test_a_doubtful_name_or_source_is_named(tmp_path: Path, row: str, what: str) -> None:
    """It would match nothing, match everywhere, or name another model next month."""
    (fault,) = rows(tmp_path, row)
    assert fault.startswith(f"records.tsv:2: {what}")


@pytest.mark.parametrize("row", [
    "q|Product|Cursor|||Cursor|unverified", "q|Model|Quill 3||quill-3-chat||unverified", "q|Benchmark|\u03c4-bench||||unverified",
    "q|ModelFamily|Quill||quill-latest||unverified",
])  # fmt: skip
def test_what_is_safe_is_no_fault(tmp_path: Path, row: str) -> None:
    """A word with its rule, a form of a release, a Greek letter as such: nothing is wrong with them."""
    assert rows(tmp_path, row) == []


@pytest.mark.parametrize("country", ["Norway", "no", "NOR"])
def test_a_country_that_is_no_code_is_named(tmp_path: Path, country: str) -> None:
    """One country would be exported under several names."""
    (fault,) = rows(tmp_path, f"q|Lab|Quillmere||||unverified|{country}", "r|Lab|Rowmere||||unverified|NO", facts="|country")
    assert fault.startswith(f"records.tsv:2: the country {country!r} is no code of two letters")


def test_ordinary_words_are_listed_with_their_rule() -> None:
    """Nobody could see by which rule Cursor and Together are safe."""
    rules = {name: rule for name, _, rule in shipped().words}
    for name in ("Reflection", "Together", "Fireworks", "Cursor", "Scale"):
        assert rules[name] == "written as it is, where the sentence supports it"


@pytest.mark.parametrize(
    ("facts", "row", "what"),
    [
        ("|released", "2025-13", "released is no ISO day, month or year: '2025-13'"),
        ("|released", "2025-02-30", "released is no ISO day"),
        ("|released", "March 2025", "released is no ISO day"),
        ("|released", "1970-01-01", "released is 1970-01-01, which is what a missing date turns into"),
        ("|founded", "1970-01-01", "founded is 1970-01-01"),
        ("|date", "2031-01-01", "date is 2031-01-01, after 2026-05-31"),
        ("|since|until", "2024-05|2023", "until 2023 is before since 2024-05"),
    ],
)
def test_a_doubtful_date_is_named(tmp_path: Path, facts: str, row: str, what: str) -> None:
    """It would be exported as a fact."""
    (tmp_path / "ontology.toml").write_text(ALONE + 'as_of = "2026-05-31"\n', encoding="utf-8")
    (fault,) = rows(tmp_path, f"q|Model|Quill 3||||unverified|{row}", facts=facts)
    assert fault.startswith(f"records.tsv:2: {what}")


def test_dates_are_held_against_those_they_follow_from(tmp_path: Path) -> None:
    """A version that is older than its family is a slip of the pen; a preview of some months is none."""
    faults = rows(
        tmp_path, "lab|Lab|Quillmere||||unverified||2022|||", "line|ModelFamily|Quill||||unverified|2023-01|||",
        "q-1|Model|Quill 1||||unverified|2024-05|||line|", "q-1-early|ModelVersion|Quill 1 early||||unverified|2024-02||||q-1",
        "q-1-odd|ModelVersion|Quill 1 odd||||unverified|2023-02||||q-1", "q-2|Model|Quill 2||||unverified|2022-12|||line|",
        "q-3|Model|Quill 3||||unverified|2021||lab||", facts="|released|founded|developed_by|member_of_family|version_of",
    )  # fmt: skip
    assert [f.split(": ", 1)[1] for f in faults] == [
        "released 2023-02, over a year before 'q-1', of which it is a version",
        "released 2022-12, before its family 'line'", "released 2021, before 'lab' was founded",
    ]  # fmt: skip


# -- the files ---------------------------------------------------------------------------------------------------


def test_the_form_of_a_file_is_held(tmp_path: Path) -> None:
    """Two people's additions would collide at its end; a misspelt column would be read by nobody."""
    faults = rows(
        tmp_path, "solo|Lab|Soloq||||unverified|", "quill|Lab|Quill ||||unverified|", "tern|Lab|Ternq  Works||||unverified|",
        facts="|develloped_by",
    )  # fmt: skip
    assert faults == [
        "records.tsv:1: nothing reads the column 'develloped_by'; is it 'developed_by'?",
        "records.tsv:3: 'quill' stands after 'solo'; the file is sorted by id",
        "records.tsv:3: a field begins or ends with a blank, or has two in a row",
        "records.tsv:4: a field begins or ends with a blank, or has two in a row",
    ]


def test_what_loading_refuses_and_what_is_doubtful_is_told_at_once(tmp_path: Path) -> None:
    """Somebody would mend the one and then be told of the other."""
    faults = rows(
        tmp_path, "a-1|Lab|Alto|...|||unverified|", "b-1|Lab|Basso|basso|||unverified|", "b-1|Lab|Basso||||unverified|",
        "c-1|Lab|Cello||||unverified|nobody", facts="|part_of",
    )  # fmt: skip
    assert [f.split(": ", 1)[0] for f in faults] == [f"records.tsv:{n}" for n in (2, 3, 4, 5)]


# -- relations ---------------------------------------------------------------------------------------------------


def test_a_fact_between_the_wrong_classes_is_a_fault(tmp_path: Path) -> None:
    """A benchmark would be the maker of a model."""
    (fault,) = rows(tmp_path, "b|Benchmark|Quilltest||||unverified|", "q|Model|Quill 3||||unverified|b", facts="|developed_by")
    assert fault == "records.tsv:3: developed_by cannot hold between a Model and a Benchmark ('b')"


def test_a_person_who_is_an_organization_is_found(tmp_path: Path) -> None:
    """A reasoner would prove anything from the export."""
    write(
        tmp_path, "records.tsv", HEADER + "|released_by", "ann|Person|Ann Quill||||unverified|",
        "bea|Person|Bea Quill||||unverified|", "q|Model|Quill 3||||unverified|ann", "r|Model|Quill 4||||unverified|bea",
    )  # fmt: skip
    (clash,) = [f for f in found(tmp_path, owl=True) if f.startswith("by OWL RL")]
    assert clash == "by OWL RL: ann, bea: Disjoint classes Person and Organization have a common individual ann"


def test_the_schema_alone_is_examined_in_a_folder_of_ones_own() -> None:
    """Somebody who starts another field would be told of faults that are not theirs."""
    assert (data_dir() / "mappings.sssom.tsv").is_file()
    assert examine([], owl=False).faults == ()
