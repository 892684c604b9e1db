"""What a notebook shows of objects and errors."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest

import nasdsl
from nasdsl import limits
from nasdsl.analysis.part_counts import PartCount
from nasdsl.backend import Epoch
from nasdsl.data import read_dataset
from nasdsl.drawing import notebook
from nasdsl.program.failures import Failures
from nasdsl.util.integers import decimal

SPEC = """
space hills "Hills"
input 8 x 8 x 1
block op = conv(3 | 5) | max_pool(2)
network = op * 2 -> relu
"""


@pytest.fixture(scope="module")
def space() -> nasdsl.SearchSpace:
    return nasdsl.loads(SPEC)


def test_a_space_is_told_in_a_line_and_shown_with_its_picture(space: nasdsl.SearchSpace) -> None:
    assert repr(space) == "<SearchSpace hills: 9 genotypes>"
    shown = space._repr_html_()
    assert shown.startswith("<p><b>hills: Hills</b><br>\ngenotypes: 9<br>\nformula: ")
    picture = ElementTree.fromstring(shown[shown.index("<svg") :])
    assert picture.tag.endswith("svg")


def test_pictures_are_shown_that_are_not_too_large(
    space: nasdsl.SearchSpace, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = space.decode(space.unrank(1))
    for shown in (space, network):
        picture = shown._repr_svg_()
        assert picture == nasdsl.picture(shown)
        assert picture in shown._repr_html_()
    monkeypatch.setattr(notebook, "BOXES", 2)
    other = space.decode(space.unrank(2))
    assert space._repr_svg_() is other._repr_svg_() is None
    monkeypatch.setattr(notebook, "BOXES", 500)
    monkeypatch.setattr(notebook, "STEPS", 2)
    assert space.decode(space.unrank(3))._repr_svg_() is None
    assert "<svg" not in other._repr_html_()


def test_a_count_that_is_not_known_is_told_with_its_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit in ("STATES", "SETS", "GLANCE", "GLANCE_SETS"):
        monkeypatch.setattr(limits, limit, 1)
    text = SPEC.replace("conv(3 | 5)", "conv(3 | 5, padding=valid)").replace("* 2", "* 4")
    space = nasdsl.loads(f"{text}require height >= 2\n")
    least, most = space.bounds()
    assert least < most
    assert repr(space) == f"<SearchSpace hills: from {least} to {most} genotypes>"
    assert f"genotypes: from {least} to {most}<br>" in space._repr_html_()


def test_numbers_of_more_digits_than_python_writes_are_abbreviated() -> None:
    space = nasdsl.loads(SPEC.replace("* 2", "* 10_000"))
    last = space.bounds().most - 1
    shown = f"{decimal(last)[:20]}... ({len(decimal(last))} digits)"
    failures = Failures(space.bounds(), [0], last)
    member = nasdsl.Member(last, "ab", 0, 0, 0, (), {}, {})
    for made in (space.bounds(), space.unrank(last), nasdsl.Candidate(last), member, failures):
        assert shown in repr(made)
    part = PartCount("c", "cell", last, "", {})
    assert repr(part) == f"<PartCount cell c: {shown} genotypes>"
    assert repr(nasdsl.Verification(1, (last,))).endswith(f"({decimal(last)},))")
    assert repr(nasdsl.Candidate(3, "ab", status="failed", violation=1.5)) == (
        "Candidate(index=3, hash='ab', params=0, macs=0, memory=0, status='failed', values=(), "
        "violation=1.5, reason='', cached=False)"
    )


def test_a_genotype_is_told_by_its_first_decisions(space: nasdsl.SearchSpace) -> None:
    assert repr(space.unrank(8)) == "<Genotype 8: network.op[1]=max_pool, network.op[2]=max_pool>"
    many = nasdsl.load("pouy_digits").sample(Random(0))
    assert repr(many).endswith(f", {len(many.decisions) - 4} more>")


def test_a_network_is_told_in_a_line_and_shown_layer_by_layer(space: nasdsl.SearchSpace) -> None:
    network = space.decode(space.unrank(0))
    start = f"<Architecture {network.hash[:12]}: "
    assert repr(network) == f"{start}{network.params:,} params, {network.macs:,} MACs>"
    table = ElementTree.fromstring(f"<div>{network._repr_html_()}</div>")
    first = [row[0].text for row in table.iter("tr")]
    assert first == ["layer", "input", "conv(3)", "conv(3)", "relu"]


def test_a_result_is_told_in_a_line_and_shown_with_its_front(space: nasdsl.SearchSpace) -> None:
    searched = nasdsl.loads(f"{SPEC}search {{ minimize = [macs, params]\npopulation = 4 }}\n")
    settings = replace(searched.search, generations=2)
    result = nasdsl.search(searched, lambda network: {}, settings=settings)
    front = len(result.front)
    assert repr(result) == f"<SearchResult hills: 8 candidates, {front} on the front>"
    shown = result._repr_html_()
    assert shown.startswith("<p><b>hills</b>: minimise macs, params</p>\n<table>")
    table = ElementTree.fromstring(shown[shown.index("<table>") : shown.index("<style>")])
    assert len(list(table.iter("tr"))) == 1 + front
    assert "<svg" in shown


def test_arrays_are_told_by_their_number() -> None:
    data = read_dataset("digits")
    assert repr(data) == "<Dataset digits: 8 x 8 x 1, 10 classes, 1,437 train, 360 test>"
    held_out = replace(data, validation=data.test)
    assert "1,437 train, 360 validation, 360 test" in repr(held_out)
    result = nasdsl.Result((Epoch(1.0, 0.5, 1.5),), 2.0, 3.0, {"conv/kernel": np.zeros((3, 3))})
    assert repr(result) == f"<Result: 1 epochs, the last {result.epochs[-1]}, 1 arrays>"
    network = nasdsl.load("lenet5").decode(nasdsl.load("lenet5").unrank(0))
    trained = nasdsl.Trained(network, result, {"accuracy": 0.98765, "loss": 0.125})
    told = f"<Trained {network.hash[:12]}: 1 epochs, test accuracy 0.9877, loss 0.125>"
    assert repr(trained) == told


def test_an_error_is_its_message_alone() -> None:
    with pytest.raises(nasdsl.SpecError) as caught:
        nasdsl.loads("space s\ninput 8 x 8 x 1\nnetwork = rellu\n")
    lines = caught.value._render_traceback_()
    assert lines == str(caught.value).splitlines()
    assert lines[0].startswith("spec:3:11: error[E201]")
