"""Small inputs that once had a wrong answer, or none in time: each with its right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from nasdsl.api import load
from nasdsl.errors import SpecError
from nasdsl.searchspace import SearchSpace
from nasdsl.training.modes import survey, verify
from oracle.counted import lines_run
from oracle.faults import space_of

HEAD = "space s\ninput 8 x 8 x 1\nclasses 10\n"
END = " -> flatten -> dense(classes)"


def space(*lines: str, head: str = HEAD) -> SearchSpace:
    return space_of("\n".join([head.rstrip(), *lines, ""]))


# what is printed of all networks holds of all

GREATEST = {"nats_size": 713_674, "once_for_all": 7_657_832, "autoformer_s": 34_682_920}


@pytest.mark.parametrize("name", GREATEST)
def test_the_greatest_number_of_parameters(name: str) -> None:
    extremes = load(name).extremes()
    assert extremes is not None
    assert extremes["params"].most == GREATEST[name]


def test_the_greatest_of_more_keys_than_are_planned() -> None:
    found = survey(
        space_of("space s\ninput 4\nclasses 2\nnetwork = dense(1..100) -> relu -> dense(classes)\n")
    )
    assert not found.all
    assert found.extremes is not None
    assert found.extremes["params"].most == 702


def test_a_chain_goes_on_in_a_branch_behind_which_modules_stand() -> None:
    link = "block link = graph(x, y) { return add([x, y]) }"
    row = "conv(1, filters=4) -> link -> conv(1, filters=2) -> link"
    failing = space(link, f"network = add([conv(1), conv(3)] -> {row})").failing()
    assert failing is not None
    assert failing.number == (1, 1)
    fitting = space(link.replace("])", "], fit=pad)"), f"network = add([conv(1)] -> {row})")
    extremes, network = fitting.extremes(), fitting.decode(fitting.unrank(0))
    assert extremes is not None
    assert extremes["memory"] == (network.memory, network.memory)


# zeros

ZEROS = {
    "added": ("add([zero, conv(3)])", "conv(3)", True),
    "through what keeps it": ("zero -> relu", "zero", True),
    "through pools and convolutions without bias": ("zero -> max_pool(3) -> conv(1, bias=no)",
                                                    "zero", True),
    "behind a bias": ("zero -> conv(1)", "zero", False),
    "behind a norm": ("zero -> batch_norm", "zero", False),
    "multiplied": ("multiply([zero, conv(3)])", "zero", True),
    "two of two convolutions": ("add([conv(1), conv(1)])", "conv(1) -> add([identity, identity])",
                                False),
}  # fmt: skip


@pytest.mark.parametrize("name", ZEROS)
def test_zeros_in_hashes(name: str) -> None:
    one, other, same = ZEROS[name]
    found = space(f"network = ({one}) | ({other})")
    hashes = {found.decode(found.unrank(index)).hash for index in (0, 1)}
    assert (len(hashes) == 1) == same


# counts under what is required of structure

EARLIER = (
    "let layer = graph(earlier.., last) {\n"
    " return add([last -> conv(3), any(earlier)], fit=project)\n}"
)
COUNTED = {
    "a chain of all that is earlier": (
        (EARLIER, "network = layer -> relu -> layer -> global_avg_pool", "require edges >= 3"), 1),
    "a pick of decided number": (
        ("network = add(pick(1..2, [tanh, max_pool(2, stride=2), relu])) -> global_avg_pool",
         "require stride <= 1"), 3),
    "none of branches": (("gene g = 3 | 5", "network = add(pick(0, [conv(g), relu]))"), 1),
    "none of lists": (("network = add(pick(0, [relu, tanh] | [relu, conv(3 | 5)])) -> relu",), 1),
    "a bound that few keep": (
        ("block layer = conv(3 | 5 | 7, filters=32..512 by 32) -> relu",
         "network = layer * (1..4) -> global_avg_pool -> dense(classes)",
         "require params <= 3k"), 5_421_360),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTED)
def test_counts_and_ranks(name: str) -> None:
    lines, right = COUNTED[name]
    found = space(*lines)
    assert found.count() == right
    genomes = [found.unrank(index) for index in range(min(right, 50))]
    assert [found.rank(genome.loci) for genome in genomes] == list(range(len(genomes)))


@pytest.mark.parametrize(("name", "digits"), [("nases", 43), ("enas_macro", 30)])
def test_chains_of_the_literature_by_the_exact_fold(name: str, digits: int) -> None:
    text = (Path(__file__).parents[2] / "specs" / f"{name}.nas").read_text()
    open_ = space_of(text)
    assert len(str(open_.count())) == digits
    assert space_of(f"{text}require edges >= 0\nrequire stride <= 1024\n").count() == open_.count()


# programs that serve many

SERVED = {
    "repeated": "graph(x) { return add([relu | tanh, x]) * 2 }",
    "repeated as often as is decided": "graph(x) { return (add([conv(3), x]) -> relu) * (1..3) }",
    "repeated often": "graph(x) { return add([identity | leaky_relu, x]) * 20 }",
    "behind branches": (
        "graph(x) { n = conv(3, filters=2)"
        " return add([x, n] -> (conv(1 | 3, filters=2) -> add([identity, x]))) }"
    ),
    "a branch or a convolution": "graph(b) { n = conv(3) return add([b, n] -> (conv(3) | b)) }",
}


@pytest.mark.parametrize("name", SERVED)
def test_programs_serve_their_networks(name: str) -> None:
    head = "space f\ninput 4 x 4 x 2\nclasses 2\n"
    found = verify(space(f"network = {SERVED[name]} -> global_avg_pool", head=head), 8)
    assert (found.verified, found.different) == (8, ())


# limits


def test_a_use_of_what_decides_is_written_out_as_often_as_it_decides() -> None:
    """Twice as often at each step, until an error ends it."""
    body = "let a(i) = given i { 0: 1 | 2 else: a(i-1) * a(i-1) }"

    def work(depth: int) -> int:
        return lines_run(lambda: space(body, f"network = conv(3, filters=a({depth}))"))

    assert work(8) < 6 * work(6)
    with pytest.raises(SpecError, match="E505"):
        space(body, "network = conv(3, filters=a(40))")


def test_a_gene_of_a_huge_number() -> None:
    huge = " * ".join(["(1..1000)"] * 3)
    with pytest.raises(SpecError, match="E503"):
        space(f"gene g = {huge}", "network = relu * g")


@pytest.mark.parametrize("network", ["relu * 0", "identity", "add([])"])
def test_a_network_of_no_operations_is_warned_of_without_a_traceback(network: str) -> None:
    assert space(f"network = {network}").warnings is not None
