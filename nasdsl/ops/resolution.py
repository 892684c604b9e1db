"""Resolution: how many input positions one output position of an operation stands for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from nasdsl.ops.state import Arguments, Scalar


@dataclass(frozen=True, slots=True)
class Resolution:
    """How an operation changes the stride of a tensor: it is multiplied by `coarser` / `finer`.

    Args:
        coarser: a number, or the name of the parameter with this number, as a stride.
        finer: a number, or the name of the parameter with this number, as the factor of an
            upsampling.
    """

    coarser: Scalar = 1
    finer: Scalar = 1

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that give `coarser` or `finer`."""
        return tuple(part for part in (self.coarser, self.finer) if isinstance(part, str))

    def stride(self, known: Arguments) -> int | Fraction | None:
        """How many input positions, along an axis, one output position stands for.

        Args:
            known: the arguments of the operation by name, as far as they are known.

        Returns:
            The number; None where an argument that it depends on is unknown or not above 0.
        """
        coarser, finer = _number(self.coarser, known), _number(self.finer, known)
        if coarser <= 0 or finer <= 0:
            return None
        return coarser if finer == 1 else Fraction(coarser) / finer


def _number(part: Scalar, known: Arguments) -> int | Fraction:
    value = known.get(part) if isinstance(part, str) else part
    return 0 if value is None or isinstance(value, str) else value


UNSTATED = Resolution()
"""Of an operation that says nothing of it, since it gives what enters."""

SAME = Resolution()
"""Of an operation that changes shapes, but not what a position stands for."""

STRIDED = Resolution(coarser="stride")
