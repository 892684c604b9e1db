"""Mistakes in specs, and what becomes of each: a space that answers, or errors that say where.

As a process, `python -m oracle.generate.mutations NUMBER START` looks at so many, and
ends at the first that takes more than 1 GiB of memory, does not end, or raises anything else.
"""

from __future__ import annotations

import re
import resource
import signal
import sys
from pathlib import Path
from random import Random

from nasdsl.errors import NasdslError, SpecError
from nasdsl.language import library
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from processes import HANGS

WORDS = re.compile(r'"[^"]*"|\w+|->|\.\.|<=|[^\w\s]|\s+')
NUMBERS = ("0", "1", "1.5", "300", "20_000", "1G", "[relu]", "(1|2)", "channels", "else")
CHARACTERS = "()[]{}|:,=*+-/<>.#\"'\\ \n\t09aZ_é\x00"
BYTES = 2**30  # above what the process holds at its start


def mutated(text: str, random: Random) -> str:
    """The text with a few words, lines or characters dropped, doubled, swapped or put in."""
    change = random.choice([misnamed, broken, broken, torn])
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        text = change(text, random) or "x"
    return text


def misnamed(text: str, random: Random) -> str:
    """A name or number by another one, so that the grammar is mostly kept."""
    words = [found for found in WORDS.finditer(text) if found[0][0].isalnum()]
    if not words:
        return text
    others = [found[0] for found in words] + list(NUMBERS)
    at = random.choice(words)
    return text[: at.start()] + random.choice(others) + text[at.end() :]


def broken(text: str, random: Random) -> str:
    parts = WORDS.findall(text) if random.random() < 0.6 else list(text)
    at = random.randrange(len(parts))
    match random.randrange(3):
        case 0:
            parts[at] = random.choice([each for each in parts if not each.isspace()] or [""])
        case 1:
            parts[at] += random.choice(CHARACTERS)
        case _:
            parts = moved(parts, random)
    return "".join(parts)


def torn(text: str, random: Random) -> str:
    return "".join(moved(text.splitlines(keepends=True), random))


def moved(parts: list[str], random: Random) -> list[str]:
    """The parts with one of them dropped or doubled, or two of them swapped."""
    at, other = random.randrange(len(parts)), random.randrange(len(parts))
    match random.randrange(3):
        case 0:
            parts[at] = ""
        case 1:
            parts[at] *= 2
        case _:
            parts[at], parts[other] = parts[other], parts[at]
    return parts


def outcome(text: str, random: Random) -> str:
    """What becomes of a text: a space that answers, or errors that say where."""
    try:
        space = SearchSpace(parse(Source("mutated.nas", text)))
        space.flat()
        index = random.randrange(space.count() or 1)
        assert len(space.unrank(index)) == len(space.loci)
        space.decode(space.sample(random))
    except SpecError as error:
        for diagnostic in error.diagnostics:
            line, column = diagnostic.span.position
            assert 1 <= line <= text.count("\n") + 1
            assert 1 <= column <= len(diagnostic.span.source.line(line)) + 1
            assert diagnostic.render()
        return error.diagnostics[0].code[:2]
    except NasdslError:
        return "failure"
    return "space"


def limited() -> None:
    """Let the process end where it takes more memory than it may, or hangs."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.signal(signal.SIGALRM, _hanging)


def _hanging(*_: object) -> None:
    raise AssertionError("it does not end")


def main(number: int, start: int) -> None:
    limited()
    random = Random(start)
    texts = [library.read_spec(name).text for name in library.spec_names()]
    found: set[str] = set()
    for _ in range(number):
        text = mutated(random.choice(texts), random)
        signal.alarm(HANGS)
        try:
            found.add(outcome(text, random))
        except BaseException:
            print(text)
            raise
    print(*sorted(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
