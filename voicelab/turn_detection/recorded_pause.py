"""A pause of a recorded turn, and the sound that a detector may hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from voicelab.audio.clip import Audio
from voicelab.audio.files import SoundFile
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.turn_detection.policy_sweep import JUDGED_AFTER_SECONDS

__all__ = ["OnUnreadable", "RecordedPause", "refuse", "sound_of", "until_judged"]

OnUnreadable: TypeAlias = Callable[[ValueError], None]
"""Is told why a part of somebody's data cannot be read, which is then left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPause:
    """A pause of a recorded turn."""

    place: str
    """Where it stands, such as ``order.wav at 3.20 s``."""
    language: str | None
    """Language of the turn, such as ``en``, or its locale; `None` where nobody says."""
    sound: Audio
    """The turn up to the moment at which the pause is judged, 16 kHz."""
    seconds: float
    """How long the pause is."""
    is_end: bool
    """Whether the turn ends with it; otherwise the user goes on afterwards."""
    words: str
    """What was said by then, as somebody wrote it down; empty where nobody did."""
    before: str
    """The assistant's message that the turn answers; empty if there is none."""


def refuse(error: ValueError) -> None:
    """Raise it: nothing is left out."""
    raise error


def sound_of(source: SoundFile, where: str) -> Audio:
    """Return the sound of a file at 16 kHz.

    Raises
    ------
    ValueError
        There is no such file, or it holds no sound that can be read; the message begins with `where`.
    """
    try:
        return Audio.from_file(source).resample(SAMPLE_RATE_HZ)
    except (ValueError, OSError) as error:
        raise ValueError(f"{where}: {error}") from None


def until_judged(sound: Audio, begin_seconds: float, pause_at_seconds: float) -> Audio:
    """Return the sound of a turn up to the moment at which a pause is judged.

    A recording that ends earlier is taken to be silent from there on.
    """
    begin = round(begin_seconds * SAMPLE_RATE_HZ)
    end = round((pause_at_seconds + JUDGED_AFTER_SECONDS) * SAMPLE_RATE_HZ)
    heard = Audio(sound.samples[begin:end], SAMPLE_RATE_HZ)
    missing = end - begin - len(heard.samples)
    return heard + Audio.silence(missing / SAMPLE_RATE_HZ) if missing else heard
