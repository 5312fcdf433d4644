"""Speed: somebody speaks quicker or more slowly, with the same voice."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.spool import blocks
from voicelab.conditions.waveform import as_audio, fit, waveform

__all__ = ["change_speed"]

_FRAMES_AT_ONCE = 1 << 16


def change_speed(audio: Audio, speed: float) -> Audio:
    """Return a recording spoken at another speed, its pitch kept.

    FFmpeg's ``atempo`` (WSOLA) does it: words are where they should be to within its window of 64 ms.

    Parameters
    ----------
    speed
        How many times as fast, 0.5 to 2; it is that many times shorter.
    """
    if not len(audio.samples):
        return audio
    stretched = np.concatenate([np.zeros(0), *_stretched(audio, speed)])
    return as_audio(fit(stretched, round(len(audio.samples) / speed)), audio.sample_rate_hz)


def _stretched(audio: Audio, speed: float) -> Iterator[NDArray[np.float64]]:
    import av

    rate = audio.sample_rate_hz
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate, format="dbl", layout="mono", time_base=Fraction(1, rate))
    sink = graph.add("abuffersink")
    graph.link_nodes(source, graph.add("atempo", f"{speed:.6f}"), sink)
    graph.configure()

    def ready() -> Iterator[NDArray[np.float64]]:
        while True:
            try:
                frame = sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(frame, av.AudioFrame)
            yield frame.to_ndarray().reshape(-1).astype(np.float64)

    position = 0
    for block in blocks(waveform(audio), _FRAMES_AT_ONCE):
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="dbl", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, position, Fraction(1, rate)
        position += len(block)
        source.push(frame)
        yield from ready()
    source.push(None)
    yield from ready()
