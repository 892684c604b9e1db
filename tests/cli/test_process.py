"""The command as a process: what it imports, its streams, signals, limits and rights."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.harness import SEARCH, nasdsl
from cli.stub_backend import StubBackend
from processes import HANGS, environment, interruptible, python

TRAIN = ("--index", "7", "--data", "digits", "--epochs", "2")
LONG = 'space s "long"\ninput 8 x 8 x 1\n'
MAIN = "from nasdsl.cli import main; main()"


def command(*args: str, before: str = "") -> list[str]:
    """The real command line, after a line of Python."""
    return [sys.executable, "-c", f"import sys; {before}\n{MAIN}", *args]


def stubbed(*args: str, stall: int = 0) -> list[str]:
    """The command line with a backend that trains nothing, and stalls where `stalled` says."""
    return python("cli.stub_backend", str(stall), *args)


def ended(args: list[str], **options: Any) -> tuple[int, str, str]:
    plain = {"capture_output": True, "text": True, "timeout": HANGS, "env": environment()}
    done = subprocess.run(args, check=False, **{**plain, **options})
    return done.returncode, done.stdout, done.stderr


IMPORTED = """import atexit
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))"""


@pytest.mark.parametrize("spec", ["darts", "pouy_mnist"])
def test_counting_imports_neither_a_framework_nor_arrays(spec: str) -> None:
    """Not for bounds on cost either, which pouy_mnist has."""
    code, out, err = ended(command("count", spec, before=IMPORTED))
    assert (code, "genotypes" in out) == (0, True)
    imported = {name.split(".")[0] for name in err.split()}
    assert "nasdsl" in imported
    heavy = {"jax", "flax", "optax", "nasdsl_flax", "deap", "matplotlib", "numpy"}
    assert not imported & heavy
    assert "nasdsl.drawing" not in err.split()


def test_a_closed_standard_output_is_an_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m nasdsl count lenet5 >&-",
        shell=True, capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "error: the standard output is closed\n")


def test_a_picture_into_the_standard_output_and_into_a_pipe(tmp_path: Path) -> None:
    code, out, _ = ended(command("show", "lenet5", "-o", "/dev/stdout"))
    assert (code, out[:5], out.rstrip()[-6:]) == (0, "<svg ", "</svg>")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(command("show", "lenet5", "-o", str(pipe))) as process:
        assert pipe.read_text() == out
    assert process.returncode == 0
    assert pipe.is_fifo()


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    link, target = tmp_path / "link.svg", tmp_path / "target.svg"
    target.write_text("before")
    link.symlink_to(target)
    assert nasdsl("show", "lenet5", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("<svg ")


@pytest.mark.parametrize("form", ["pipe", "circle"])
def test_what_is_no_file_is_refused_where_it_would_be_waited_for(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"{form}.nas"
    os.mkfifo(path) if form == "pipe" else path.symlink_to(path)
    user = tmp_path / "user.nas"
    user.write_text(f'space s\ninput 4\nuse "{path.name}"\nnetwork = relu\n')
    for args in (("check", user.name), ("fmt", path.name)):
        code, out, err = ended(command(*args), cwd=tmp_path)
        assert code == 1
        assert f"{path.name}' cannot be read" in out + err


def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    run = tmp_path / "run"
    args = command("search", "pouy_digits", "--data", "digits", "--out", str(run))
    code, out, err = ended(args, env={**os.environ, "JAX_PLATFORMS": "abacus"})
    assert (code, out) == (1, "")
    assert err.startswith("error: JAX finds no device for JAX_PLATFORMS=abacus\n  help: ")
    assert not run.exists()


@pytest.mark.parametrize("args", [("count", "pouy_digits"), ("sample", "pouy_digits", "-n", "3")])
def test_output_is_the_same_in_every_process(args: tuple[str, ...]) -> None:
    environ = {**os.environ, "PYTHONHASHSEED": "17"}
    assert ended(command(*args, "--json"), env=environ) == (0, nasdsl(*args, "--json").out, "")


def test_a_reader_that_has_seen_enough() -> None:
    process = subprocess.Popen(
        command("show", "pouy_mnist"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("space pouy_mnist")
    process.stdout.close()
    _, err = process.communicate(timeout=HANGS)
    assert err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("args", [("count", "pouy_digits"), ("check", "pouy_digits"), ("--help",)])
def test_a_full_disk_as_output(args: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        process = subprocess.Popen(command(*args), stdout=full, stderr=subprocess.PIPE, text=True)
        _, err = process.communicate(timeout=HANGS)
    told = "error: cannot write the output: No space left on device\n"
    assert (process.returncode, err) == (1, told)


@pytest.mark.parametrize("args", [("show", "pouy_digits"), ("train", "pouy_digits", *TRAIN)])
def test_closed_streams(args: tuple[str, ...]) -> None:
    assert ended(["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *stubbed(*args)]) == (1, "", "")


def on_terminal(*args: str, columns: int) -> list[str]:
    """The lines that a command prints on a terminal: fewer than fill its buffer."""
    master, slave = pty.openpty()
    environ = {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1"}
    subprocess.run(command(*args), check=True, stdout=slave, env=environ, timeout=HANGS)
    os.close(slave)
    text = b""
    with contextlib.suppress(OSError):  # which is how Linux says that the other end is closed
        while part := os.read(master, 4096):
            text += part
    os.close(master)
    return text.decode().splitlines()


def test_text_goes_on_below_its_start_in_a_terminal() -> None:
    lines = on_terminal("count", "pouy_digits", columns=60)
    first = next(i for i, line in enumerate(lines) if line.startswith("with"))
    assert lines[first + 1].startswith(f"{'':11}L_")
    assert max(map(len, lines)) <= 60


def test_an_index_is_never_torn_by_a_terminal() -> None:
    Path("s.nas").write_text(f"{LONG}network = (relu | conv(3)) * 400\n")
    heads, line = on_terminal("sample", "s.nas", columns=60)
    assert heads.split()[-1] == "index"
    assert line.split()[-1].isdecimal()
    assert len(line) > 100


def test_a_terminal_that_knows_few_characters() -> None:
    Path("s.nas").write_text('space s "é"\ninput 8 x 8 x 1\nnetwork = relu\n', "utf-8")
    environ = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    code, out, err = ended(command("show", "s.nas"), env=environ, encoding="latin-1")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "space s: é"
    assert out.splitlines()[1].startswith("\\u2514")


@contextlib.contextmanager
def stalled(number: int, *args: str) -> Iterator[subprocess.Popen[str]]:
    """A command whose training of that number does not end; of a negative one, its test."""
    streams: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with interruptible():
        process = subprocess.Popen(stubbed(*args, stall=number), env=environment(), **streams)
    assert process.stderr is not None
    try:
        while process.stderr.readline() != "stalled\n":
            assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.communicate()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=HANGS)
    return process.returncode, out, err


def test_interrupted_training() -> None:
    with stalled(-1, "train", "pouy_digits", *TRAIN) as process:  # its test
        code, out, err = interrupted(process)
    assert (code, err) == (130, "interrupted\n")
    assert len(out.splitlines()) == 3


@pytest.mark.usefixtures("stub")
def test_an_interrupted_search(finished: Path) -> None:
    with stalled(6, *SEARCH, "--out", "run") as process:
        meanwhile = nasdsl("report", "run")
        second = nasdsl(*SEARCH, "--out", "run", "--resume")
        assert interrupted(process) == (
            130,
            "",
            "interrupted: run keeps what is done, and the same command with --resume goes on\n",
        )
    assert "unfinished: there are to be 8 candidates" in meanwhile.out
    assert (second.code, "in use by another process" in second.err) == (1, True)
    resumed = nasdsl(*SEARCH, "--out", "run", "--resume", "--json")
    assert json.loads(resumed.out) == front(finished)


def front(folder: Path) -> object:
    return json.loads(nasdsl("report", str(folder), "--json").out)["front"]


def room(size: int) -> list[str]:
    """What starts a command that can write no file longer than that many bytes."""
    return ["prlimit", f"--fsize={size}"]


def test_a_full_disk_in_the_middle_of_a_search(finished: Path, stub: StubBackend) -> None:
    size = (finished / "run.sqlite").stat().st_size
    search = (*SEARCH, "--generations", "20", "--out", "run")
    code, out, err = ended([*room(size), *stubbed(*search)])
    assert (code, out) == (1, "")
    assert "error: cannot use run/run.sqlite" in err
    assert "then resume" in err
    assert "Traceback" not in err
    kept = json.loads(nasdsl("report", "run", "--json").out)["history"]
    assert nasdsl(*search, "--resume").code == 0
    done = sum(generation["evaluated"] for generation in kept)
    assert 0 < done < stub.trained
    undisturbed = nasdsl(*search[:-1], "other", "--json")
    assert json.loads(undisturbed.out) == front(Path("run"))


def test_no_room_for_a_run() -> None:
    for size in (100, 4096):  # too little for the settings, for the database
        code, out, err = ended([*room(size), *stubbed(*SEARCH, "--out", "run")])
        assert (code, out) == (1, "")
        assert re.fullmatch(r"error: cannot use run: [\w /]+\n", err)
        assert os.listdir() == []


def test_a_folder_that_may_not_be_written(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0o555)
    rights = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override"]  # root's
    code, out, err = ended([*rights, *stubbed(*SEARCH, "--out", "run")], cwd="closed")
    place = Path("closed").resolve()
    told = f"error: cannot use run: nothing can be written in {place}\n"
    assert (code, out, err) == (1, "", told)
    assert os.listdir("closed") == []


def test_a_framework_that_is_not_installed() -> None:
    without = command("train", "pouy_digits", *TRAIN, before="sys.modules['jax'] = None")
    told = "error: backend 'flax' needs jax\n  help: pip install 'nasdsl[flax]'\n"
    assert ended(without) == (1, "", told)


INTERRUPTED = """import sys
class Interruption:
    def find_spec(self, name, *_):
        if name == {name!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interruption())
from nasdsl.__main__ import main; main()"""


@pytest.mark.parametrize("name", ["nasdsl.cli", "click", "nasdsl.limits", "nasdsl.cli.inspect"])
def test_an_interruption_during_imports(name: str) -> None:
    told = ended([sys.executable, "-c", INTERRUPTED.format(name=name), "count", "pouy_digits"])
    assert told == (130, "", "interrupted\n")


DROPPED = """import os, signal
import nasdsl.cli
class Finalised:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(9):
            pass
def work():
    Finalised()
    while True:
        pass
nasdsl.cli.main = work
from nasdsl.__main__ import main; main()"""


def test_an_interruption_that_python_drops_is_not_lost() -> None:
    with interruptible():
        assert ended([sys.executable, "-c", DROPPED]) == (130, "", "interrupted\n")


def test_the_entry_points() -> None:
    module = ended([sys.executable, "-m", "nasdsl", "count", "pouy_digits"])
    script = ended([str(Path(sys.executable).with_name("nasdsl")), "count", "pouy_digits"])
    assert module == script == (0, nasdsl("count", "pouy_digits").out, "")
