"""How much planning may still be done, counted in operations that are added to programs."""

from __future__ import annotations

from dataclasses import dataclass


class WorkSpent(Exception):
    """More operations would have to be added than may be."""


@dataclass(slots=True, eq=False)
class Work:
    """What planning several programs has left.

    Args:
        left: operations; None for as many as it takes.
    """

    left: int | None = None

    def spend(self) -> None:
        """Count an operation that is about to be added.

        Raises:
            WorkSpent: none is left.
        """
        if self.left is not None:
            if not self.left:
                raise WorkSpent
            self.left -= 1
