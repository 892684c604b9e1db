"""The budget of planning, counted in operations that are added to programs."""

from __future__ import annotations

from dataclasses import dataclass


class WorkSpent(Exception):
    """Planning would add more operations than its budget allows."""


@dataclass(slots=True, eq=False)
class Work:
    """What is left of the budget for planning several programs.

    Args:
        left: how many operations may still be added; None for no limit.
    """

    left: int | None = None

    def spend(self) -> None:
        """Count one operation that is about to be added.

        Raises:
            WorkSpent: the budget is used up.
        """
        if self.left is not None:
            if not self.left:
                raise WorkSpent
            self.left -= 1
