"""Uses of what is shared, at strides relative to that of what enters.

Where bounds ask for strides alone and shapes are not known, a module does the same at each stride,
but for the bounds themselves. So its outcomes are assumed once for all strides that enter, with the
strides that bounds judge as soon as that of what enters is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.points import Point
from nasdsl.analysis.structure.state import Bound, Component, Named, Out

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow


def relative(flow: Flow, component: Component, slots: Iterable[str]) -> Component:
    """The component as each stride would have it, if what is known there allows that.

    Args:
        flow: the fold.
        component: a place where shared decisions apply.
        slots: the names that they read.
    """
    env = {slot: component.env[slot] for slot in slots if slot in component.env}
    others = [link.point for link in component.chain]
    others += [named.point for held in env.values() for named in _tensors(held)]
    start = component.point
    if not flow.meter.scales or not flow.meter.scalable(start, others):
        return component
    point = partial(flow.meter.relative, start)
    return Component(
        flow.meter.unit(start),
        tuple(link._replace(point=point(link.point)) for link in component.chain),
        {slot: _with_points(held, point) for slot, held in env.items()},
    )


def absolute(flow: Flow, start: Component, place: Component, outcome: Any) -> Any:
    """The outcome at a component, from that at the place that stands for it.

    Args:
        flow: the fold.
        start: the component.
        place: the component itself, or what `relative` made of it.
        outcome: an `Out` of a module, or the row of an outcome for each of some branches.
    """
    if place is start or outcome is None:
        return outcome
    if not isinstance(outcome, Out):
        return tuple(absolute(flow, start, place, out) for out in outcome)
    point = partial(flow.meter.absolute, start.point)
    chain = tuple(link._replace(point=point(link.point)) for link in outcome.chain)
    return Out(point(outcome.point), chain, outcome.tally)


def _tensors(held: Bound) -> Iterator[Named]:
    for each in held if isinstance(held, tuple) else (held,):
        if isinstance(each, Named):
            yield each


def _with_points(held: Bound, change: Callable[[Point], Point]) -> Bound:
    if isinstance(held, Named):
        return held._replace(point=change(held.point))
    if isinstance(held, tuple):
        return tuple(named._replace(point=change(named.point)) for named in held)
    return held
