"""Stated relations: sentences with mentions to evidence.

`Extractor` is the way in; the rules stand in ontology/relations.toml; `kg.relations.component` is the same thing as a
spaCy component. Nothing here loads spaCy before a sentence has to be parsed.
"""

from kg.relations.extractor import Extractor

__all__ = ["Extractor"]
