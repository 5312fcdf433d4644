"""Refusals that are sounds: 'uh-uh' is a no, and neither an agreement nor a hesitation."""

from __future__ import annotations

import re

from voicelab.text.words import words

__all__ = ["is_refusal_sound"]

_SAID_TWICE = frozenset({"uh", "mm", "nuh"})
"""Sounds that are a no where they are said twice, or beside one another."""
_PAIR = ["huh", "uh"]
_JAPANESE = re.compile(r"[んン][ーｰ~〜～]+[んン]")


def is_refusal_sound(text: str) -> bool:
    """Tell whether an utterance is a sound that is a no, whatever its case and punctuation.

    Examples
    --------
    >>> [is_refusal_sound(text) for text in ("Uh-uh.", "Nuh-uh!", "huh uh", "Uh-huh.", "Uh")]
    [True, True, True, False, False]
    """
    said = words(text)
    is_twice = len(said) > 1 and _SAID_TWICE.issuperset(said)
    return is_twice or said == _PAIR or _JAPANESE.search(text) is not None
