"""Reading of untrusted files: regular ones only, and never more memory than they have bytes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from nasdsl.errors import DataError

ARRAY_BYTES = 1 << 32  # of one array
READ_BYTES = 1 << 20


def check_data_file(path: Path) -> None:
    """Refuse a path that is not a regular file.

    Raises:
        DataError: nothing is there, or a folder, a device, a pipe or a socket.
    """
    if not os.path.isfile(path):
        raise DataError(f"{path}: is not a regular file")


def exactly(stream: IO[bytes], count: int) -> bytearray:
    """The next `count` bytes of `stream`; memory grows with what is read, not with `count`.

    Raises:
        EOFError: the stream ends before `count` bytes were read.
    """
    body = bytearray()
    while len(body) < count:
        chunk = stream.read(min(READ_BYTES, count - len(body)))
        if not chunk:
            raise EOFError(f"it ends {count - len(body)} bytes too early")
        body += chunk
    return body
