"""Warnings: what is legal in a spec and likely not meant."""
