"""Echo: the assistant's own words, come back through the microphone."""

from __future__ import annotations

import difflib

from voicelab.text.words import words

__all__ = ["is_echo"]

_LEAST_WORDS = 3
_LEAST_SHARE = 0.75
"""How much of what was heard must stand in the reply, in its order; recognizers mishear an echo in places."""


def is_echo(heard: str, reply: str) -> bool:
    """Tell whether what was heard is likely a part of the reply and not the user.

    Fewer than three words are never taken for an echo: people say "yes" and "the second one" over a reply.

    Examples
    --------
    >>> is_echo("is the tallest mountain on earth", "Mount Everest is the tallest mountain on Earth.")
    True
    >>> is_echo("wait, what about the second one", "Mount Everest is the tallest mountain on Earth.")
    False
    """
    told = words(heard)
    if len(told) < _LEAST_WORDS:
        return False
    matcher = difflib.SequenceMatcher(None, told, words(reply), autojunk=False)
    # Runs of two words and more: single words of a language are in every sentence.
    matched = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    return matched / len(told) >= _LEAST_SHARE
