"""Operations that users add: found, checked, counted, built; and what is said of wrong ones."""

from __future__ import annotations

import json
import sys
from dataclasses import fields, replace
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import jax.numpy as jnp
import pytest
from click.testing import CliRunner

import nasdsl
from nasdsl.cli.main import cli
from nasdsl.elaborate.added import FUNCTIONS
from nasdsl.errors import BackendError, NasdslError, SpecError
from nasdsl.language.parser import parse
from nasdsl.ops import Op, Parameter, Resolution, Weight
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

TOYS = Path(__file__).with_name("toys.py")
SPEC = 'space toy "Toy"\ninput 2 x 2 x 3\nnetwork = {network}\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, with a module and a spec that uses it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    for name in ("toys", "torn", "empty"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "toys.py").write_text(TOYS.read_text("utf-8"), "utf-8")
    (tmp_path / "torn.py").write_text("import nothing_of_this_name\n", "utf-8")
    (tmp_path / "empty.py").write_text("operation = 3\n", "utf-8")
    network = "toy_bias(2 | 3) -> (toy_bias() | identity)"
    (tmp_path / "toy.nas").write_text(SPEC.format(network=network), "utf-8")
    return tmp_path


def toys() -> list[Op]:
    import toys

    return toys.operations


def space(network: str, operations: list[Op]) -> SearchSpace:
    return SearchSpace(
        parse(Source("toy.nas", SPEC.format(network=network))), operations=operations
    )


def run(*args: str) -> str:
    result = CliRunner().invoke(cli, args, prog_name="nasdsl")
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*args: str) -> str:
    result = CliRunner().invoke(cli, args, prog_name="nasdsl")
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1
    return result.stderr


def test_it_is_counted_and_costed() -> None:
    loaded = nasdsl.load("toy.nas", operations=toys())
    assert loaded.count() == 4
    networks = [loaded.decode(loaded.unrank(index)) for index in range(4)]
    assert [(network.params, network.macs) for network in networks] == [(6, 24), (3, 12)] * 2
    assert len({network.hash for network in networks}) == 4


def test_it_is_built() -> None:
    network = space("toy_bias(2) -> toy_bias", toys())
    model = nasdsl.compile(network.decode(network.unrank(0)))
    assert jnp.array_equal(model(jnp.zeros((1, 2, 2, 3))), jnp.full((1, 2, 2, 3), 2 + 3))


def test_one_that_is_random_draws_numbers_in_training() -> None:
    network = space("toy_noise", toys())
    model = nasdsl.compile(network.decode(network.unrank(0)))
    x = jnp.zeros((1, 2, 2, 3))
    assert not jnp.array_equal(model(x), model(x))
    model.eval()
    assert jnp.array_equal(model(x), x)


def test_a_default_of_the_file_goes_before_its_own() -> None:
    text = SPEC.format(network="toy_bias") + "defaults toy_bias(times=7)\n"
    loaded = SearchSpace(parse(Source("toy.nas", text)), operations=toys())
    (step,) = loaded.decode(loaded.unrank(0)).program.steps
    assert dict(step.args) == {"times": 7}


def test_two_spaces_have_two_operations_of_one_name() -> None:
    one, two = (Op("mine", "", weights=lambda *_, n=n: {"w": Weight((n,))}) for n in (1, 2))
    spaces = [space("mine", [one]), space("mine", [two]), space("mine", [one])]
    assert [s.decode(s.unrank(0)).params for s in spaces] == [1, 2, 1]


def test_a_definition_goes_before_it() -> None:
    text = SPEC.format(network="mine") + "block mine = conv(1) | conv(3)\n"
    assert SearchSpace(parse(Source("toy.nas", text)), operations=[Op("mine", "")]).count() == 2


def test_without_a_rule_the_backend_says_so() -> None:
    network = space("relu -> toy_unbuilt", toys())
    with pytest.raises(BackendError) as caught:
        nasdsl.compile(network.decode(network.unrank(0)))
    assert str(caught.value) == (
        "toy.nas:3:19: error[E802]: the flax backend has no rule for 'toy_unbuilt', "
        "used at network.toy_unbuilt\n"
        "    3 | network = relu -> toy_unbuilt\n"
        "      |                   ^^^^^^^^^^^\n"
        "  help: add one: rules={'flax': ...}"
    )


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ("toy_bais", "did you mean 'toy_bias'?"),
        ("toy_bias(0)", "times is a whole number of at least 1, and this is 0"),
        ("toy_bias(2, 3)", "'toy_bias' takes one argument"),
        ("toy_bias(tmes=2)", "'toy_bias' has no parameter 'tmes'"),
        ("toy_bias[1]", "'toy_bias' is no family: it has no members"),
    ],
)
def test_its_use_is_checked(network: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        space(network, toys())
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("operations", "message"),
    [
        ([Op("relu", "")], "an operation cannot be called 'relu': that is nasdsl's own"),
        ([Op("round", "")], "an operation cannot be called 'round': that is nasdsl's own"),
        ([Op("pad", "")], "an operation cannot be called 'pad': that is nasdsl's own"),
        ([Op("repeat", "")], "an operation cannot be called 'repeat': that is nasdsl's own"),
        ([Op("mine", ""), Op("mine", "")], "two operations are called 'mine'"),
        ([Op("my op", "")], "'my op', of an operation that is added, is no name of a spec"),
        ([Op("mine", "", (Parameter("a b", "count"),))], "'a b', of an operation that is added"),
        (
            [Op("mine", "", (Parameter("block", "count"),), resolution=Resolution("blcok"))],
            "depends on 'blcok', which is no parameter of it\n  help: did you mean 'block'?",
        ),
        (
            [Op("mine", "", (Parameter("a", "cuont"),))],
            "'a' of 'mine' is of no known type: 'cuont'\n  help: did you mean 'count'?",
        ),
    ],
)
def test_it_is_checked_itself(operations: list[Op], message: str) -> None:
    with pytest.raises(NasdslError) as caught:
        space("identity", operations)
    assert message in str(caught.value)


