"""What `nasdsl count` takes for each spec of the library, start-up included, beside lenet5.

Processor time of whole processes, the least of five rounds in which all specs take turns, so that
a machine that is busy for a while is busy for all of them.

    python benchmarks/startup.py [SPEC ...]
"""

from __future__ import annotations

import os
import subprocess
import sys

from nasdsl.language import library

ROUNDS = 5
PLAIN = "lenet5"


def seconds(spec: str) -> float:
    """The processor time of counting a spec."""
    command = [sys.executable, "-m", "nasdsl", "count", spec]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the least time of each spec, and its ratio to that of a plain network."""
    specs = [PLAIN, *(spec for spec in sys.argv[1:] or library.spec_names() if spec != PLAIN)]
    rounds = [{spec: seconds(spec) for spec in specs} for _ in range(ROUNDS)]
    least = {spec: min(times[spec] for times in rounds) for spec in specs}
    for spec in sorted(specs, key=least.__getitem__, reverse=True):
        print(f"{spec:<28}{least[spec]:.3f} s{least[spec] / least[PLAIN]:8.2f}")


if __name__ == "__main__":
    main()
