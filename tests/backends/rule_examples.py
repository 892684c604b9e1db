"""Every rule with arguments of all sorts, as programs of one step, and images for them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from backends.flax_programs import row
from nasdsl.program.graph import Apply, Program, Scalar, State

STATE = State(5, 4, 4)
PLANNED = {
    "fit": Apply(
        "fit",
        (("filters", 3), ("stride_height", 2), ("stride_width", 1)),
        (0,),
        State(3, 4, 3),
        "fit",
    ),
    "repeat": Apply("repeat", (("height", 3), ("width", 1)), (0,), State(15, 4, 4), "repeat"),
    "pad": Apply(
        "pad", (("height", 6), ("width", 4), ("channels", 7)), (0,), State(6, 4, 7), "pad"
    ),
}
"""Steps that the planner makes, with arguments that nobody writes."""

GIVEN: list[tuple[str, dict[str, Scalar]]] = [
    ("conv", {"height": 3, "filters": 6}),
    ("conv", {"height": 1, "filters": 6, "stride": 2}),
    ("conv", {"height": 1, "filters": 6, "padding": 1}),
    ("conv", {"height": 7, "width": 2, "stride": 2, "bias": "no"}),
    ("conv", {"height": 2, "filters": 2, "groups": 2, "padding": "valid", "dilation": 2}),
    ("conv", {"height": 3, "groups": 4, "padding": 2, "stride": 3}),
    ("depthwise_conv", {"height": 3, "stride": 2}),
    ("depthwise_conv", {"height": 5, "width": 2, "padding": 2, "bias": "no"}),
    ("separable_conv", {"height": 7, "filters": 3}),
    ("separable_conv", {"height": 3, "stride": 2, "padding": "valid", "bias": "no"}),
    ("separable_conv", {"height": 2, "filters": 5, "dilation": 2}),
    ("dense", {"units": 5}),
    ("dense", {"units": 5, "bias": "no"}),
    ("max_pool", {"height": 3}),
    ("max_pool", {"height": 2, "width": 3, "stride": 2, "padding": "valid"}),
    ("max_pool", {"height": 3, "stride": 3, "padding": 1}),
    ("avg_pool", {"height": 3}),
    ("avg_pool", {"height": 2, "width": 3, "stride": 2}),
    ("avg_pool", {"height": 3, "stride": 2, "padding": 1}),
    ("global_avg_pool", {}),
    ("flatten", {}),
    ("relu", {}),
    ("zero", {"stride": 2}),
    ("transposed_conv", {"height": 2, "stride": 2, "filters": 3}),
    ("transposed_conv", {"height": 3, "stride": 2, "bias": "no"}),
    ("transposed_conv", {"height": 1, "width": 4, "stride": 3}),
    ("transposed_conv", {"height": 5, "width": 2, "stride": 2, "padding": "valid"}),
    ("transposed_conv", {"height": 3, "padding": 2}),
    ("transposed_conv", {"height": 2, "stride": 2, "padding": 2}),
    ("batch_norm", {}),
    ("layer_norm", {}),
    ("group_norm", {"groups": 2}),
    ("instance_norm", {}),
    ("local_response_norm", {}),
    ("local_response_norm", {"size": 2, "alpha": 1, "beta": Fraction(1, 2), "k": 2}),
    ("part", {"number": 2, "of": 4}),
    ("channel_shuffle", {"groups": 2}),
    ("squeeze_excite", {"ratio": Fraction(1, 2)}),
    ("softmax", {}),
    ("attention", {"heads": 2}),
    ("attention", {"heads": 3, "width": 9, "bias": "no"}),
    ("class_token", {}),
    ("first_token", {}),
    ("position_embedding", {}),
    ("upsample", {}),
    ("upsample", {"factor": 3}),
    ("global_max_pool", {}),
    ("relu6", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"slope": Fraction(1, 5)}),
    ("elu", {}),
    ("elu", {"alpha": 2}),
    ("gelu", {}),
    ("silu", {}),
    ("hard_swish", {}),
    ("hard_sigmoid", {}),
    ("sigmoid", {}),
    ("tanh", {}),
    ("scale", {"factor": Fraction(5, 2)}),
    ("dropout", {"rate": Fraction(1, 2)}),
]
SINGLE = [row(STATE, each) for each in GIVEN] + [
    Program((STATE,), (each,), 1) for each in PLANNED.values()
]


def images(*states: State, n: int = 2) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [3 * rng.standard_normal((n, *state)) for state in states]
