"""A second implementation of the language for small spaces, and generators of random specs.

Of nasdsl it knows the parser's syntax tree alone; what compares both is said where it does.
"""
