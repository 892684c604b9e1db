"""Distributions that lie in a folder, with entry points."""

from __future__ import annotations

from pathlib import Path


def install(
    site: Path, distribution: str, group: str, *points: str, extras: tuple[str, ...] = ()
) -> None:
    """Lay the metadata of a distribution into a folder from which Python imports."""
    folder = site / f"{distribution}-1.dist-info"
    folder.mkdir()
    provided = "".join(f"Provides-Extra: {extra}\n" for extra in extras)
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n{provided}"
    )
    (folder / "entry_points.txt").write_text("\n".join([f"[{group}]", *points]))
