"""Sizes of files, as people read them: in megabytes, and in bytes where those would not tell two apart."""

from __future__ import annotations

__all__ = ["part_words", "size_words"]


def size_words(size_bytes: int) -> str:
    """Return a size in megabytes, such as ``98 MB``."""
    return f"{size_bytes / 1e6:,.0f} MB"


def part_words(part_bytes: int, whole_bytes: int) -> str:
    """Return how much of a file is there, such as ``54 of 98 MB``; in bytes where both would read alike."""
    part, whole = f"{part_bytes / 1e6:,.0f}", f"{whole_bytes / 1e6:,.0f}"
    if part == whole and part_bytes != whole_bytes:
        return f"{part_bytes:,} of {whole_bytes:,} bytes"
    return f"{part} of {whole} MB"
