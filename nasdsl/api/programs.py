"""Networks in Python: models, pictures, and the programs that serve many of them."""

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
    """A space or a network as a picture: the text of an SVG file.

    Args:
        subject: what is drawn.
        title: what stands above it; else what the space calls itself, or the network's hash.

    Raises:
        NasdslError: it is neither; the space cannot be counted, or the network has too many
            operations for a picture.
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
    """How few programs serve all networks of a space, and which decisions those leave open.

    Args:
        space: of the networks.
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
    """Compare random networks with what the programs compute that serve them, see `survey`.

    Args:
        space: of the networks.
        networks: how many are drawn.
        seed: of the networks, as `SearchSpace.sample` has it.

    Raises:
        NasdslError: no network can be drawn, or a program has too many operations.
    """
    from nasdsl.training import modes

    checked(space, SearchSpace, "what is verified are the programs of a space", LOAD)
    return modes.verify(space, counting_number(networks, "a number of networks"), seed_number(seed))


def compile(architecture: Architecture, backend: str = "flax", seed: Seed = 0) -> Any:
    """A network as a model of the backend's framework, with parameters drawn from `seed`.

    Args:
        architecture: one network, as `SearchSpace.decode` gives it.
        backend: its name: `flax`, `numpy`, or that of another distribution.
        seed: of the parameters, as `SearchSpace.sample` has it.

    Raises:
        NasdslError: it is no network.
        BackendError: the backend is unknown, not installed, or has no rule for an operation.
    """
    from nasdsl.program.architecture import Architecture
    from nasdsl.training.guarded import guarded_backend

    network = checked(architecture, Architecture, "a model is made of one network", DECODE)
    return guarded_backend(backend).compile(network, seed=seed_number(seed))
