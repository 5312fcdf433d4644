"""Recognition of a whole recording, as the routes over plain HTTP need it."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.host import Host

__all__ = ["joined", "pieces_of", "recognized"]

_PIECE_SAMPLES = 8_000
"""What an engine is given at once: it is to be free for others in between."""


async def pieces_of(
    host: Host, sound: Iterator[NDArray[np.int16]]
) -> AsyncGenerator[NDArray[np.int16], None]:
    """Yield sound that is decoded in a worker thread, cut into short pieces."""
    while (decoded := await host.call(next, sound, None)) is not None:
        for place in range(0, decoded.shape[1], _PIECE_SAMPLES):
            yield decoded[:, place : place + _PIECE_SAMPLES]


async def recognized(
    host: Host, stream: RecognitionStream, samples: NDArray[np.int16] | None
) -> list[Transcript]:
    """Feed a stream of speech, or end it (`None`); return the final transcripts with words."""
    found: Sequence[Transcript]
    if samples is None:
        found = await host.call(stream.finish)
    else:
        found = await host.call(stream.feed, samples)
    return [transcript for transcript in found if transcript.final and transcript.text.strip()]


def joined(transcripts: Sequence[Transcript]) -> Transcript:
    """Return several utterances as one, as sure as the least sure of them."""
    first, last = transcripts[0], transcripts[-1]
    sure = [item.confidence for item in transcripts if item.confidence is not None]
    return Transcript(
        text=" ".join(item.text.strip() for item in transcripts),
        start_seconds=first.start_seconds,
        end_seconds=last.end_seconds,
        final=True,
        confidence=min(sure, default=math.nan) if sure else None,
        language=first.language,
        alternatives=first.alternatives if len(transcripts) == 1 else (),
        words=tuple(word for item in transcripts for word in item.words)
        if all(item.words for item in transcripts)
        else (),
    )
