"""Elaboration: makes a space from a syntax tree; resolves names and reports errors."""
