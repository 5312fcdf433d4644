"""Sound files: recognised by their first bytes, and read piece by piece into 16-bit mono samples."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy as np

from voicelab.audio.aiff_files import aiff_layout
from voicelab.audio.arrays import is_rate
from voicelab.audio.au_files import au_layout
from voicelab.audio.decoders import DEMUXERS, UndecodableError, decoded_frames
from voicelab.audio.displayed_sound import is_displayed, sound_of_display
from voicelab.audio.file_kinds import CONVERT, a, kind_of, kind_of_beginning, refusal
from voicelab.audio.file_part import FilePart
from voicelab.audio.mixing import Frames, to_mono
from voicelab.audio.opened_files import buffered, name_of
from voicelab.audio.paths import address_of_sound, is_there, path_of
from voicelab.audio.sound_as_text import refused_base64
from voicelab.audio.wav_files import FLOAT, PCM, WavLayout, wav_layout
from voicelab.expanded_path import shown_path
from voicelab.working_folder import working_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SoundFile", "existing_file", "is_sound_file", "read_sound", "read_wav"]

SoundFile: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO"
"""A path, a file's bytes, or a file opened to be read as bytes."""


_MPEG_3 = 0x55
"""The coding of WAV files whose sound is an MP3 file."""
_PACKED_IN_WAV = (0x02, 0x11, 0x31, 0x50, _MPEG_3)
"""Packed codings of WAV files that are decoded right: two of ADPCM, GSM, MP2 and MP3. FFmpeg takes others for
those that it knows, and gives noise."""


def is_sound_file(given: object) -> bool:
    """Say whether this is what `read_sound` takes, a text apart."""
    is_bytes = isinstance(given, bytes | bytearray) or (isinstance(given, memoryview) and given.format == "B")
    is_file = isinstance(given, os.PathLike) or callable(getattr(given, "read", None))
    return is_bytes or is_file or is_displayed(given)


def read_sound(source: Any) -> tuple[NDArray[np.int16], int]:
    """Return the samples of a sound file, channels mixed to one, and their rate in Hz.

    Parameters
    ----------
    source
        A `SoundFile`: WAV, AU, AIFF, MP3, FLAC, Ogg, M4A, WebM and more. Opened files are read from
        their beginning, players of a notebook as the file that they hold.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        Another kind of file, a folder, a damaged file, or one that holds no sound.
    """
    with _opened(source) as (file, name):
        head = file.read(512)
        kind, beginning, begin = kind_of(head, file)
        layout = _layout(file, name, kind, beginning, begin)
        rate = layout.sample_rate_hz if layout is not None else None
        frames = layout.frames(file) if layout is not None else None
        if frames is not None:
            samples = _mono(frames, name)
        elif kind == "WAV" and layout is not None and layout.coding not in _PACKED_IN_WAV:
            of = {PCM: f"integers of {8 * layout.width} bits", FLOAT: f"floats of {8 * layout.width} bits"}
            coding = of.get(layout.coding, f"coding {layout.coding:#x}")
            raise ValueError(f"{name} is a WAV file of {coding}, which voicelab cannot read. {CONVERT}")
        elif kind in DEMUXERS and (layout is None or len(layout.sound) == 1):
            samples, rate = _decoded(file, name, kind, beginning, begin, layout)
        else:
            raise ValueError(refusal(beginning, name, kind))
    if rate is None or not is_rate(rate):
        raise ValueError(f"{name} says that it has {rate:,} samples a second; its header must be wrong")
    if not len(samples):
        raise ValueError(f"{name} is {a(kind)} file and holds no sound")
    return samples, rate


