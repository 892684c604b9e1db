"""Exact answers about a space: counts, ranks, formulas, certified costs, each in a file."""
