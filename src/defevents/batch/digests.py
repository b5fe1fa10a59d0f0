"""What near duplicates are told by: MinHash digests of five-word sequences, by the library rensa."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any

import numpy as np

from defevents.corpus.extras import needed

__all__ = ["BANDS", "SAME", "bands_of", "exact_digest", "near_digest", "similarity"]

SEQUENCE = 5
PERMUTATIONS = 128
BANDS = 16
"""Groups of eight hashes: two articles that share a group are compared; of those at .8 alike, 95 in 100 share one."""
SAME = 0.8
"""Estimated share of sequences in common from which one article repeats the other."""
FEWEST_WORDS = 50
"""Shorter texts are duplicates only where they are equal: *Five were killed* and *Six were killed* are two reports."""
SEED = 20_240_229

_WORD = re.compile(r"\w+")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def exact_digest(text: str) -> bytes:
    """Digest of the words of a text, whatever its case, spaces and punctuation."""
    return hashlib.sha256(" ".join(_words(text)).encode()).digest()[:16]


def near_digest(text: str) -> bytes | None:
    """MinHash digest: `PERMUTATIONS` numbers of 16 bits; None for a text that is too short for one."""
    words = _words(text)
    if len(words) < FEWEST_WORDS:
        return None
    hashes = _minhash()(num_perm=PERMUTATIONS, seed=SEED)
    hashes.update([" ".join(words[n : n + SEQUENCE]) for n in range(len(words) - SEQUENCE + 1)])
    return np.asarray(hashes.digest(), dtype=np.uint32).astype("<u2").tobytes()


@cache
def _minhash() -> Any:
    return needed("rensa", "batch", "batch runs").RMinHash


def bands_of(digest: bytes) -> list[bytes]:
    """Keys of the groups of hashes of a digest."""
    size = len(digest) // BANDS
    return [
        hashlib.blake2b(digest[n * size : (n + 1) * size], digest_size=8, salt=bytes([n])).digest()
        for n in range(BANDS)
    ]


def similarity(one: bytes, other: bytes) -> float:
    """Estimated share of five-word sequences that two texts have in common (Jaccard's coefficient)."""
    equal = np.frombuffer(one, dtype="<u2") == np.frombuffer(other, dtype="<u2")
    return float(equal.mean())