def read_wav(source: Any) -> tuple[NDArray[np.int16], int]:
    """Do the same for a WAV file of uncompressed integers; it may hold no sound.

    Raises
    ------
    ValueError
        Anything else.
    """
    with _opened(source) as (file, name):
        head = file.read(12)
        why = "it has no RIFF header"
        if kind_of_beginning(head) == "WAV":
            try:
                layout = wav_layout(file, name)
            except ValueError as error:
                why = str(error)
            else:
                frames = layout.frames(file) if layout.coding == PCM else None
                if frames is not None:
                    _check_whole(layout, name)
                    return _mono(frames, name), layout.sample_rate_hz
                why = f"its coding is {layout.coding}"
    raise ValueError(f"{name} is not an uncompressed integer WAV file ({why}); convert it to 16-bit PCM")


def _layout(file: BinaryIO, name: str, kind: str, beginning: bytes, begin: int) -> WavLayout | None:
    """Return the layout of a file whose header is read here; `None` for others."""
    layout: WavLayout | None = None
    if kind == "WAV":
        layout = wav_layout(file, name, begin)
    elif kind == "AU":
        layout = au_layout(file, name)
    elif kind == "AIFF":
        layout = aiff_layout(file, name, begin)
    if layout is None:
        return None
    rate = layout.sample_rate_hz
    if not is_rate(rate):
        raise ValueError(f"{name} says that it has {rate:,} samples a second; its header must be wrong")
    _check_whole(layout, name)
    return layout


def _check_whole(layout: WavLayout, name: str) -> None:
    if layout.missing:
        there = sum(size for _, size in layout.sound)
        share = there / (there + layout.missing)
        raise ValueError(
            f"{name} was cut: {share:.0%} of the sound that its header states is there. {CONVERT}"
        )


def _mono(frames: Frames, name: str) -> NDArray[np.int16]:
    try:
        return to_mono(frames)
    except ValueError as error:
        raise ValueError(f"{name} cannot be read as sound: {error}") from error


def _decoded(
    file: BinaryIO, name: str, kind: str, beginning: bytes, begin: int, layout: WavLayout | None
) -> tuple[NDArray[np.int16], int]:
    part, decoder = FilePart(file, begin), kind
    if layout is not None and layout.coding == _MPEG_3:
        start, size = layout.sound[0]
        part, decoder = FilePart(file, start, start + size), "MP3"
    elif beginning[:4] == b"riff":
        decoder = "W64"
    try:
        frames = decoded_frames(part, decoder)
        return _mono(frames, name), frames.sample_rate_hz
    except UndecodableError as error:
        raise ValueError(
            f"{name} seems to be {a(kind)} file, and cannot be decoded: {error}. {CONVERT}"
        ) from None


@contextlib.contextmanager
def _opened(source: Any) -> Iterator[tuple[BinaryIO, str]]:
    """Open what was given; gives the file, which can seek, and what messages call it."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(bytes(source)), "the data"
    elif (held := sound_of_display(source)) is not None:
        yield io.BytesIO(held), "the player's sound"
    elif isinstance(source, str | os.PathLike):
        with existing_file(source).open("rb") as file:
            yield file, os.fsdecode(source)
    elif callable(getattr(source, "read", None)):
        with buffered(source) as file:
            yield file, name_of(source)
    else:
        raise ValueError(
            "a sound file is given by its path, its bytes, or opened to be read as bytes, "
            f"not as {type(source).__name__}; samples are taken by Audio.from_array"
        )


def existing_file(given: str | os.PathLike[str]) -> Path:
    """Return the path of a file to be read, as people write it.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It is an address on the web, a sound in base64, a folder, a device or a pipe.
    """
    path = path_of(given)
    if not is_there(path):
        if isinstance(given, str) and (reason := address_of_sound(given) or refused_base64(given)):
            raise ValueError(reason)
        shown = shown_path(os.fsdecode(given))
        raise FileNotFoundError(f"there is no file {shown!r}, looked for from {working_folder()}")
    if path.is_dir():
        raise ValueError(f"{given} is a folder; give the path of a sound file in it")
    if not path.is_file():  # to open a pipe would wait for its writer
        raise ValueError(f"{given} is a device or a pipe, not a file")
    return path
