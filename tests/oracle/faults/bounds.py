"""Search under bounds on cost that few genotypes keep: the first generation keeps them."""

from __future__ import annotations

from random import Random

from nasdsl import search
from nasdsl.errors import NasdslError
from nasdsl.program.architecture import Architecture
from oracle.faults import space_of

MOST = 1_000  # genotypes
COSTS = ("params", "macs", "memory")


def broken(random: Random) -> str:
    """Search a small space under a bound; where none keeps it, the front is empty."""
    text, keeping = bounded(random)
    try:
        result = search(space_of(text), size, seed=random.randrange(100))
    except NasdslError as error:
        return f"{error.message}, and {keeping} keep it\n{text}" if keeping else ""
    if keeping == 0:
        return f"the front has networks, and none keeps the bound\n{text}" if result.front else ""
    breaking = result.history[0].infeasible
    return (
        f"{breaking} of the first break the bound that {keeping} keep\n{text}" if breaking else ""
    )


def size(network: Architecture) -> dict[str, float]:
    """A stub of an evaluation."""
    return {"error": 1 / (1 + network.params)}


def bounded(random: Random) -> tuple[str, int]:
    """A spec with one bound or two, and how many genotypes keep all of them."""
    text = layers(random)
    open_ = space_of(text)
    networks = [open_.decode(open_.unrank(index)) for index in range(open_.count())]
    kept, lines = networks, list[str]()
    for cost in random.sample(COSTS, random.choice([1, 1, 2])):
        values = sorted({getattr(network, cost) for network in networks})
        at = min(random.choice([0, 0, 1, 3, 20]), len(values) - 1)
        word, value = random.choice([("<=", values[at])] * 2 + [(">=", values[-1 - at])])
        lines.append(f"require {cost} {word} {value}\n")
        below = -1 if word == "<=" else 1
        kept = [n for n in kept if below * (getattr(n, cost) - value) >= 0]
    return text + "".join(lines), len(kept)


def layers(random: Random) -> str:
    """A spec of some layers in a row, of blocks that are repeated, of branches."""
    while True:
        widths = f"8..{8 * random.randint(2, 8)} by 8"
        block = random.choice(
            [
                f"conv(3 | 5, filters={widths}) -> relu",
                f"conv(1 | 3, filters={widths}) -> (relu | identity)",
                f"add([conv(3 | 1, filters={widths}), conv(1) | identity], fit=project)",
                "add([conv(3 | 5), conv(1 | 3)])",
            ]
        )
        times = random.choice(["(1..3)", "2", "(0..2)", "(1 | 4)"])
        text = (
            f"space bounded\ninput 8 x 8 x 2\nclasses 4\nblock layer = {block}\n"
            f"network = layer * {times} -> global_avg_pool -> dense(classes)\n"
            "search { population = 4 generations = 2 }\n"
        )
        if space_of(text).count() <= MOST:
            return text
