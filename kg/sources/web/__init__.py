"""Addresses to bytes: transfer, and what is remembered of each address between runs."""
