"""Players of a notebook, IPython's, ipywidgets' and our own, as the sound that they hold."""

from __future__ import annotations

from typing import Any

from voicelab.audio.sound_as_text import sound_of_html
from voicelab.expanded_path import shown_path

__all__ = ["is_displayed", "sound_of_display"]

_PLAYERS = ("IPython.", "ipywidgets.")


def is_displayed(given: object) -> bool:
    """Say whether this is an ``Audio`` of IPython or of ipywidgets, of a kind derived from these, or HTML."""
    return _sound_of_page(given) is not None or _is_player(given)


def sound_of_display(given: Any) -> bytes | None:
    """Return the sound file that a player holds; `None` of what is no player.

    Raises
    ------
    ValueError
        It holds an address only, from which the browser fetches the sound, or nothing.
    """
    if (held := _sound_of_page(given)) is not None:
        return held
    if not _is_player(given):
        return None
    data, address = getattr(given, "data", None), getattr(given, "url", None)
    if hasattr(given, "value"):  # of ipywidgets
        data = bytes(given.value)
        if given.format == "url":
            data, address = None, bytes(given.value).decode("utf-8", "replace")
    if isinstance(data, bytes) and data:
        return data
    if address:
        shown = shown_path(str(address))
        raise ValueError(f"this player holds an address only: download {shown}, and give the file's path")
    raise ValueError("this player holds no sound")


def _is_player(given: object) -> bool:
    return any(
        kind.__name__ == "Audio" and kind.__module__.startswith(_PLAYERS) for kind in type(given).__mro__
    )


def _sound_of_page(given: object) -> bytes | None:
    """Return the sound of a player as HTML, as text or shown by IPython; `None` for anything else."""
    kind = type(given)
    if kind.__name__ == "HTML" and kind.__module__.startswith("IPython."):
        given = getattr(given, "data", None)
    return sound_of_html(given) if isinstance(given, str) else None
