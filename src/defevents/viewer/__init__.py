"""Views as single HTML files that open offline: of an event graph, and of articles with their events marked."""

from __future__ import annotations

from defevents.viewer.article import write_articles
from defevents.viewer.view import MAX_NODES, write_view

__all__ = ["MAX_NODES", "write_articles", "write_view"]
