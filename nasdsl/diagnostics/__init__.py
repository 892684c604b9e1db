"""The codes of messages: for each a title, an explanation, and an example with its remedy."""
