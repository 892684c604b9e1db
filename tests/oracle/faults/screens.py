"""What screens say of all networks of a space: held against each of its networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from nasdsl.cli.main import cli
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from oracle.faults import space_of

MOST = 300  # genotypes of a space
N = r"([\d,]+)"
PARAMS = (
    (f"{N} parameters at most", 0, 1),
    (f"from {N} to {N} parameters", 1, 2),
    (f"each has {N} parameters", 1, 1),
)
"""What a screen says of parameters; which of its numbers is the least and which the greatest."""


def broken(random: Random) -> str:
    """Ask `plan`, `count` and `check` of a space of many widths."""
    return of_text(widths(random), random)


def of_text(text: str, random: Random) -> str:
    """Ask them of the space of a text."""
    space = space_of(text)
    if not 0 < space.count() <= MOST:
        return ""
    sizes, failing = _networks(space)
    with TemporaryDirectory() as folder:
        path = Path(folder, "drawn.nas")
        path.write_text(text)
        plan = _printed("plan", str(path), "--keys", str(random.choice([1, 2, 64])))
        count, check = _printed("count", str(path)), _printed("check", str(path))
    wrong = [*_of_params(plan, sizes), *_of_count(count, len(sizes), failing)]
    if "no genotype is a network" in check and sizes:
        wrong.append("check: no genotype is a network, and one is")
    return "\n".join([*wrong, text] if wrong else [])


def _networks(space: SearchSpace) -> tuple[list[int], int]:
    """The parameters of all networks, and how many genotypes are none."""
    sizes, failing = list[int](), 0
    for index in range(space.count()):
        try:
            sizes.append(space.decode(space.unrank(index)).params)
        except InvalidNetwork:
            failing += 1
    return sizes, failing


def _printed(*args: str) -> str:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(cli, args)
    return " ".join(result.output.split())


def _of_params(screen: str, sizes: list[int]) -> Iterator[str]:
    for pattern, least, most in PARAMS:
        for said in re.finditer(pattern, screen):
            low = _number(said[least]) if least else 0
            beyond = [size for size in sizes if not low <= size <= _number(said[most])]
            if beyond:
                yield f"plan: {said[0]}, and a network has {beyond[0]:,}"


def _of_count(screen: str, networks: int, failing: int) -> Iterator[str]:
    said = re.search(rf"genotypes {N} ", screen)
    if said and _number(said[1]) != networks + failing:
        yield f"count: {said[0]}, and there are {networks + failing}"
    fails = re.search(rf"fails (none|{N})", screen)
    if fails and (0 if fails[1] == "none" else _number(fails[1])) != failing:
        yield f"count: {fails[0]}, and {failing} fail"


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def widths(random: Random) -> str:
    """A spec of a few layers, each of many widths or sizes."""
    layers, left = list[str](), MOST
    while left > 1 and len(layers) < 4:
        number = random.randint(2, min(left, 120))
        first, step = random.choice([(1, 1), (8, 8), (4, 2)])
        values = f"{first}..{first + step * (number - 1)} by {step}"
        layers.append(random.choice(["conv({}, filters={})", "conv({}, filters={}) -> relu"]))
        layers[-1] = layers[-1].format(random.choice([1, 3]), values)
        left //= number
    if left > 1:
        layers.append("(relu | max_pool(5, padding=valid))")
    network = " -> ".join([*layers, "global_avg_pool", "dense(classes)"])
    return f"space widths\ninput 6 x 6 x 2\nclasses 3\nnetwork = {network}\n"
