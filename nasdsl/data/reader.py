"""Finds a data set by name or path, and reads the first intact copy."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from nasdsl.data import checks, cifar, idx, npz
from nasdsl.data.catalog import PUBLIC, Public
from nasdsl.data.checks import Arrays
from nasdsl.data.dataset import Dataset
from nasdsl.data.download import Progress, download
from nasdsl.data.installed import DATASETS, installed_dataset
from nasdsl.data.places import cache, cifar_places, dataset_places
from nasdsl.errors import DataError, nearest

DIGITS = Path(__file__).with_name("digits.npz")

log = logging.getLogger(__name__)


def own_names() -> tuple[str, ...]:
    """The names of the data sets that nasdsl itself brings, downloads or looks for."""
    return ("digits", *PUBLIC, cifar.NAME)


def dataset_names() -> tuple[str, ...]:
    """The names of all known data sets: nasdsl's, then those of other installed packages.

    Raises:
        DataError: two packages, or a package and nasdsl, give the same name.
    """
    own, others = own_names(), DATASETS.names()
    for name in others:
        if name in own:
            raise DataError(f"an installed distribution gives the data set '{name}', nasdsl's own")
    return (*own, *others)


def is_dataset(name: str) -> bool:
    """Whether a data set of this name is known to nasdsl or given by an installed package."""
    return name in own_names() or name in dataset_names()


def read_dataset(name_or_path: str, *, progress: Progress | None = None) -> Dataset:
    """The data set of this name, or the one at this path.

    Args:
        name_or_path: one of `dataset_names()`; or an `.npz` file with `x_train`, `y_train`,
            `x_test`, `y_test` and perhaps `x_val`, `y_val`; or a folder with the four IDX files of
            MNIST, gzipped or not; or the binary version of CIFAR-10, a folder or its archive.
        progress: called with the bytes done and the total during a download.

    Raises:
        DataError: nothing has this name, no intact copy was found, or the data are not of a form
            that can be trained on.
    """
    if name_or_path == "digits":
        return checks.dataset("digits", str(DIGITS), npz.read_npz(DIGITS))
    if public := PUBLIC.get(name_or_path):
        return checks.dataset(public.name, public.name, _find(public, progress))
    if name_or_path == cifar.NAME:
        return checks.dataset(cifar.NAME, cifar.NAME, _cifar())
    if name_or_path.isidentifier() and name_or_path in dataset_names():
        return installed_dataset(name_or_path)
    path = Path(os.path.expanduser(name_or_path))
    if os.path.lexists(path):
        return checks.dataset(path.stem, str(path), _read(path))
    if path.suffix == ".npz" or os.path.dirname(name_or_path):
        raise DataError(f"{path}: there is no such file or folder of data")
    known = f"known: {', '.join(dataset_names())}; or the path of an .npz file"
    raise DataError(
        f"there is no data set '{name_or_path}'", nearest(name_or_path, dataset_names()) or known
    )


def _read(path: Path) -> Arrays:
    if cifar.is_cifar(path):
        return cifar.read_cifar(path)
    return idx.read_folder(path) if os.path.isdir(path) else npz.read_npz(path)


def _find(public: Public, progress: Progress | None) -> Arrays:
    """The arrays of the first good copy on this machine, else of a download."""
    arrays, looked = _first_good(public.name, dataset_places(public), partial(_verified, public))
    return _downloaded(public, looked, progress) if arrays is None else arrays


def _cifar() -> Arrays:
    """The arrays of the first good copy on this machine: 170 MB are not downloaded unasked."""
    arrays, looked = _first_good(
        cifar.NAME, cifar_places(), lambda place: cifar.check_published(place, _read(place))
    )
    if arrays is None:
        message = "\n  ".join((f"'{cifar.NAME}' was found nowhere:", *looked))
        raise DataError(message, f"{cifar.GET}; and set NASDSL_DATA to its folder")
    return arrays


def _first_good(
    name: str, places: Iterable[Path], read: Callable[[Path], Arrays]
) -> tuple[Arrays | None, list[str]]:
    """What `read` makes of the first place with a good copy, if any; and what the others lack."""
    looked: list[str] = []
    for place in places:
        if not os.path.exists(place):
            looked.append(f"{place}: not there")
            continue
        try:
            return read(place), looked
        except DataError as fault:
            looked.append(fault.message)
            log.warning("%s; looking further for '%s'", fault.message, name)
    return None, looked


def _verified(public: Public, place: Path) -> Arrays:
    arrays = {key: array for key, array in _read(place).items() if key in public.files}
    for key, file in public.files.items():
        if arrays[key].dtype != "uint8" or idx.idx_digest(arrays[key]) != file.sha256:
            name = place / idx.FILES[key] if os.path.isdir(place) else f"{place}: '{key}'"
            raise DataError(f"{name}: its checksum is not the published one")
    return arrays


def _downloaded(public: Public, looked: list[str], progress: Progress | None) -> Arrays:
    try:
        download(public, cache(public), progress)
        return _verified(public, cache(public))
    except DataError as fault:
        lines = (line for entry in (*looked, fault.message) for line in entry.splitlines())
        raise DataError(
            "\n  ".join((f"'{public.name}' was found nowhere and not downloaded:", *lines)),
            f"set NASDSL_DATA to a folder that holds {public.name}/ or {public.name}.npz",
        ) from fault
