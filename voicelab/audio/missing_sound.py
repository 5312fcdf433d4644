"""What a sound file says of its own length: files are cut, and copies break off."""

from __future__ import annotations

__all__ = ["missing_bytes", "mp3_frames"]

_PLACEHOLDER_BYTES = 0x7F00_0000
"""Sizes from here on are what streaming writers leave in a header that they cannot go back to."""
_MISCOUNTED_BYTES = 1_024
"""So many too many are the header, which some writers count in."""


def missing_bytes(stated: int, there: int) -> int:
    """Return how much of sound is not there, by the size that a header states; both in bytes."""
    missing = stated - there
    return missing if missing > _MISCOUNTED_BYTES and stated < _PLACEHOLDER_BYTES else 0


def mp3_frames(beginning: bytes) -> int:
    """Return how many frames an MP3 file states, in Xing's header or Fraunhofer's; 0 if it does not.

    Parameters
    ----------
    beginning
        Its first 512 bytes, titles apart.
    """
    beginning = beginning.ljust(512, b"\0")
    for name, flags_at, frames_at in ((b"Xing", 4, 8), (b"Info", 4, 8), (b"VBRI", None, 14)):
        start = beginning.find(name, 4, 64)
        if start >= 0:
            states = flags_at is None or beginning[start + flags_at + 3] & 1
            return int.from_bytes(beginning[start + frames_at :][:4], "big") if states else 0
    return 0
