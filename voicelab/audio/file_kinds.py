"""Kinds of sound files, by their first bytes, and the sentence for those that cannot be read."""

from __future__ import annotations

from typing import BinaryIO

__all__ = ["CONVERT", "SOUND_SUFFIXES", "a", "kind_of", "kind_of_beginning", "marked_kind", "refusal"]

SOUND_SUFFIXES = (
    *(".3g2", ".3gp", ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alaw", ".amr", ".ape", ".au", ".awb"),
    *(".bwf", ".caf", ".dsf", ".dts", ".eac3", ".flac", ".flv", ".g722", ".g726", ".g729", ".gsm", ".lpcm"),
    *(".m4a", ".m4b", ".m4r", ".mid", ".midi", ".mka", ".mkv", ".mov", ".mp1", ".mp2", ".mp3", ".mp4"),
    *(".mpga", ".mpeg", ".nist", ".oga", ".ogg", ".ogv", ".ogx", ".opus", ".pcm", ".ra", ".raw", ".rf64"),
    *(".sln", ".snd", ".sph", ".spx", ".tta", ".ulaw", ".voc", ".vox", ".w64", ".wav", ".wave", ".weba"),
    *(".webm", ".wma", ".wv"),
)
"""How the names of sound files end, those included that cannot be read: they are refused by name."""

CONVERT = "Convert it to a WAV file, for example with: ffmpeg -i FILE sound.wav"

_IN_OGG = {b"vorbis": "Ogg Vorbis", b"OpusHead": "Ogg Opus", b"Speex": "Ogg Speex", b"FLAC": "Ogg FLAC"}
"""Codings, and what marks them in the first page of an Ogg file."""

_WEAKLY_MARKED = ("MP3", "AAC", "AC-3")
"""By two bytes only."""
_LFS_POINTER = "Git LFS pointer"

_BEGINNINGS = (
    (b"fLaC", "FLAC"),
    (b"caff", "CAF"),
    (b".snd", "AU"),
    (b"#!AMR", "AMR"),
    (b"MAC ", "Monkey's Audio"),
    (b"wvpk", "WavPack"),
    (b"MThd", "MIDI"),
    (b".RMF", "RealAudio"),
    (b"NIST_1A", "NIST SPHERE"),
    (b"Creative Voice File", "VOC"),
    (b"\x0b\x77", "AC-3"),
    (b"\x1aE\xdf\xa3", "WebM or Matroska"),
    (b"0&\xb2u\x8ef\xcf\x11", "WMA"),
    (b"riff\x2e\x91\xcf\x11", "WAV"),
    (b"version https://git-lfs", _LFS_POINTER),
)


def kind_of(head: bytes, file: BinaryIO) -> tuple[str, bytes, int]:
    """Return what a file seems to be, empty where that is unknown, its own first bytes and where these are.

    Parameters
    ----------
    head
        Its first 512 bytes.
    """
    if head[:3] != b"ID3":
        return kind_of_beginning(head), head, 0
    # Any file may have titles ahead of it; their size is written in bytes of seven bits.
    size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    file.seek(10 + size)
    rest = file.read(512)
    return kind_of_beginning(rest) or "MP3", rest, 10 + size


def marked_kind(head: bytes) -> str:
    """Return what a file is by marks that no samples have by chance; empty for
    MP3 without titles, too."""
    kind = kind_of_beginning(head)
    return "" if kind in _WEAKLY_MARKED and head[:3] != b"ID3" else kind


def refusal(head: bytes, name: str, kind: str) -> str:
    """Return the sentence for a file that cannot be read."""
    if not head:
        return f"{name} is empty"
    if kind == _LFS_POINTER:
        return f"{name} stands for a file that Git LFS keeps elsewhere. Fetch that: git lfs pull"
    if kind:
        return f"{name} is {a(kind)} file, which voicelab cannot read. {CONVERT}"
    return (
        f"{name} is no sound file that voicelab knows: it begins with {head[:8]!r}. "
        "Bytes without a header, if they are 16-bit PCM, are read by Audio.from_pcm(data, sample_rate_hz)"
    )


def a(kind: str) -> str:
    """Return a kind with its article."""
    return f"{'an' if kind[0] in 'AEIO' or kind.startswith('MP') else 'a'} {kind}"


def _is_mpeg(data: bytes) -> bool:
    """Say whether a frame of MPEG sound begins here: no text in UTF-16, and no bytes of ones."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0 or data[1:2] == b"\xfe":
        return False
    version, layer, bit_rate, rate = data[1] >> 3 & 3, data[1] >> 1 & 3, data[2] >> 4, data[2] >> 2 & 3
    return version != 1 and (layer == 0 or (bit_rate != 15 and rate != 3))


def kind_of_beginning(data: bytes) -> str:
    """Return what a file seems to be by its first bytes; empty where that is unknown."""
    if data[:3] == b"ID3":
        return "MP3"
    if data[:4] in (b"RIFF", b"RF64", b"BW64", b"RIFX") and data[8:12] == b"WAVE":
        return "WAV"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return "AVI"
    if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
        return "AIFF"
    if data[:4] == b"OggS":
        first = data[28:128]
        return next((kind for mark, kind in _IN_OGG.items() if mark in first), "Ogg")
    if data[4:8] == b"ftyp":
        return "MP4 or M4A"
    if _is_mpeg(data):
        return "MP3" if data[1] & 0x06 else "AAC"
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")
