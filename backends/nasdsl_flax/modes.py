"""The ways to train networks: a program for each, or one for all networks of a shape key."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nasdsl.backend import Mode, mode
from nasdsl.train_settings import AUTO
from nasdsl_flax.rule import Blended, nothing
from nasdsl_flax.select_policy import blend_everything, cheap, masking

SPECIALISED = Mode("specialised", "each network by a program of its own")
UNIVERSAL = Mode(
    "universal",
    "by the program of a shape key, which switches to the arms that are taken",
    shared=True,
)
BLENDED = Mode(
    "blended", "as universal, but arms without multiplications are all computed", shared=True
)
MASKED = Mode(
    "masked",
    "as blended, and convolutions of several sizes are one, padded with zeros",
    shared=True,
)
TOGETHER = Mode(
    "together", "16 networks of a shape key at once, all arms computed", shared=True, width=16
)

DECISIONS: Mapping[Mode, Blended] = MappingProxyType(
    {
        SPECIALISED: nothing,
        UNIVERSAL: nothing,
        BLENDED: cheap,
        MASKED: masking,
        TOGETHER: blend_everything,
    }
)
"""The modes, and of which open decisions all arms are computed in each."""

MODES = tuple(DECISIONS)


def named(name: str) -> Mode:
    """The mode of this name; `auto` stands for the first one.

    Raises:
        BackendError: no mode has this name.
    """
    return MODES[0] if name == AUTO else mode(MODES, name)


def blended(name: str) -> Blended:
    """A function that says of a select whether all of its arms are computed in a mode.

    Args:
        name: the name of the mode.
    """
    return DECISIONS[named(name)]
