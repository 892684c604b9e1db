"""Where a number of channels does not suit an operation, the message says which would."""

from __future__ import annotations

import pytest

import nasdsl


@pytest.mark.parametrize(
    ("operation", "fact", "help"),
    [
        (
            "group_norm(3)",
            "groups = 3 does not divide 64 channels",
            "choose groups that divide them, or filters=66 before",
        ),
        (
            "channel_shuffle(5)",
            "groups = 5 does not divide 64 channels",
            "choose groups that divide them, or filters=65 before",
        ),
        (
            "attention(heads=3)",
            "heads = 3 does not divide a width of 64",
            "choose heads that divide it, or width=66",
        ),
        (
            "conv(3, filters=32, groups=3)",
            "groups = 3 does not divide 64 and 32 channels",
            "groups divide the channels that enter, and filters: those that leave",
        ),
        (
            "part(1, of=5)",
            "64 channels do not fall into 5 equal parts",
            "choose parts that divide them, or filters=65 before",
        ),
        (
            "squeeze_excite(1/24)",
            "ratio = 1/24 of 64 channels is 8/3, not a whole number",
            "choose another ratio, or filters=72 before",
        ),
    ],
)
def test_what_would_fit(operation: str, fact: str, help: str) -> None:
    text = f"space s\ninput 8 x 8 x 3\nnetwork = conv(1, filters=64) -> {operation}\n"
    (warning,) = nasdsl.loads(text).warnings
    assert (warning.code, warning.help) == ("W111", help)
    assert f": {fact}, at " in warning.message
