"""Inputs: what can be asked, as text or as sound."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.audio.sources import to_audio
from voicelab.exchange.exchange import Exchange

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TurnSource", "each_input", "read_input"]

TurnSource: TypeAlias = "str | Path | Audio | NDArray[Any] | Exchange"
"""What can be asked: text; a sound file's path; an `Audio`; an array of samples at 16 kHz; an earlier
exchange, by its sound or, if none was kept, by its text."""


def each_input(inputs: Any) -> list[Any]:
    """Return one input or several as a list."""
    if isinstance(inputs, str | Path | Audio | Exchange | np.ndarray):
        return [inputs]
    if not isinstance(inputs, Iterable):
        raise ValueError(
            "give text, a WAV file's path, an Audio, an array of samples, an exchange, or several of them, "
            f"not {type(inputs).__name__}"
        )
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
    if not isinstance(given, str) or _names_a_file(given):
        return to_audio(given)
    if not given.strip():
        raise ValueError("there is nothing to ask: the text is empty")
    return given


def _names_a_file(text: str) -> bool:
    return text.lower().endswith(".wav") and (Path(text).exists() or " " not in text)
