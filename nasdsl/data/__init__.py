"""Data sets as NumPy arrays: bundled, copies on this machine, downloads, and users' files."""

from nasdsl.data.dataset import Dataset
from nasdsl.data.reader import dataset_names, is_dataset, read_dataset

__all__ = ["Dataset", "dataset_names", "is_dataset", "read_dataset"]
