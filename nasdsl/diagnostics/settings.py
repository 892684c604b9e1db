"""The codes E600 to E699: settings in the sections `train`, `search` and `data`."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E601",
        "a setting or a requirement that is not one",
        """
        A section has no setting of this name, or the setting takes other values; the message says
        which. A requirement bounds a cost that is known without training.
        """,
        """
        network = conv(3) | conv(5)
        train { epoch = 3 }
        """,
        """
        network = conv(3) | conv(5)
        train { epochs = 3 }
        """,
    ),
)
