"""Pictures of the networks of a run's front, for its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nasdsl import limits
from nasdsl.drawing import inline_svg, network_picture
from nasdsl.errors import NasdslError
from nasdsl.exploration.pareto import Member
from nasdsl.exploration.run import RunDescription
from nasdsl.ops import Op
from nasdsl.reporting.numbers import short
from nasdsl.reporting.summary import Summary
from nasdsl.searchspace import SearchSpace, described
from nasdsl.util.text import escaped

PICTURES = 10  # of one page


def pictures(summary: Summary, operations: Iterable[Op] = ()) -> Iterator[str]:
    """The first networks of the front, each as an HTML element that opens to its picture."""
    try:
        space = described(
            RunDescription(summary.text, {}, summary.used).spec(), operations=operations
        )
    except NasdslError as error:
        missing = "".join(f" --operations {name}" for name in summary.operations)
        reason = f"nasdsl report RUN{missing} draws them" if missing else str(error)
        yield f'<p class="note">no pictures of networks: {escaped(reason)}</p>'
        return
    for member in summary.front[:PICTURES]:
        yield _folded(summary, member, _member_picture(space, member))


def _folded(summary: Summary, member: Member, picture: str) -> str:
    values = zip(summary.objectives, member.values, strict=True)
    told = ", ".join(f"{name} {short(value)}" for name, value in values)
    heading = f"<summary>{escaped(told)}</summary>"
    return f'<details>{heading}\n<div class="scroll">{picture}</div></details>'


def _member_picture(space: SearchSpace, member: Member) -> str:
    try:
        with limits.deep_recursion():
            program = space.decode(space.unrank(member.index)).program
            return inline_svg(
                network_picture(program, f"network {limits.abbreviate(member.index)}")
            )
    except NasdslError as error:
        return f'<p class="note">{escaped(str(error))}</p>'
