"""What a folder with a model for faster-whisper holds: whether it is one, of Whisper, and whole.

The file ``model.bin`` is of CTranslate2's format, whose converter writes it: a version, the name of what kind
of model it is, then each array with its name, its shape, its type and its size. It is untrusted: every length
in it is held against the file's own.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from voicelab.errors import ModelError

__all__ = ["check_whisper_folder"]

_FILE = "model.bin"
_KIND = "WhisperSpec"
_OLDEST, _NEWEST = 4, 6
"""Versions of the format that are read here; of others it is left to CTranslate2 to say."""
_MOST_ARRAYS = 100_000
_AGAIN = "Fetch it again."
_NAME_ANOTHER = "Name a folder with a faster-whisper model, or a name that it knows, such as small.en."
_OTHER_FORMATS = {
    "*.safetensors": "of Transformers' format: convert it by ct2-transformers-converter",
    "pytorch_model*.bin": "of Transformers' format: convert it by ct2-transformers-converter",
    "ggml-*.bin": "of whisper.cpp",
    "*.pt": "of OpenAI's own format",
}


class _CutError(Exception):
    """The file ends before what it announces."""


def check_whisper_folder(folder: Path) -> None:
    """Check that a folder holds a model for faster-whisper.

    Raises
    ------
    ModelError
        It is not there, cannot be read, holds another model, or one that is damaged.
    """
    if not folder.exists():
        raise ModelError(f"There is no folder {str(folder)!r}.", code="model-missing", hint=_NAME_ANOTHER)
    if not folder.is_dir():
        raise _refused(folder, "is a file", "Name the folder that holds model.bin and its other files.")
    if not (folder / _FILE).is_file():
        other = next((named for glob, named in _OTHER_FORMATS.items() if any(folder.glob(glob))), "")
        raise _refused(folder, f"has no {_FILE}{f'; its model is {other}' if other else ''}", _NAME_ANOTHER)
    try:
        with (folder / _FILE).open("rb") as file:
            kind = _kind(file)
    except (_CutError, UnicodeDecodeError):
        raise _refused(
            folder, f"has a {_FILE} that is damaged, or was not fetched to its end", _AGAIN
        ) from None
    except OSError as error:
        raise _refused(
            folder, f"cannot be read ({error.strerror or error})", "Check its permissions."
        ) from error
    if kind != _KIND:
        raise _refused(folder, f"is a model of another kind ({kind})", _NAME_ANOTHER)


def _kind(file: BinaryIO) -> str:
    """Return the name of a model's kind, of a file that is whole."""
    (version,) = _read(file, "I")
    if version > 0xFFFF:
        raise _CutError
    kind = _text(file)
    if kind != _KIND or not _OLDEST <= version <= _NEWEST:
        return kind
    _, arrays = _read(file, "II")
    for _ in range(_bounded(arrays)):
        _text(file)
        (dimensions,) = _read(file, "B")
        _skip(file, 4 * dimensions + 1)
        (size_bytes,) = _read(file, "I")
        _skip(file, size_bytes)
    (aliases,) = _read(file, "I")
    for _ in range(2 * _bounded(aliases)):
        _text(file)
    return kind


def _bounded(count: int) -> int:
    if count > _MOST_ARRAYS:
        raise _CutError
    return count


def _read(file: BinaryIO, kinds: str) -> tuple[int, ...]:
    data = file.read(struct.calcsize(f"<{kinds}"))
    if len(data) < struct.calcsize(f"<{kinds}"):
        raise _CutError
    return struct.unpack(f"<{kinds}", data)


def _text(file: BinaryIO) -> str:
    """Return the next text: its length comes first, a zero byte last."""
    (length,) = _read(file, "H")
    data = file.read(length)
    if len(data) < length or not data.endswith(b"\0"):
        raise _CutError
    return data[:-1].decode()


def _skip(file: BinaryIO, count: int) -> None:
    if file.tell() + count > os.fstat(file.fileno()).st_size:
        raise _CutError
    file.seek(count, os.SEEK_CUR)


def _refused(folder: Path, flaw: str, hint: str) -> ModelError:
    return ModelError(f"The recognition model {str(folder)!r} {flaw}.", code="model-load", hint=hint)
