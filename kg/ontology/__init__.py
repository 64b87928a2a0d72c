"""What the program knows before it reads a post: the schema and the entities, from plain text files.

Importing this package loads nothing: who needs only the names of the vocabulary does not wait for what reads the files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ontology.corrections import Corrections as Corrections
    from kg.ontology.entities import Name as Name
    from kg.ontology.loading import Ontology as Ontology
    from kg.ontology.loading import load as load
    from kg.ontology.schema import Schema as Schema

__all__ = ["Corrections", "Name", "Ontology", "Schema", "load"]

_LATE = {
    "Ontology": "kg.ontology.loading", "load": "kg.ontology.loading", "Corrections": "kg.ontology.corrections",
    "Name": "kg.ontology.entities", "Schema": "kg.ontology.schema",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Return one of `__all__`, imported when first asked for."""
    home = _LATE.get(name)
    if home is not None:
        return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
