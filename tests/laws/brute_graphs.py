"""Graphs of a small spec: tensors with names, each made when it is first taken, and chains.

Who takes what is known from structure alone. It is found by building a module dry: operations do
nothing then, and what is asked for its tensor is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from brute_networks import Tensor, source
from brute_operations import State
from brute_things import CHAIN, TRACE, Branches, Env, Module

DRY = source((1, 1, 1))


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
        return [
            each for each in branches.at(state, env) if each.names and not each.names(env).taken
        ]

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
            every: chain[:first],
            **dict(zip(singles, last, strict=True)),
        }
        for token, body in bindings.items():
            inner = {**inner, token: Named(body, tensor, inner)}
        for body in bindings.values():
            _take(body, inner)
        output = DRY
        if TRACE not in env:
            output = result.build(tensor, {**inner, CHAIN: []})
        _take(result, inner)
        return output

    return Module(build, links=1 if link else 0)


def _take(module: Module, env: Env) -> None:
    """Note what a module takes as taken."""
    found: list[Named] = []
    module.build(DRY, {**env, CHAIN: [], TRACE: found})
    for each in found:
        each.taken = True
    env.get(TRACE, []).extend(found)
