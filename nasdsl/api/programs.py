"""Functions for networks: models, pictures, and the programs that compute many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nasdsl import limits
from nasdsl.searchspace import DECODE, LOAD, SearchSpace
from nasdsl.util.arguments import checked, counting_number, seed_number

if TYPE_CHECKING:
    from nasdsl.program.architecture import Architecture
    from nasdsl.training.modes import Survey, Verification
    from nasdsl.util.arguments import Seed


def picture(subject: SearchSpace | Architecture, title: str = "") -> str:
    """A picture of a space or of a network, as the text of an SVG file.

    Args:
        subject: the space or network.
        title: the text above the picture; by default the name of the space, or the hash of the
            network.

    Raises:
        NasdslError: `subject` is neither a space nor a network, the space cannot be counted, or the
            network has too many operations for a picture.
    """
    from nasdsl import drawing
    from nasdsl.program.architecture import Architecture

    what = "what is drawn is a space or a network"
    drawn = checked(subject, (SearchSpace, Architecture), what, DECODE)
    checked(title, str, "a title is a str", "title='my space', say")
    if isinstance(drawn, SearchSpace):
        return drawing.svg(drawing.space_picture(drawn, title))
    return drawing.svg(drawing.network_picture(drawn.program, title or str(drawn)))


def survey(space: SearchSpace, keys: int = limits.KEYS, work: int = limits.PLANNED) -> Survey:
    """Plan the supernets of a space, to see how few there are and which decisions change shapes.

    Where a limit is reached, planning ends: the result names the limit, and describes the programs
    planned so far.

    Args:
        space: the search space.
        keys: how many shape keys, each with a program of its own, are planned at most.
        work: how many operations are planned at most, in all programs together.

    Raises:
        NasdslError: a program has too many operations.
    """
    from nasdsl.training import modes

    checked(space, SearchSpace, "what is surveyed is a space", LOAD)
    limited = (
        counting_number(keys, "a number of shape keys"),
        counting_number(work, "a number of operations"),
    )
    return modes.survey(space, *limited)


def verify(space: SearchSpace, networks: int = 100, seed: Seed = 0) -> Verification:
    """Check on random networks that the supernet of each comes to the network itself.

    Canonical forms and numbers of parameters are compared. The result has the number of networks,
    and the genotype indices of those that differ.

    Args:
        space: the search space.
        networks: how many networks are drawn.
        seed: of the draw: a whole number, or a random generator that draws one.

    Raises:
        NasdslError: no network can be drawn, or a program has too many operations.
    """
    from nasdsl.training import modes

    checked(space, SearchSpace, "what is verified are the programs of a space", LOAD)
    return modes.verify(space, counting_number(networks, "a number of networks"), seed_number(seed))


def compile(architecture: Architecture, backend: str = "flax", seed: Seed = 0) -> Any:
    """A network as a model of the backend's framework, with initial parameters drawn from `seed`.

    Args:
        architecture: one network, as `SearchSpace.decode` gives it.
        backend: the backend's name: `flax`, `numpy`, or that of an installed distribution.
        seed: of the parameters: a whole number, or a random generator that draws one.

    Raises:
        NasdslError: `architecture` is not an `Architecture`.
        BackendError: the backend is unknown, not installed, or has no rule for an operation.
    """
    from nasdsl.program.architecture import Architecture
    from nasdsl.training.guarded import guarded_backend

    network = checked(architecture, Architecture, "a model is made of one network", DECODE)
    return guarded_backend(backend).compile(network, seed=seed_number(seed))
