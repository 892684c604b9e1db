"""The experiment of Pouy et al. on MNIST, with widths kept in bounds: search and front.

Batch 128 and Adam as in the paper; population, generations and epochs as the time allows. Arguments
go to `nasdsl search`, so that `--resume` goes on where an earlier call ended:

    python benchmarks/pouy_mnist_gpu.py --out runs/pouy_mnist --population 10 --generations 3
"""

from __future__ import annotations

import subprocess
import sys


def main() -> None:
    """Search, with defaults that take far longer on a CPU than on a GPU."""
    defaults = "--out runs/pouy_mnist --population 10 --generations 3 --epochs 3"
    arguments = sys.argv[1:] or defaults.split()
    command = [sys.executable, "-m", "nasdsl", "search", "pouy_mnist_projected", "--data", "mnist"]
    raise SystemExit(subprocess.call([*command, "--seed", "1", *arguments]))


if __name__ == "__main__":
    main()
