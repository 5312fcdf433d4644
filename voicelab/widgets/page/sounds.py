"""Sounds for the page when it wants them: in small pieces, and never in a widget's saved state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from voicelab.audio.clip import Audio
from voicelab.errors import VoicelabError

__all__ = ["send_sound"]

_PIECE_BYTES = 192_000
"""Some front ends drop large messages."""


class _Sender(Protocol):
    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None: ...


def send_sound(widget: _Sender, message: dict[str, Any], find: Callable[[str], Audio | None]) -> None:
    """Send a sound that the page asked for, or say in a sentence why it cannot be had.

    Parameters
    ----------
    find
        Returns the sound of a name; `None` if there is none.
    """
    request = message["request"]
    try:
        audio = find(str(message["name"]))
        problem = "The log kept no sound of this reply." if audio is None else ""
    except (OSError, ValueError, VoicelabError) as error:
        audio, problem = None, f"The sound cannot be played: {error}"
    if audio is None:
        widget.send({"type": "sound", "request": request, "problem": problem})
        return
    wav = audio.to_wav()
    for start in range(0, len(wav), _PIECE_BYTES):
        last = start + _PIECE_BYTES >= len(wav)
        content = {"type": "sound", "request": request, "last": last}
        widget.send(content, [wav[start : start + _PIECE_BYTES]])
