"""Names that stand for what the document named before: short forms, acronyms, versions without a family, "the Act"."""
