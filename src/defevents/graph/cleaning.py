"""Texts and names without the characters that files of graphs cannot hold."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

__all__ = ["clean_text", "node_name"]

# Characters that XML 1.0 forbids or discourages, and surrogates, which no encoding can write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@lru_cache(maxsize=4096)
def clean_text(text: str) -> str:
    """Replace characters that XML cannot hold by U+FFFD, so that their loss is seen."""
    return _FORBIDDEN.sub("\ufffd", text)


def node_name(node: str) -> str:
    """Clean a node's name; one that changes gets a mark of its own, so that no two become the same."""
    clean = clean_text(node)
    if clean != node:
        clean += "#" + hashlib.sha256(node.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return clean
