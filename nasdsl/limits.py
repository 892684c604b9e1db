"""Limits on the size of specs and on the work for them; what exceeds one ends with a clear error.

Every limit is far above what a space that anybody searches needs.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

FILE_BYTES = 500_000
FILES = 100  # that one spec uses
BRACKETS = 64  # nested in one another
DEPTH = 256  # expressions nested in one another, through definitions too
OPERANDS = 256  # of one sum or product
NUMBER_DIGITS = 40  # of a number as it is written
BITS = 10_000  # of a number as it is computed
REPEATS = 10_000
TERMS = 256  # of a formula, for how often something is repeated; beyond, a number stands for them
ARMS = 10_000  # of one choice or range
SUBSETS = 2**31 - 1  # of one pick: a locus is an int32
LISTINGS = 10_000  # ways to list what one pick is taken from
USES = 20_000  # of definitions, after all are written out
LOCI = 1_000_000
KEYS = 64  # shape keys of a space for which one program each is planned
PLANNED = 75_000  # operations added to programs to plan those of a space
OPEN_ARMS = 64  # of one decision that a program leaves open
GENES = 1_000
STEPS = 200_000  # operations of one network
COUNT_BITS = 400_000  # of a cardinality: about 120,000 digits
CASES = 100_000  # values that one decision which others follow can take
FOLLOWED = 1_500_000  # genes whose values are read, over all cases of what follows them
TOGETHER = 4_096  # ways in which decisions can be made together, listed while a spec is read
STATES = 200_000  # looked at to count what is required, each as often as it is used
SETS = 100_000  # outcomes looked at to settle that for all networks, or for parts of a space
THOROUGH = 5  # times as many of both, where it is asked for
GLANCE, GLANCE_SETS = 1_000, 5_400  # of these, where nobody asked for them
GLANCE_STATES = 10_000  # of states, before sets are looked at to count what is required
GLANCE_COSTS = 2_000  # of the outcomes with costs, which are more and dearer, where nobody asked
DRAWS = 1_000  # genotypes, until one breaks no bound on cost
DIVIDED = 20_000  # outcomes looked at to find a network that keeps bounds on cost
LISTED = 20_000  # operations of the networks of a small space, which are made one by one
FORMULA = 1_000  # characters of a formula that are shown to people
SETTING = 1_000_000  # of a setting that counts: epochs, images a step, generations ...

_FRAMES = 40 * DEPTH


@contextmanager
def deep_recursion() -> Generator[None]:
    """A context in which Python recurses deep enough for expressions nested `DEPTH` times.

    Integers may then have as many digits as a count can have, when they are converted to text.
    """
    frames, digits = sys.getrecursionlimit(), sys.get_int_max_str_digits()
    sys.setrecursionlimit(max(frames, _FRAMES))
    sys.set_int_max_str_digits(max(digits, COUNT_BITS) if digits else 0)
    try:
        yield
    finally:
        sys.setrecursionlimit(frames)
        sys.set_int_max_str_digits(digits)
