"""The representation of spaces: nodes, constraints, paths, and the values that nodes can have."""
