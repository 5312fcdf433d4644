"""InputSound: the user's sound as it is fed, at the rate that a service wants."""

from __future__ import annotations

import numpy as np
import soxr

__all__ = ["InputSound"]

_FED_HZ = 16_000
_QUALITY = "LQ"
"""Flat to 6 kHz and without mirror images, 6 ms late; better ones are 15 to 40 ms late, for sound of which
there is little in speech."""


class InputSound:
    """Converts a stream, piece by piece.

    Parameters
    ----------
    rate_hz
        The sample rate to convert to, in Hz.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._stream: soxr.ResampleStream | None = None

    def convert(self, pcm: bytes) -> bytes:
        """Return what has become known, 16-bit mono PCM.

        Parameters
        ----------
        pcm
            16-bit mono PCM at 16 kHz.
        """
        if self._rate_hz == _FED_HZ:
            return pcm
        if self._stream is None:
            self._stream = soxr.ResampleStream(_FED_HZ, self._rate_hz, 1, dtype="int16", quality=_QUALITY)
        return _bytes(self._stream.resample_chunk(np.frombuffer(pcm, "<i2")))

    def finish(self) -> bytes:
        """Return what is left of the stream, and begin another."""
        stream, self._stream = self._stream, None
        return b"" if stream is None else _bytes(stream.resample_chunk(np.zeros(0, np.int16), last=True))


def _bytes(samples: np.ndarray) -> bytes:
    return samples.astype("<i2", copy=False).tobytes()
