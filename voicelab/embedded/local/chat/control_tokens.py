"""The control tokens of a model: texts that llama.cpp reads as the beginning or the end of a message."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from voicelab.embedded.local.chat.gguf_header import read_special_tokens

__all__ = ["control_tokens"]

_UNKNOWN, _CONTROL = 2, 3
_CONTROL_LOOKING = re.compile(r"<([|｜]).+\1>")
"""llama.cpp takes some for control tokens that their file has as others, by their text."""


def control_tokens(model: Path) -> tuple[str, ...]:
    """Return the control tokens of a model, a GGUF file that was checked.

    The file's other tokens are texts like any other.
    """
    with model.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return tuple(
            token
            for token, kind in read_special_tokens(content)
            if len(token) > 1 and (kind in (_UNKNOWN, _CONTROL) or _CONTROL_LOOKING.fullmatch(token))
        )
