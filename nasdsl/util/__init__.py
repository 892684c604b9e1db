"""Helpers that know nothing of networks: arguments, files, text, numbers, tables, garbage."""
