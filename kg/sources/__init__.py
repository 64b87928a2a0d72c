"""Addresses and files to documents: `read` is the way in, `merge` folds the copies of one text."""

from kg.sources.copies.identity import merge
from kg.sources.reader import read

__all__ = ["merge", "read"]
