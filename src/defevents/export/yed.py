"""GraphML for yEd: the plain file, with labels, colors and shapes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from defevents.export.graphml import Dress, write_graphml
from defevents.export.palette import color_of, shape_of
from defevents.graph.cleaning import clean_text

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["FLAVOR", "SUFFIXES", "write"]

SUFFIXES = (".graphml",)
FLAVOR = "yed"

LONGEST = 40
"""Characters of a label that are shown."""

STEP_X, STEP_Y = 320, 90
"""Distance of nodes before a layout, in pixels: side by side, so that none hides another."""

_LINES = {"claim": "dashed", "report": "dotted"}


def write(graph: EventGraph, path: Path) -> list[Path]:
    """Write `graph` to `path` as GraphML with yEd's graphics.

    Nodes stand on a grid until a layout is chosen in yEd.
    """
    width = max(1, round(len(graph.graph) ** 0.5 / 2))
    dress = Dress(
        names=' xmlns:y="http://www.yworks.com/xml/graphml"',
        schema="http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd",
        keys='  <key id="node_graphics" for="node" yfiles.type="nodegraphics"/>\n'
        '  <key id="edge_graphics" for="edge" yfiles.type="edgegraphics"/>\n',
        node=lambda number, data: _node(data, number % width * STEP_X, number // width * STEP_Y),
        edge=_edge,
    )
    write_graphml(graph, path, dress)
    return [path]


def _node(data: Mapping[str, Any], x: int, y: int) -> str:
    label = _label(str(data.get("label") or ""))
    size = 40 + 7 * len(label)
    return (
        f'      <data key="node_graphics"><y:ShapeNode><y:Geometry x="{x}" y="{y}" width="{size}" height="34"/>'
        f'<y:Fill color="{color_of(data)}" transparent="false"/>'
        '<y:BorderStyle color="#333333" type="line" width="1.0"/>'
        f'<y:NodeLabel>{escape(label)}</y:NodeLabel><y:Shape type="{shape_of(data)}"/></y:ShapeNode></data>\n'
    )


def _edge(data: Mapping[str, Any]) -> str:
    label = _label(str(data.get("label") or data.get("relation") or ""))
    line = _LINES.get(str(data.get("kind")), "line")
    return (
        f'      <data key="edge_graphics"><y:PolyLineEdge><y:LineStyle color="#666666" type="{line}" width="1.0"/>'
        f'<y:Arrows source="none" target="standard"/><y:EdgeLabel>{escape(label)}</y:EdgeLabel>'
        "</y:PolyLineEdge></data>\n"
    )


def _label(text: str) -> str:
    """Shorten a label to one line; one that yEd would take for a page of HTML stays text."""
    label = " ".join(clean_text(text).split())
    label = label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"
    return f"\u200b{label}" if label.lower().startswith("<html") else label
