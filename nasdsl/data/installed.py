"""Data sets of other installed packages: entry points of the group `nasdsl.datasets`.

Each is a function without arguments that returns a `Dataset`; it is imported, and called, when its
name is used.
"""

from __future__ import annotations

from nasdsl.data import checks
from nasdsl.data.dataset import Dataset
from nasdsl.errors import DataError, cause, with_type
from nasdsl.plugins import PluginGroup

DATASETS = PluginGroup("nasdsl.datasets", "data set", DataError)


def installed_dataset(name: str) -> Dataset:
    """The data set that an installed package provides under `name`, checked.

    Raises:
        DataError: the package's function cannot be imported, fails, or returns something else.
    """
    whose = f"the installed data set '{name}'"
    give = DATASETS.load(name)
    try:
        dataset = give()
    except DataError:
        raise
    except Exception as error:  # whatever a distribution's function does
        raise DataError(f"{whose} cannot be read: {cause(error)}") from error
    if not isinstance(dataset, Dataset):
        raise DataError(f"{whose} is no nasdsl.data.Dataset, but {with_type(dataset)}")
    parts = {"train": dataset.train, "test": dataset.test, "val": dataset.validation}
    arrays = {
        f"{axis}_{part}": array
        for part, images in parts.items()
        if images is not None
        for axis, array in zip("xy", images, strict=True)
    }
    return checks.dataset(name, whose, arrays)
