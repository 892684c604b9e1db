"""The formatter behind `nasdsl fmt`: syntax trees as text."""
