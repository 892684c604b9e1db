"""What users get wrong, and what breaks: one clear message, an exit code, and nothing lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nasdsl as library
from cli.harness import SEARCH, Ended, nasdsl, transcript
from cli.stub_backend import StubBackend
from nasdsl import backend, limits
from nasdsl.cli.main import COMMANDS
from nasdsl.errors import DataError, GenomeError
from nasdsl.searchspace import SearchSpace

HEAD = 'space bad "Bad"\ninput 8 x 8 x 1\nclasses 10\n'
SPECS: Mapping[str, tuple[str, str]] = {
    "empty": ("E220", ""),
    "comment": ("E220", "# nothing else"),
    "syntax": ("E106", f"{HEAD}network = conv(3)) -> relu\n"),
    "unknown": ("E201", f"{HEAD}network = conv(3) -> flaten\n"),
    "kind": ("E301", f"{HEAD}network = conv(relu)\n"),
    "recursive": ("E208", f"{HEAD}block a = relu -> b\nblock b = a\nnetwork = b\n"),
    "repeat": ("E501", f"{HEAD}network = relu * 1000000000\n"),
    "power": ("E001", f"{HEAD}block a = (relu | conv(3)) * 10000\nnetwork = a * 10000\n"),
    "nested": ("E102", f"{HEAD}network = {'(' * 10_000}relu{')' * 10_000}\n"),
    "digits": ("E103", f"{HEAD}network = conv({'9' * 10_000})\n"),
    "exponent": ("E103", f"{HEAD}network = conv(1e999999999)\n"),
}
"""Specs that are none, and the codes of the errors in them."""

FILES: Mapping[str, bytes] = {
    "junk.nas": bytes(range(256)) * 20,
    "zero.nas": f"{HEAD}network = relu\0\n".encode(),
    "utf16.nas": f"{HEAD}network = relu\n".encode("utf-16"),
    "latin.nas": f"{HEAD}# é\nnetwork = relu\n".encode("latin-1"),
}


def refused(ended: Ended) -> None:
    """See that a command ended with a message, and printed no result."""
    assert ended.code in (1, 2)
    assert ended.out == ""
    assert ended.err.strip()


def files() -> dict[str, bytes]:
    """All files below the working folder, with what is in them."""
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "command", [("sample",), ("show", "--index", "0"), ("search", "--data", "digits", "--out", "r")]
)
def test_a_space_without_a_genotype(command: tuple[str, ...]) -> None:
    network = "conv(3, stride=1 | 2) -> global_avg_pool -> dense(classes)"
    Path("none.nas").write_text(f"{HEAD}network = {network}\nrequire stride >= 3\n")
    ended = nasdsl(*command[:1], "none.nas", *command[1:])
    refused(ended)
    assert "error: no genotype keeps what is required of structure" in ended.err
    assert not Path("r").exists()


@pytest.mark.parametrize("name", SPECS)
def test_specs(name: str) -> None:
    code, text = SPECS[name]
    Path("bad.nas").write_text(text)
    found = nasdsl("check", "bad.nas", "--json")
    assert (found.code, {fault["code"] for fault in json.loads(found.out)}) == (1, {code})
    for command in ("count", "sample"):
        refused(nasdsl(command, "bad.nas"))


def test_files_that_are_no_specs() -> None:
    for name, content in FILES.items():
        Path(name).write_bytes(content)
    Path("folder").mkdir()
    names = [*FILES, "folder", "nowhere.nas", "pouy_digit", ""]
    for ended in transcript("bad_files", [("count", name) for name in names]):
        refused(ended)
    assert nasdsl("check", *names).code == 1


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_a_spec_that_the_system_cannot_read() -> None:
    ended = nasdsl("count", "/proc/self/mem")
    assert (ended.code, ended.err) == (
        1,
        "error: '/proc/self/mem' cannot be read: Input/output error\n",
    )
    refused(nasdsl("count", "a" * 10_000))


def test_a_spec_of_100_megabytes_is_not_read() -> None:
    with open("huge.nas", "wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    ended = nasdsl("count", "huge.nas")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    told = "error: 'huge.nas' cannot be read: it is larger than 500 kB, too large for a spec\n"
    assert (ended.code, ended.err) == (1, told)
    assert peak < 30_000_000


def test_a_folder_does_not_hide_a_spec_of_the_library() -> None:
    Path("pouy_digits").mkdir()
    assert nasdsl("count", "pouy_digits").code == 0


def test_indices() -> None:
    indices = ["20753283600000000", "-1", "many", "1.5", "1e3", "٣", "", "9" * 10_000]
    for ended in transcript(
        "bad_indices", [("show", "pouy_digits", "--index", i) for i in indices]
    ):
        refused(ended)


def test_genotypes() -> None:
    written = json.loads(nasdsl("decode", "nasbench201", "--index", "3", "--json").out)
    files = {
        "no.json": "{",
        "list.json": "[1, 2]",
        "deep.json": "[" * 100_000,
        "path.json": '{"c.graph.n1.egde": "skip"}',
        "value.json": '{"c.graph.n1.edge": "conv4x4"}',
        "some.json": '{"c.graph.n1.edge": "skip"}',
        "twice.json": '{"c.graph.n1.edge": "skip", "c.graph.n1.edge": "none"}',
        "nested.json": '{"c.graph.n1.edge": {"a": [1]}}',
        "huge.json": json.dumps({"c.graph.n1.edge": 10**4000}),
        "long.json": json.dumps({"c.graph.n1.edge": ["skip"] * 1000}),
        "path_of_1000.json": json.dumps({"c.graph." * 1000: "skip"}),
        "index.json": json.dumps({**written, "index": "4"}),
        "space.json": json.dumps({**written, "space": "darts"}),
    }
    for name, text in files.items():
        Path(name).write_text(text, "utf-8")
    commands = [("decode", "nasbench201", "--genotype", name) for name in [*files, "none.json"]]
    both = ("show", "nasbench201", "--index", "3", "--genotype", "some.json")
    for ended in transcript("bad_genotypes", [*commands, both, ("decode", "nasbench201")]):
        refused(ended)


def arrays(**changes: object) -> dict[str, Any]:
    x, y = np.zeros((40, 8, 8), np.uint8), np.arange(40) % 10
    return {"x_train": x, "y_train": y, "x_test": x, "y_test": y, **changes}


def test_data(stub: StubBackend) -> None:
    twenty = np.arange(40) % 20
    np.savez("shape.npz", **arrays(x_train=np.zeros((40, 9, 9)), x_test=np.zeros((40, 9, 9))))
    np.savez("classes.npz", **arrays(y_train=twenty, y_test=twenty))
    np.savez("labels.npz", **arrays(y_train=np.arange(39) % 10))
    np.savez("missing.npz", x_train=np.zeros(3))
    np.savez("objects.npz", **arrays(x_train=np.array([{}] * 40)))
    np.savez("one.npz", **arrays(**{name: array[:1] for name, array in arrays().items()}))
    np.savez("good.npz", **arrays())
    good = Path("good.npz").read_bytes()
    Path("short.npz").write_bytes(good[:-300])
    Path("damaged.npz").write_bytes(good[:1500] + b"damage" + good[1506:])
    Path("empty.npz").touch()
    Path("folder").mkdir()
    train = ("train", "pouy_digits", "--index", "7", "--epochs", "1")
    assert nasdsl(*train, "--data", "good.npz").code == 0
    names = ["shape", "classes", "labels", "missing", "objects", "one", "short", "damaged", "empty"]
    data = [*(f"{name}.npz" for name in names), "folder", "nowhere.npz", "digit", "imagenet"]
    commands = [train, *((*train, "--data", name) for name in data)]
    for ended in transcript("bad_data", commands):
        refused(ended)
    assert stub.trained == 1  # by the good data


def test_a_download_that_breaks_off(stub: StubBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str, *, progress: Callable[[int, int], None]) -> object:
        progress(10, 100)
        raise DataError(f"'{name}' was found nowhere and not downloaded")

    monkeypatch.setattr("nasdsl.data.read_dataset", load)
    ended = nasdsl("train", "pouy_digits", "--index", "7", "--data", "mnist")
    assert ended == (1, "", "error: 'mnist' was found nowhere and not downloaded\n")
    assert stub.trained == 0


GENOMES: Mapping[str, Callable[[list[int]], list[int]]] = {
    "none": lambda genome: [],
    "short": lambda genome: genome[:-1],
    "long": lambda genome: [*genome, 0],
    "negative": lambda genome: [-1, *genome[1:]],
    "too large": lambda genome: [*genome[:-1], 99],
    "very large": lambda genome: [10**30, *genome[1:]],
}


@pytest.mark.parametrize("genome", GENOMES)
def test_genomes(genome: str) -> None:
    space = library.load("pouy_digits")
    wrong = GENOMES[genome]([int(choice) for choice in space.unrank(7)])
    for use in (space.decode, space.rank, space.encoding("packed").encode):
        with pytest.raises(GenomeError) as told:
            use(wrong)
        assert len(told.value.message) < 200


def test_an_index_is_a_whole_number() -> None:
    space = library.load("pouy_digits")
    with pytest.raises(library.NasdslError, match="an index is a whole number"):
        space.unrank(1.5)  # pyright: ignore[reportArgumentType]
    with limits.deep_recursion(), pytest.raises(GenomeError):
        space.unrank(-1)


def test_folders_that_are_no_runs(run: Path, stub: StubBackend) -> None:
    damaged = ["text", "torn", "list", "format", "blank", "cut", "tables", "version", "another"]
    for name in damaged:
        shutil.copytree(run, name)
    Path("text", "run.sqlite").write_bytes(b"not a database" * 1000)
    Path("torn", "run.json").write_text('{"space": ')
    Path("list", "run.json").write_text("[]")
    Path("format", "run.json").write_text('{"format": 4}')
    Path("blank", "run.sqlite").write_bytes(b"")
    Path("another", "spec.nas").write_text("space another\nclasses 10\nnetwork = relu\n")
    content = Path("cut", "run.sqlite").read_bytes()
    Path("cut", "run.sqlite").write_bytes(content[:10_000])
    change("tables", "DROP TABLE evaluations")
    change("version", "UPDATE meta SET value = '0' WHERE key = 'version'")
    Path("file").touch()
    Path("folder").mkdir()
    before = files()
    names = [*damaged, "file", "folder", "nowhere", ""]
    for ended in transcript("bad_runs", [("report", name) for name in names]):
        refused(ended)
    assert files() == before
    for name in names:
        refused(nasdsl(*SEARCH, "--resume", "--out", name))
        refused(nasdsl("retrain", name))
    assert stub.trained == 0


def change(folder: str, statement: str) -> None:
    db = sqlite3.connect(Path(folder, "run.sqlite"))
    with db:
        db.execute(statement)
    db.close()


@pytest.mark.usefixtures("stub")
def test_places_that_cannot_hold_a_run() -> None:
    Path("file").touch()
    Path("folder").mkdir()
    Path("link").symlink_to("nowhere")
    before = files()
    places = ["file", "folder", "link", "file/run", "", "/dev/null"]
    for ended in transcript("bad_places", [(*SEARCH, "--out", place) for place in places]):
        refused(ended)
    assert files() == before
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("name", ["report.html", "pareto.png"])
def test_a_report_that_cannot_be_written(run: Path, name: str) -> None:
    (run / name).unlink()
    (run / name).mkdir()
    ended = nasdsl("report", "run", "--json")
    assert (ended.code, ended.err) == (1, f"error: cannot use run/{name}: Is a directory\n")
    assert json.loads(ended.out)["front"]


def test_backends() -> None:
    train = ("train", "pouy_digits", "--index", "7", "--data", "digits", "--backend")
    for ended in transcript(
        "bad_backends", [(*train, name) for name in ("flaxx", "torch", "", "numpy")]
    ):
        refused(ended)


def fail(error: BaseException) -> Callable[..., object]:
    def failing(*args: object, **kwargs: object) -> object:
        raise error

    return failing


ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "fmt": ("fmt", "run/spec.nas"),
    "check": ("check", "pouy_digits"),
    "count": ("count", "pouy_digits"),
    "sample": ("sample", "pouy_digits", "-n", "100000"),
    "show": ("show", "pouy_digits", "--index", "7"),
    "decode": ("decode", "pouy_digits", "--index", "7"),
    "plan": ("plan", "pouy_digits"),
    "ops": ("ops", "conv"),
    "train": ("train", "pouy_digits", "--index", "7", "--data", "digits"),
    "search": (*SEARCH, "--out", "new"),
    "retrain": ("retrain", "run", "--epochs", "1"),
    "report": ("report", "run"),
    "explain": ("explain", "E204"),
    "specs": ("specs",),
}


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (MemoryError(), 1, "error: out of memory\n"),
        (OSError(28, "disk full"), 1, "error: cannot write the output: disk full\n"),
        (OSError(28, "disk full", "place"), 1, "error: place: disk full\n"),
    ],
    ids=["interrupted", "memory", "output", "disk"],
)  # fmt: skip
def test_what_may_happen_at_any_time(
    command: str,
    error: BaseException,
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("count", "bounds", "unrank"):
        monkeypatch.setattr(SearchSpace, name, fail(error))
    monkeypatch.setattr(backend, "load_backend", fail(error))
    for name in (
        "nasdsl.exploration.Run.read",
        "nasdsl.cli.ops.table",
        "nasdsl.cli.plan.survey",
        "nasdsl.cli.fmt.formatted",
        "nasdsl.api.explain",
        "nasdsl.cli.specs.load",
    ):
        monkeypatch.setattr(name, fail(error))
    assert nasdsl(*ARGUMENTS[command]) == (code, "", message)
    assert not Path("new").exists()
