"""The budget of planning, counted in operations added to programs."""

from __future__ import annotations

from dataclasses import dataclass


class WorkSpent(Exception):
    """Raised where planning would add more operations than its budget."""


@dataclass(slots=True, eq=False)
class Work:
    """What is left of the budget for planning several programs.

    Args:
        left: operations; None for no limit.
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
