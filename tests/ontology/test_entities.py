from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.ontology import Ontology, load
from kg.records import EntityType
from tests.linking.reading import HEADER, write


@pytest.fixture(scope="module")
def shipped() -> Ontology:
    """The shipped ontology."""
    return load()


def faults(*folders: Path) -> tuple[str, ...]:
    """Return what loading a folder complains of."""
    with pytest.raises(OntologyError) as caught:
        load(*folders)
    return caught.value.faults


def test_two_loads_are_equal(shipped: Ontology) -> None:
    """A build would do all its work again, or take changed data for the old."""
    again = load()
    assert again.fingerprint == shipped.fingerprint
    assert again.entities == shipped.entities
    assert again.names == shipped.names


def test_every_reference_of_the_shipped_data_leads_somewhere(shipped: Ontology) -> None:
    """A model would hang under a family that does not exist."""
    for entity in shipped.entities.values():
        for name, value in entity.facts:
            assert not shipped.is_id_fact(name) or value in shipped.entities


def test_a_folder_adds_records(tmp_path: Path, shipped: Ontology) -> None:
    """A user's own lab would not be known."""
    write(tmp_path, "labs.tsv", HEADER + "|country", "quillmere|Lab|Quillmere|Quillmere Labs;QML|quillmere-ai|QML|unverified|NO")
    found = load(tmp_path)
    entity = found.entities["quillmere"]
    assert (entity.label, entity.type, entity.aliases, entity.hidden) == (
        "Quillmere", EntityType.LAB, ("Quillmere Labs", "QML"), ("quillmere-ai",),
    )  # fmt: skip
    assert entity.fact("country") == ("NO",)
    assert {n.text: n.context for n in found.names if n.entity == "quillmere"} == {
        "Quillmere": False, "Quillmere Labs": False, "QML": True, "quillmere-ai": False,
    }  # fmt: skip
    assert set(shipped.entities) == set(found.entities) - {"quillmere"}
    assert found.fingerprint != shipped.fingerprint


def test_a_folder_overrides_a_shipped_record(tmp_path: Path, shipped: Ontology) -> None:
    """A user could not correct a shipped record, or the old names would live on beside the new."""
    assert shipped.entities["openai"].label == "OpenAI"
    write(tmp_path, "labs.tsv", HEADER, "openai|Lab|Open Artificial|Open Art|||unverified")
    found = load(tmp_path)
    assert found.entities["openai"].label == "Open Artificial"
    assert {n.text for n in found.names if n.entity == "openai"} == {"Open Artificial", "Open Art"}


def test_a_shipped_id_keeps_its_type(tmp_path: Path) -> None:
    """A person entered under a lab's id would turn every mention of the lab into a person."""
    write(tmp_path, "people.tsv", HEADER, "openai|Person|Open Ai||||unverified")
    (fault,) = faults(tmp_path)
    assert fault.endswith("/people.tsv:2: the id 'openai' is a Lab in the shipped ontology, not a Person")


def test_a_label_is_not_taken_from_a_shipped_entity(tmp_path: Path) -> None:
    """Every mention of OpenAI would be a tie from now on, and left out."""
    write(tmp_path, "labs.tsv", HEADER, "my-lab|Lab|OpenAI||||unverified", "my-app|Product|OpenAI||||unverified")
    (fault,) = faults(tmp_path)
    assert "/labs.tsv:2: the label 'OpenAI' belongs to the shipped Lab 'openai'" in fault
    write(tmp_path, "ambiguous.tsv", "name|ids|how", "OpenAI|my-lab;openai|mine is in Ohio")
    assert load(tmp_path).entities["my-lab"].label == "OpenAI"


def test_the_shipped_entities_can_be_left_out(tmp_path: Path) -> None:
    """In another field, the names of AI models would be found in every text."""
    write(tmp_path, "labs.tsv", HEADER, "quillmere|Lab|Quillmere||||unverified")
    (tmp_path / "ontology.toml").write_text("shipped_entities = false\n", encoding="utf-8")
    assert list(load(tmp_path).entities) == ["quillmere"]


