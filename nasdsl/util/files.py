"""Writing of files and folders completely or not at all, with errors as messages."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from nasdsl.errors import RunError


@contextmanager
def translate_os_errors(path: Path) -> Generator[None]:
    """A context in which an OSError becomes a RunError: `cannot use {path}: ...`."""
    try:
        yield
    except OSError as error:
        raise RunError(f"cannot use {path}: {error.strerror or error}") from error


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to the file at `path`, and wait until it is on the disk.

    Raises:
        OSError: the place cannot be written, or is full.
    """
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Write a file so that it appears, or replaces an older one, only when it is complete.

    A file that is replaced passes its permissions on to the new one. If `path` is a device or a
    pipe, `content` is written into it; if `path` is a link, the file to which the link leads is
    replaced.

    Args:
        path: the file.
        content: the bytes of the new file.

    Raises:
        RunError: the place cannot be written, or is full.
    """
    if is_special(path):
        with translate_os_errors(path):
            path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    draft = _temporary_beside(target)
    try:
        with translate_os_errors(path):
            write_file(draft, content)
            if target.exists():
                shutil.copymode(target, draft)
            draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink()


def is_there(path: Path) -> bool:
    """Whether something stands at `path`, if only a link that leads nowhere.

    Raises:
        RunError: nothing can stand there: the path is too long, say.
    """
    with translate_os_errors(path):
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True


def is_special(path: Path) -> bool:
    """Whether something stands at `path` that is neither a file nor a folder, such as a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def appearing(folder: Path) -> Generator[Path]:
    """A context with an empty folder to fill, which is renamed to `folder` at the end.

    Inside the context the folder has a temporary name; on an exception it is removed. Temporary
    folders that killed processes left beside `folder` are removed first.

    Args:
        folder: the path at which the complete folder appears; nothing may be there yet.

    Raises:
        RunError: the place cannot be written or is full, or a file or folder stands at that path.
    """
    for left in folder.parent.glob(f".{escape(folder.name)}.{'[0-9a-f]' * 8}"):
        shutil.rmtree(left, ignore_errors=True)
    draft = _temporary_beside(folder)
    try:
        with translate_os_errors(folder):
            draft.mkdir(parents=True)
            yield draft
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _temporary_beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")
