"""Opens files as streams of bytes: the one place that knows of compression, URLs and standard input."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from defevents.corpus.extras import needed
from defevents.errors import ArticleError

__all__ = [
    "BROKEN",
    "COMPRESSIONS",
    "STANDARD_INPUT",
    "is_remote",
    "open_bytes",
    "read_problem",
    "remote_files",
    "without_compression",
]

STANDARD_INPUT = "-"
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError)
"""What reading raises where a file is missing, may not be read, is damaged or breaks off."""

_CHUNK = 1 << 17


def open_bytes(path: Path | str, name: str = "") -> IO[bytes]:
    """Open a file to read what is in it, unpacked.

    Parameters
    ----------
    path
        A file, a URL that fsspec knows, or ``-`` for standard input.
    name
        Name whose suffix says how the file is compressed; by default `path` itself.

    Raises
    ------
    OSError
        If there is no such file or it cannot be read. Damage shows itself while reading, as one of `BROKEN`.
    ArticleError
        If a package is needed that is not installed.
    """
    unpack = COMPRESSIONS.get(_suffix(name or str(path)))
    raw = _open_raw(str(path))
    try:
        return raw if unpack is None else io.BufferedReader(unpack(raw), _CHUNK)
    except ArticleError:
        raw.close()
        raise


def without_compression(name: str) -> str:
    """Return a file's name without the suffix of its compression."""
    suffix = _suffix(name)
    return name[: -len(suffix)] if suffix in COMPRESSIONS else name


def is_remote(path: str) -> bool:
    """Whether a path is a URL (``s3://…``), which fsspec opens."""
    return "://" in path


def remote_files(url: str) -> tuple[Any, str]:
    """Return fsspec's file system of a URL, and the path there.

    Raises
    ------
    ArticleError
        If fsspec, or the package that it needs for such a URL, is not installed, or it knows no such URLs.
    """
    fsspec = needed("fsspec", "remote", "URLs")
    try:
        files, path = fsspec.core.url_to_fs(url)
    except ImportError as problem:
        raise ArticleError(f"{url}: {problem}: install what it names with pip") from None
    except (OSError, ValueError) as problem:
        words = " ".join(str(problem).split())[:300]
        raise ArticleError(f"{url}: {words}: name a file, or a URL that fsspec knows, as in s3://…") from None
    return files, path


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _open_raw(path: str) -> IO[bytes]:
    if path == STANDARD_INPUT:
        return io.BytesIO() if sys.stdin is None else sys.stdin.buffer
    if is_remote(path):
        files, inner = remote_files(path)
        return cast(IO[bytes], files.open(inner, "rb"))
    return Path(path).open("rb")


class _ZstdStream(io.RawIOBase):
    """Unpacks Zstandard frames, one after the other; unlike `zstandard`'s own reader it notices a frame cut short."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._zstandard = needed("zstandard", "batch", "Zstandard files")
        self._raw = raw
        self._frame: Any = None
        self._left = b""
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            data = self._left or self._raw.read(_CHUNK)
            self._left = b""
            if not data:
                if self._frame is not None:
                    raise EOFError("Compressed file ended before the end of its last frame")
                return 0
            if self._frame is None:
                self._frame = self._zstandard.ZstdDecompressor().decompressobj()
            try:
                self._ready = self._frame.decompress(data)
            except self._zstandard.ZstdError as problem:
                raise OSError(f"not Zstandard, or damaged: {problem}") from None
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """An unpacking stream that closes the file below it, which those of the standard library do not."""

    def __init__(self, stream: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile, raw: IO[bytes]) -> None:
        self._stream, self._raw = stream, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # Not `readinto`, which keeps back what it has when the file breaks off.
        data = self._stream.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        self._raw.close()
        super().close()


def _gzip(raw: IO[bytes]) -> io.RawIOBase:
    return _Unpacked(gzip.GzipFile(fileobj=raw), raw)


def _bz2(raw: IO[bytes]) -> io.RawIOBase:
    return _Unpacked(bz2.BZ2File(raw), raw)


def _xz(raw: IO[bytes]) -> io.RawIOBase:
    return _Unpacked(lzma.LZMAFile(raw), raw)


COMPRESSIONS: dict[str, Callable[[IO[bytes]], io.RawIOBase]] = {
    ".gz": _gzip, ".bz2": _bz2, ".xz": _xz, ".lzma": _xz, ".zst": _ZstdStream,
}  # fmt: skip
"""How to unpack, by suffix."""


def read_problem(problem: BaseException) -> str:
    """Say in a few words why a file could not be read to its end."""
    words = getattr(problem, "strerror", None) or " ".join(str(problem).split())
    return words or type(problem).__name__
