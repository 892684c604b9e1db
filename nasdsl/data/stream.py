"""What a file may hold: it is regular, and no more memory is taken than it has bytes to show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from nasdsl.errors import DataError

ARRAY_BYTES = 1 << 32  # of one array
READ_BYTES = 1 << 20


def check_data_file(path: Path) -> None:
    """Refuse what is no file to be read to its end: a device, a pipe, a socket.

    Raises:
        DataError: it is such a thing, or is not there.
    """
    if not os.path.isfile(path):
        raise DataError(f"{path}: is not a regular file")


def exactly(stream: IO[bytes], count: int) -> bytearray:
    """The next `count` bytes; memory grows with what is there, not with what was promised.

    Raises:
        EOFError: there are fewer.
    """
    body = bytearray()
    while len(body) < count:
        chunk = stream.read(min(READ_BYTES, count - len(body)))
        if not chunk:
            raise EOFError(f"it ends {count - len(body)} bytes too early")
        body += chunk
    return body
