"""Printing of a training's progress, one line for each epoch."""

from __future__ import annotations

from nasdsl.backend import Epoch
from nasdsl.cli.output import say


class Curve:
    """Prints the results of each epoch when it is done.

    Args:
        measured: the word for the images on which epochs are measured, as it stands in the heads of
            the columns: `validation`, for example.
        quiet: whether to print nothing.
        done: how many epochs an earlier process has done.
    """

    def __init__(self, measured: str, quiet: bool, done: int = 0) -> None:
        self._heads = ["epoch", "  loss", f"{measured} loss", f"{measured} accuracy"]
        self._quiet = quiet
        self._begun = False
        self._done = done

    def __call__(self, epoch: Epoch, *_: object) -> None:
        """Print the results of an epoch; before the first one, the heads."""
        self._done += 1
        if self._quiet:
            return
        if not self._begun:
            say("  ".join(self._heads))
        self._begun = True
        values = self._done, f"{epoch.loss:.4f}", f"{epoch.held_out_loss:.4f}"
        cells = (*values, f"{epoch.accuracy:.2%}")
        pairs = zip(self._heads, cells, strict=True)
        say("  ".join(f"{cell:>{len(head)}}" for head, cell in pairs))
