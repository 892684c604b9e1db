"""The representation of spaces: nodes, requirements, paths, and the values that nodes can have."""
