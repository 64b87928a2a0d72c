"""Text to mentions: candidate names, readings, unknown names, short forms."""

from kg.linking.linker import Linker

__all__ = ["Linker"]
