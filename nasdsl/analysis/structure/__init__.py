"""The structure of all networks of a space at once: one exact fold, one kind of node a file."""
