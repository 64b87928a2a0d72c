"""The tally of the last build, beside its store, so that the next one counts only what has changed.

It can be thrown away: what is missing, damaged, of another version or of other caps is counted anew. Documents are known
by stamps of all that their counts depend on, so it does not matter whether it is as old as the store.
"""

from __future__ import annotations

import json
import os
import zipfile
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kg.errors import StoreError
from kg.store.schema import what_failed
from kg.store.tally import Ints, Rows, Small, Tally
from kg.store.windows import Caps

#: Version of the file, and of what counting means.
_VERSION: Final = 1

Stamps = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Kept:
    """A tally, what it was counted from, and what its numbers stand for."""

    tally: Tally
    rows: Rows  #: by the numbers of documents
    stamps: Stamps  #: of each document by its number; of those that are gone, too
    published: Ints
    voice: Small
    counted: npt.NDArray[np.bool_]  #: which documents are in the tally
    entities: tuple[str, ...]  #: by their numbers, as they are stored
    voices: tuple[str, ...]


def path_of(store: Path) -> Path:
    """Return where the tally of a store is kept."""
    return store.with_name(store.name + ".counts")


def load(store: Path, caps: Caps) -> Kept | None:
    """Return what was kept beside a store, None when there is nothing that can be used."""
    try:
        with np.load(path_of(store), allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            if about["version"] != _VERSION or about["caps"] != [*astuple(caps)]:
                return None
            tally = Tally(*(file[f"tally_{field.name}"] for field in fields(Tally)))
            rows = Rows(*(file[f"rows_{field.name}"] for field in fields(Rows)))
            return Kept(
                tally, rows, file["stamps"], file["published"], file["voice"], file["counted"],
                tuple(about["entities"]), tuple(about["voices"]),
            )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def save(store: Path, caps: Caps, kept: Kept) -> None:
    """Keep a tally beside a store. Raises StoreError when the disk does not take it."""
    about = {"version": _VERSION, "caps": astuple(caps), "entities": kept.entities, "voices": kept.voices}
    arrays: dict[str, npt.NDArray[Any]] = {"about": np.frombuffer(json.dumps(about).encode(), np.uint8)}
    for name, record in (("tally", kept.tally), ("rows", kept.rows)):
        arrays |= {f"{name}_{field.name}": getattr(record, field.name) for field in fields(record)}
    arrays |= {name: getattr(kept, name) for name in ("stamps", "published", "voice", "counted")}
    path = path_of(store)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)  # the checksums of the archive tell a damaged one
        fresh.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {what_failed(error)}") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def forget(store: Path) -> None:
    """Throw away what is kept beside a store."""
    path_of(store).unlink(missing_ok=True)
