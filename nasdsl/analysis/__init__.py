"""Exact answers about a space: numbers of genotypes, ranks, formulas, certified ranges of costs."""
