"""What the SPARQL service says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.serve.formats import GRAPHS, TABLES

_FORMATS: Final = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF_XML",
}  # fmt: skip


def describe(endpoint: str, graphs: Mapping[str, int]) -> str:
    """Return the description in Turtle. ``endpoint`` is the service's own IRI, ``graphs`` the triples by named graph."""
    formats = " , ".join(f"formats:{_FORMATS[form.name]}" for form in (*TABLES, *GRAPHS))
    named = " ,\n".join(
        f"      [ a sd:NamedGraph ; sd:name <{name}> ; sd:graph [ a sd:Graph ; void:triples {count} ] ]"
        for name, count in sorted(graphs.items())
    )
    return f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix formats: <http://www.w3.org/ns/formats/> .

<{endpoint}> a sd:Service ;
  sd:endpoint <{endpoint}> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat {formats} ;
  sd:defaultDataset [ a sd:Dataset ;
    sd:defaultGraph [ a sd:Graph ; void:triples {sum(graphs.values())} ]{" ;" if named else ""}
{f"    sd:namedGraph{chr(10)}{named}" if named else ""} ] .
"""
