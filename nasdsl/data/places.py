"""Paths where copies of a public data set may lie on this machine, in the order of search."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from nasdsl.data.catalog import Public


def dataset_places(public: Public, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Files (`.npz`) and folders (of IDX files) that may contain `public`; most do not exist.

    Args:
        public: the data set.
        environ: environment variables: NASDSL_DATA, a user's folder with `<name>/` or `<name>.npz`,
            comes first; KERAS_HOME and XDG_CACHE_HOME move the caches.
    """
    home = Path(os.path.expanduser("~"))
    keras = Path(environ.get("KERAS_HOME") or home / ".keras") / "datasets"
    torchvision = Path("data", public.torchvision, "raw")
    every = (
        *_user_places(public.name, environ.get("NASDSL_DATA")),
        keras / public.keras,
        Path.cwd() / torchvision,
        home / torchvision,
        *map(Path, public.system),
        cache(public, environ),
    )
    return tuple(dict.fromkeys(every))


def _user_places(name: str, folder: str | None) -> tuple[Path, ...]:
    return (Path(folder, name), Path(folder, f"{name}.npz")) if folder else ()


def cache(public: Public, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder into which `public` is downloaded."""
    base = environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base, "nasdsl", public.name)
