"""What the codes of messages mean: a title, an explanation, and an example with its remedy."""
