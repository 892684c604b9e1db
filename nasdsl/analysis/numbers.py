"""Powers of large numbers, refused where the result would be too long to write down."""

from __future__ import annotations

from nasdsl import limits
from nasdsl.errors import NasdslError


def power(base: int, exponent: int) -> int:
    """`base ** exponent`.

    Raises:
        NasdslError: the result has more than `limits.COUNT_BITS` bits.
    """
    if base > 1 and base.bit_length() * exponent > limits.COUNT_BITS:
        raise NasdslError(
            f"a part of the space has more than 2^{limits.COUNT_BITS} genotypes",
            "there are repetitions inside repetitions; is each of them meant?",
        )
    return int(base**exponent)
