"""What programs with open decisions cost: as much as the costliest arms, in every round."""

from __future__ import annotations

from nasdsl import loads
from nasdsl.program import cost
from nasdsl.program.graph import Loop, Program, Select
from nasdsl.searchspace import SearchSpace
from nasdsl.training.modes import survey


def space_of(network: str) -> SearchSpace:
    return loads(f"space s\ninput 4 x 4 x 2\ngene w = 1 | 2\nnetwork = {network}\n")


def program_of(space: SearchSpace) -> Program:
    """The one program of a space whose decisions all keep shapes."""
    return space.supernets.serving([0] * len(space.loci)).program


def test_the_costliest_arms_are_counted_wherever_they_stand() -> None:
    """conv(3) has 3*3*2*2 + 2 parameters, conv(1) 2*2 + 2, on 16 positions; relu has none."""
    space = space_of("(conv(3) | conv(1)) -> (relu | conv(1)) * 2")
    program = program_of(space)
    assert [type(step) for step in program.steps] == [Select, Loop]
    assert cost.params(program) == survey(space).params == 38 + 2 * 6
    assert cost.macs(program) == 16 * 36 + 2 * 16 * 4
    assert cost.memory(program) == 4 * (38 + 32) + 2 * 4 * (6 + 32)


def test_a_program_can_cost_more_than_each_network_that_it_serves() -> None:
    """It holds the parameters of every arm, where no network has two of these convolutions."""
    space = space_of("given w { 1: conv(3) 2: relu } -> given w { 1: relu 2: conv(3) }")
    assert {space.decode(space.unrank(index)).params for index in range(2)} == {38}
    assert cost.params(program_of(space)) == survey(space).params == 2 * 38
