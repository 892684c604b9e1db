"""An operation of another distribution: it doubles every number."""

from __future__ import annotations

from math import prod

from nasdsl import Op

toy_double = Op("toy_double", "Doubles every number.", macs=lambda before, after, args: prod(after))
