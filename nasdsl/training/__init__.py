"""Training networks of a space: how programs serve them, and training at full length."""
