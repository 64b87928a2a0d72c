"""Names that no list has: where they stand, and what kind of thing they are."""
