"""Players of a notebook, IPython's and ipywidgets', as the sound that they hold."""

from __future__ import annotations

from typing import Any

__all__ = ["is_displayed", "sound_of_display"]

_PLAYERS = ("IPython.", "ipywidgets.")


def is_displayed(given: object) -> bool:
    """Say whether this is an ``Audio`` of IPython or of ipywidgets, or of a kind derived from these."""
    return any(
        kind.__name__ == "Audio" and kind.__module__.startswith(_PLAYERS) for kind in type(given).__mro__
    )


def sound_of_display(player: Any) -> bytes:
    """Return the sound file that a player holds.

    Raises
    ------
    ValueError
        It holds an address only, from which the browser fetches the sound, or nothing.
    """
    data, address = getattr(player, "data", None), getattr(player, "url", None)
    if hasattr(player, "value"):  # of ipywidgets
        data = bytes(player.value)
        if player.format == "url":
            data, address = None, bytes(player.value).decode("utf-8", "replace")
    if isinstance(data, bytes) and data:
        return data
    if address:
        raise ValueError(f"this player holds an address only: download {address}, and give the file's path")
    raise ValueError("this player holds no sound")
