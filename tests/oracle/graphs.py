"""Graphs of a small spec: tensors with names, each made when it is first taken, and chains.

Who takes what is known from structure alone. It is found by building a module dry: operations do
nothing then, and what is asked for its tensor is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oracle.meanings import CHAIN, TRACE, Branches, Env, Module
from oracle.networks import Tensor, source
from oracle.operations import State

DRY = source((1, 1, 1))
LISTED = "listed"  # where an environment notes what is listed as unused, if that is asked for


class Named:
    """A tensor that a graph names: made by a module, on what enters, once it is asked for."""

    def __init__(self, made: Module | None, entering: Tensor, env: Env) -> None:
        self.made, self.entering, self.env = made, entering, env
        self.taken = False

    def tensor(self, env: Env) -> Tensor:
        """The tensor, for one who takes it."""
        if TRACE in env:
            env[TRACE].append(self)
            return DRY
        if self.made is not None:
            self.entering = self.made.build(self.entering, {**self.env, CHAIN: []})
            self.made = None
        return self.entering


def named(find: Callable[[Env], Named]) -> Module:
    """The module that ignores its input and gives the tensor of a name."""
    return Module(lambda _, env: find(env).tensor(env), names=find)


def all_earlier(token: object, number: int) -> Branches:
    return Branches(lambda _, env: [named(lambda _, e=each: e) for each in env[token]], number)


def unused(branches: Branches) -> Branches:
    """Of branches that are tensors, those that nothing took."""

    def at(state: State, env: Env) -> list[Module]:
        named = [(each, each.names(env)) for each in branches.at(state, env) if each.names]
        listed: list[Named] | None = env.get(LISTED)
        if listed is not None:
            listed += [tensor for _, tensor in named]
            return []
        return [each for each, tensor in named if not tensor.taken]

    return Branches(at, None)


def graph(
    singles: Sequence[object],
    every: object | None,
    bindings: Mapping[object, Module],
    result: Module,
) -> Module:
    """A graph whose inputs and bindings are known by these tokens."""
    link = len(singles) > 1 or every is not None

    def build(tensor: Tensor, env: Env) -> Tensor:
        chain: list[Named] = env[CHAIN] if link else []
        chain.append(Named(None, tensor, {}))
        first = max(0, len(chain) - len(singles))
        last = [chain[0]] * (first + len(singles) - len(chain)) + chain[first:]
        inner: dict[Any, Any] = {
            **env,
            LISTED: None,
            every: chain[:first],
            **dict(zip(singles, last, strict=True)),
        }
        for token, body in bindings.items():
            inner = {**inner, token: Named(body, tensor, inner)}
        took = _settle([inner[token] for token in bindings], result, inner)
        output = DRY
        if TRACE not in env:
            output = result.build(tensor, {**inner, CHAIN: []})
        took += _traced(result, inner)
        for each in took:
            each.taken = True
        env.get(TRACE, []).extend(took)
        return output

    return Module(build, links=1 if link else 0)


def _settle(made: Sequence[Named], result: Module, env: Env) -> list[Named]:
    """Note as taken what bindings take that are needed, and what the result does by itself."""
    listed: list[Named] = []
    took = _traced(result, env, listed)
    for each in reversed(made):
        if each.made is not None and any(each is other for other in (*took, *listed)):
            took += _traced(each.made, env)
    for each in took:
        each.taken = True
    return took


def _traced(module: Module, env: Env, listed: list[Named] | None = None) -> list[Named]:
    """What a module takes; with `listed`, what it lists as unused is noted there instead."""
    found: list[Named] = []
    module.build(DRY, {**env, CHAIN: [], TRACE: found, LISTED: listed})
    return found
