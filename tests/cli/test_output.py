"""What commands print for people: each on the small space of the library, as golden text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.harness import SEARCH, nasdsl, transcript
from nasdsl.cli.main import COMMANDS
from nasdsl.diagnostics.catalogue import ENTRIES
from nasdsl.language import library

INDICES = ("12345", "4883135111746159")


@pytest.mark.parametrize("command", ["count", "sample", "show"])
def test_space(command: str) -> None:
    commands = {
        "count": ["count pouy_digits", "count pouy_digits --json"],
        "sample": ["sample pouy_digits", "sample pouy_digits -n 3 --seed 7 --json"],
        "show": ["show pouy_digits", *(f"show pouy_digits --index {i}" for i in INDICES)],
    }
    transcript(command, commands[command])


def test_genotypes_by_name() -> None:
    """What 'decode --json' writes is read, whole or with some decisions left open."""
    written = nasdsl("decode", "nasbench201", "--index", "12345", "--json").out
    Path("written.json").write_text(written, "utf-8")
    Path("some.json").write_text('{"c.graph.n1.edge": "conv3x3"}', "utf-8")
    transcript(
        "decode",
        [
            "decode nasbench201 --index 12345",
            "decode nasbench201 --genotype written.json --json",
            "decode nasbench201 --genotype some.json --seed 1",
        ],
    )
    shown = [nasdsl("show", "nasbench201", *way) for way in
             (("--index", "12345"), ("--genotype", "written.json"))]  # fmt: skip
    assert shown[0] == shown[1]


def test_a_tree_tells_branches_from_what_stands_in_a_row() -> None:
    branches = "[identity, conv(3) -> relu, [tanh] * 2, given more { 0: [] else: relu -> tanh }]"
    with open("branches.nas", "w") as spec:
        spec.write(SPEC.format(network=f"add({branches})\n\ngene more = 0 | 1"))
    transcript("branches", ["show branches.nas"])


def test_check() -> None:
    with open("good.nas", "w") as good, open("bad.nas", "w") as bad, open("torn.nas", "w") as torn:
        good.write(SPEC.format(network="conv(3)"))
        bad.write(SPEC.format(network="conv(relu) -> flaten\n\ntrain { epoch = 3 }"))
        torn.write(SPEC.format(network="conv(3 -> relu\n\ntrain { epochs = 3 }"))
    Path("some/inner").mkdir(parents=True)
    Path("some/inner/deep.nas").write_text(SPEC.format(network="relu"))
    Path("some/flat.nas").write_text(SPEC.format(network="rellu"))
    Path("empty").mkdir()
    transcript(
        "check",
        [
            "check pouy_digits good.nas",
            "check good.nas bad.nas torn.nas nowhere.nas",
            "check bad.nas torn.nas nowhere.nas --json",
            "check some",
            "check empty",
        ],
    )


def test_the_standard_input_is_checked() -> None:
    text = SPEC.format(network="conv(3) relu").encode()
    (found,) = json.loads(nasdsl("check", "-", "--json", input=text).out)
    place = [found[name] for name in ("file", "line", "column", "end_line", "end_column")]
    assert place == ["-", 4, 19, 4, 23]
    assert (found["code"], found["fix"]) == ("E104", "-> relu")
    assert nasdsl("count", "-", input=SPEC.format(network="relu | elu").encode()).code == 0


def test_a_misspelt_file_is_answered_with_one_near_it() -> None:
    Path("some").mkdir()
    Path("some/fashion.nas").touch()
    assert "did you mean 'some/fashion.nas'?" in nasdsl("count", "some/fashin.nas").err
    assert "did you mean 'darts'?" in nasdsl("count", "dart.nas").err


def test_warnings() -> None:
    Path("odd.nas").write_text(SPEC.format(network="conv(3) | conv(3)\nblock spare = relu"))
    Path("bad.nas").write_text(SPEC.format(network="conv(relu)"))
    ended = transcript(
        "warnings",
        [
            "check odd.nas",
            "check odd.nas --strict",
            "check odd.nas bad.nas pouy_digits",
            "check odd.nas --json",
            "check pouy_digits --strict",
            "count odd.nas",
        ],
    )
    assert [each.code for each in ended] == [0, 1, 1, 0, 0, 0]
    assert [bool(each.err) for each in ended] == [True, True, True, False, False, False]


def test_explain() -> None:
    transcript("explain", ["explain E204 w101 E102", "explain E204 --json", "explain E2"])


def test_explain_lists_all_codes_by_topic() -> None:
    listed = nasdsl("explain").out.splitlines()
    for code, entry in ENTRIES.items():
        assert f"  {code}  {entry.title}" in listed
    assert listed[:3] == ["code", "Files", f"  E001  {ENTRIES['E001'].title}"]


def test_explain_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nasdsl.cli.output.is_terminal", lambda stream: True)
    ended = nasdsl("explain", "E204")
    assert "E204: a label twice in one place" in ended.out
    assert "`" not in ended.out  # which Markdown has, and its picture has not


SPEC = """space small "Small"
input 8 x 8 x 1
classes 10
network = {network}
"""


@pytest.mark.usefixtures("stub")
def test_train() -> None:
    train = "train pouy_digits --index 12345 --data digits --epochs 3"
    transcript("train", [train, f"{train} --seed 1 --json"])


@pytest.mark.usefixtures("stub")
def test_search_and_report() -> None:
    transcript("search", [(*SEARCH, "--out", "run"), "report run"])
    transcript("search_json", [(*SEARCH, "--out", "again", "--json"), "report again --json"])


def test_help() -> None:
    transcript("help", ["--help", *(f"{command} --help" for command in COMMANDS)])


def test_a_space_with_genotypes_that_are_no_networks() -> None:
    branches = "[conv(3, stride=2) | conv(3), identity]"
    with open("misfit.nas", "w") as spec:
        spec.write(SPEC.format(network=f"add({branches}) -> flatten -> dense(classes)"))
    ended = transcript(
        "misfit",
        ["sample misfit.nas -n 3", "sample misfit.nas -n 3 --json", "show misfit.nas --index 0"],
    )
    assert [e.code for e in ended] == [0, 0, 1]


def test_numbers_that_are_very_long() -> None:
    with open("long.nas", "w") as spec:
        spec.write(SPEC.format(network="(relu | conv(3)) * 2000 -> flatten -> dense(classes)"))
    transcript("long", ["count long.nas", f"show long.nas --index 1{'0' * 700}"])


@pytest.mark.parametrize("spec", [name for name in library.spec_names() if name.startswith("pouy")])
def test_networks_of_the_library_fit_a_screen(spec: str) -> None:
    for index in (0, 12345, 10**15 + 7):
        ended = nasdsl("show", spec, "--index", str(index))
        assert ended.code == 0
        assert max(map(len, ended.out.splitlines())) <= 100


@pytest.mark.parametrize("command", ["count", "show"])
def test_what_steers_a_terminal_is_not_printed(command: str) -> None:
    with open("bell.nas", "w") as spec:
        spec.write(SPEC.replace("Small", "\x1b]0;other\x07").format(network="relu"))
    assert "small: \ufffd]0;other\ufffd\n" in nasdsl(command, "bell.nas").out
