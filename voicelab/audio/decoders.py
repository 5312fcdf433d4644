"""Decoders: packed sound files, decoded piece by piece by FFmpeg.

A decoder passes over what is damaged, and says nothing. So what is decoded is held against the checksums,
times and lengths that stand in the file, and sound that is missing is an error.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from fractions import Fraction
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.file_part import FilePart
from voicelab.audio.missing_sound import mp3_frames
from voicelab.audio.mixing import Frames
from voicelab.audio.ogg_pages import ogg_pages

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler, AudioStream, Packet
    from av.container import InputContainer

__all__ = ["DEMUXERS", "UndecodableError", "decoded_frames"]

DEMUXERS = {
    "AAC": "aac",
    "AC-3": "ac3",
    "AIFF": "aiff",
    "AMR": "amr",
    "CAF": "caf",
    "FLAC": "flac",
    "MP3": "mp3",
    "MP4 or M4A": "mov",
    "NIST SPHERE": "nistsphere",
    "Ogg": "ogg",
    "Ogg FLAC": "ogg",
    "Ogg Opus": "ogg",
    "Ogg Speex": "ogg",
    "Ogg Vorbis": "ogg",
    "W64": "w64",
    "WAV": "wav",
    "WMA": "asf",
    "WavPack": "wv",
    "WebM or Matroska": "matroska",
}
"""Kinds of files that can be decoded, and FFmpeg's name of what reads them: no other reader is let near a
file, as some open further files that it names."""

_UNTIMED = ("aac", "ac3", "amr", "mp3")
"""These are frames and nothing else, and are often joined, titles between: single frames may be none."""
_DECLARING = ("caf", "flac", "matroska", "mov", "nistsphere", "wv")
"""These say how long they are, if they say so, for sure."""

_ALL_CHECKS = "crccheck+bitstream+buffer+explode"
"""Of a decoder: otherwise a spot whose checksum is wrong may be played as noise."""

_GAP_SECONDS = 0.005
_SHORT_SECONDS = 0.1
"""What may be missing, in seconds. Of an MP3 it may be two frames."""
_DELAYS_SECONDS = 0.5
"""The same where encoders' delays, which are not heard, may be counted in."""
_FRAMES_AT_ONCE = 1 << 16
_DAMAGED = "it is damaged, or of a coding that is not supported"


class UndecodableError(Exception):
    """A file cannot be decoded, or not as a whole; says why: the second half of a sentence."""


def decoded_frames(file: IO[bytes], kind: str) -> Frames:
    """Return the frames of a file, of one of the kinds in `DEMUXERS`.

    Raises
    ------
    UndecodableError
        It cannot be decoded. Reading the frames may raise this, too.
    """
    demuxer = DEMUXERS[kind]

    def blocks() -> Iterator[NDArray[Any]]:
        waiting: list[NDArray[Any]] = []
        for values in _converted(_decoded(file, demuxer)):
            waiting.append(values)
            if sum(map(len, waiting)) >= _FRAMES_AT_ONCE:
                yield np.concatenate(waiting)
                waiting.clear()
        if waiting:
            yield np.concatenate(waiting)

    with contextlib.closing(_decoded(file, demuxer)) as frames:
        first, _ = next(frames, (None, 0))
    if first is None:
        raise UndecodableError(_DAMAGED)
    return Frames(sample_rate_hz=first.sample_rate, channels=first.layout.nb_channels, blocks=blocks)


def _decoded(file: IO[bytes], demuxer: str) -> Generator[tuple[AudioFrame, int], None, None]:
    """Yield what is decoded, and how many of its samples are to be heard; raise where sound is missing."""
    if demuxer != "ogg":
        file.seek(0)
        stated_frames = mp3_frames(file.read(512)) if demuxer == "mp3" else 0
        with _opened(FilePart(file, 0), demuxer) as opened:
            yield from _checked(opened, demuxer, stated_frames)
        return
    pages = ogg_pages(file)
    for number, (begin, end) in enumerate(pages.pieces, 1):
        with _opened(FilePart(file, begin, end), demuxer) as opened:
            if pages.whole_until is not None and number == len(pages.pieces):
                raise UndecodableError(_cut_off(opened, pages.whole_until))
            yield from _cut(_checked(opened, demuxer), _vorbis_samples(opened, pages.lengths[number - 1]))


def _vorbis_samples(opened: InputContainer, length: int | None) -> int | None:
    """Return how long sound is whose end FFmpeg misses, in samples: Vorbis, all of it in one page.

    It counts the first packet, which gives no sound, and cuts too much off the end, or nothing.
    """
    stream = opened.streams.best("audio")
    if length is None or stream is None or stream.codec_context is None or stream.codec.name != "vorbis":
        return None
    stream.codec_context.options = {"flags2": "skip_manual"}
    return length


def _cut(frames: Iterator[tuple[AudioFrame, int]], samples: int | None) -> Iterator[tuple[AudioFrame, int]]:
    """Yield frames without what fills their last packets up; a length that lies further ahead is not true."""
    if samples is None:
        yield from frames
        return
    held = list(frames)  # a page has at most 255 packets
    longest = max((frame.samples for frame, _ in held), default=0)
    excess = sum(heard for _, heard in held) - samples
    if not 0 < excess < 2 * longest:
        samples += max(0, excess)
    for frame, heard in held:
        yield frame, max(0, min(heard, samples))
        samples -= heard


