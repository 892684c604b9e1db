"""The CSS of pictures, for light and dark pages; it affects nothing else on a page."""

from __future__ import annotations

from string import Template

LIGHT = {
    "paper": "#ffffff", "ink": "#1e293b", "faint": "#536277", "line": "#94a3b8",
    "plain": "#f1f5f9", "trained": "#dbeafe", "merge": "#dcfce7", "use": "#ede9fe",
    "decision": "#ffedd5", "accent": "#c2410c", "tint": "#64748b",
}  # fmt: skip
DARK = {
    "paper": "#0f172a", "ink": "#e2e8f0", "faint": "#9fb0c5", "line": "#64748b",
    "plain": "#1e293b", "trained": "#1e3a5f", "merge": "#14432a", "use": "#3b2f63",
    "decision": "#4a2a14", "accent": "#fb923c", "tint": "#94a3b8",
}  # fmt: skip

SHAPES = """
.nasdsl text { font: 12px system-ui, sans-serif }
.nasdsl .title { font-size: 15px; font-weight: 600 }
.nasdsl .small, .nasdsl .note { font-size: 10px }
.nasdsl .label { font-size: 10.5px; font-weight: 600 }
.nasdsl .middle { text-anchor: middle }
.nasdsl .halo { stroke-width: 4px; stroke-linejoin: round }
.nasdsl .wire { fill: none; stroke-width: 1.3px }
.nasdsl .decision rect { stroke-dasharray: 5 3 }
"""

COLOURS = Template("""
.nasdsl .paper { fill: $paper }
.nasdsl text { fill: $ink }
.nasdsl .small, .nasdsl .note, .nasdsl .label { fill: $faint }
.nasdsl .halo { fill: $paper; stroke: $paper }
.nasdsl .wire { stroke: $line }
.nasdsl .end rect { fill: $paper; stroke: $ink }
.nasdsl .plain rect { fill: $plain; stroke: $line }
.nasdsl .trained rect { fill: $trained; stroke: $line }
.nasdsl .merge rect { fill: $merge; stroke: $line }
.nasdsl .use rect { fill: $use; stroke: $line }
.nasdsl .decision rect { fill: $decision; stroke: $accent }
.nasdsl .frame rect { fill: $tint; fill-opacity: 0.03; stroke: $line }
.nasdsl .frame.decision rect { stroke: $accent }
""")

STYLE = (
    f"{SHAPES}{COLOURS.substitute(LIGHT)}"
    f"@media (prefers-color-scheme: dark) {{{COLOURS.substitute(DARK)}}}\n"
)
