"""Data sets as NumPy arrays: bundled, from a copy on this machine, downloaded, or a user's own."""

from nasdsl.data.dataset import Dataset
from nasdsl.data.reader import dataset_names, is_dataset, read_dataset

__all__ = ["Dataset", "dataset_names", "is_dataset", "read_dataset"]
