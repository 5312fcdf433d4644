"""Inputs: what can be asked, as text or as sound."""

from __future__ import annotations

import array
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, MappingView
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy as np

from voicelab.audio.arrays import is_rated
from voicelab.audio.clip import Audio
from voicelab.audio.files import is_sound_file
from voicelab.audio.sources import to_audio
from voicelab.conversation.named_file import named_file
from voicelab.exchange.exchange import Exchange

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TurnSource", "each_input", "read_input", "read_inputs"]

TurnSource: TypeAlias = "str | Path | bytes | BinaryIO | Audio | NDArray[Any] | tuple[Any, Any] | Exchange"
"""What can be asked: text; a sound file's path, its bytes or the file opened; an `Audio`; samples at 16 kHz,
or a pair of them and their rate; an earlier exchange, by its sound or, if none was kept, by its text."""

_ALLOWED = (
    "text, a sound file's path or bytes, an Audio, an array of samples at 16 kHz, a pair of samples and "
    "their rate, or an exchange"
)
_SHORTEST_SECONDS = 0.01
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Unicode's categories of blanks, controls and marks of format, which hold nothing to ask."""


def each_input(inputs: Any) -> list[Any]:
    """Return one input or several as a list.

    Raises
    ------
    ValueError
        What was given is neither; a table is given by one of its columns.
    """
    if isinstance(inputs, str | Exchange) or _is_sound(inputs):
        return [inputs]
    if isinstance(inputs, Mapping) or hasattr(inputs, "columns"):
        raise ValueError(
            f"a {type(inputs).__name__} has several columns: give one, such as given['question']"
        )
    if isinstance(inputs, AbstractSet) and not isinstance(inputs, MappingView):
        raise ValueError("a set has no order: give a list")
    if not isinstance(inputs, Iterable):
        raise ValueError(f"give {_ALLOWED}, or several of them, not {type(inputs).__name__}")
    return list(inputs)


def read_inputs(inputs: Any, written: Path | None = None) -> list[Audio | str]:
    """Return what is asked, one after the other; one that cannot be asked is refused ahead of the next.

    Parameters
    ----------
    written
        The file into which the replies go; it must be none of the inputs.

    Raises
    ------
    FileNotFoundError, ValueError
        As `each_input` and `read_input`; or there are none.
    """
    lazily = isinstance(inputs, Iterator) and not _is_sound(inputs)
    read = [read_input(given, written) for given in (inputs if lazily else each_input(inputs))]
    if not read:
        raise ValueError("there is nothing to talk about: no inputs were given")
    return read


def read_input(given: TurnSource, written: Path | None = None) -> Audio | str:
    """Return what is asked: sound at 16 kHz, or text.

    Parameters
    ----------
    written
        The file into which the reply goes.

    Raises
    ------
    FileNotFoundError
        A sound file is missing.
    ValueError
        The text is empty, what was given is no sound, or the reply would be written over it.
    """
    if isinstance(given, Exchange):
        _check_apart(given.heard_path, written)
        given = given.heard if given.heard is not None else given.transcript
    if isinstance(given, str):
        path = named_file(given)
        if path is None:
            if all(unicodedata.category(letter) in _INVISIBLE for letter in given):
                raise ValueError("there is nothing to ask: the text is empty")
            return given
        given = path
    _check_apart(given if isinstance(given, os.PathLike) else getattr(given, "name", None), written)
    if not _is_sound(given):
        raise ValueError(f"give {_ALLOWED}, not {_described(given)}")
    audio = to_audio(given)
    if audio.duration_seconds < _SHORTEST_SECONDS:
        raise ValueError(f"there is nothing to hear: the sound has {len(audio.samples)} samples")
    return audio


def _check_apart(read: Any, written: Path | None) -> None:
    """Refuse to write the replies over the recording that is listened to."""
    if written is None or not isinstance(read, str | os.PathLike):
        return
    path = Path(read)
    if path.exists() and written.exists() and path.samefile(written):
        raise ValueError(f"{path} is listened to, and replies would be written over it; name another file")


def _is_sound(given: Any) -> bool:
    """Say whether something is one sound, as far as its kind tells."""
    if isinstance(given, Audio) or is_sound_file(given) or is_rated(given):
        return True
    if isinstance(given, Mapping) or hasattr(given, "columns"):
        return False
    if hasattr(given, "__array__") or isinstance(given, array.array | memoryview):
        # A column or an array of texts is several inputs.
        return getattr(getattr(given, "dtype", None), "kind", "f") not in "OUSTMm"
    return isinstance(given, list | tuple) and bool(given) and all(map(_is_sample, given))


def _is_sample(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _described(given: object) -> str:
    if isinstance(given, list | tuple | AbstractSet | np.ndarray):
        return f"a {type(given).__name__} of several; talk and compare take those"
    return type(given).__name__
