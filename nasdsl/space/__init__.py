"""From syntax tree to space: the representation, and the vocabulary of operations."""
