"""Genotypes: their loci, index, names of decisions, and packed vector."""
