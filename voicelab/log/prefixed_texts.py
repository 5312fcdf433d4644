"""Texts of Arrow with a prefix, such as the folder of paths."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["prefixed"]


def prefixed(prefix: str, texts: pa.Array) -> pa.Array:
    """Return texts with a prefix; what is missing stays missing."""
    first, separator = (pa.scalar(part, pa.large_string()) for part in (prefix, ""))
    return pc.binary_join_element_wise(first, texts, separator)
