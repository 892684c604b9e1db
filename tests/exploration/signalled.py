"""A process that sends itself a signal at a counted moment, whatever the machine does beside.

`python -m exploration.signalled SIGNAL WRITTEN NUMBER LINES MODULE ARGUMENTS` runs a module as
`python -m` does. Once it has written so many candidates of a search, or epochs of a retraining, the
lines of nasdsl that it runs are counted, and after so many of them it sends itself the signal.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import nasdsl
from processes import HANGS, environment, interruptible, python

SOURCES = str(Path(nasdsl.__file__).parent)


@dataclass(frozen=True)
class Moment:
    """When the signal is sent.

    Args:
        lines: of nasdsl, counted from what was written last.
        number: of the candidates or epochs that are written before; 0: lines are counted from the
            beginning.
        written: "candidates" or "epochs".
    """

    lines: int
    number: int = 0
    written: str = "candidates"


def ended(signals: signal.Signals, moment: Moment, module: str, *args: str) -> int:
    """Run a module that sends itself a signal, and return its exit status."""
    when = (moment.written, str(moment.number), str(moment.lines))
    command = python("exploration.signalled", signals.name, *when, module, *args)
    with interruptible():
        process = subprocess.Popen(
            command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    try:
        return process.wait(HANGS)
    finally:
        process.kill()


def send_after_lines(signals: signal.Signals, lines: int) -> None:
    """Send this process a signal after so many lines of nasdsl from here."""
    left = lines

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(SOURCES):
            return None
        left -= event == "line"
        if left <= 0:
            sys.settrace(None)
            os.kill(os.getpid(), signals)
        return count

    frame = sys._getframe()  # pyright: ignore[reportPrivateUsage]
    while frame := frame.f_back:
        if frame.f_code.co_filename.startswith(SOURCES):
            frame.f_trace = count
    sys.settrace(count)


def call_after(owner: Any, name: str, number: int, action: Callable[[], None]) -> None:
    """Have a function act once it has returned so many times."""
    function = getattr(owner, name)
    calls = 0

    def counting(*args: Any) -> Any:
        nonlocal calls
        result = function(*args)
        calls += 1
        if calls == number:
            action()
        return result

    setattr(owner, name, counting)


def run() -> None:
    name, written, number, lines, module, *args = sys.argv[1:]
    signals, number = signal.Signals[name], int(number)

    def send() -> None:
        send_after_lines(signals, int(lines))

    if number == 0:
        send()
    elif written == "candidates":
        from nasdsl.exploration.store import Store

        call_after(Store, "record", number, send)
    else:
        from nasdsl.training import retraining

        call_after(retraining, "write_training", number, send)
    sys.argv = [module, *args]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    run()
