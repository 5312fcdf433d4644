"""Sound files that clients upload, decoded piece by piece, whatever their format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.pcm import ENGINE_RATE_HZ

if TYPE_CHECKING:
    from av import AudioFrame

__all__ = ["decoded_file"]

_MOST_CHANNELS = 8
_RATES_HZ = range(4_000, 192_001)
_ALONE = {
    "protocol_whitelist": "",
    "format_whitelist": "wav,w64,aiff,au,caf,mp3,flac,ogg,mov,matroska,aac,amr",
}
"""A file may name others, on this machine or elsewhere: FFmpeg opens none of them."""
_BIG_ENDIAN_WAV = b"RIFX"
"""How it begins; FFmpeg takes its samples for little-endian ones, which is noise."""
_UNKNOWN = "The file is no sound that is known here: send WAV, MP3, FLAC or Ogg."


def decoded_file(
    data: bytes, *, longest_seconds: float, split_channels: bool = False
) -> Iterator[NDArray[np.int16]]:
    """Yield a file's sound in pieces, 16 kHz, shape (channels, n); blocks while it decodes.

    Parameters
    ----------
    longest_seconds
        How much of it is taken at most.
    split_channels
        Whether each channel is kept; otherwise they are mixed into one.

    Raises
    ------
    ProtocolError
        FFmpeg reads no sound in it, or it is longer.
    """
    import av

    if data[:4] == _BIG_ENDIAN_WAV:
        raise ProtocolError(_UNKNOWN)
    try:
        with av.open(io.BytesIO(data), options=dict(_ALONE), metadata_errors="ignore") as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None or stream.codec_context is None:
                raise ProtocolError(_UNKNOWN)
            if not 1 <= stream.channels <= _MOST_CHANNELS or stream.rate not in _RATES_HZ:
                raise ProtocolError("The file has no sound of 1 to 8 channels and 4 to 192 kHz.")
            layout = stream.layout if split_channels else "mono"
            # Interleaved: of eight planes and more, PyAV reads beyond their list, and the process ends.
            resampler = av.AudioResampler("s16", layout, ENGINE_RATE_HZ)
            samples = 0
            for frame in container.decode(stream):
                for piece in resampler.resample(frame):
                    samples += piece.samples
                    if samples > longest_seconds * ENGINE_RATE_HZ:
                        raise ProtocolError(f"The file is longer than {longest_seconds:.0f} s.")
                    yield _channels(piece)
            for piece in resampler.resample(None):
                yield _channels(piece)
    except (av.FFmpegError, ValueError) as error:
        raise ProtocolError(_UNKNOWN) from error


def _channels(piece: AudioFrame) -> NDArray[np.int16]:
    frames = piece.to_ndarray().astype(np.int16).reshape(-1, piece.layout.nb_channels)
    channels: NDArray[np.int16] = frames.T
    return channels
