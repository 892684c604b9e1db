"""The codes E240 to E249: files that a spec uses."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

MENDED = """
block unit = conv(3) -> relu
network = unit
"""

ENTRIES = (
    DiagnosticEntry(
        "E241",
        "files that use one another in a circle",
        """
        A file is read together with all that it uses, so it cannot be among those. What two files
        both need stands in a third one. This one, called example.nas, uses itself.
        """,
        """
        use "example.nas"
        block unit = conv(3) -> relu
        network = unit
        """,
        MENDED,
    ),
    DiagnosticEntry(
        "E242",
        "a file outside the folder of the spec",
        """
        `use` takes files from the folder of the spec and below, so that a spec can be passed on
        with its folder, and reads nothing else. Paths are relative to the file in which they stand.
        """,
        """
        use "../blocks.nas"
        network = unit
        """,
        MENDED,
    ),
    DiagnosticEntry(
        "E243",
        "a file that cannot be used",
        """
        There is no such file, or it cannot be read, or its name does not end in `.nas`. A spec of
        the library can use others of the library; a spec of yours uses copies of them.
        """,
        """
        use "blocks"
        network = unit
        """,
        MENDED,
    ),
)
