"""Writes the view of an event graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from defevents.errors import ExportError
from defevents.viewer.page import page, save
from defevents.viewer.places import world
from defevents.viewer.strongest import strongest
from defevents.viewer.view_data import view_data

if TYPE_CHECKING:
    from defevents.graph.build import EventGraph

__all__ = ["MAX_NODES", "write_view"]

MAX_NODES = 1000
"""Events and entities that a page shows at most, unless asked otherwise."""

_VENDORED = ("layout-base.min.js", "cose-base.min.js", "cytoscape.min.js", "cytoscape-fcose.min.js")
_STYLES = ("base.css", "view.css", "panels.css")
_SCRIPTS = (
    "dom.js", "kinds.js", "state.js", "filters.js", "list.js", "details.js", "graph_style.js", "graph.js",
    "labels.js", "layout.js", "timeline.js", "map.js", "frame.js", "main.js",
)  # fmt: skip


def write_view(
    graph: EventGraph, path: Path | str, *, title: str = "Event graph", max_nodes: int = MAX_NODES
) -> tuple[int, int]:
    """Write `graph` to `path` as one HTML file that opens offline.

    Parameters
    ----------
    graph
        The graph to show; it is not changed.
    path
        File to write.
    title
        Title of the page.
    max_nodes
        How many events and entities the page shows at most; of a larger graph it shows the strongest part, and says
        so.

    Returns
    -------
    tuple
        How many events the page shows, and how many the graph has.

    Raises
    ------
    ExportError
        If `max_nodes` is too small for any event, or the file cannot be written.
    """
    events = strongest(graph, max_nodes)
    if not events and len(graph):
        raise ExportError(f"no event of the graph fits into {max_nodes} nodes: give a greater number")
    data: dict[str, Any] = view_data(graph, events)
    nodes = sum(data["kind"] in ("event", "entity") for _, data in graph.graph.nodes(data=True))
    data["of"] = {"events": len(graph), "nodes": nodes}
    data["world"] = world()
    text = page("view.html", title=title, styles=_STYLES, scripts=_SCRIPTS, vendored=_VENDORED, data=data)
    save(text, path)
    return len(events), len(graph)
