"""Certain answers where the exact fold is too large: a number lies between two others."""
