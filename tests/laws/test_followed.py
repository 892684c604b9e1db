"""What is followed is a function of what was decided, by whatever way it comes to be followed."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from nasdsl.errors import SpecError
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

HEAD = """space followed
input 8 x 8 x 1
classes 10
"""
TAIL = "network = {} -> flatten -> dense(classes)\n"
NAMED = "gene size = n | s\nlet d = given size { n: 1 s: 2 }\n"
OF_THREE = "gene size = n | s | t\nlet d = given size { n: 1 s: 2 t: 3 }\n"
GENE = "gene size = n | s\ngene d = given size { n: 1 s: 2 }\n"
DIFFERENCE = "gene v = 1 | 2\nlet d = 3 - v\n"
CASES = "gene e = 1 | 2\n"
BOTTLE = "block bottle(c) = add([identity, conv(3, filters=c)])\n"
CHAIN = """block chain(n, c) = given n {
  1: bottle(c) else: graph(x) { m = x -> bottle(c) return concat([m, m -> chain(n-1, c)]) } }
"""
KERNEL = "gene g = 3 | 5\n"
OPEN = "cell c(k = 2) = given k { 2: conv(3 | 5) else: conv(3 | 5 | 7) }\n"
SIZED = "cell c(s: small | large) = given s { small: conv(3 | 5) large: conv(3 | 5 | 7) }\n"
DECIDING = "cell c(k = 1 | 2) = conv(k)\n"


def space_of(text: str) -> SearchSpace:
    return SearchSpace(parse(Source("followed.nas", text)))


def f(definitions: str, body: str, use: str = "f(d)", parameters: str = "k") -> str:
    return f"{HEAD}{definitions}block f({parameters}) = given k {{ {body} }}\n{TAIL.format(use)}"


def network(definitions: str, text: str) -> str:
    return f"{HEAD}{definitions}{TAIL.format(text)}"


TABLE = {
    "one of two": (f(NAMED, "1: identity else: conv(3 | 5)"), 3),
    "repeated": (f(NAMED, "1: identity else: conv(3 | 5) * k"), 5),
    "two repeated": (f(NAMED, "1: conv(3 | 5 | 7) * 2 else: conv(3 | 5) * k"), 13),
    "repeated by one": (f(NAMED, "1: conv(3 | 5) * k else: identity"), 3),
    "one of three": (
        f(OF_THREE, "1: identity else: (conv(3) | conv(5)) * k"), 13),
    "a difference": (f(DIFFERENCE, "1: identity else: conv(3 | 5)"), 3),
    "an argument": (
        f(CASES, "1: identity else: conv(3 | 5) * k", "f(given e { 1: 2 else: 1 })"), 5),
    "a stride of one case": (f(NAMED, "2: conv(3) else: conv(3, stride=k+1)"), 2),
    "the same of a gene": (f(GENE, "2: conv(3) else: conv(3, stride=k+1)"), 2),
    "a stride of the else": (f(NAMED, "1: conv(3) else: conv(3, stride=k-1)"), 2),
    "a gene": (f(GENE, "1: identity else: conv(3 | 5)"), 3),
    "a sum": (f("gene d = 1 | 2\n", "2: identity else: conv(3 | 5)", "f(d+1)"), 3),
    "a product": (f("gene d = 1 | 2\n", "2: identity else: conv(3 | 5)", "f(2*d)"), 3),
    "a choice": (f("", "1: identity else: conv(3 | 5)", "f(1 | 2)"), 3),
    "a default": (f(NAMED, "1: identity else: conv(3 | 5) * k", "f", "j = d, k = j"), 5),
    "a value that comes to one": (f(DIFFERENCE, "3: identity else: conv(3 | 5)", "f(d + v)"), 2),
    "two genes": (
        f(DIFFERENCE + "gene w = 1 | 2\n",
          "2: identity 3: conv(3 | 5) 4: given j { 1: conv(1) 2: conv(3 | 5 | 7) }",
          "f(v + w, d)", "k, j"),
        1 + 2 * 2 + 1),
    "a picked number": (
        network(NAMED, "add(pick(d, [conv(3 | 5), relu]))"), 2 + 1 + 2),
    "branches": (
        network(NAMED, "add([conv(3 | 5)] * d)"), 2 + 4),
    "a recursion": (
        network(NAMED + CHAIN + BOTTLE, "conv(3, filters=8) -> chain(d, 8)"), 2),
    "no times": (network(KERNEL, "conv(g) * 0"), 1),
    "a cell no times": (network("cell c = conv(3 | 5)\n", "c * 0"), 1),
    "none picked": (network(KERNEL, "add(pick(0, [conv(g), relu]))"), 1),
    "after no branches": (network(KERNEL, "add([] -> conv(g))"), 1),
    "times that come to none": (network(KERNEL + "let none = 2 - 2\n", "conv(g) * none"), 1),
    "times that can be none": (network(KERNEL, "conv(g) * (0..1)"), 4),
    "a case that never is": (
        network(KERNEL + "block f(k) = given k { 1: relu 2: conv(g) }\n", "f(1)"), 1),
    "a default that no use takes": (network(OPEN, "c(3)"), 3),
    "a default that one use takes": (network(OPEN, "c(3) -> c"), 6),
    "a default that only what is never reached takes": (network(OPEN, "c(3) -> c * 0"), 3),
    "a symbol that no use passes": (network(SIZED, "c(small)"), 2),
    "a default that decides": (network(DECIDING, "c(3)"), 1),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_a_followed_value_is_a_function_of_what_was_decided(name: str) -> None:
    text, right = TABLE[name]
    space = space_of(text)
    genomes = [space.unrank(index) for index in range(space.count())]
    assert space.count() == right
    assert [space.rank(genome) for genome in genomes] == list(range(right))
    assert len({tuple(map(int, genome)) for genome in genomes}) == right


def test_each_genotype_is_drawn_equally_often() -> None:
    space, random = space_of(TABLE["one of two"][0]), Random(1)
    hashes = [space.decode(space.unrank(index)).hash for index in range(3)]
    assert len(set(hashes)) == 3
    drawn = Counter(space.decode(space.sample(random)).hash for _ in range(600))
    assert all(160 <= drawn[each] <= 240 for each in hashes), drawn


def test_a_constant_is_computed_once_however_often_it_is_used() -> None:
    doubling = "let a(i) = given i { 0: 1 else: a(i-1) + a(i-1) }\n"
    assert space_of(network(doubling, "conv(3, filters=a(12))")).count() == 1
    decides = doubling.replace("0: 1", "0: 1 | 2")  # of what decides, each use decides anew
    assert space_of(network(decides, "conv(3, filters=a(4))")).count() == 2**16


def test_a_limit_is_not_told_as_a_fault() -> None:
    ends = "block f(n) = given n { 1: relu else: conv(3) -> f(n-1) }\n"
    assert space_of(network(ends, "f(60)")).count() == 1
    with pytest.raises(SpecError, match=r"E502.*nested more than"):
        space_of(network(ends, "f(100)"))
    with pytest.raises(SpecError, match="E208"):
        space_of(network(ends.replace("n-1", "n"), "f(100)"))
    with pytest.raises(SpecError, match=r"E503.*more than 100,000 numbers"):
        space_of(network("gene g = (1..100) * (1..100) * (1..100)\n", "conv(3, filters=g)"))
