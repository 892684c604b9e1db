"""From a genome to a network: the program, its shapes, costs and identity."""
