"""A sound as HTML: a player with the sound in it."""

from __future__ import annotations

import base64
from typing import Literal

from markupsafe import Markup

__all__ = ["player_html"]


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
