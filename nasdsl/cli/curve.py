"""Printing of a training's progress, one line for each epoch."""

from __future__ import annotations

from nasdsl.backend import Epoch
from nasdsl.cli.output import say


class Curve:
    """Prints a line for each epoch of a training when it is done: losses and accuracy.

    Args:
        measured: what the heads of the columns call the images on which each epoch is measured:
            `validation` or `test`.
        quiet: whether to print nothing.
        done: how many epochs were done by an earlier process, so that numbering goes on from there.
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
