"""Sound in a digest: the same for the same samples, whichever file or machine they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

    from voicelab.audio.clip import Audio

__all__ = ["add_sound"]


def add_sound(digest: _Hash, audio: Audio) -> None:
    """Add the samples of a sound to a digest, block by block."""
    for block in audio.blocks():
        digest.update(block.astype("<i2", copy=False).tobytes())
