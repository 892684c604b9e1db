"""Pictures of networks and of spaces, as SVG that needs nothing else.

A picture is a graph of boxes, frames (boxes around a graph) and wires (lines between boxes).
`network.py` and `space.py` make that graph, in the classes of `scene.py`; `layout.py` gives each
box a position, with the layers of `layered.py` and the columns of `columns.py`; `svg.py` writes the
text. The layout is the package's own: what is on PyPI in pure Python is no longer maintained
(grandalf), and what is maintained is compiled or calls a program (graphviz), and none of it nests
graphs in frames.
"""

from nasdsl.drawing.network import network_picture
from nasdsl.drawing.space import space_picture
from nasdsl.drawing.style import STYLE
from nasdsl.drawing.svg import inline_svg, svg

__all__ = ["STYLE", "inline_svg", "network_picture", "space_picture", "svg"]
