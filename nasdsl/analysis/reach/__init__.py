"""Where the networks of a space can lead at most: sets of outcomes, larger than they need be."""
