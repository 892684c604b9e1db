"""Reads spec files: by path, or, for the specs of the library, by name."""

from __future__ import annotations

import os
import sys
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import IO

from nasdsl import limits
from nasdsl.errors import NasdslError, closest, nearest
from nasdsl.source import Source

STREAM = "-"  # the standard input, in place of a file
USED = "used"  # the folder beside the spec of a run that has the files which it uses


def spec_names() -> list[str]:
    """The names of the specs of the library, sorted."""
    folder = resources.files("nasdsl.specs")
    return sorted(f.name.removesuffix(".nas") for f in folder.iterdir() if f.name.endswith(".nas"))


def read_spec(spec: str) -> Source:
    """The text of a spec file, of a spec of the library, or, for `-`, of the standard input.

    Raises:
        NasdslError: the file does not exist, is too large or is not text.
    """
    if spec == STREAM:
        return Source(spec, decode_text(spec, read_piped()))
    if _in_library(spec):
        return _own_spec(spec, spec)
    return _spec_file(spec)


def beside(source: Source, path: PurePosixPath) -> Source:
    """The text of a file that another spec uses.

    Args:
        source: the spec that uses the file.
        path: the path of the file relative to the folder of that spec.

    Raises:
        NasdslError: the file does not exist or leads outside the folder, is too large or is not
            text.
    """
    if _in_library(source.name):
        name = str(path.with_suffix(""))
        if name not in spec_names():
            raise NasdslError(f"there is no spec '{path}'", _help(name))
        return _own_spec(str(path), name)
    folder = Path(source.name).parent
    places = (folder / path, folder / USED / path)  # the second, as a run keeps a spec
    file = next(filter(os.path.lexists, places), places[0])
    inside = os.path.realpath(file).startswith(os.path.join(os.path.realpath(folder), ""))
    if not inside:
        raise NasdslError(f"'{path}' leads outside the folder of the spec")
    check_regular(str(file))
    return _spec_file(str(file))


def _in_library(spec: str) -> bool:
    return spec in spec_names() and not os.path.isfile(spec)


def _own_spec(shown: str, name: str) -> Source:
    text = resources.files("nasdsl.specs").joinpath(f"{name}.nas").read_text("utf-8")
    return Source(shown, text)


def _spec_file(spec: str) -> Source:
    try:
        data = read_bytes(spec)
    except FileNotFoundError:
        raise NasdslError(f"there is no spec '{spec}'", _help(spec)) from None
    return Source(spec, decode_text(spec, data))


def _help(spec: str) -> str:
    """What may be meant by the name of a spec that is not there: a file near it, or a spec."""
    path, known = Path(spec), spec_names()
    stem = path.name.removesuffix(".nas")
    if path.suffix != ".nas" and len(path.parts) == 1:
        if begun := [name for name in known if stem.startswith(f"{name}_")]:
            return f"did you mean '{max(begun, key=len)}'?"
        return nearest(stem, known) or f"give a file, or a spec of the library: {', '.join(known)}"
    if near := closest(stem, [file.stem for file in path.parent.glob("*.nas")]):
        return f"did you mean '{path.with_name(near + '.nas')}'?"
    return nearest(stem, known) or "'nasdsl specs' lists the specs of the library"


def check_regular(path: str) -> None:
    """Check that reading a path cannot block, as it does for a pipe or a device.

    Raises:
        NasdslError: something is there that is neither a regular file nor a link to one.
    """
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise NasdslError(f"'{path}' cannot be read: it is no regular file")


def read_bytes(path: str) -> bytes:
    """The content of a file; of a file that is too large for a spec, only the beginning.

    Raises:
        FileNotFoundError: the file does not exist.
        NasdslError: the file cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return read_stream(file)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NasdslError(f"'{path}' cannot be read: {reason}") from None


def read_piped() -> bytes:
    """The content of the standard input; if it is too large for a spec, only the beginning.

    Raises:
        NasdslError: the standard input is closed, or cannot be read.
    """
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise NasdslError("the standard input is closed")
    try:
        return read_stream(sys.stdin.buffer)
    except OSError as error:
        raise NasdslError(f"the standard input cannot be read: {error.strerror}") from None


def read_stream(stream: IO[bytes]) -> bytes:
    """The content of a stream; if it is too large for a spec, only the beginning."""
    return stream.read(limits.FILE_BYTES + 1)


def decode_text(spec: str, data: bytes) -> str:
    """The text that UTF-8 bytes stand for; all line ends become line feeds.

    Args:
        spec: the name of the file, for messages.
        data: the bytes.

    Raises:
        NasdslError: the bytes are not UTF-8 text, or are too many for a spec.
    """
    if len(data) > limits.FILE_BYTES:
        size = f"{limits.FILE_BYTES // 1000} kB"
        raise NasdslError(
            f"'{spec}' cannot be read: it is larger than {size}, too large for a spec"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"'{spec}' is not text: byte {error.start} is not UTF-8"
        raise NasdslError(message, "save it with the encoding UTF-8") from None
    if "\0" in text:
        raise NasdslError(f"'{spec}' is not text: it holds a zero byte")
    return text.replace("\r\n", "\n")
