"""Helpers that know nothing of networks: arguments, files, text, tables, garbage collection."""
