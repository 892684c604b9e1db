"""Whatever Python users give, of whatever kind, ends in a message that nasdsl wrote, or a result.

Every argument of what is exported gets every wrong value; what users' functions raise is theirs.
"""

# Most values in this file are of a wrong type, and on purpose.
# pyright: basic, reportArgumentType=false, reportCallIssue=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nasdsl
from nasdsl.space.constraints import Subject

SPEC = """
space s
input 8 x 8 x 1
classes 10
network = (conv(3 | 5) | max_pool(2)) * 3 -> flatten -> dense(10)
require params <= 100k
search { minimize = [macs] population = 2 generations = 1 }
"""


ERROR = SPEC.replace("minimize = [macs]", "minimize = [error]")


class Unshown:
    def __repr__(self) -> str:
        raise RuntimeError("no text")


def quiet(*_: object) -> None:
    pass


SPACE = nasdsl.loads(SPEC)
GENOTYPE = SPACE.unrank(0)
NETWORK = SPACE.decode(GENOTYPE)
PACKED = SPACE.encoding("packed")
RESULT = nasdsl.search(SPACE, lambda network: {})
IMAGES = nasdsl.Images(np.zeros((4, 8, 8, 1), np.uint8), np.zeros(4, np.int32))
WRONG: tuple[Any, ...] = (
    None, 3, -1, 1.5, float("nan"), 10**30, True, "x", "", "\0", "no/such", b"x", [], [3], [None],
    ["x"], {}, {"a": 1}, {3: 3}, object(), Unshown(), Path(), SPACE, GENOTYPE, NETWORK, RESULT,
)  # fmt: skip
READING = {"overrides": {}, "input": None, "operations": ()}
TRAINING = {"data": "digits", "backend": "nowhere", "seed": 0}
CALLS: dict[str, tuple[Callable[..., Any], Mapping[str, Any]]] = {
    "load": (nasdsl.load, {"spec": "lenet5", **READING}),
    "loads": (nasdsl.loads, {"text": SPEC, **READING}),
    "SearchSpace": (nasdsl.SearchSpace, {"spec": SPACE.spec, "overrides": {}, "operations": ()}),
    "Architecture": (nasdsl.Architecture, {"program": NETWORK.program, "genome": ()}),
    "compile": (nasdsl.compile, {"architecture": NETWORK, "backend": "numpy", "seed": 0}),
    "format_spec": (nasdsl.format_spec, {"text": SPEC}),
    "operations": (nasdsl.operations, {"operations": ()}),
    "explain": (nasdsl.explain, {"code": "E201"}),
    "picture": (nasdsl.picture, {"subject": NETWORK, "title": ""}),
    "survey": (nasdsl.survey, {"space": SPACE, "keys": 2, "work": 1000}),
    "verify": (nasdsl.verify, {"space": SPACE, "networks": 1, "seed": 0}),
    "open_run": (nasdsl.open_run, {"path": "no/such"}),
    "report": (nasdsl.report, {"run": "no/such", "operations": ()}),
    "train": (nasdsl.train, {"space": SPACE, "genotype": 0, **TRAINING, "on_epoch": quiet}),
    "retrain": (
        nasdsl.retrain,
        {
            "run": RESULT, "index": None, **TRAINING, **READING,
            "on_epoch": quiet,
        },
    ),
    "search": (
        nasdsl.search,
        {
            "space": SPACE, "evaluate": lambda network: {}, "settings": None, "strategy": None,
            "seed": 0, "details": None, "on_event": quiet,
        },
    ),
    "search-run": (
        nasdsl.search,
        {"space": SPACE, **TRAINING, "settings": None, "out": None, "resume": False},
    ),
    "Run.read": (nasdsl.Run.read, {"folder": "no/such"}),
    "Run.space": (RESULT.space, READING),
    "Run.count": (RESULT.count, {"what": "cached"}),
    "keeps_bounds": (SPACE.keeps_bounds, {"genotype": GENOTYPE}),
    "unrank": (SPACE.unrank, {"index": 0}),
    "rank": (SPACE.rank, {"genome": GENOTYPE}),
    "genotype": (SPACE.genotype, {"decisions": {}, "seed": 0}),
    "sample": (SPACE.sample, {"seed": 0}),
    "draw": (SPACE.draw, {"seed": 0}),
    "encoding": (SPACE.encoding, {"name": "packed"}),
    "decode": (SPACE.decode, {"genome": GENOTYPE}),
    "stage": (SPACE.stage, {"network": NETWORK}),
    "shape_key": (SPACE.shape_key, {"genome": GENOTYPE}),
    "Encoding.decode": (PACKED.decode, {"vector": PACKED.encode(GENOTYPE)}),
    "Encoding.encode": (PACKED.encode, {"genome": GENOTYPE}),
    "costs_of": (NETWORK.costs_of, {"subject": Subject("s")}),
    "Batched": (
        nasdsl.Batched,
        {"evaluate": lambda networks: [{} for _ in networks], "key": quiet, "size": 1},
    ),
    "Dataset": (
        nasdsl.Dataset,
        {"name": "d", "train": IMAGES, "test": IMAGES, "validation": IMAGES, "classes": 2},
    ),
}  # fmt: skip
ARGUMENTS = [(name, argument) for name, (_, right) in CALLS.items() for argument in right]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_every_wrong_value_is_told_or_taken(
    name: str, argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function, right = CALLS[name]
    for value in WRONG:
        if argument == "networks" and value == 10**30:
            continue  # so many are drawn
        try:
            function(**{**right, argument: value})
        except nasdsl.NasdslError as error:
            assert str(error)


def fields_of(op: str, **fields: Any) -> Callable[[Any], object]:
    """A space whose network has an operation with these fields, and one more."""

    def network(value: Any) -> object:
        given = {name: value if wrong is ... else wrong for name, wrong in fields.items()}
        mine = nasdsl.Op(**{"name": op, "summary": "mine", **given})
        space = nasdsl.loads(f"space s input 8 x 8 x 1 network = {op}", operations=[mine])
        network = space.decode(space.unrank(0))
        return network.params, network.macs, network.memory, network.hash

    return network


OPERATIONS = {
    "name": fields_of("mine", name=...),
    "parameters": fields_of("mine", parameters=...),
    "resolution": fields_of("mine", resolution=...),
    "shape": fields_of("mine", shape=..., resolution=nasdsl.Resolution()),
    "weights": fields_of("mine", weights=...),
    "buffers": fields_of("mine", buffers=...),
    "macs": fields_of("mine", macs=...),
    "identity": fields_of("mine", identity=...),
    "zeros": fields_of("mine", zeros=...),
    "gives-shape": lambda x: fields_of("mine", shape=lambda *_: x, resolution=nasdsl.Resolution())(
        x
    ),
    "gives-weights": lambda x: fields_of("mine", weights=lambda *_: x)(x),
    "gives-weight": lambda x: fields_of("mine", weights=lambda *_: {"kernel": x})(x),
    "gives-size": lambda x: fields_of("mine", weights=lambda *_: {"w": nasdsl.Weight((x,))})(x),
    "gives-buffers": lambda x: fields_of("mine", buffers=lambda *_: x)(x),
    "gives-identity": lambda x: fields_of("mine", identity=lambda *_: x)(x),
    "gives-zeros": lambda x: fields_of("mine", zeros=lambda *_: x)(x),
    "gives-macs": lambda x: fields_of("mine", macs=lambda *_: x)(x),
}


@pytest.mark.parametrize("what", OPERATIONS)
def test_every_wrong_field_of_an_operation_is_told_or_taken(what: str) -> None:
    for value in WRONG:
        try:
            OPERATIONS[what](value)
        except nasdsl.NasdslError as error:
            assert str(error)


@pytest.mark.parametrize(
    "field", ["minimize", "population", "generations", "strategy", "crossover", "mutation"]
)
def test_every_wrong_setting_is_told_or_taken(field: str) -> None:
    for value in WRONG:
        if value == 10**30 and field in ("population", "generations"):
            continue  # so long a search is one
        settings: Any = replace(SPACE.search, **{field: value})
        try:
            nasdsl.search(SPACE, lambda network: {}, settings=settings)
        except nasdsl.NasdslError as error:
            assert str(error)


def test_a_strategy_that_is_none_is_told() -> None:
    for value in WRONG:

        class Asking:
            def __init__(self, *_: object, asked: Any = value) -> None:
                self.asked = asked

            def ask(self) -> Any:
                return self.asked

            def tell(self, candidates: object) -> None:
                pass

        for strategy in (lambda *_, made=value: made, Asking):
            try:
                nasdsl.search(SPACE, lambda network: {}, strategy=strategy)
            except nasdsl.NasdslError as error:
                assert str(error)


MESSAGES: dict[str, tuple[Callable[[], object], str]] = {
    "costs_of": (lambda: NETWORK.costs_of("s"), r"(?s)of a Subject, not 's'.*Subject\('cell'\)"),  # type: ignore[arg-type]
    "Batched": (lambda: nasdsl.Batched(3), "what evaluates networks is a function, not 3"),  # type: ignore[arg-type]
    "key": (
        lambda: nasdsl.Batched(lambda networks: [{}], key=3),  # type: ignore[arg-type]
        "a key of genotypes is a function, not 3",
    ),
    "shape_key": (lambda: SPACE.shape_key(3), "(?s)row of whole numbers, not 3.*space.unrank"),  # type: ignore[arg-type]
    "population": (
        lambda: nasdsl.search(
            SPACE, lambda network: {}, settings=replace(SPACE.search, population=10**12)
        ),
        "the population is more than 1,000,000",
    ),
    "labels": (
        lambda: nasdsl.Dataset("mine", *2 * [IMAGES._replace(y=np.array([*"abab"]))], 2),
        "(?s)'train' of the data set 'mine' has labels of <U1.*whole numbers from 0 on",
    ),
    "classes": (
        lambda: nasdsl.Dataset("mine", IMAGES, IMAGES, "two"),  # type: ignore[arg-type]
        "the number of classes is a whole number, not 'two'",
    ),
    "text": (lambda: SPACE.decode("7"), "(?s)row of whole numbers, not '7'.*space.unrank"),
    "Architecture": (
        lambda: nasdsl.Architecture(SPEC),  # type: ignore[arg-type]
        "(?s)a network is made of its program, not .*space.decode",
    ),
    "train": (lambda: nasdsl.train(SPACE, data="digits"), "say which network to train"),
    "evaluate-of-two": (
        lambda: nasdsl.search(SPACE, lambda network, images: {}),
        r"what evaluates a network is called with 1 argument, and takes \(network, images\)",
    ),
    "evaluate-all-of-none": (
        lambda: nasdsl.Batched(lambda networks, images: []),
        r"what evaluates networks is called with 1 argument, and takes \(networks, images\)",
    ),
    "strategy-of-one": (
        lambda: nasdsl.search(SPACE, lambda network: {}, strategy=lambda space: None),
        r"what makes a strategy is called with 3 arguments, and takes \(space\)",
    ),
    "listener-of-none": (
        lambda: nasdsl.search(SPACE, lambda network: {}, on_event=lambda: None),
        r"on_event is called with 1 argument, and takes \(\)",
    ),
    "cost": (
        lambda: nasdsl.search(SPACE, lambda network: {"params": 3}),
        "(?s)an evaluation gives 3 as 'params', which nasdsl counts: .*'my_params'",
    ),
    "percents": (
        lambda: nasdsl.search(SPACE, lambda network: {"accuracy": 87.5}),
        "(?s)an evaluation gives 87.5 as 'accuracy'.*divide percents by 100",
    ),
    "operations": (
        lambda: nasdsl.loads(SPEC, operations=[3]),  # type: ignore[list-item]
        "operations are a list of nasdsl.Op, not 3",
    ),
    "weights": (
        lambda: fields_of("mine", weights=lambda *_: {"kernel": 3})(0),
        r"(?s)weights of the operation 'mine' gives \{'kernel': 3\}.*to nasdsl.Weight",
    ),
    "input": (lambda: nasdsl.loads(SPEC, input=()), r"(?s)three sizes of at least 1, not \(\).*28"),
    "input-text": (lambda: nasdsl.loads(SPEC, input="8x8"), "three sizes of at least 1, not '8x8'"),
    "path": (lambda: nasdsl.loads("my/space.nas"), "(?s)is a name or a path, .*nasdsl.load reads"),
    "name": (lambda: nasdsl.loads("darts"), "(?s)is a name or a path, .*nasdsl.load reads"),
    "data": (
        lambda: nasdsl.search(SPACE, data=[1]),  # type: ignore[arg-type]
        r"data are a nasdsl.Dataset, its name or its path, not \[1\]",
    ),
    "seed": (lambda: SPACE.sample(-1), "a seed is a whole number from 0 on, .*, not -1"),
}


@pytest.mark.parametrize("what", MESSAGES)
def test_what_is_needed_is_told(what: str) -> None:
    call, message = MESSAGES[what]
    with pytest.raises(nasdsl.NasdslError, match=message):
        call()


def test_a_cost_may_be_given_as_it_is() -> None:
    result = nasdsl.search(SPACE, lambda network: {"params": np.int64(network.params)})
    assert len(result.front) > 0


def test_an_evaluation_that_fails_without_a_reason_is_told() -> None:
    settings = replace(SPACE.search, minimize=nasdsl.loads(ERROR).search.minimize)

    def failing(network: nasdsl.Architecture) -> dict[str, float]:
        raise nasdsl.EvaluationFailed("")

    result = nasdsl.search(SPACE, failing, settings=settings)
    assert result.reasons == {"failed: EvaluationFailed, without a reason": 2}


@pytest.mark.parametrize("error", [StopIteration(3), GeneratorExit(), KeyError("mine")])
def test_what_a_function_of_a_user_raises_is_raised(error: BaseException) -> None:
    def raising(*_: object) -> Any:
        raise error

    for call in (
        lambda: nasdsl.search(SPACE, raising),
        lambda: nasdsl.search(SPACE, nasdsl.Batched(raising)),
        lambda: nasdsl.search(SPACE, nasdsl.Batched(lambda n: [{}], key=raising)),
        lambda: nasdsl.search(SPACE, lambda network: {}, strategy=raising),
        lambda: nasdsl.search(SPACE, lambda network: {}, on_event=raising),
    ):
        with pytest.raises(type(error)) as caught:
            call()
        assert caught.value is error


def test_numbers_of_numpy_are_numbers() -> None:
    fields: dict[str, Any] = {
        "shape": lambda before, arguments: nasdsl.State(*map(np.int64, before)),
        "resolution": nasdsl.Resolution(),
        "weights": lambda *_: {"w": nasdsl.Weight((np.int32(3),), np.float32(0.5))},
        "macs": lambda *_: np.int64(7),
        "identity": lambda *_: np.bool_(False),
    }
    plain: dict[str, Any] = {
        "shape": lambda before, arguments: before,
        "resolution": nasdsl.Resolution(),
        "weights": lambda *_: {"w": nasdsl.Weight((3,), 0.5)},
        "macs": lambda *_: 7,
        "identity": lambda *_: False,
    }
    assert fields_of("mine", **fields)(0) == fields_of("mine", **plain)(0)


def test_a_search_takes_the_seeds_that_samples_take() -> None:
    def seeded(seed: Any) -> tuple[int, ...]:
        result = nasdsl.search(SPACE, lambda network: {}, seed=seed)
        return tuple(candidate.index for candidate in result.candidates)

    from random import Random

    assert seeded(np.int64(7)) == seeded(7)
    assert seeded(Random(7)) == seeded(Random(7).randrange(2**31))
    one = np.random.default_rng(0)
    assert seeded(one) == seeded(int(np.random.default_rng(0).integers(2**31)))


def test_what_a_listener_raises_ends_a_search_that_can_be_resumed(tmp_path: Path) -> None:
    def broken(progress: nasdsl.Progress) -> None:
        if progress.done == 2:
            raise ZeroDivisionError("mine")

    settings = replace(SPACE.search, population=4)
    run: dict[str, Any] = {"settings": settings, "out": tmp_path / "run"}
    with pytest.raises(ZeroDivisionError, match="mine"):
        nasdsl.search(SPACE, measured, **run, on_event=broken)
    assert nasdsl.open_run(tmp_path / "run").count("candidates") == 2
    resumed = nasdsl.search(SPACE, measured, **run, resume=True)
    assert resumed.candidates == nasdsl.search(SPACE, measured, settings=settings).candidates


def measured(network: nasdsl.Architecture) -> dict[str, float]:
    return {}
