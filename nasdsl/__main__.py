"""`python -m nasdsl` is the command `nasdsl`."""

from nasdsl.cli import main

main()
