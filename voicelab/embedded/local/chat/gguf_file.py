"""What a GGUF file says of itself: whether it is whole, and a chat model.

The format is that of ggml's ``docs/gguf.md``, versions 2 and 3. llama.cpp loads files that cannot chat just
as well, and then replies with nonsense: so it is read here first. The file is untrusted: every length in it
is held against the file's own.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

from voicelab.errors import ModelError

__all__ = ["check_chat_model"]

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9
_VERSIONS = (2, 3)
_LONGEST_TEXT_BYTES = 1 << 24
_ALIGNMENT = 32
_OTHER_KINDS = {"adapter": "an adapter of another model", "mmproj": "a part of another model for images"}
_ENCODERS = ("bert", "clip", "t5encoder", "wavtokenizer")
_NAME_ANOTHER = "Name a chat model's GGUF file."


class _CutError(Exception):
    """The file ends before what it announces."""


class _Reader:
    """Reads the values of a file one after the other."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self.position = 0

    def number(self, kind: str = "Q") -> int:
        """Return the next number."""
        (value,) = struct.unpack(f"<{kind}", self.take(struct.calcsize(f"<{kind}")))
        return int(value)

    def take(self, count: int) -> bytes:
        """Return the next bytes."""
        self.skip(count)
        return self._content[self.position - count : self.position]

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        if count > len(self._content) - self.position:
            raise _CutError
        self.position += count

    def text(self) -> str:
        """Return the next text."""
        length = self.number()
        if length > _LONGEST_TEXT_BYTES:
            raise _CutError
        return self.take(length).decode("utf-8", "replace")

    def value(self) -> str:
        """Return the next typed value if it is a text; others count as empty."""
        kind = self.number("I")
        if kind == _TEXT:
            return self.text()
        if kind != _ARRAY:
            self.skip(_size(kind))
            return ""
        kind, count = self.number("I"), self.number()
        if kind == _TEXT:
            for _ in range(count):
                self.skip(self.number())
        else:
            self.skip(_size(kind) * count)
        return ""


def check_chat_model(path: Path) -> None:
    """Check that a file is a GGUF that can chat.

    Raises
    ------
    ModelError
        It is no GGUF, is not whole, is a model of another kind, or has no chat template.
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise _refused(path, "is no GGUF file", _NAME_ANOTHER)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            try:
                values = _values(_Reader(content))
            except _CutError as error:
                raise _refused(
                    path, "is damaged, or was not fetched to its end", "Fetch it again."
                ) from error
    architecture = values.get("general.architecture", "")
    other = _OTHER_KINDS.get(values.get("general.type", ""), "")
    is_encoder = any(name in architecture for name in _ENCODERS)
    if is_encoder or f"{architecture}.pooling_type" in values:
        other = other or "a model that encodes texts or pictures, and does not reply"
    if other:
        raise _refused(path, f"is {other}", _NAME_ANOTHER)
    if not values.get("tokenizer.chat_template"):
        raise _refused(
            path,
            "has no chat template: it continues a text, and answers nobody",
            "Name its version for chats (often called Instruct or Chat).",
        )


def _values(reader: _Reader) -> dict[str, str]:
    """Return what the file says of itself, by key; its weights are not looked at, but have to be there."""
    reader.skip(4)
    if reader.number("I") not in _VERSIONS:
        raise _CutError
    tensors, keys = reader.number(), reader.number()
    values = {}
    for _ in range(keys):
        key = reader.text()
        values[key] = reader.value()
    last = 0
    for _ in range(tensors):
        reader.text()
        reader.skip(8 * reader.number("I") + 4)
        last = max(last, reader.number())
    reader.skip(-reader.position % _ALIGNMENT + last + bool(tensors))
    return values


def _size(kind: int) -> int:
    if kind not in _SCALARS:
        raise _CutError
    return struct.calcsize(f"<{_SCALARS[kind]}")


def _refused(path: Path, flaw: str, hint: str) -> ModelError:
    return ModelError(f"The model file {str(path)!r} {flaw}.", code="model-load", hint=hint)
