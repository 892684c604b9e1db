"""Pictures of the front's networks in the page of a run."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nasdsl.api import load
from nasdsl.drawing import network
from nasdsl.exploration import Member, Run
from nasdsl.reporting.networks import PICTURES
from nasdsl.reporting.page import report_page

SPACE = load("pouy_digits")


def member(number: int) -> Member:
    genome = SPACE.sample(random.Random(number))
    found = SPACE.decode(genome)
    index, values = SPACE.rank(genome), (number / 100, 1.0 - number)
    return Member(index, found.hash, found.params, found.macs, found.memory, values, {}, {})


@pytest.fixture
def summary(run_folder: Path) -> Run:
    front = tuple(member(number) for number in range(PICTURES + 2))
    names = ("a < b", "params")
    return replace(Run.read(run_folder), spec=SPACE.text, front=front, objectives=names)


def test_the_first_networks_are_drawn(summary: Run) -> None:
    text = report_page(summary)
    found = re.findall(r"<details><summary>(.*?)</summary>\n(.*?)</details>", text, re.DOTALL)
    assert len(found) == PICTURES
    for (heading, body), drawn in zip(found, summary.front, strict=False):
        assert unescape(heading) == f"a < b {drawn.values[0]:.4g}, params {drawn.values[1]:.0f}"
        (picture,) = re.findall(r'<svg class="nasdsl".*?</svg>', body, re.DOTALL)
        root = ElementTree.fromstring(picture)
        texts = [element.text for element in root.iter("text")]
        assert texts[:2] == [
            f"network {drawn.index}",
            f"{drawn.params:,} params, {drawn.macs:,} MACs",
        ]
    assert text.count("<details>") == PICTURES
    assert text.count(".nasdsl .paper") == 2  # one style for all, for light and for dark
    assert not re.search(r"https?:|url\(|@import|<script|<link", text)


def test_a_front_without_networks(summary: Run) -> None:
    assert "<details>" not in report_page(replace(summary, front=()))


def test_a_network_that_is_too_large(summary: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "BOXES", 0)
    text = report_page(summary)
    assert text.count("there is room for 0</p>") == PICTURES
    assert '<svg class="nasdsl"' not in text


def test_a_spec_that_is_none_any_more(summary: Run) -> None:
    text = report_page(replace(summary, spec="space <old>"))
    assert "no pictures of networks: spec.nas:1:7: error[E101]" in text
    assert "<old>" not in text
