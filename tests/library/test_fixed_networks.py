"""Specs of one network: the parameters that torchvision's definitions have, and Flax's model."""

from __future__ import annotations

import pytest

import nasdsl
from library.models import compare

PARAMS = {
    "lenet5": 61_706,
    "alexnet": 61_100_840,
    "vgg16": 138_357_544,
    "googlenet": 6_624_904,
    "resnet18": 11_689_512,
    "resnet50": 25_557_032,
    "densenet121": 7_978_856,
    "squeezenet": 1_248_424,
    "mobilenet_v2": 3_504_872,
    "vit_b16": 86_567_656,
    "unet": 31_030_658,
    "se_resnet50": 28_088_024,
}
IMAGES = {"unet": (256, 256, 2)}  # what is not one vector


@pytest.mark.parametrize("name", sorted(PARAMS))
def test_params_and_output(name: str) -> None:
    space = nasdsl.load(name)
    assert (space.count(), space.loci) == (1, [])
    network = space.decode(space.unrank(0))
    assert network.params == PARAMS[name]
    state = network.program.state(network.program.output)
    assert tuple(state) == IMAGES.get(name, (1, 1, space.space.classes))
    compare(network)
