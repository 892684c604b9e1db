"""The library of search spaces."""
