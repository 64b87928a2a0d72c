"""One DuckDB file for the one writer, and immutable snapshots for everybody else.

Importing this package loads neither DuckDB nor numpy: the commands that only read open a snapshot.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kg.store.published import snapshot_dir

if TYPE_CHECKING:
    from kg.store.counting import Caps as Caps
    from kg.store.reading import Counts as Counts
    from kg.store.snapshot import read_snapshot as read_snapshot
    from kg.store.writer import Store as Store

__all__ = ["Caps", "Counts", "Store", "read_snapshot", "snapshot_dir"]

_LATE = {
    "Store": "kg.store.writer", "Counts": "kg.store.reading", "Caps": "kg.store.counting",
    "read_snapshot": "kg.store.snapshot",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Return what is named in `_LATE`, imported when first asked for."""
    home = _LATE.get(name)
    if home is not None:
        return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
