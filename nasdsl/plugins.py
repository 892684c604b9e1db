"""Entry points: the objects that installed distributions add to nasdsl, by group and name.

A distribution says in its pyproject.toml, of a strategy for example,

    [project.entry-points."nasdsl.strategies"]
    hill_climb = "my_package.hill_climb:HillClimb"

and is imported when that name is used for the first time.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from nasdsl.errors import NasdslError, cause, failure, nearest, with_type


@contextmanager
def failures_named(whose: str) -> Generator[None]:
    """A context in which exceptions of an installed distribution's code become errors of nasdsl.

    Args:
        whose: names the code that is called, as the subject of the message: `'ask' of the strategy
            'hill_climb'`.

    Raises:
        NasdslError: the code raised an exception; one of nasdsl itself is raised unchanged.
    """
    try:
        yield
    except NasdslError:
        raise
    except Exception as error:  # whatever a distribution's code does
        raise NasdslError(failure(whose, error)) from error


@dataclass(frozen=True, slots=True)
class PluginGroup:
    """A group of entry points with which distributions add backends, strategies and the like.

    Args:
        name: the name of the group of entry points, as `nasdsl.backends`.
        kind: what messages call a member of the group, as `backend`.
        error: the class of the errors raised about members.
    """

    name: str
    kind: str
    error: type[NasdslError] = NasdslError

    def names(self) -> tuple[str, ...]:
        """The names of all installed entry points of the group, sorted."""
        return tuple(sorted(self._entry_points()))

    def load(self, name: object) -> Any:
        """The object that the entry point `name` refers to, imported.

        Raises:
            NasdslError: the group has no such name, two distributions give it, or the import fails.
        """
        point = self.find(name)
        try:
            return point.load()
        except Exception as error:  # whatever a user's module does when it is imported
            raise self._unusable(point, error) from error

    def find(self, name: object) -> metadata.EntryPoint:
        """The entry point of this name, not imported.

        Raises:
            NasdslError: the group has no such name, or two distributions give it.
        """
        if not isinstance(name, str):
            raise self.error(f"a {self.kind} is named by a str, not {with_type(name)}")
        points = self._entry_points()
        if name not in points:
            hint = nearest(name, points) or f"known: {', '.join(sorted(points))}"
            raise self.error(f"there is no {self.kind} '{name}'", hint)
        point, *others = points[name]
        for other in others:
            if _distribution(other) != _distribution(point):
                both = f"{_distribution(point)} and {_distribution(other)}"
                fact = f"two distributions give the {self.kind} '{name}': {both}"
                raise self.error(fact, "uninstall one of them")
        return point

    def _entry_points(self) -> dict[str, list[metadata.EntryPoint]]:
        """By each name the entry points that have it: of several distributions, or one twice."""
        points: dict[str, list[metadata.EntryPoint]] = {}
        for point in metadata.entry_points(group=self.name):
            points.setdefault(point.name, []).append(point)
        return points

    def _unusable(self, point: metadata.EntryPoint, error: Exception) -> NasdslError:
        whose = f"{self.kind} '{point.name}'"
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        if missing is None or missing.split(".")[0] == point.module.split(".")[0]:
            return self.error(f"the installed {whose} cannot be imported: {cause(error)}")
        package = missing.split(".")[0]
        return self.error(f"{whose} needs {package}", f"pip install {_package(point, package)}")


def _distribution(point: metadata.EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown one"


def _package(point: metadata.EntryPoint, missing: str) -> str:
    """What brings a module that is missing: the extra of the plug-in's own name, if it has one."""
    extras = point.dist.metadata.get_all("Provides-Extra") if point.dist else None
    return f"'{_distribution(point)}[{point.name}]'" if point.name in (extras or ()) else missing
