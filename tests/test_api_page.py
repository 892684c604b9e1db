"""The page of the Python interface is what the docstrings say; ACCEPT=1 writes it anew."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

import nasdsl

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def api_page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_page", DOCS / "api_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_docstrings_say(api_page: ModuleType) -> None:
    page = api_page.page()
    if os.environ.get("ACCEPT"):
        api_page.PAGE.write_text(page, "utf-8")
    assert api_page.PAGE.read_text("utf-8") == page


def test_all_that_is_exported_is_told(api_page: ModuleType) -> None:
    headings = [line[3:] for line in api_page.page().splitlines() if line.startswith("## ")]
    assert sorted(headings) == sorted(nasdsl.__all__)
