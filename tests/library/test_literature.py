"""Every published size of a space in the library, to the last digit, and the page about them."""

from __future__ import annotations

import os
from typing import Any

import pytest

from library.literature import DOCS, SPACES, counted, page


@pytest.mark.parametrize("entry", SPACES, ids=[entry["id"] for entry in SPACES])
def test_exact_count(entry: dict[str, Any]) -> None:
    assert counted(entry) == int(entry["exact"])


def test_the_page_is_what_the_data_says() -> None:
    path = DOCS / "literature.md"
    if os.environ.get("ACCEPT"):
        path.write_text(page(), "utf-8")
    assert path.read_text("utf-8") == page()
