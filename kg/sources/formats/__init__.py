"""Bytes to pieces of text with zones and metadata, one module for each format."""
