"""From a genotype to a network: the program, its shapes, its costs, its hash."""
