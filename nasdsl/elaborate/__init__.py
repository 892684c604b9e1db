"""Elaboration: from a syntax tree to a space. Names are resolved, and errors reported."""
