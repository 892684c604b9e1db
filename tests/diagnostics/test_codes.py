"""The catalogue of codes: all that are reported are in it, and its examples are what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import nasdsl
from nasdsl.cli.main import cli
from nasdsl.diagnostics.catalogue import ENTRIES, find_entry, topics
from nasdsl.diagnostics.entry import DiagnosticEntry, shown_example, whole_spec
from nasdsl.errors import NasdslError, SpecError

Codes = Callable[[str], set[str]]
PACKAGE = Path(nasdsl.__file__).parent
DOCUMENT = Path(__file__).parents[2] / "docs/errors.md"
EXAMPLES = {code: entry for code, entry in ENTRIES.items() if entry.wrong}


@pytest.fixture
def reported(tmp_path: Path) -> Codes:
    """The codes of all that is reported of an example and its networks, warnings too."""

    def codes(example: str) -> set[str]:
        path = tmp_path / "example.nas"
        path.write_text(whole_spec(example), "utf-8")
        try:
            space = nasdsl.load(path)
            space.check_bounds()
            warnings = {found.code for found in space.warnings}
            failing = (
                None if "W111" in warnings else space.failing()
            )  # where all fail, that is said
            misfit = failing.misfit if failing else None
            return warnings | {found.code for found in (misfit.diagnostics if misfit else ())}
        except SpecError as error:
            return {diagnostic.code for diagnostic in error.diagnostics}

    return codes


def test_every_code_that_is_reported_is_in_the_catalogue_and_the_reverse() -> None:
    sources = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "diagnostics"]
    codes = {c for path in sources for c in re.findall(r'"([EW]\d{3})"', path.read_text("utf-8"))}
    assert codes == set(ENTRIES)


def test_the_codes_stand_in_order_by_topic() -> None:
    assert list(ENTRIES) == sorted(ENTRIES)
    assert [e.code for _, entries in topics(ENTRIES.values()) for e in entries] == list(ENTRIES)
    assert len({topic for topic, _ in topics(ENTRIES.values())}) == len(topics(ENTRIES.values()))


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_is_reported_with_its_code_alone(
    entry: DiagnosticEntry, reported: Codes
) -> None:
    assert reported(entry.wrong) == {entry.code}


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=EXAMPLES)
def test_a_mended_example_is_clean(entry: DiagnosticEntry, reported: Codes) -> None:
    assert reported(entry.mended) == set()


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_an_entry_is_fit_to_print(entry: DiagnosticEntry) -> None:
    assert not entry.title.endswith(".")
    assert entry.text.endswith(".")
    assert bool(entry.wrong) == bool(entry.mended)
    for text in (entry.title, entry.text, shown_example(entry.wrong), shown_example(entry.mended)):
        assert max(map(len, text.splitlines()), default=0) <= 96


def test_only_what_no_text_of_a_spec_shows_has_no_example() -> None:
    assert set(ENTRIES) - set(EXAMPLES) == {"E001", "E802"}


def test_a_code_is_found_in_any_case_and_an_unknown_one_is_answered_with_the_nearest() -> None:
    assert find_entry("e204") is find_entry("E204")
    with pytest.raises(NasdslError, match=r"(?s)no code 'E2004'.*did you mean 'E204'"):
        find_entry("E2004")
    with pytest.raises(NasdslError, match=r"(?s)no code 'syntax'.*'nasdsl explain' lists all"):
        find_entry("syntax")


def test_the_document_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(cli, ["explain", "--markdown"]).stdout
    assert DOCUMENT.read_text("utf-8") == printed


def test_the_document_links_to_its_own_headings() -> None:
    text = DOCUMENT.read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert set(links) == anchors
    assert len(links) == len(ENTRIES)
