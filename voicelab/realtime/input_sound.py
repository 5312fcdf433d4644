"""InputSound: the user's sound as it is fed, at the rate that a service wants."""

from __future__ import annotations

import numpy as np

from voicelab.audio.stream_resampler import StreamResampler

__all__ = ["InputSound"]

_FED_HZ = 16_000


class InputSound:
    """Converts a stream, piece by piece.

    Parameters
    ----------
    rate_hz
        The sample rate to convert to, in Hz.
    """

    def __init__(self, rate_hz: int) -> None:
        self._resampler = None if rate_hz == _FED_HZ else StreamResampler(_FED_HZ, rate_hz)

    def convert(self, pcm: bytes) -> bytes:
        """Return what has become known, 16-bit mono PCM.

        Parameters
        ----------
        pcm
            16-bit mono PCM at 16 kHz.
        """
        if self._resampler is None:
            return pcm
        return _bytes(self._resampler.convert(np.frombuffer(pcm, "<i2")))

    def finish(self) -> bytes:
        """Return what is left of the stream, and begin another."""
        return b"" if self._resampler is None else _bytes(self._resampler.finish())


def _bytes(samples: np.ndarray) -> bytes:
    return samples.astype("<i2", copy=False).tobytes()
