"""Downloads the files of a public data set into a folder: complete and verified, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.request import urlopen

from nasdsl.data import idx
from nasdsl.data.catalog import File, Public
from nasdsl.errors import DataError

Progress = Callable[[int, int], None]
SECONDS_WITHOUT_AN_ANSWER = 30
CHUNK = 1 << 16


def download(public: Public, folder: Path, progress: Progress | None = None) -> None:
    """Download the gzipped IDX files of `public` into `folder`; intact ones there are not fetched.

    Args:
        public: the data set.
        folder: the folder to write into; made if it does not exist.
        progress: called with the bytes that have arrived and the bytes of all files, about once
            every 64 KiB.

    Raises:
        DataError: the folder cannot be written, or no mirror gave a file with the right checksum.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder}: cannot be made: {error}") from error
    total = sum(file.size for file in public.files.values())
    done = 0
    for key, file in public.files.items():
        target = folder / f"{idx.FILES[key]}.gz"
        if not _intact(target, file):
            _from_any(public.mirrors, target, file, _shifted(progress, done, total))
        done += file.size
        if progress:
            progress(done, total)


def _shifted(progress: Progress | None, done: int, total: int) -> Callable[[int], None]:
    return lambda count: progress(done + count, total) if progress else None


def _intact(path: Path, file: File) -> bool:
    try:
        return idx.idx_digest(idx.read_idx(path)) == file.sha256
    except DataError:
        return False


def _from_any(
    mirrors: tuple[str, ...], target: Path, file: File, progress: Callable[[int], None]
) -> None:
    faults: list[str] = []
    for mirror in mirrors:
        url = mirror + target.name
        try:
            return _fetch(url, target, file, progress)
        except (OSError, HTTPException) as error:
            faults.append(f"{url}: {error}")
        except DataError as error:
            faults.append(error.message)
    raise DataError("\n".join(faults))


def _fetch(url: str, target: Path, file: File, progress: Callable[[int], None]) -> None:
    """Write beside the target first: what has the target's name is complete, even after a crash."""
    handle, name = tempfile.mkstemp(".part", f"{target.name}.", target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            _copy(url, out, file, progress)
            out.flush()
            os.fsync(out.fileno())
        if not _intact(part, file):
            raise DataError(f"{url}: its checksum is not the published one")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _copy(url: str, out: BinaryIO, file: File, progress: Callable[[int], None]) -> None:
    done = 0
    with urlopen(url, timeout=SECONDS_WITHOUT_AN_ANSWER) as answer:
        while chunk := answer.read(CHUNK):
            done += len(chunk)
            if done > 2 * file.size:
                raise DataError(f"{url}: is far longer than the {file.size} bytes of the file")
            out.write(chunk)
            progress(min(done, file.size))