@contextlib.contextmanager
def _opened(file: FilePart, demuxer: str) -> Iterator[InputContainer]:
    import av

    try:
        options = {"protocol_whitelist": ""}
        with av.open(file, format=demuxer, options=options, metadata_errors="ignore") as opened:
            yield opened
    except (av.FFmpegError, ValueError, OverflowError):
        raise UndecodableError(_DAMAGED) from None


def _checked(
    opened: InputContainer, demuxer: str, stated_frames: int = 0
) -> Iterator[tuple[AudioFrame, int]]:
    import av

    stream = opened.streams.best("audio")
    if not isinstance(stream, av.AudioStream) or stream.time_base is None:
        raise UndecodableError("there is no sound in it")
    if stream.codec_context is None:
        raise UndecodableError(_DAMAGED)
    if demuxer == "flac":  # each of its pieces has a checksum, and says where it begins
        stream.codec_context.options = {"err_detect": _ALL_CHECKS}
    if demuxer == "caf":  # FFmpeg would cut its end off, and once more what an encoder cut already
        stream.codec_context.options = {"flags2": "skip_manual"}
    expected: Fraction | None = None
    lost, sounding, packets, packet_seconds, is_damaged = 0.0, 0.0, 0, 0.0, False
    for packet in opened.demux(stream):
        packets += packet.size > 0
        packet_seconds = packet_seconds or float((packet.duration or 0) * stream.time_base)
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            is_damaged = True
            continue
        for frame in frames:
            begins = None if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base
            if begins is not None and expected is not None and begins - expected > _GAP_SECONDS:
                lost += float(begins - expected)
                if demuxer == "flac" or (demuxer in _UNTIMED and lost > _SHORT_SECONDS):
                    raise UndecodableError(
                        f"it is damaged, and sound of {lost:.2f} s is missing at {float(expected):.2f} s"
                    )
            seconds = Fraction(frame.samples, frame.sample_rate)
            expected = (expected or Fraction(0)) + seconds if begins is None else begins + seconds
            sounding += float(seconds)
            yield frame, _heard_samples(frame, packet, demuxer)
    if demuxer in _DECLARING:
        stated, there = _stated_seconds(opened, stream), sounding
        short = _DELAYS_SECONDS if demuxer in ("matroska", "mov") else _SHORT_SECONDS
    else:
        stated, there, short = stated_frames * packet_seconds, packets * packet_seconds, 2.5 * packet_seconds
    if stated - there > short:
        raise UndecodableError(
            f"it is cut or damaged, and of {stated:.2f} s that it states, {there:.2f} s are there"
        )
    if is_damaged and demuxer not in _UNTIMED:
        raise UndecodableError(
            f"it is damaged, and not all of its {sounding:.2f} s can be decoded" if sounding else _DAMAGED
        )


def _heard_samples(frame: AudioFrame, packet: Packet[AudioStream], demuxer: str) -> int:
    """Return how much of a frame is sound: of the last one of an M4A, the rest fills it up."""
    if demuxer != "mov" or packet.duration is None:
        return frame.samples
    return min(frame.samples, round(packet.duration * packet.time_base * frame.sample_rate))


def _cut_off(opened: InputContainer, granule: int) -> str:
    """Say what of an Ogg file is missing; its times are in samples, those of Opus always at 48 kHz."""
    import av

    stream = opened.streams.best("audio")
    rate = stream.rate if isinstance(stream, av.AudioStream) and stream.codec.name != "opus" else 48_000
    return f"it is cut or damaged, and its sound is missing behind {granule / rate:.2f} s"


def _stated_seconds(opened: InputContainer, stream: AudioStream) -> float:
    if (
        opened.format.name == "caf"
    ):  # its duration is that of what is there, its frames are those of its header
        return stream.frames / stream.rate
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if len(opened.streams) > 1:  # what is stated is the length of the longest, of a picture perhaps
        return 0.0
    return (opened.duration or 0) / 1_000_000


def _converted(frames: Iterator[tuple[AudioFrame, int]]) -> Iterator[NDArray[Any]]:
    """Yield floats of shape (n, channels), all at the rate and with the channels of the first frame."""
    import av

    first: AudioFrame | None = None
    resampler: AudioResampler | None = None
    form: tuple[int, str, str] | None = None
    for frame, heard_samples in frames:
        first = first or frame
        frame.pts = None  # those of pieces that were joined begin anew
        if resampler is None or form != (frame.sample_rate, frame.layout.name, frame.format.name):
            yield from _resampled(resampler, None)
            form = (frame.sample_rate, frame.layout.name, frame.format.name)
            resampler = av.AudioResampler("flt", first.layout, first.sample_rate)
        is_cut = heard_samples < frame.samples and frame.sample_rate == first.sample_rate
        for values in _resampled(resampler, frame):
            yield values[:heard_samples] if is_cut else values
    yield from _resampled(resampler, None)


def _resampled(resampler: AudioResampler | None, frame: AudioFrame | None) -> Iterator[NDArray[Any]]:
    if resampler is not None:
        for piece in resampler.resample(frame):
            # Interleaved: of eight planes and more, PyAV reads beyond their list, and the process ends.
            yield piece.to_ndarray().reshape(-1, piece.layout.nb_channels)
