"""Echo: the assistant's own words, come back through the microphone."""

from __future__ import annotations

import dataclasses
import difflib
import math
import time
from typing import TYPE_CHECKING, TypeVar

from voicelab.audio.sinks import echo_of
from voicelab.events import Notice
from voicelab.recognition.recognizer import Utterance
from voicelab.text.same_words import same_words
from voicelab.text.words import words

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.playback import PlayedSound
    from voicelab.recognition.recognizer import Hypothesis

__all__ = ["EchoGuard", "is_echo"]

Heard = TypeVar("Heard", "Hypothesis", "Utterance")

_LEAST_WORDS = 3
_PLAIN_WORDS = 5
"""Nobody says so many words along with a reply, in its own time."""
_LEAST_SHARE = 0.75
"""How much of what was heard must stand in the reply, in its order; recognizers mishear an echo in places."""
_LATEST_SECONDS = 1.0
"""How long after its words an echo may come, in seconds: who repeats a reply has heard it first."""
_EARLIEST_SECONDS = -0.7
"""The same where recognition places the beginning of speech early, and a sink says late what sounds."""
_MUTED_SECONDS = 60.0
"""How long nobody is heard over replies where those come back, in seconds; then it is tried again."""

_MUTED = (
    f"The microphone hears the assistant's own voice. For {_MUTED_SECONDS:.0f} s nobody is heard while it "
    "speaks, then that is tried again; wear headphones to speak over it."
)


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
        self._muted_until = -math.inf
        self._suspected: PlayedSound | None = None

    @property
    def mutes_input(self) -> bool:
        """Whether sound is the assistant's own: while it speaks, unless nothing of that comes back."""
        playback = self._context.playback
        if echo_of(self._sink) == "none" or not playback.is_sounding:
            return False
        is_shut = echo_of(self._sink) == "open" or self._is_muted or not self._context.settings.barge_in
        return is_shut or playback.is_preview

    def is_echo(self, heard: Hypothesis | Utterance) -> bool:
        """Tell whether what was heard is a reply; where that is plain, input is muted while replies sound.

        Only what was said while the reply sounded can be its echo, and only right behind the same words:
        later, the user repeats it. It is plain where many words come in the reply's own time, and where those
        of another reply came back not long before.
        """
        sound = self._context.playback.sound_at(heard.began_at)
        if sound is None or echo_of(self._sink) == "none" or not is_echo(heard.text, sound.text()):
            return False
        lag = _lag_seconds(heard, sound)
        if lag is not None and lag > _LATEST_SECONDS:
            return False
        is_in_time = lag is not None and lag >= _EARLIEST_SECONDS
        is_plain = is_in_time and len(words(heard.text)) >= _PLAIN_WORDS
        if is_plain or self._has_suspected_another(sound):
            self._mute()
        elif isinstance(heard, Utterance) and not self._is_muted:
            message = f"Not answered: {heard.text!r} is what the reply says itself, and may be its echo."
            self._context.emit(Notice("possible-echo", message))
        self._suspected = sound
        return True

    @property
    def _is_muted(self) -> bool:
        return time.monotonic() < self._muted_until

    def _has_suspected_another(self, sound: PlayedSound) -> bool:
        before = self._suspected
        if before is None or before is sound:
            return False
        return sound.began_at - before.began_at < _MUTED_SECONDS

    def _mute(self) -> None:
        if not self._is_muted:
            self._context.emit(Notice("self-hearing", _MUTED))
            self._muted_until = time.monotonic() + _MUTED_SECONDS

    def may_be_echo(self, heard: Hypothesis | Utterance) -> bool:
        """Whether the first words heard stand in the reply, too: the next ones will tell."""
        sound = self._context.playback.sound_at(heard.began_at)
        if sound is None or echo_of(self._sink) == "none" or not _stands_in(words(heard.text), sound.text()):
            return False
        lag = _lag_seconds(heard, sound)
        return lag is None or lag <= _LATEST_SECONDS

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


def _lag_seconds(heard: Hypothesis | Utterance, sound: PlayedSound) -> float | None:
    """Return how long after the same words of a reply something was said; `None` if their time is unknown."""
    heard_words = words(heard.text)
    spoken = [(each, word.start_seconds) for word in sound.words() for each in words(word.text)]
    spoken_words = [word for word, _ in spoken]
    matcher = difflib.SequenceMatcher(None, heard_words, spoken_words, autojunk=False)
    match = matcher.find_longest_match()
    run, position = heard_words[match.a : match.a + match.size], sound.position(heard.began_at)
    lags = [
        position - spoken[max(0, place - match.a)][1]
        for place in range(len(spoken) if run else 0)
        if spoken_words[place : place + match.size] == run
    ]
    return min(lags, key=abs, default=None)


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
