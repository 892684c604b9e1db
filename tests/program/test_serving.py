"""The programs that serve many networks compute each of them, whichever roles a tensor has."""

from __future__ import annotations

import pytest

from nasdsl.language.parser import parse
from nasdsl.program import cost
from nasdsl.program.canonical import network_hash
from nasdsl.program.graph import Apply, Loop, Program
from nasdsl.program.instantiate import instantiate
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

NETWORKS = {
    "a name in a repeated sum": "graph(x) { return add([relu | tanh, x]) * 2 }",
    "a name in a decided repetition": "graph(x) { return (add([conv(3), x]) -> relu) * (1..3) }",
    "many rounds": "graph(x) { return add([identity | leaky_relu, x]) * 5 } -> flatten -> dense(2)",
    "a module behind branches, and their first": """graph(x) {
        n = conv(3, filters=2)
        return add([x, n] -> (conv(1 | 3, filters=2) -> add([identity, x])))
    }""",
    "a choice behind branches, and their first": """graph(b) {
        n = conv(3)
        return add([b, n] -> (conv(3) | b))
    }""",
    "rounds that ignore what enters them": "graph(x) { return (x -> (conv(3) | conv(1))) * 3 }",
    "rounds of rounds": """graph(x) {
        return (add([relu | tanh, x]) * 2 -> add([gelu | relu, x])) * 2
    }""",
    "two names of one tensor in rounds of rounds": """graph(x) {
        return graph(y) { return (add([relu | tanh, x, y]) * 2 -> add([gelu, y])) * 2 } * 2
    }""",
    "a name among branches that are there or not": """graph(x) {
        return add([identity, any([x, relu -> add([tanh | gelu, x])])]) * 2
    }""",
    "a binding in two repetitions": """graph(x) {
        y = relu | tanh
        return add([y, x]) * 2 -> add([identity | gelu, y]) * 2
    }""",
    "rounds after one that changes shape": """
        (conv(3, filters=8) | conv(1, filters=8)) * 4 -> global_avg_pool""",
    "rounds between changes of shape": """
        (max_pool(2, stride=2) -> (relu | tanh)) * 2
        -> (conv(3, filters=4) | conv(1, filters=4)) * 3
    """,
}


def space_of(network: str) -> SearchSpace:
    text = f"space s\ninput 4 x 4 x 2\nclasses 2\nnetwork = {network}\n"
    return SearchSpace(parse(Source("s.nas", text)))


@pytest.mark.parametrize("name", NETWORKS)
def test_what_serves_a_genotype_is_its_network(name: str) -> None:
    space = space_of(NETWORKS[name])
    left_open = 0
    for index in range(space.count()):
        network = space.decode(space.unrank(index))
        program = space.supernets.serving(network.genome).program
        served = instantiate(program, network.genome)
        assert (network_hash(served), cost.params(served)) == (network.hash, network.params), index
        left_open += any(not isinstance(step, Apply) for step in program.steps)
    assert left_open, "it is not by one program each"


def test_each_round_adds_what_the_graph_names() -> None:
    """h1 = f(x) + x, h2 = g(h1) + x: not g(h1) + h1."""
    space = space_of(NETWORKS["a name in a repeated sum"])
    serving = space.supernets.serving([0, 1]).program
    (loop,) = serving.steps
    assert isinstance(loop, Loop)
    assert loop.inputs == (0, 0), "the first round begins on x, and all take x besides"
    assert words(instantiate(serving, [0, 1])) == ["relu(0)", "add(1, 0)", "tanh(2)", "add(3, 0)"]


def words(program: Program) -> list[str]:
    """Operations, each with the numbers of what it takes."""
    applied = (step for step in program.steps if isinstance(step, Apply))
    return [f"{step.op}({', '.join(map(str, step.inputs))})" for step in applied]
