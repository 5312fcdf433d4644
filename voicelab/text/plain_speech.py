"""A whole text as a voice says it."""

from __future__ import annotations

import functools

from voicelab.text.markdown_filter import Speakable

__all__ = ["plain_speech"]


@functools.lru_cache(maxsize=256)
def plain_speech(text: str) -> str:
    """Return what of a text is to be spoken, without Markdown's marks; see `Speakable`.

    Examples
    --------
    >>> plain_speech("**Everest**, at 8,849 m")
    'Everest, at 8,849 m'
    """
    speakable = Speakable()
    return speakable.feed(text) + speakable.finish()
