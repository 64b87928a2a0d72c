"""The linker compiled with mypyc finds what it finds as plain Python, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_no_compiled_module_is_older_than_its_source() -> None:
    """Somebody would change a module and see the old one at work."""
    assert outdated(ROOT / "kg") == [], "sources have changed since: `make compiled` again, or `make plain`"


def test_an_older_compiled_module_is_told(tmp_path: Path) -> None:
    """The test before would be content with any module."""
    for name, built in (("fresh", 2), ("old", 0)):
        for ending, when in (("py", 1), ("cpython-311.so", built)):
            file = tmp_path / f"{name}.{ending}"
            file.touch()
            os.utime(file, (when, when))
    assert outdated(tmp_path) == ["old.cpython-311.so"]


@pytest.mark.compiled
def test_compiled_modules_beside_the_sources_find_the_same(tmp_path: Path) -> None:
    """A checkout would link otherwise after `make compiled` than before."""
    assert found(ROOT, "compiled") == found(plain_copy(tmp_path), "plain")


@pytest.mark.soak
def test_a_compiled_wheel_finds_the_same(tmp_path: Path) -> None:
    """The build that is asked for by `HATCH_BUILD_HOOKS_ENABLE=1` would not work, or would link otherwise than the plain one."""
    checkout = plain_copy(tmp_path)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, checkout)
    dist, installed = tmp_path / "dist", tmp_path / "installed"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    subprocess.run(build, cwd=checkout, check=True, env={**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1"})
    assert not list(checkout.rglob("*.so")), "the sources stay as they are"
    [wheel] = dist.glob("*.whl")
    assert "none-any" not in wheel.name
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-cache-dir"]
    subprocess.run(
        [*install, "--target", str(installed), str(wheel)], check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    )
    with_tests(installed)
    assert found(installed, "compiled") == found(checkout, "plain")


def outdated(folder: Path) -> list[str]:
    """Return the names of compiled modules that are older than their sources."""
    built = sorted(p for ending in ("so", "pyd") for p in folder.rglob(f"*.{ending}"))
    return [p.name for p in built if p.stat().st_mtime < p.with_name(p.name.split(".")[0] + ".py").stat().st_mtime]


def plain_copy(folder: Path) -> Path:
    """Return a checkout without compiled modules."""
    copy = folder / "plain"
    without = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    for name in ("kg", "ontology"):
        shutil.copytree(ROOT / name, copy / name, ignore=without)
    with_tests(copy)
    return copy


def with_tests(folder: Path) -> None:
    """Put what prints the findings, and the texts, beside a package."""
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__", "gold"))
    shutil.copytree(ROOT / "benchmarks" / "practice" / "docs", folder / "benchmarks" / "practice" / "docs")


def found(root: Path, how: str) -> list[str]:
    """Return what the linker of a folder finds, a line each; it has to be compiled or plain, as said."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-P", "-m", "tests.compiled"], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stderr.splitlines()[-1:] == [how]
    lines = run.stdout.splitlines()
    assert len(lines) > 100
    return lines
