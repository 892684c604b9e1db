"""Data sets as numpy arrays: embedded, from a copy on this machine, downloaded, or a user's own."""

from nasdsl.data.dataset import Dataset
from nasdsl.data.load import load, names

__all__ = ["Dataset", "load", "names"]
