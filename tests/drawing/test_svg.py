"""The text of pictures: XML that stands alone, holds all that it should, and is always the same."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from drawing.programs import chain, dense, nasnet, unet
from nasdsl.api import load
from nasdsl.drawing import STYLE, inline_svg, network_picture, space_picture, svg
from nasdsl.drawing.scene import Box, Frame, Look, Picture, Scene
from nasdsl.drawing.style import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
NETWORK = 4_883_135_111_746_159


def space() -> Picture:
    return space_picture(load("pouy_digits"))


def network() -> Picture:
    found = load("pouy_digits")
    return network_picture(found.decode(found.unrank(NETWORK)).program, "a network")


PICTURES = {
    "space": space(),
    "network": network(),
    **{
        program.__name__: network_picture(program(), program.__name__)
        for program in (nasnet, unet, dense, chain)
    },
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_text(picture: Picture) -> None:
    text = svg(picture)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert text.count("http") == 1  # the name space
    assert not re.search(r"url\(|@import|<script|<image|href|nan|inf\b", text)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert min(width, height) > 0
    looks = [group.get("class", "") for group in root.iter(f"{SVG}g")]
    boxes = [look for look in looks if look and "frame" not in look]
    assert len(boxes) == sum(count(graph) for graph in picture.panels)


def count(graph: Scene) -> int:
    return sum(count(i.graph) if isinstance(i, Frame) else 1 for i in graph.items)


def test_every_operation_tells_its_arguments_on_hovering() -> None:
    root = ElementTree.fromstring(svg(network()))
    tips = [title.text or "" for title in root.iter(f"{SVG}title")]
    (tip,) = [tip for tip in tips if "network.dense[1]" in tip]
    assert tip == (
        "dense(units=64, bias=yes)\n1 x 1 x 256 -> 1 x 1 x 64\n16,448 params, 16,384 MACs\n"
        "network.dense[1]"
    )


def test_what_comes_from_outside() -> None:
    odd = "a<b>&\"'\x00\x1b]0;\ud7ff\uffff"
    box = Box((odd,), Look.PLAIN, tip=odd, note=odd)
    frame = Frame(odd, Look.PART, Scene((box,), ()))
    picture = Picture(odd, (odd,), (Scene((frame,), ()),))
    root = ElementTree.fromstring(svg(picture))
    texts = [text.text for tag in ("text", "title") for text in root.iter(f"{SVG}{tag}")]
    assert set(texts) == {"a<b>&\"'\ufffd\ufffd]0;\ud7ff\ufffd"}
    assert len(texts) == 9  # two of them with a rim below


def test_texts_over_wires_are_read_in_every_renderer() -> None:
    """Many ignore `paint-order`: a text with a rim of its own vanishes below the rim there."""
    root = ElementTree.fromstring(svg(network()))
    texts = list(root.iter(f"{SVG}text"))
    rims = [at for at, text in enumerate(texts) if "halo" in text.get("class", "")]
    assert rims
    for at in rims:
        rim, text = texts[at], texts[at + 1]
        assert rim.get("class") == f"{text.get('class')} halo"
        assert (rim.text, rim.get("x"), rim.get("y")) == (text.text, text.get("x"), text.get("y"))
        assert rim.get("aria-hidden") == "true"
    styles = dict(re.findall(r"^([^@\n{]+) \{(.*)\}", STYLE, re.MULTILINE))
    assert all(".halo" in selector for selector, rules in styles.items() if "-linejoin" in rules)
    assert "paint-order" not in STYLE


def test_in_a_page() -> None:
    text = inline_svg(network())
    assert "xmlns" not in text
    assert "<style" not in text
    assert (
        svg(network())
        .replace(f"<style>{STYLE}</style>", "")
        .replace(' xmlns="http://www.w3.org/2000/svg"', "")
        == f"{text}\n"
    )
    selectors = re.findall(r"^([^@\n{]+) \{", STYLE, re.MULTILINE)
    assert len(selectors) > 20
    assert all(s.strip().startswith(".nasdsl ") for line in selectors for s in line.split(","))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out(colours: dict[str, str]) -> None:
    """Contrast as WCAG 2.1 defines it, at least that of its level AA."""
    for ground in ("paper", "plain", "trained", "merge", "use", "decision"):
        for text in ("ink", "faint"):
            assert contrast(colours[text], colours[ground]) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
