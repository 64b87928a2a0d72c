"""What an id that nobody has any more was: read as the name it was made from. For a look-up that found nothing else."""

from __future__ import annotations

from kg.ids import SLUG
from kg.linking.ground import grammar
from kg.linking.listed import lexicon
from kg.ontology import Ontology
from kg.ontology.former import of_cluster


def successor(old: str, ontology: Ontology) -> str | None:
    """Return the entity that took the place of a former id, or None where there is none or more than one.

    The cluster of an unknown leads to the entity that has its name now; the id of an unseen version to the entity with
    the same family, version, variants and sizes, whatever their order (``qwen-3.5-instruct-27b``). Takes a second, since
    it compiles the names.
    """
    if not SLUG.fullmatch(old) or old in ontology.entities:
        return None
    if moved := ontology.corrections.redirects.get(old):
        return moved
    if old.startswith("nil-"):
        return of_cluster(old, ontology)
    if not any(map(str.isdigit, old)):
        return None
    folders = [folder / "linking" for folder in (ontology.folder, *ontology.own)]
    names = lexicon.build(ontology, grammar.load(*folders).is_ordinary)
    key = lexicon.key_of_name(old.replace("-", " "), names)
    return names.place(key)[0] if key is not None and not key.bare else None
