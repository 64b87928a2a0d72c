"""The outputs: each writer is a function of the graph alone, so the same graph gives the same bytes."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Final

from kg.errors import ExportError
from kg.ontology import Ontology
from kg.records import KnowledgeGraph

#: What `kg export` can be asked for.
FORMATS: Final = ("rdf", "graphml", "html", "csv")


def export(graph: KnowledgeGraph, ontology: Ontology, name: str, folder: Path) -> list[Path]:
    """Write one output into a folder and return its files. Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        match name:
            case "rdf":
                return _rdf(graph, ontology, folder)
            case "graphml":
                from kg.exporters import graphml

                graphml.write(graph, ontology, folder / "graph.graphml")
                return [folder / "graph.graphml"]
            case "html":
                from kg.exporters import html

                html.write(graph, ontology, folder / "graph.html")
                return [folder / "graph.html"]
            case "csv":
                from kg.exporters import tables

                return list(tables.write(graph, ontology, folder))
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: cannot be written: {error.strerror or error}") from error
    raise ExportError(f"{name!r} is no output; there are {', '.join(FORMATS)} and all")


def _rdf(graph: KnowledgeGraph, ontology: Ontology, folder: Path) -> list[Path]:
    from kg.exporters import rdf

    written = [folder / f"graph.{suffix}" for suffix in ("ttl", "nt", "trig", "jsonld")]
    for path in written:
        rdf.write(graph, ontology, path)
    queries = folder / "queries"
    queries.mkdir(exist_ok=True)
    for entry in sorted((files("kg") / "queries").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".rq"):
            (queries / entry.name).write_bytes(entry.read_bytes())
            written.append(queries / entry.name)
    if ontology.extends_schema:
        from kg.ontology.turtle import write_extended

        return [*written, *write_extended(ontology.schema, ontology.folder, folder)]
    for name in ("schema.ttl", "shapes.ttl"):
        shutil.copyfile(ontology.folder / name, folder / name)
        written.append(folder / name)
    return written
