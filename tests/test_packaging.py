"""A wheel holds everything: built here, installed into another folder, run from a third."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built from this checkout without the network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the wheel is installed into."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-cache-dir", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    return folder


def run(installed: Path, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the installed `kg`; the checkout's package must not be in its way."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(installed / "bin" / "kg"), *args]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_a_wheel_holds_code_and_data_and_nothing_else(wheel: Path) -> None:
    """`pip install .` would give a program without its ontology, or bring the tests along."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"kg"}
    for folder, pattern, inside in (
        (ROOT / "ontology", "*", "kg/_ontology"),
        (ROOT / "kg" / "queries", "*.rq", "kg/queries"),
        (ROOT / "kg" / "sample", "*", "kg/sample"),
        (ROOT / "kg" / "exporters" / "view", "*", "kg/exporters/view"),
    ):
        wanted = {p.relative_to(folder).as_posix() for p in folder.rglob(pattern) if p.is_file() and "__pycache__" not in p.parts}
        assert wanted
        assert {f"{inside}/{name}" for name in wanted if not name.startswith(".")} <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not any("__pycache__" in name or name.endswith((".pyc", ".duckdb")) for name in names)


def test_an_installed_program_works_from_anywhere(installed: Path, tmp_path: Path) -> None:
    """`kg` would work in the checkout only."""
    code = "import kg, kg.ontology.files as f; print(kg.__file__); print(f.data_dir())"
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)}, check=True,
        capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    assert all(Path(line).is_relative_to(installed) for line in where), where
    built = run(installed, tmp_path, "build")
    assert built.returncode == 0, built.stderr
    assert "documents" in built.stdout
    assert (tmp_path / "exports" / "graph.html").stat().st_size > 10_000
    listed = run(installed, tmp_path, "query", "--list")
    assert "who-developed" in listed.stdout
    asked = run(installed, tmp_path, "query", "who-developed", "--format", "csv")
    assert asked.returncode == 0, asked.stderr
    assert len(asked.stdout.splitlines()) > 5
    assert run(installed, tmp_path, "neighbors", "Gemma 4").returncode == 0


def test_running_writes_nothing_into_the_package(installed: Path, tmp_path: Path) -> None:
    """A program installed by an administrator would fail for everybody else."""
    before = {p for p in installed.rglob("*") if "__pycache__" not in p.parts}
    assert run(installed, tmp_path, "mentions", str(installed / "kg" / "sample" / "reading-room-note.txt")).returncode == 0
    assert {p for p in installed.rglob("*") if "__pycache__" not in p.parts} == before


def test_what_is_imported_is_declared() -> None:
    """A fresh install would lack a library that happens to be on our machines."""
    from tests.test_architecture import FENCES

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for extra in project["optional-dependencies"].values() for name in extra]
    declared = " ".join([*project["dependencies"], *extras]).replace("_", "-")
    spelled = {"markdown_it": "markdown-it-py", "ahocorasick_rs": "ahocorasick-rs"}
    for library in FENCES:
        assert spelled.get(library, library) in declared, library


def test_the_locks_hold_checksums() -> None:
    """An install could bring in something else than what was tested."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(pins) > 20
        assert all("==" in line for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)
