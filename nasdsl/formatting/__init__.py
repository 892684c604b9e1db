"""Writing syntax trees as text again: what `nasdsl fmt` prints."""
