"""The review: what of the graph is worth a person's decision, and what was decided."""
