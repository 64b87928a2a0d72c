"""Model-mention knowledge graph: who said what about which lab, model, person or policy, when and where."""

__version__ = "0.1.0"
