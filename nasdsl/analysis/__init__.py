"""Exact answers about a space: one fold a file."""
