"""What a spec says of its experiment: training, data, search and required costs."""
