"""Sound saved to a file, or into one that others opened: whole or not at all."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias

import numpy as np

from voicelab.audio.encoders import Encoding, encoding_of
from voicelab.audio.opened_files import name_of
from voicelab.audio.paths import is_file_address, path_of
from voicelab.audio.sound_target import sound_target
from voicelab.file_target import explaining, file_target, replacing

__all__ = ["SoundTarget", "checked_bit_rate", "checked_tags", "chosen_encoding", "write_to"]

SoundTarget: TypeAlias = "str | os.PathLike[str] | BinaryIO"
"""A path, or a file opened to be written as bytes."""

TAG_NAMES = ("title", "artist", "album", "comment", "date", "genre")
"""The names of tags that every format keeps."""

_IN_MEMORY_BYTES = 1 << 24
_BLOCK_BYTES = 1 << 16


def chosen_encoding(target: object, format: str | None) -> Encoding:  # noqa: A002  # as users call it
    """Return how sound is to be written: as the format says or, without one, as the name ends.

    Raises
    ------
    TypeError
        It is neither a path nor a file.
    ValueError
        Neither says it, or sound is not written like that.
    """
    if not callable(getattr(target, "write", None)):
        file_target(target)
    name = os.fspath(target) if isinstance(target, str | os.PathLike) else getattr(target, "name", None)
    ending = Path(os.fsdecode(name)).suffix if isinstance(name, str | bytes) else ""
    if format is None and not ending and callable(getattr(target, "write", None)):
        raise ValueError('a file that is open does not say what to write: give format="mp3" or another')
    return encoding_of(ending if format is None else str(format), name_of(target) if not name else str(name))


def checked_bit_rate(encoding: Encoding, bit_rate_kbps: Any) -> int | None:
    """Return a bit rate, in kbit/s, once it is sure that the encoding can have it.

    Raises
    ------
    ValueError
        It is out of range, or the format loses nothing and has none.
    """
    if bit_rate_kbps is None:
        return None
    if encoding.bit_rates_kbps is None:
        raise ValueError(f"{encoding.title} keeps every sample and has no bit rate: leave bit_rate_kbps out")
    least, most = encoding.bit_rates_kbps
    is_number = isinstance(bit_rate_kbps, int | float | np.number) and not isinstance(bit_rate_kbps, bool)
    if not is_number or not least <= bit_rate_kbps <= most:
        raise ValueError(
            f"the bit rate of {encoding.title} is a number of {least} to {most} kbit/s, not {bit_rate_kbps!r}"
        )
    return round(float(bit_rate_kbps))


def checked_tags(tags: Mapping[str, Any] | None) -> dict[str, str]:
    """Return tags as text.

    Raises
    ------
    ValueError
        They are no mapping of names to texts, or a name is none that every format keeps.
    """
    if tags is None:
        return {}
    if not isinstance(tags, Mapping):
        raise ValueError('tags are names and texts, such as {"title": "The tallest mountain"}')
    if unknown := [name for name in tags if name not in TAG_NAMES]:
        raise ValueError(f"there is no tag {unknown[0]!r}; there are: {', '.join(TAG_NAMES)}")
    # Half of a pair, as a cut text may hold, is no letter, and NUL would end the text.
    return {
        name: str(text).replace("\0", " ").encode("utf-8", "replace").decode()
        for name, text in tags.items()
        if text is not None
    }


def write_to(target: Any, encoding: Encoding, write: Callable[[IO[bytes]], None]) -> None:
    """Have a file written, which can seek, and put it where it belongs.

    Parameters
    ----------
    target
        A path: what stands there is kept until the new file is complete. Or a file that is open to be
        written as bytes, into which it goes from where that is.

    Raises
    ------
    TypeError
        Neither.
    ValueError
        Another kind of file is there, or the opened one takes no bytes; as of `sound_target`.
    OSError
        It cannot be written; the message says why.
    """
    if callable(getattr(target, "write", None)):
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
            write(file)
            file.seek(0)
            _copy(file, target)
        return
    named = file_target(_path_of_this_machine(target))
    with explaining(named), replacing(sound_target(named, encoding)) as part:
        if part == named:  # a device or a pipe, which cannot go back
            with part.open("wb") as device:
                write_to(device, encoding, write)
            return
        with part.open("w+b") as file:
            write(file)


def _path_of_this_machine(target: Any) -> Any:
    """Return a path as it is, or that of a file's address; other addresses are refused."""
    if isinstance(target, str) and is_file_address(target):
        return path_of(target)
    if isinstance(target, str) and "://" in target:
        raise ValueError(f"{target} is an address: save to a file on this machine, and upload that")
    return target


def _copy(file: Any, target: Any) -> None:
    name = name_of(target)
    if getattr(target, "closed", False) is True:
        raise ValueError(f"{name} is closed; open it again, or give its path")
    try:
        while block := file.read(_BLOCK_BYTES):
            _write_whole(target, block, name)
    except (TypeError, io.UnsupportedOperation) as error:  # of text files, of those opened to be read
        raise ValueError(f"{name} takes no bytes; open it as bytes: open(path, 'wb')") from error


def _write_whole(target: Any, block: bytes, name: str) -> None:
    """Write all of a block: a file without a buffer may take a part of it at once."""
    while block:
        count = target.write(block)
        if count is None and not isinstance(target, io.RawIOBase):
            return  # as most that are not from `io` say that they took it
        if not count:
            raise BlockingIOError(f"{name} takes no more bytes now; open it as one that waits")
        block = block[count:]
