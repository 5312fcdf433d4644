"""Echo: the assistant's own words, come back through the microphone."""

from __future__ import annotations

import dataclasses
import difflib
import time
from typing import TYPE_CHECKING, TypeVar

from voicelab.audio.sinks import echo_of
from voicelab.events import Notice
from voicelab.text.same_words import same_words
from voicelab.text.words import words

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.recognition.recognizer import Hypothesis, Utterance

__all__ = ["EchoGuard", "is_echo"]

Heard = TypeVar("Heard", "Hypothesis", "Utterance")

_LEAST_WORDS = 3
_LEAST_SHARE = 0.75
"""How much of what was heard must stand in the reply, in its order; recognizers mishear an echo in places."""


class EchoGuard:
    """Keeps a conversation from answering itself.

    Parameters
    ----------
    sink
        Where replies sound; knows how much of them comes back.
    """

    def __init__(self, context: SessionContext, sink: Sink) -> None:
        self._context = context
        self._sink = sink
        self._hears_itself = False

    @property
    def mutes_input(self) -> bool:
        """Whether sound is the assistant's own: while it speaks, unless nothing of that comes back."""
        playback = self._context.playback
        if echo_of(self._sink) == "none" or not playback.is_sounding:
            return False
        is_shut = echo_of(self._sink) == "open" or self._hears_itself or not self._context.settings.barge_in
        return is_shut or playback.is_preview

    def is_echo(self, heard: Hypothesis | Utterance) -> bool:
        """Tell whether what was heard is a reply; if it ever is, input is muted while replies sound.

        Only what was said while the reply sounded can be its echo: later, the user repeats it.
        """
        if echo_of(self._sink) == "none" or not is_echo(heard.text, self._sounded_with(heard)):
            return False
        if not self._hears_itself:
            self._hears_itself = True
            self._context.emit(
                Notice(
                    "self-hearing",
                    "The microphone hears the assistant's own voice. From now on nobody is heard while it "
                    "speaks; wear headphones to speak over it.",
                )
            )
        return True

    def may_be_echo(self, heard: Hypothesis | Utterance) -> bool:
        """Whether the first words heard stand in the reply, too: the next ones will tell."""
        if echo_of(self._sink) == "none":
            return False
        return _stands_in(words(heard.text), self._sounded_with(heard))

    def without_echo(self, heard: Heard, words_before: str) -> Heard:
        """Return what was heard without what sounds at present, where that follows on words of the user's."""
        heard_words, count = words(heard.text), len(words(words_before))
        first, rest = heard_words[:count], heard_words[count:]
        if not rest or echo_of(self._sink) == "none":
            return heard
        if not same_words(" ".join(first), words_before, self._context.settings.locales_of(heard.language)):
            return heard
        sounding = self._context.playback.text_at(time.monotonic())
        is_sounding = _stands_in(rest, sounding) or is_echo(" ".join(rest), sounding)
        return dataclasses.replace(heard, text=words_before) if is_sounding else heard

    def _sounded_with(self, heard: Hypothesis | Utterance) -> str:
        """Return the words that sounded when those began that were heard."""
        return self._context.playback.text_at(heard.began_at)


def _stands_in(part: list[str], reply: str) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(words(reply))} "


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
    heard_words = words(heard)
    if len(heard_words) < _LEAST_WORDS:
        return False
    matcher = difflib.SequenceMatcher(None, heard_words, words(reply), autojunk=False)
    # Runs of two words and more: single words of a language are in every sentence.
    matched = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    return matched / len(heard_words) >= _LEAST_SHARE
