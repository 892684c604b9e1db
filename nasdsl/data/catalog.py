"""MNIST and Fashion-MNIST: their files, mirrors, and where other programs keep copies of them.

The checksums are of the decompressed files, so they hold for any way of packing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nasdsl.data.idx import FILES


@dataclass(frozen=True, slots=True)
class File:
    """One published file of a data set, in the IDX format of MNIST.

    Args:
        sha256: the SHA-256 checksum of the decompressed file, in hexadecimal.
        size: how many bytes the gzipped file on the mirrors has.
    """

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Public:
    """A public data set that specs can name, and where its files can be had.

    Args:
        name: the name by which specs use the data set.
        keras: the file or folder of Keras's copy, within Keras's folder of data sets.
        torchvision: the folder of torchvision's copy, within a folder `data`.
        system: the folders in which packages of the operating system put copies.
        mirrors: URLs of folders with the gzipped files, tried in order.
        files: the published files, by the name of the array that each contains (`x_train`, ...).
    """

    name: str
    keras: str
    torchvision: str
    system: tuple[str, ...]
    mirrors: tuple[str, ...]
    files: Mapping[str, File]


def _files(*published: tuple[str, int]) -> Mapping[str, File]:
    return {key: File(*facts) for key, facts in zip(FILES, published, strict=True)}


MNIST = Public(
    name="mnist",
    keras="mnist.npz",
    torchvision="MNIST",
    system=(),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    files=_files(
        ("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 9912422),
        ("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 28881),
        ("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", 1648877),
        ("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", 4542),
    ),
)

FASHION_MNIST = Public(
    name="fashion_mnist",
    keras="fashion-mnist",
    torchvision="FashionMNIST",
    system=("/usr/share/datasets/fashion-mnist",),  # Debian's dataset-fashion-mnist
    mirrors=(
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    files=_files(
        ("c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888", 26421880),
        ("bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9", 29515),
        ("5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b", 4422102),
        ("0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34", 5148),
    ),
)

PUBLIC = {public.name: public for public in (MNIST, FASHION_MNIST)}
