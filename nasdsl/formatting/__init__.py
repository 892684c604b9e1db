"""The formatter behind `nasdsl fmt`: writes syntax trees as text."""
