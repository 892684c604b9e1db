"""Warnings: finds what is legal in a spec but probably not meant."""
