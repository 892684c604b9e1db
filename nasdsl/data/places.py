"""Paths where copies of a public data set may lie on this machine, in the order of search."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from nasdsl.data import cifar
from nasdsl.data.catalog import Public


def dataset_places(public: Public, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Files (`.npz`) and folders (of IDX files) that may contain `public`; most do not exist.

    They are in the order of search: a user's folder, the copies of Keras and torchvision, those of
    the operating system, and nasdsl's own downloads.

    Args:
        public: the data set.
        environ: environment variables. NASDSL_DATA is a user's folder with `<name>/` or
            `<name>.npz`; KERAS_HOME and XDG_CACHE_HOME move the folders of Keras and of downloads.
    """
    every = (
        *(folder / name for folder in _own(environ) for name in _named(public.name)),
        _keras(environ) / public.keras,
        *(folder / public.torchvision / "raw" for folder in _data_folders()),
        *map(Path, public.system),
        cache(public, environ),
    )
    return tuple(dict.fromkeys(every))


def cifar_places() -> tuple[Path, ...]:
    """Paths where CIFAR-10 may lie on this machine, in the order of search; most do not exist.

    The folder that the environment variable NASDSL_DATA names comes first.
    """
    environ = os.environ
    named = (folder / name for folder in _own(environ) for name in _named(cifar.NAME))
    folders = (*_own(environ), *_data_folders(), _keras(environ))
    return (*named, *(folder / name for folder in folders for name in cifar.FOLDERS))


def _own(environ: Mapping[str, str]) -> tuple[Path, ...]:
    folder = environ.get("NASDSL_DATA")
    return (Path(folder),) if folder else ()


def _named(name: str) -> tuple[str, str]:
    return name, f"{name}.npz"


def _keras(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("KERAS_HOME") or _home() / ".keras") / "datasets"


def _data_folders() -> tuple[Path, Path]:
    """Where torchvision's examples keep data sets: in the current folder, or at home."""
    return Path.cwd() / "data", _home() / "data"


def _home() -> Path:
    return Path(os.path.expanduser("~"))


def cache(public: Public, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder into which `public` is downloaded: in `~/.cache`, or in XDG_CACHE_HOME if set."""
    base = environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base, "nasdsl", public.name)
