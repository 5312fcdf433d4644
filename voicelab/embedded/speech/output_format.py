"""Output formats: Azure's names of them, and the sound in them as it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from voicelab.embedded.host import Host
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.pcm import wav_header
from voicelab.settings import OUTPUT_FORMATS

__all__ = ["DEFAULT_FORMAT", "AudioEncoder", "OutputFormat", "output_format"]

DEFAULT_FORMAT = "riff-16khz-16bit-mono-pcm"
"""What a client gets that asks for nothing."""


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A format that sound goes out in."""

    name: str
    """Azure's name of it."""
    sample_rate_hz: int
    media_type: str = "audio/x-wav"
    """What it is called over HTTP."""
    codec: str = ""
    """FFmpeg's name of the codec; empty for PCM."""
    container: str = ""
    """FFmpeg's name of the container."""
    bits_per_second: int | None = None
    container_options: Mapping[str, str] = field(default_factory=dict)
    codec_options: Mapping[str, str] = field(default_factory=dict)


class AudioEncoder:
    """Turns 16-bit mono PCM into one of the formats, as it comes.

    Parameters
    ----------
    host
        Whose threads compute.
    to
        The format. The PCM must have its rate.
    """

    def __init__(self, host: Host, to: OutputFormat) -> None:
        self._host = host
        self._format = to
        self._compressor = _Compressor(to) if to.codec else None

    def begin(self) -> bytes:
        """Return what comes ahead of the sound."""
        if self._compressor is None and self._format.name.startswith("riff"):
            return wav_header(self._format.sample_rate_hz)
        return b""

    async def encode(self, pcm: bytes) -> bytes:
        """Take the next PCM; return what has become ready, which may be nothing."""
        return pcm if self._compressor is None else await self._host.call(self._compressor.encode, pcm)

    async def finish(self) -> bytes:
        """Return what was still held back."""
        return b"" if self._compressor is None else await self._host.call(self._compressor.finish)


class _Compressor:
    """An encoder of FFmpeg's, which comes with the package av."""

    def __init__(self, to: OutputFormat) -> None:
        import av

        self._written = _Written()
        self._container = av.open(
            self._written, "w", format=to.container, options={"flush_packets": "1", **to.container_options}
        )
        stream = self._container.add_stream(to.codec, rate=to.sample_rate_hz, options=dict(to.codec_options))
        assert isinstance(stream, av.AudioStream)
        self._stream = stream
        self._rate = to.sample_rate_hz
        stream.codec_context.layout = "mono"
        if to.bits_per_second is not None:
            stream.codec_context.bit_rate = to.bits_per_second
        self._samples = 0

    def encode(self, pcm: bytes) -> bytes:
        import av

        samples = np.frombuffer(pcm, "<i2").astype(np.int16, copy=False)
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = self._rate
        frame.pts = self._samples
        self._samples += len(samples)
        self._container.mux(self._stream.encode(frame))
        return self._written.take()

    def finish(self) -> bytes:
        if self._samples:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._written.take()


class _Written:
    """A file that cannot be sought in, for what comes out of FFmpeg."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        self._data += data
        return len(data)

    def take(self) -> bytes:
        data, self._data = bytes(self._data), bytearray()
        return data


def output_format(name: str) -> OutputFormat:
    """Return the format of a name.

    Raises
    ------
    ProtocolError
        There is no encoder for it here, or no such format.
    """
    known = _FORMATS.get(name)
    if known is not None:
        return known
    if any(word in name for word in _WITHOUT_ENCODER):
        raise ProtocolError(f"Unsupported output format {name[:48]}: there is no encoder for it here.")
    raise ProtocolError(f"Unsupported output format {name[:48]}: there is no format of this name.")


_WITHOUT_ENCODER = ("siren", "truesilk", "amr-wb")
_PACKET = {"vbr": "off", "frame_duration": "20"}
_PAGE = {"page_duration": "200000"}  # microseconds: a page waits until it is full
_CLUSTER = {"live": "1", "cluster_time_limit": "250"}
_FRAMES = {"write_xing": "0", "id3v2_version": "0"}
_PLAIN = {"fflags": "+bitexact"}


def _formats() -> list[OutputFormat]:
    pcm = [OutputFormat(name, rate) for name, rate in OUTPUT_FORMATS.items()]
    laws = [
        OutputFormat(
            f"{head}-8khz-8bit-mono-{law}",
            8_000,
            media,
            f"pcm_{law}",
            container or law,
            container_options=_PLAIN,
        )
        for head, container, media in (("raw", "", "audio/basic"), ("riff", "wav", "audio/x-wav"))
        for law in ("alaw", "mulaw")
    ]
    mp3 = [
        OutputFormat(
            f"audio-{kilohertz}khz-{kilobits}kbitrate-mono-mp3",
            1000 * kilohertz,
            "audio/mpeg",
            "libmp3lame",
            "mp3",
            1000 * kilobits,
            _FRAMES,
        )
        for kilohertz, rates in ((16, (32, 64, 128)), (24, (48, 96, 160)), (48, (96, 192)))
        for kilobits in rates
    ]
    opus = [
        OutputFormat(
            f"{container}-{kilohertz}khz-16bit-mono-opus",
            1000 * kilohertz,
            f"audio/{container}; codecs=opus",
            "libopus",
            container,
            1500 * kilohertz,
            options,
        )
        for container, options in (("ogg", _PAGE), ("webm", _CLUSTER))
        for kilohertz in (16, 24, 48)
    ]
    low = "webm-24khz-16bit-24kbps-mono-opus"
    opus.append(OutputFormat(low, 24_000, "audio/webm; codecs=opus", "libopus", "webm", 24_000, _CLUSTER))
    packets = [
        OutputFormat(
            f"audio-{kilohertz}khz-16bit-{kilobits}kbps-mono-opus",
            1000 * kilohertz,
            "audio/opus",
            "libopus",
            "data",
            1000 * kilobits,
            codec_options=_PACKET,
        )
        for kilohertz, kilobits in ((16, 32), (24, 48), (24, 24))
    ]
    g722 = OutputFormat("g722-16khz-64kbps", 16_000, "audio/G722", "g722", "g722")
    return [*pcm, *laws, *mp3, *opus, *packets, g722]


_FORMATS = {known.name: known for known in _formats()}
