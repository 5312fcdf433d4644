"""Scores of the spoken reply: how long, how quick, how loud, whether it is distorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.scores.score import declare
from voicelab.text.words import count_words

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["clipping", "loudness", "spoken_seconds", "words_per_minute"]

_FULL_SCALE = 32_766
"""Of 16-bit samples; coders and resamplers may miss the last one or two."""
_LEAST_SECONDS = 1.0


@declare(higher_is_better=None, least=0)
def spoken_seconds(exchange: Exchange, case: Case) -> float | None:
    """Return how long the spoken reply is, in seconds, pauses included; neither longer nor shorter is better.

    `None` where nothing was spoken, or no sound was kept.
    """
    spoken = exchange.spoken
    return None if spoken is None else spoken.duration_seconds


@declare(higher_is_better=None, least=0)
def words_per_minute(exchange: Exchange, case: Case) -> float | None:
    """Return how quickly the reply was spoken, in words a minute; people speak about 150 to 160 in English.

    From the first word's beginning to the last one's end where the voice told these, else of all its sound.
    Of Chinese, Japanese, Thai and the like two letters count as a word. Neither quicker nor slower is better;
    `None` where less than a second was spoken, no sound was kept, or the user interrupted.
    """
    if exchange.outcome == "interrupted":
        return None
    if exchange.words:
        text = " ".join(word.text for word in exchange.words)
        last = max(word.start_seconds + word.duration_seconds for word in exchange.words)
        seconds = last - exchange.words[0].start_seconds
    else:
        text, seconds = exchange.spoken_text, spoken_seconds(exchange, case) or 0.0
    words = count_words(text)
    return words / seconds * 60.0 if words and seconds >= _LEAST_SECONDS else None


@declare(higher_is_better=None)
def loudness(exchange: Exchange, case: Case) -> float | None:
    """Return how loud the spoken reply is, in LUFS (ITU-R BS.1770): -16 is usual on phones, -23 on TV.

    Neither louder nor softer is better; `None` where less than 0.4 s was spoken, all is silence, or no sound
    was kept.
    """
    from voicelab.audio.loudness import integrated_loudness

    spoken = exchange.spoken
    return None if spoken is None else integrated_loudness(spoken)


@declare(higher_is_better=False, least=0)
def clipping(exchange: Exchange, case: Case) -> float | None:
    """Return the share of the spoken reply's samples that are clipped: at full scale, three or more in a row.

    0 to 1, lower is better; `None` where nothing was spoken, or no sound was kept.
    """
    import numpy as np

    spoken = exchange.spoken
    if spoken is None or not len(spoken.samples):
        return None
    full = np.concatenate([np.abs(block.astype(np.int32)) >= _FULL_SCALE for block in spoken.blocks()])
    starts = full[:-2] & full[1:-1] & full[2:]
    clipped = np.zeros(len(full), dtype=bool)
    for offset in range(3):
        clipped[offset : offset + len(starts)] |= starts
    return float(clipped.mean())
