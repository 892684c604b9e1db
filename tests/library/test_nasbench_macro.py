"""NAS-Bench-Macro: parameters and MACs of all its networks are those of the benchmark's table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nasdsl

TABLE = Path(__file__).parents[3] / "shared/tables/nasbench_macro.npz"


@pytest.mark.skipif(not TABLE.exists(), reason="the benchmark's table is not here")
def test_all_networks_cost_what_the_table_says() -> None:
    space = nasdsl.load("nasbench_macro")
    with np.load(TABLE, allow_pickle=False) as table:
        codes, params, macs = table["code"], table["params"], table["flops"]
    assert len(codes) == space.count()
    networks = [space.decode(code) for code in codes]
    assert [network.params for network in networks] == params.tolist()
    assert [network.macs for network in networks] == macs.tolist()
