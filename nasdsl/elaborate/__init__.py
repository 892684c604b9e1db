"""From a syntax tree to a space: names are resolved, values computed, faults reported."""
