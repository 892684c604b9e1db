"""One spec through every stage, with the backend that needs no framework; `make check` runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from nasdsl_numpy import backend

from nasdsl.api import search
from nasdsl.drawing import network_picture, space_picture
from nasdsl.drawing.svg import svg
from nasdsl.exploration import Run
from nasdsl.formatting.statements import formatted
from nasdsl.language.parser import parse
from nasdsl.program.architecture import Architecture
from nasdsl.program.canonical import network_hash
from nasdsl.program.instantiate import instantiate
from nasdsl.reporting.page import report_page
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

TEXT = """\
space stages "One spec through every stage"
input 8 x 8 x 1
classes 10
gene f = 2 | 4
cell unit = graph(x) {
  a = conv(1 | 3, filters=f) -> relu
  b = add(pick(1, [x, a])) -> fit(a)
  return concat([a, b])
}
network = unit * (1..2) -> flatten -> dense(classes)
require stride <= 1
search {
  minimize = [error, params]
  population = 4
  generations = 2
}
"""
COUNT = 2 * 2 * 2 * 2  # widths, kernels, tensors picked, repetitions


def space() -> SearchSpace:
    return SearchSpace(parse(Source("stages.nas", TEXT)))


def test_text_to_genotypes() -> None:
    assert formatted(Source("stages.nas", TEXT)) == TEXT
    stages = space()
    assert not stages.warnings
    assert stages.count() == COUNT
    for index in range(COUNT):
        genotype = stages.unrank(index)
        assert stages.rank(genotype.loci) == index
        assert stages.genotype(genotype.decisions) == genotype


def test_genotypes_to_networks() -> None:
    stages = space()
    assert svg(space_picture(stages)).startswith("<svg ")
    for index in range(COUNT):
        genotype = stages.unrank(index)
        network = stages.decode(genotype)
        served = stages.supernets.serving(genotype.loci).program
        assert network_hash(instantiate(served, genotype.loci)) == network.hash
        assert svg(network_picture(network.program, "one")).startswith("<svg ")
        logits = backend.compile(network)(np.ones((3, 8, 8, 1)))
        assert logits.shape == (3, 10)
        assert np.isfinite(logits).all()


def evaluate(network: Architecture) -> dict[str, float]:
    return {"error": int(network.hash[:4], 16) / 65536}


def test_networks_to_a_report(tmp_path: Path) -> None:
    result = search(space(), evaluate, out=tmp_path / "run")
    assert result == search(space(), evaluate, out=tmp_path / "run", resume=True)
    page = report_page(Run.read(tmp_path / "run"))
    assert all(str(member.index) in page for member in result.front)
