"""CIFAR-10 in its binary version: what is read, what is verified, and what is never loaded."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import numpy as np
import pytest

from nasdsl.data import cifar, read_dataset
from nasdsl.data.places import cifar_places
from nasdsl.errors import DataError

EACH = 10  # records of a file
RANDOM = np.random.default_rng(0)
X = RANDOM.integers(0, 256, (6 * EACH, 32, 32, 3), np.uint8)
Y = np.tile(np.arange(10, dtype=np.uint8), 6)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which there is nothing but what a test makes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NASDSL_DATA", str(tmp_path / "mine"))
    monkeypatch.delenv("KERAS_HOME", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The six files, made up byte by byte."""
    made = tmp_path / "mine" / "cifar-10-batches-bin"
    made.mkdir(parents=True)
    for number, name in enumerate(cifar.FILES):
        content = bytearray()
        for at in range(number * EACH, (number + 1) * EACH):
            content.append(Y[at])
            for channel in range(3):
                content += X[at, :, :, channel].tobytes()
        (made / name).write_bytes(content)
    return made


@pytest.fixture
def published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, as if these were the images of CIFAR-10."""
    for name in cifar.FILES:
        checksum = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        monkeypatch.setitem(cifar.FILES, name, checksum)
    return folder


def archive(folder: Path) -> Path:
    path = folder.with_name(cifar.ARCHIVE)
    with tarfile.open(path, "w:gz") as made:
        made.add(folder, folder.name)
    return path


def check_images(name: str) -> None:
    found = read_dataset(name)
    assert (found.shape, found.classes) == ((32, 32, 3), 10)
    np.testing.assert_array_equal(np.concatenate([found.train.x, found.test.x]), X)
    np.testing.assert_array_equal(np.concatenate([found.train.y, found.test.y]), Y)
    assert len(found.test.y) == EACH


def test_a_folder_and_its_archive(folder: Path) -> None:
    check_images(str(folder))
    check_images(str(archive(folder)))


def test_by_its_name_from_a_folder(published: Path) -> None:
    assert published in cifar_places()
    check_images("cifar10")


def test_by_its_name_from_an_archive(published: Path) -> None:
    archive(published)
    for path in published.iterdir():
        path.unlink()
    published.rmdir()
    check_images("cifar10")


def test_by_its_name_from_an_npz_file(published: Path) -> None:
    """Labels are n x 1 there, as Keras gives them."""
    parts = {"x_train": X[:50], "y_train": Y[:50, None], "x_test": X[50:], "y_test": Y[50:, None]}
    np.savez(published.parent / "cifar10.npz", **parts)
    for path in published.iterdir():
        path.unlink()
    check_images("cifar10")


def test_what_is_not_published_is_refused(folder: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_dataset("cifar10")
    message = str(caught.value)
    assert "the checksum of data_batch_1.bin is not the published one" in message
    assert cifar.GET in message


def test_one_changed_byte_is_found(published: Path) -> None:
    path = published / "test_batch.bin"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"the checksum of test_batch\.bin is not"):
        read_dataset("cifar10")


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("exploded"),)  # type: ignore[return-value]


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    import pickle

    pickled = tmp_path / "mine" / "cifar-10-batches-py"
    pickled.mkdir(parents=True)
    for name in ("data_batch_1", "test_batch"):
        (pickled / name).write_bytes(pickle.dumps(Bomb()))
    for path in (pickled, archive(pickled)):
        with pytest.raises(DataError, match="pickles, which are never loaded") as caught:
            read_dataset(str(path))
        assert caught.value.help == cifar.GET
    with pytest.raises(DataError, match="pickles, which are never loaded"):
        read_dataset("cifar10")
    assert not Path("exploded").exists()


@pytest.mark.parametrize("content", [b"", b"x", bytes(cifar.RECORD + 1), bytes(10_001 * 3073)])
def test_a_file_of_another_size(folder: Path, content: bytes) -> None:
    (folder / "data_batch_3.bin").write_bytes(content)
    with pytest.raises(DataError, match=r"data_batch_3\.bin: is not 1 to 10,000 records of 3073"):
        read_dataset(str(folder))


def test_a_missing_file(folder: Path) -> None:
    (folder / "data_batch_5.bin").unlink()
    with pytest.raises(DataError, match=r"data_batch_5\.bin is missing"):
        read_dataset(str(folder))


def test_a_damaged_archive(folder: Path) -> None:
    path = archive(folder)
    whole = path.read_bytes()
    for content in (b"", b"not an archive", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"cifar-10-binary\.tar\.gz: "):
            read_dataset(str(path))
