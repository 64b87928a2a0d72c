"""Names that the ontology has, and versions by the grammar of names: from a text to candidates."""
