"""Genomes: loci, index, packed vector."""
