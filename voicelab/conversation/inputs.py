"""Inputs: what can be asked, as text or as sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.audio.file_kinds import SOUND_SUFFIXES
from voicelab.audio.sources import to_audio
from voicelab.exchange.exchange import Exchange

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TurnSource", "each_input", "read_input"]

TurnSource: TypeAlias = "str | Path | bytes | Audio | NDArray[Any] | Exchange"
"""What can be asked: text; a sound file's path or its bytes; an `Audio`; an array of samples at 16 kHz; an
earlier exchange, by its sound or, if none was kept, by its text."""

_ALLOWED = "text, a sound file's path or bytes, an Audio, an array of samples at 16 kHz, or an exchange"


def each_input(inputs: Any) -> list[Any]:
    """Return one input or several as a list.

    Raises
    ------
    ValueError
        What was given is neither; a table is given by one of its columns.
    """
    if isinstance(inputs, str | Path | bytes | Audio | Exchange | np.ndarray):
        return [inputs]
    if isinstance(inputs, Mapping) or hasattr(inputs, "columns"):
        raise ValueError(
            f"a {type(inputs).__name__} has several columns: give one, such as given['question']"
        )
    if not isinstance(inputs, Iterable):
        raise ValueError(f"give {_ALLOWED}, or several of them, not {type(inputs).__name__}")
    return list(inputs)


def read_input(given: TurnSource) -> Audio | str:
    """Return what is asked: sound at 16 kHz, or text.

    Raises
    ------
    FileNotFoundError
        A sound file is missing.
    ValueError
        The text is empty, or what was given is no sound.
    """
    if isinstance(given, Exchange):
        given = given.heard if given.heard is not None else given.transcript
    if isinstance(given, str) and not _names_a_file(given):
        if not given.strip():
            raise ValueError("there is nothing to ask: the text is empty")
        return given
    if not isinstance(given, str | Path | bytes | Audio) and not hasattr(given, "__array__"):
        raise ValueError(f"give {_ALLOWED}, not {type(given).__name__}")
    return to_audio(given)


def _names_a_file(text: str) -> bool:
    return text.lower().endswith(SOUND_SUFFIXES) and (Path(text).exists() or " " not in text)
