"""Whether the schema and the records contradict each other by the rules of OWL 2 RL.

Only what an entity is and which predicates it stands at which end of can make it a member of two disjoint classes, since
no axiom of the vocabulary counts or equates things. So the reasoner gets one entity for each such combination, and the
answer holds for all of them: a few seconds instead of hours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from kg.ontology.schema import Schema
from kg.ontology.turtle import schema_turtle
from kg.ontology.vocabulary import DEFAULT_BASE, camel, terms
from kg.records import Entity

_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#error"
#: Entities named for one contradiction; the others are counted.
_NAMED: Final = 3


def clashes(schema: Schema, entities: Mapping[str, Entity], base: str = DEFAULT_BASE) -> list[str]:
    """Return a line for each contradiction, with the ids of the entities that are in it; empty when there is none."""
    import owlrl
    from rdflib import RDF, RDFS, SKOS, Graph, URIRef

    graph = Graph().parse(data=schema_turtle(schema, (), base), format="turtle")
    for annotation in (SKOS.definition, SKOS.example, RDFS.label, RDFS.isDefinedBy):
        graph.remove((None, annotation, None))
    alike = _alike(schema, entities)
    for members in alike.values():
        node = URIRef(f"{base}id/{members[0]}")
        graph.add((node, RDF.type, URIRef(f"{base}onto#{entities[members[0]].class_id}")))
    for number, ((_, roles), members) in enumerate(sorted(alike.items(), key=lambda item: item[1][0])):
        node = URIRef(f"{base}id/{members[0]}")
        for predicate, is_subject in sorted(roles):
            name, other = URIRef(f"{base}onto#{camel(predicate)}"), URIRef(f"{base}other#{number}-{predicate}-{is_subject}")
            graph.add((node, name, other) if is_subject else (other, name, node))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    members_of = {members[0]: members for members in alike.values()}
    return sorted({_told(str(message), members_of, base) for message in graph.objects(None, URIRef(_ERROR))})


def _alike(schema: Schema, entities: Mapping[str, Entity]) -> dict[tuple[str, frozenset[tuple[str, bool]]], list[str]]:
    """Return the ids of the entities by class and by the ends of predicates at which they stand."""
    known = {term.name for term in terms(schema) if term.kind == "object"}
    roles: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for entity in entities.values():
        for predicate, value in entity.facts:
            if camel(predicate) in known and value in entities:
                roles[entity.id].add((predicate, True))
                roles[value].add((predicate, False))
    found: dict[tuple[str, frozenset[tuple[str, bool]]], list[str]] = defaultdict(list)
    for key in sorted(entities):
        found[entities[key].class_id, frozenset(roles[key])].append(key)
    return found


def _told(message: str, members_of: Mapping[str, list[str]], base: str) -> str:
    found = re.search(re.escape(f"{base}id/") + r"(\S+)", message)
    members = members_of.get(found[1], [found[1]]) if found else []
    what = message.replace(f"{base}onto#", "").replace(f"{base}id/", "")
    rest = len(members) - _NAMED
    who = ", ".join(members[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    return f"{who}: {what}" if who else what
