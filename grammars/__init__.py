"""The grammar of the search-space language, to be read as its definition."""
