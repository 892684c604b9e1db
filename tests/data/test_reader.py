from __future__ import annotations

import gzip
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nasdsl.data import catalog, dataset_names, idx, read_dataset
from nasdsl.data.catalog import Public
from nasdsl.data.places import dataset_places
from nasdsl.errors import DataError

COPIES = Path(os.environ.get("NASDSL_DATA", Path(__file__).parents[3] / "shared" / "data"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, and another empty one to work in."""
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("NASDSL_DATA", "KERAS_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path / "here")
    return home


@pytest.fixture
def offline(home: Path, public: Public, monkeypatch: pytest.MonkeyPatch) -> Public:
    """The data set `tiny` in the catalog, with a mirror that does not answer."""
    nowhere = f"{(home / 'no-such-mirror').as_uri()}/"
    known = replace(public, mirrors=(nowhere,), system=(str(home / "system"),))
    monkeypatch.setitem(catalog.PUBLIC, "tiny", known)
    return known


def place(index: int) -> Path:
    """The folder or file that is looked at first, second ..."""
    return dataset_places(catalog.PUBLIC["tiny"])[index]


def test_names() -> None:
    assert dataset_names() == ("digits", "mnist", "fashion_mnist", "cifar10")


@pytest.mark.parametrize("index", range(5))
def test_a_copy_is_found_wherever_it_lies(
    offline: Public, mirror: Path, arrays: Any, index: int
) -> None:
    target = place(index)
    if target.suffix == ".npz":
        target.parent.mkdir(parents=True)
        np.savez(target, **arrays)
    else:
        shutil.copytree(mirror, target)
    data = read_dataset("tiny")
    assert (data.name, data.shape, data.classes) == ("tiny", (4, 5, 1), 3)


def test_the_users_folder_comes_first(
    home: Path, offline: Public, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASDSL_DATA", str(home / "own"))
    assert place(0) == home / "own" / "tiny"
    assert place(1) == home / "own" / "tiny.npz"
    (home / "own" / "tiny").mkdir(parents=True)
    for path in mirror.iterdir():
        bare = home / "own" / "tiny" / path.stem
        bare.write_bytes(gzip.decompress(path.read_bytes()))
    assert read_dataset("tiny").classes == 3


def test_environment_moves_the_caches(public: Public, home: Path) -> None:
    moved = dataset_places(public, {"KERAS_HOME": "/k", "XDG_CACHE_HOME": "/c"})
    assert Path("/k/datasets/tiny.npz") in moved
    assert moved[-1] == Path("/c/nasdsl/tiny")


def test_a_missing_copy_is_downloaded_once(
    home: Path, public: Public, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(catalog.PUBLIC, "tiny", public)
    seen: list[tuple[int, int]] = []
    assert (
        read_dataset("tiny", progress=lambda done, total: seen.append((done, total))).classes == 3
    )
    assert seen
    monkeypatch.setitem(catalog.PUBLIC, "tiny", replace(public, mirrors=()))
    assert read_dataset("tiny").classes == 3


def test_offline_every_place_is_named(home: Path, offline: Public) -> None:
    with pytest.raises(DataError) as caught:
        read_dataset("tiny")
    message = str(caught.value).replace(str(home), "~").replace(f"{Path.cwd()}", "here")
    missing = "no-such-mirror/train-images-idx3-ubyte.gz"
    assert message.splitlines() == [
        "'tiny' was found nowhere and not downloaded:",
        "  ~/.keras/datasets/tiny.npz: not there",
        "  here/data/Tiny/raw: not there",
        "  ~/data/Tiny/raw: not there",
        "  ~/system: not there",
        "  ~/.cache/nasdsl/tiny: not there",
        f"  file://~/{missing}: <urlopen error [Errno 2] No such file or directory: '~/{missing}'>",
        "  help: set NASDSL_DATA to a folder that holds tiny/ or tiny.npz",
    ]


def test_a_damaged_copy_is_named_and_the_next_one_used(
    offline: Public, mirror: Path, arrays: Any, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = place(0)
    damaged.parent.mkdir(parents=True)
    np.savez(damaged, **{**arrays, "y_train": arrays["y_train"][::-1]})
    shutil.copytree(mirror, place(2))
    assert read_dataset("tiny").classes == 3
    fault = f"{damaged}: 'y_train': its checksum is not the published one"
    assert caplog.messages == [f"{fault}; looking further for 'tiny'"]
    shutil.rmtree(place(2))
    with pytest.raises(DataError) as caught:
        read_dataset("tiny")
    assert f"\n  {fault}\n" in caught.value.message


def test_a_damaged_folder_names_its_file(
    offline: Public, mirror: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(mirror, place(1))
    changed = place(1) / f"{idx.FILES['y_test']}.gz"
    body = bytearray(gzip.decompress(changed.read_bytes()))
    body[-1] ^= 1
    changed.write_bytes(gzip.compress(body))
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte: its checksum is not"):
        read_dataset("tiny")
    assert len(caplog.messages) == 1


def test_labels_of_another_type_are_not_the_published_ones(offline: Public, arrays: Any) -> None:
    place(0).parent.mkdir(parents=True)
    np.savez(place(0), **{**arrays, "y_test": arrays["y_test"].astype(float)})
    with pytest.raises(DataError, match="'y_test': its checksum"):
        read_dataset("tiny")


def test_a_folder_by_path(mirror: Path) -> None:
    data = read_dataset(str(mirror))
    assert (data.name, data.shape, data.classes) == ("mirror", (4, 5, 1), 3)


def test_an_unknown_name() -> None:
    with pytest.raises(DataError, match=r"no data set 'mnits'\n  help: did you mean 'mnist'\?"):
        read_dataset("mnits")
    with pytest.raises(DataError, match="known: digits, mnist, fashion_mnist, cifar10; or the "):
        read_dataset("imagenet")


@pytest.mark.parametrize("path", ["no/such/folder", "none.npz", "~nobody/x", "./mnist", "a\0/b"])
def test_a_path_that_is_not_there(home: Path, path: str) -> None:
    with pytest.raises(DataError, match="there is no such file or folder of data"):
        read_dataset(path)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_the_published_files(name: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (COPIES / name).is_dir():
        pytest.skip("no copy of the published files: set NASDSL_DATA to a folder that holds them")
    monkeypatch.setenv("NASDSL_DATA", str(COPIES))
    data = read_dataset(name)
    assert (data.shape, data.classes) == ((28, 28, 1), 10)
    assert (len(data.train.y), len(data.test.y)) == (60_000, 10_000)
