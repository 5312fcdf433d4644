"""A sound as HTML: a player with the sound in it."""

from __future__ import annotations

import base64
from typing import Literal

from markupsafe import Markup

__all__ = ["LONGEST_SECONDS", "no_player_html", "player_html"]


LONGEST_SECONDS = 900.0
"""The longest sound that is put into a page, in seconds: 40 MB at the rate of recognition."""


def no_player_html(seconds: float, *, label: str = "Sound") -> Markup:
    """Return a sentence in place of a player, for sound that no page should hold."""
    why = "too long to be played here; save(path) writes it."
    return Markup("<p><small>{}: {:.0f} minutes, {}</small></p>").format(label, seconds / 60, why)


def player_html(
    wav: bytes, *, label: str = "Sound", preload: Literal["metadata", "none"] = "metadata"
) -> Markup:
    """Return an ``audio`` element.

    Parameters
    ----------
    wav
        A WAV file's content.
    label
        What it is, for those who do not see it.
    preload
        Whether the page reads its length at once, or nothing until it is played.
    """
    data = base64.b64encode(wav).decode("ascii")
    element = Markup('<audio aria-label="{}" controls preload="{}" src="data:audio/wav;base64,{}"></audio>')
    return element.format(label, preload, data)
