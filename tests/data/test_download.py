from __future__ import annotations

import gzip
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from nasdsl.data import idx
from nasdsl.data.catalog import PUBLIC, Public
from nasdsl.data.download import download
from nasdsl.errors import DataError

FIRST = "train-images-idx3-ubyte.gz"


def found(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler], Any]) -> Generator[str]:
    """The address of a server on this machine that gives `answer` to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_download_is_whole_and_verified(tmp_path: Path, public: Public) -> None:
    seen: list[tuple[int, int]] = []
    download(public, tmp_path / "new" / "tiny", lambda done, total: seen.append((done, total)))
    total = sum(file.size for file in public.files.values())
    assert found(tmp_path / "new" / "tiny") == sorted(f"{name}.gz" for name in idx.FILES.values())
    assert seen == sorted(seen)
    assert seen[-1] == (total, total)


def test_intact_files_are_kept_and_others_replaced(tmp_path: Path, public: Public) -> None:
    download(public, tmp_path / "tiny")
    kept, damaged = (tmp_path / "tiny" / f"{idx.FILES[key]}.gz" for key in ("x_train", "y_test"))
    stamp, body = kept.stat().st_mtime_ns, damaged.read_bytes()
    damaged.write_bytes(body[:-1])
    download(public, tmp_path / "tiny")
    assert kept.stat().st_mtime_ns == stamp
    assert damaged.read_bytes() == body


def test_the_next_mirror_is_asked(tmp_path: Path, public: Public) -> None:
    nowhere = (tmp_path / "nowhere").as_uri()
    download(replace(public, mirrors=(f"{nowhere}/", *public.mirrors)), tmp_path / "tiny")
    assert len(found(tmp_path / "tiny")) == 4


def test_an_interrupted_download_leaves_nothing(tmp_path: Path, public: Public) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(public, tmp_path / "tiny", interrupt)
    assert found(tmp_path / "tiny") == []


def test_a_connection_that_breaks_leaves_nothing(tmp_path: Path, public: Public) -> None:
    def half(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"\x1f\x8b half")

    with served(half) as address, pytest.raises(DataError, match=f"{address}{FIRST}: its checksum"):
        download(replace(public, mirrors=(address,)), tmp_path / "tiny")
    assert found(tmp_path / "tiny") == []


def test_a_refusal_is_told_for_every_mirror(tmp_path: Path, public: Public) -> None:
    with served(lambda request: request.send_error(503)) as address:
        mirrors = (address, (tmp_path / "nowhere").as_uri() + "/")
        with pytest.raises(DataError) as caught:
            download(replace(public, mirrors=mirrors), tmp_path / "tiny")
    first, second = caught.value.message.splitlines()
    assert first == f"{address}{FIRST}: HTTP Error 503: Service Unavailable"
    assert second.startswith(mirrors[1] + FIRST)


def test_another_file_is_refused(tmp_path: Path, public: Public, mirror: Path) -> None:
    body = bytearray(gzip.decompress((mirror / FIRST).read_bytes()))
    body[-1] ^= 1
    (mirror / FIRST).write_bytes(gzip.compress(body))
    with pytest.raises(DataError, match=f"{FIRST}: its checksum is not the published one"):
        download(public, tmp_path / "tiny")
    assert found(tmp_path / "tiny") == []


def test_an_endless_file_is_refused(tmp_path: Path, public: Public, mirror: Path) -> None:
    (mirror / FIRST).write_bytes(bytes(100_000))
    with pytest.raises(DataError, match="far longer than"):
        download(public, tmp_path / "tiny")
    assert found(tmp_path / "tiny") == []


def test_a_folder_that_cannot_be_made(tmp_path: Path, public: Public) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match="cannot be made"):
        download(public, tmp_path / "file" / "tiny")


def test_mirrors_are_asked_over_https_alone() -> None:
    for known in PUBLIC.values():
        assert known.mirrors
        assert all(mirror.startswith("https://") for mirror in known.mirrors)