def test_faulty_settings_are_named(tmp_path: Path) -> None:
    """A misspelt switch would do nothing, without a word."""
    (tmp_path / "ontology.toml").write_text("shiped_entities = false\nas_of = 3\n", encoding="utf-8")
    found = faults(tmp_path)
    assert len(found) == 2
    assert "ontology.toml:1: unknown key 'shiped_entities'" in found[0]
    (tmp_path / "ontology.toml").write_text("name = [", encoding="utf-8")
    assert "cannot be read" in faults(tmp_path)[0]


def test_two_folders_do_not_say_different_things_of_one_id(tmp_path: Path) -> None:
    """Of two folders, which one holds would depend on the order in which they were named."""
    for name, label in (("first", "Quillmere"), ("second", "Quillmere"), ("third", "Quillmere Labs")):
        write(tmp_path / name, "labs.tsv", HEADER, f"quillmere|Lab|{label}||||unverified")
    assert load(tmp_path / "first", tmp_path / "second").entities["quillmere"].label == "Quillmere"
    with pytest.raises(OntologyError) as error:
        load(tmp_path / "first", tmp_path / "third")
    assert error.value.faults == ("third/labs.tsv:2: the id 'quillmere' is defined otherwise in first/labs.tsv:2",)


def test_a_curated_record_hides_a_generated_one_and_takes_what_it_lacks(tmp_path: Path) -> None:
    """What a program collected would overwrite what a person checked, or the API ids it found would be lost."""
    columns = HEADER + "|released|developed_by"
    write(tmp_path / "generated", "models.tsv", columns, "veloria-2|Model|veloria-2||veloria-2-api||generated|2020|openai")
    write(tmp_path / "curated", "models.tsv", columns, "veloria-2|Model|Veloria 2|Veloria Two|||unverified|2021|")
    entity = load(tmp_path).entities["veloria-2"]
    assert (entity.label, entity.source) == ("Veloria 2", "unverified")
    assert "Veloria Two" in entity.aliases
    assert "veloria-2-api" in entity.hidden
    assert entity.fact("released") == ("2021",)
    assert entity.fact("developed_by") == ("openai",)


def test_all_faults_are_told_at_once_with_file_and_line(tmp_path: Path) -> None:
    """Somebody with ten faults would have to run the program ten times to find them."""
    folder = tmp_path / "mine"
    write(
        folder, "labs.tsv", HEADER + "|developed_by",
        "Quill Mere|Lab|Quillmere||||unverified|",
        "hill|Hillock|Hill||||unverified|",
        "mill|Lab|||||unverified|",
        "dale|Lab|Dale|||||",
        "vale|Lab|Vale|...|||unverified|",
        "moor|Lab|Moor|||Moorland|unverified|",
        "fell|Lab|Fell||||unverified|nobody-at-all",
    )  # fmt: skip
    row = "veloria|Model|Veloria||||unverified"
    write(folder, "models.tsv", HEADER, row, row, "a|b|c|d|e|f|g|h")
    found = faults(folder, tmp_path / "absent")
    for line, words in {
        2: "'Quill Mere' is no slug", 3: "'Hillock'", 4: "no label", 5: "no source",
        6: "'...' has no letter or digit", 7: "moorland",
        8: "'nobody-at-all', which is no record",
    }.items():  # fmt: skip
        assert any(f.startswith(f"mine/labs.tsv:{line}: ") and words in f for f in found), (line, found)
    assert any(f.startswith("mine/models.tsv:3: ") and "'veloria' is taken" in f for f in found)
    assert any(f.startswith("mine/models.tsv:4: 8 fields") for f in found)
    assert any("absent" in f and "is no folder" in f for f in found)
    assert len(found) == 10


@pytest.mark.parametrize("name", ["...", "—", "😀", "***"])
def test_a_name_of_punctuation_only_is_refused(tmp_path: Path, name: str) -> None:
    """Every dash of every text would be a mention."""
    write(tmp_path, "labs.tsv", HEADER, f"quillmere|Lab|Quillmere|{name}|||unverified")
    assert "has no letter or digit" in faults(tmp_path)[0]


def test_one_id_in_two_files_is_refused(tmp_path: Path) -> None:
    """One of two records would silently vanish."""
    for name in ("labs.tsv", "more.tsv"):
        write(tmp_path, name, HEADER, "quillmere|Lab|Quillmere||||unverified")
    (fault,) = faults(tmp_path)
    assert fault.endswith("/more.tsv:2: the id 'quillmere' is taken by labs.tsv:2")


