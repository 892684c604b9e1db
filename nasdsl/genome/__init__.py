"""Genotypes: their loci, indices, encodings as vectors, and their decisions by name."""
