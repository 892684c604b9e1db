"""Pictures of the networks of a run's front, for its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nasdsl import limits
from nasdsl.drawing import inline_svg, network_picture
from nasdsl.errors import NasdslError
from nasdsl.exploration.pareto import Member
from nasdsl.exploration.run import Run
from nasdsl.ops import Op
from nasdsl.reporting.numbers import short
from nasdsl.searchspace import SearchSpace
from nasdsl.util.integers import abbreviate
from nasdsl.util.text import escaped

PICTURES = 10  # of one page


def pictures(run: Run, operations: Iterable[Op] = ()) -> Iterator[str]:
    """HTML elements that open to the pictures of the first ten networks on the front.

    If the space cannot be read again, the only element says why.

    Args:
        run: the run.
        operations: a user's operations that the spec uses.
    """
    try:
        space = run.space(operations=operations)
    except NasdslError as error:
        missing = "".join(f" --operations {name}" for name in run.operations)
        reason = f"nasdsl report RUN{missing} draws them" if missing else str(error)
        yield f'<p class="note">no pictures of networks: {escaped(reason)}</p>'
        return
    for member in run.front[:PICTURES]:
        yield _folded(run, member, _member_picture(space, member))


def _folded(run: Run, member: Member, picture: str) -> str:
    values = zip(run.objectives, member.values, strict=True)
    summary = ", ".join(f"{name} {short(value)}" for name, value in values)
    heading = f"<summary>{escaped(summary)}</summary>"
    return f'<details>{heading}\n<div class="scroll">{picture}</div></details>'


def _member_picture(space: SearchSpace, member: Member) -> str:
    try:
        with limits.deep_recursion():
            program = space.decode(space.unrank(member.index)).program
            return inline_svg(network_picture(program, f"network {abbreviate(member.index)}"))
    except NasdslError as error:
        return f'<p class="note">{escaped(str(error))}</p>'