def test_what_its_functions_raise_is_told() -> None:
    network = space("mine", [Op("mine", "", macs=lambda before, after, args: args["n"])])
    with pytest.raises(NasdslError) as caught:
        _ = network.decode(network.unrank(0)).macs
    assert str(caught.value).startswith(
        "macs of the operation 'mine' fails: KeyError: 'n' (test_added.py:"
    )


def test_what_gives_its_rule_may_fail() -> None:
    def rule() -> None:
        raise KeyError("mine")

    op = Op("mine", "fails", rules={"numpy": rule})
    space = SearchSpace(parse(Source("s", SPEC.format(network="mine"))), operations=[op])
    told = r"the rule for 'numpy' of the operation 'mine' fails: KeyError: 'mine' \(test_added.py:"
    with pytest.raises(BackendError, match=told):
        nasdsl.compile(space.decode(space.unrank(0)), backend="numpy")


def test_all_its_functions_are_checked() -> None:
    functions = {part.name for part in fields(Op) if callable(part.default)}
    assert set(FUNCTIONS) == functions


def test_commands_take_a_module() -> None:
    given = "--operations", "toys"
    assert json.loads(run("count", "toy.nas", *given, "--json"))["genotypes"] == "4"
    assert run("check", "toy.nas", *given).endswith("1 spec, no errors\n")
    assert len(json.loads(run("sample", "toy.nas", "-n", "3", *given, "--json"))) == 3
    assert "toy_bias(times=2)" in run("show", "toy.nas", "--index", "0", *given)
    assert "toy_bias" in run("show", "toy.nas", *given)
    told = json.loads(run("ops", "toy_bias", *given, "--json"))
    assert [p["default"] for p in told[0]["parameters"]] == ["channels"]


def test_commands_without_the_module_know_nothing_of_it() -> None:
    assert "there is no 'toy_bias'" in refused("count", "toy.nas")


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("nowhere", "error: the module 'nowhere' cannot be imported: ModuleNotFoundError: No mod"),
        ("torn", "error: the module 'torn' cannot be imported: ModuleNotFoundError: No module na"),
        ("", "error: the module '' cannot be imported: ValueError: Empty module name\n"),
        ("empty", "error: the module 'empty' lists no operations\n"),
    ],
)
def test_a_module_that_is_of_no_use(module: str, message: str) -> None:
    assert refused("count", "toy.nas", "--operations", module).startswith(message)


def announce(monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    listed = EntryPoints(EntryPoint(*point, "nasdsl.operations") for point in points)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: listed)


def test_an_installed_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, ("toy_bias", "toys:toy_bias"))
    assert nasdsl.load("toy.nas").count() == 4


def test_of_installed_ones_those_are_imported_that_a_spec_uses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    announce(monkeypatch, ("toy_bias", "toys:toy_bias"), ("other", "nowhere:other"))
    assert nasdsl.load("toy.nas").count() == 4


def test_one_that_is_broken_hides_none_of_the_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, ("toy_bias", "nowhere:toy_bias"))
    assert run("ops", "conv").startswith("name ")
    assert "operation 'toy_bias' cannot be imported" in refused("ops", "toy_bias")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("nowhere:op", "the installed operation 'toy_bias' cannot be imported: ModuleNotFoundErr"),
        ("toys:operations", "the installed operation 'toy_bias' is no nasdsl.Op"),
        ("toys:other", "the installed operation 'toy_bias' calls itself 'other'"),
    ],
)
def test_an_installed_one_that_is_of_no_use(
    value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("toys")
    monkeypatch.setattr(module, "other", replace(module.toy_bias, name="other"), raising=False)
    announce(monkeypatch, ("toy_bias", value))
    with pytest.raises(NasdslError, match=message):
        nasdsl.load("toy.nas")
