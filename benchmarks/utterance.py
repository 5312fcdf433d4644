"""The utterance that every client hears: recorded speech that ends where it ends, its pauses known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.recordings import recording

_FRAME = SAMPLE_RATE_HZ // 100
_SPEECH_RMS = 32_768 * 10 ** (-45 / 20)
_LONGEST_PAUSE_FRAMES = 5


def question() -> Audio:
    """Return the utterance."""
    return without_pauses(Audio.from_wav(recording("capital")))


def question_with_pause(seconds: float) -> Audio:
    """Return the utterance with a pause in its middle, where it is quietest."""
    frames, _ = _frames(question())
    first, last = 2 * len(frames) // 5, 3 * len(frames) // 5
    place = first + int(np.argmin(np.abs(frames[first:last]).sum(axis=1, dtype=np.int64)))
    pause = Audio.silence(seconds, SAMPLE_RATE_HZ)
    before, after = (Audio(part.reshape(-1), SAMPLE_RATE_HZ) for part in (frames[:place], frames[place:]))
    return before + pause + after


def without_pauses(speech: Audio) -> Audio:
    """Return speech from its first sound to its last, pauses cut to 50 ms.

    The scripted recognizer takes 0.1 s of silence for the end, and all clients must hear the same end.
    """
    frames, loud = _frames(speech)
    first, last = _ends(loud)
    kept, quiet = [], 0
    for frame, is_loud in zip(frames[first:last], loud[first:last], strict=True):
        quiet = 0 if is_loud else quiet + 1
        if quiet <= _LONGEST_PAUSE_FRAMES:
            kept.append(frame)
    return Audio(np.concatenate(kept), SAMPLE_RATE_HZ)


def to_its_end(speech: Audio) -> Audio:
    """Return speech, as it is, up to its last sound."""
    frames, loud = _frames(speech)
    return Audio(frames[: _ends(loud)[1]].reshape(-1), SAMPLE_RATE_HZ)


def silence_ahead(speech: Audio) -> float:
    """Return how long it is silent before the first sound, in seconds."""
    return _ends(_frames(speech)[1])[0] * _FRAME / SAMPLE_RATE_HZ


def _frames(speech: Audio) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    samples = speech.resample(SAMPLE_RATE_HZ).samples
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    return frames, np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1)) > _SPEECH_RMS


def _ends(loud: NDArray[np.bool_]) -> tuple[int, int]:
    return int(np.argmax(loud)), len(loud) - int(np.argmax(loud[::-1]))
