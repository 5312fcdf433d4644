"""Files that are taken for a GGUF file and are none: what each is, and what to do instead."""

from __future__ import annotations

import re

__all__ = ["kind_of_other"]

_AGAIN = "Fetch it again."
_GGUF_INSTEAD = "Name the GGUF file of the model, which others often offer beside it."
_BEGINNINGS = {
    b"PK\x03\x04": ("is a ZIP archive, such as PyTorch writes its models in", _GGUF_INSTEAD),
    b"\x80\x02": ("is a pickle of Python's, such as PyTorch wrote its models in", _GGUF_INSTEAD),
    b"\x1f\x8b": ("is compressed by gzip", "Unpack it, and name what is in it."),
    b"\xfd7zXZ": ("is compressed by xz", "Unpack it, and name what is in it."),
    b"\x28\xb5\x2f\xfd": ("is compressed by Zstandard", "Unpack it, and name what is in it."),
    b"7z\xbc\xaf\x27\x1c": ("is a 7z archive", "Unpack it, and name what is in it."),
    b"\x89HDF": ("is an HDF5 file, such as Keras writes its models in", _GGUF_INSTEAD),
    **dict.fromkeys(
        (b"lmgg", b"fmgg", b"tjgg", b"algg"),
        ("is of GGML, the format before GGUF, which llama.cpp no longer reads", _GGUF_INSTEAD),
    ),
    b"version https://git-lfs": (
        "is a pointer of Git LFS, and not the file itself",
        "In its folder, run: git lfs pull. Or fetch it by its download link.",
    ),
}
_PAGE = re.compile(rb"<!doctype|<html|<\?xml|<!--|<head|<body", re.IGNORECASE)


def kind_of_other(head: bytes, size_bytes: int) -> tuple[str, str]:
    """Return what a file is that does not begin as a GGUF does, in a clause, and what to do.

    Parameters
    ----------
    head
        Its first bytes, some hundred.
    size_bytes
        Its size.
    """
    if not head:
        return "is empty", _AGAIN
    if not head.strip(b"\0"):
        return "holds only zeros where it begins: it was not fetched to its end", _AGAIN
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    # Its header's length, then the header, which is JSON.
    if head[8:10] == b'{"' and int.from_bytes(head[:8], "little") < size_bytes:
        return "is a safetensors file, which llama.cpp does not read", _GGUF_INSTEAD
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PAGE.match(words):
        return (
            "is a web page, and no model: its address is that of a page about the file",
            "Fetch the file itself, by its download link (at Hugging Face, one with /resolve/ in it).",
        )
    if _is_text(words):
        return "is a text, and no GGUF file", "Look into it: it may say why the model did not come."
    return "is no GGUF file", "Name a chat model's GGUF file."


def _is_text(head: bytes) -> bool:
    """Say whether bytes, which may end within a character, are a text."""
    try:
        text = head[: max(len(head) - 3, 8)].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\r\n" for letter in text)
