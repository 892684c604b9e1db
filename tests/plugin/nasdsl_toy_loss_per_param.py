"""A metric of another distribution: what a parameter more has to bring."""

from __future__ import annotations

from nasdsl import Architecture, Result


def toy_loss_per_param(network: Architecture, result: Result) -> float:
    """The loss on images held out after the last epoch, for each parameter."""
    return result.epochs[-1].held_out_loss / network.params
