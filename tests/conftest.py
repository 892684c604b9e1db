"""What all tests share: random examples are the same in every run, and may take their time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

# Hypothesis draws constants of modules that are loaded, too: which those are differs between runs
# of one test and of all, and between the workers that share them.
providers._get_local_constants = providers.Constants
