"""XLA's cache on the disk: programs compiled by an earlier process are read, not compiled again."""

from __future__ import annotations

import os
from pathlib import Path

import jax

LEAST_SECONDS = 0.5


def enable_cache() -> None:
    """Let XLA write compiled programs to the disk, for later processes.

    They go to `$XDG_CACHE_HOME/nasdsl/xla` or `~/.cache/nasdsl/xla`. A cache that the user has set
    up stays as it is, and where the folder cannot be written there is no cache.
    """
    chosen = getattr(jax.config, "jax_compilation_cache_dir", None)
    if chosen is None and (folder := _cache_folder()):
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", LEAST_SECONDS)


def _cache_folder() -> Path | None:
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base, "nasdsl", "xla")
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None