@pytest.mark.parametrize("characters", ["\u200b", "\u202e", "\x07", "\u00ad", "\ufeff"])
def test_a_character_that_nobody_sees_is_refused(tmp_path: Path, characters: str) -> None:
    """Two names that look the same would be two, and the one in the table would never match."""
    write(tmp_path, "labs.tsv", HEADER, f"quillmere|Lab|Quill{characters}mere||||unverified")
    (fault,) = faults(tmp_path)
    assert f"(U+{ord(characters):04X})" in fault


def test_an_empty_value_among_several_is_refused(tmp_path: Path) -> None:
    """A name that was lost in editing would not be missed."""
    write(tmp_path, "labs.tsv", HEADER, "quillmere|Lab|Quillmere|Quill;;Mere|||unverified")
    (fault,) = faults(tmp_path)
    assert fault.endswith("/labs.tsv:2: an empty value in aliases")


@pytest.mark.parametrize("relation", ["member_of_family", "version_of", "part_of", "developed_by", "derived_from"])
def test_a_cycle_in_the_lattice_is_found(tmp_path: Path, relation: str) -> None:
    """Walking up from a version to its family would never end."""
    write(
        tmp_path, "models.tsv", f"{HEADER}|{relation}", "veloria-1|Model|Veloria 1||||unverified|veloria-2",
        "veloria-2|Model|Veloria 2||||unverified|veloria-3", "veloria-3|Model|Veloria 3||||unverified|veloria-1",
        "veloria-4|Model|Veloria 4||||unverified|veloria-1",
    )  # fmt: skip
    (fault,) = faults(tmp_path)
    assert "/models.tsv:2: 'veloria-1' is above itself" in fault
    assert fault.endswith("veloria-1 > veloria-2 > veloria-3 > veloria-1")


def test_a_cycle_over_two_relations_is_found(tmp_path: Path) -> None:
    """A version of a release that is a member of the version has no family."""
    write(
        tmp_path, "models.tsv", f"{HEADER}|member_of_family|version_of", "veloria-1|Model|Veloria 1||||unverified||veloria-2",
        "veloria-2|Model|Veloria 2||||unverified|openai;veloria-1|",
    )  # fmt: skip
    (fault,) = faults(tmp_path)
    assert "veloria-1 > veloria-2 > veloria-1" in fault


def test_a_model_cannot_be_its_own_family(tmp_path: Path) -> None:
    """The shortest cycle would slip through."""
    write(tmp_path, "models.tsv", HEADER + "|member_of_family", "veloria|Model|Veloria||||unverified|veloria")
    assert "'veloria' is above itself" in faults(tmp_path)[0]


@pytest.mark.parametrize(("content", "words"), [
    (b"id\tlabel\nquillmere\tQuillmere\n", "the header lacks class"),
    (b"\xff\xfe\x00", "cannot be read"),
    (b"", "the header lacks id"),
])  # fmt: skip
def test_a_broken_table_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    """A table saved in another encoding, or without a header, would give a traceback."""
    (tmp_path / "labs.tsv").write_bytes(content)
    (fault,) = faults(tmp_path)
    assert "/labs.tsv:1: " in fault
    assert words in fault


def test_windows_line_ends_and_short_rows_are_read(tmp_path: Path) -> None:
    """A table that a spreadsheet saved would be refused, or hold a carriage return in its last field."""
    (tmp_path / "labs.tsv").write_bytes(
        b"id\tclass\tlabel\taliases\thidden\tcontext\tsource\tcountry\r\nquillmere\tLab\tQuillmere\t\t\t\tunverified\r\n\r\n"
    )
    entity = load(tmp_path).entities["quillmere"]
    assert (entity.source, entity.fact("country")) == ("unverified", ())


def test_an_empty_folder_changes_no_entity(tmp_path: Path, shipped: Ontology) -> None:
    """A folder that somebody has just made would stop the program."""
    assert load(tmp_path).entities == shipped.entities


def test_a_folder_cannot_reach_into_the_shipped_one(tmp_path: Path, shipped: Ontology) -> None:
    """A user's folder would change the data that others share."""
    write(tmp_path, "labs.tsv", HEADER, "quillmere|Lab|Quillmere||||unverified")
    load(tmp_path)
    assert load().fingerprint == shipped.fingerprint
    assert load(tmp_path).folder == shipped.folder
