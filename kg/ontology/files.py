"""Where the data files are, and how a table is read with every fault noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from kg.errors import OntologyError

#: Between several values in one field.
SEPARATOR = " | "


def data_dir() -> Path:
    """Return the folder of the shipped ontology: inside the installed package, else the checkout's.

    Raises OntologyError when neither is there.
    """
    packaged = Path(str(files("kg"))) / "_ontology"
    checkout = Path(__file__).resolve().parents[2] / "ontology"
    for folder in (packaged, checkout):
        if (folder / "predicates.tsv").is_file():
            return folder
    raise OntologyError((f"{packaged}: the ontology's files are missing; install the package again",))


def values(text: str) -> tuple[str, ...]:
    """Return the values of a field that may hold several."""
    return tuple(v for part in text.split("|") if (v := part.strip()))


@dataclass(slots=True)
class Faults:
    """Collects what is wrong, so that all of it can be said at once."""

    found: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, what: str) -> None:
        """Note one fault as ``FILE:LINE: what``."""
        self.found.append(f"{path.parent.name}/{path.name}:{line}: {what}")

    def raise_if_any(self) -> None:
        """Raise OntologyError with everything noted, if anything was."""
        if self.found:
            raise OntologyError(tuple(self.found))


def read_table(path: Path, required: tuple[str, ...], faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a tab-separated file with a header; faulty rows are noted and left out."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path, 1, f"cannot be read: {error}")
        return
    header = lines[0].rstrip("\r").split("\t")
    missing = [name for name in required if name not in header]
    if missing:
        faults.add(path, 1, f"the header lacks {', '.join(missing)}")
        return
    for number, line in enumerate(lines[1:], 2):
        if not (line := line.rstrip("\r")):
            continue
        cells = line.split("\t")
        if len(cells) > len(header):
            faults.add(path, number, f"{len(cells)} fields where the header has {len(header)}")
            continue
        cells += [""] * (len(header) - len(cells))
        yield number, {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
