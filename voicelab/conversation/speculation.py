"""Speculation: a reply begun on what the user seems to have said, kept if the final transcript agrees.

Recognition waits for silence before it settles on a transcript; the last hypothesis mostly has the same
words long before. Nothing of such a reply is shown, spoken or logged before the transcript agrees.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence

import numpy as np

from voicelab.audio.peaks import QUIET_RATIO
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.completion.messages import Delta, Message, ReplyItem
from voicelab.replayable_stream import ReplayableStream
from voicelab.settings import Settings
from voicelab.text.words import words

__all__ = ["Speculation", "Speculator"]

_QUIET_SECONDS = 0.1
"""Silence after which a hypothesis is believed, in seconds: without it, each one would cost a request."""

_STALE_SECONDS = 0.25
"""Silence after which one is believed that came before the silence, and so may lack the last word."""

_MOST_REPLIES = 3
"""Replies begun for one utterance at most: somebody who thinks aloud is not paid for without end."""


class Speculator:
    """Decides when to begin a reply ahead, and which one to keep. Belongs to one event loop.

    Parameters
    ----------
    begin
        Called for a hypothesis that is believed, the present settings and the locale that was identified,
        if any; returns a reply to it, or `None` where this is no time to speculate.
    """

    def __init__(self, begin: Callable[[str, Settings, str | None], Speculation | None]) -> None:
        self._begin = begin
        self._hypothesis = ""
        self._language: str | None = None
        self._is_stale = True
        self._running: Speculation | None = None
        self._loudest = 0.0
        self._quiet_seconds = 0.0
        self._begun = 0
        self._discarded = 0
        self._discarded_tokens = 0

    def set_hypothesis(self, text: str, language: str | None = None) -> None:
        """Set the latest hypothesis; a reply to other words is thrown away."""
        self._language = language
        self._hypothesis, self._is_stale = text, not self._quiet_seconds
        if self._running is not None and not self._running.answers(text):
            self.discard()

    def feed(self, pcm: bytes, settings: Settings) -> None:
        """Follow what goes to recognition, 16-bit mono PCM at 16 kHz; begins a reply in a silence."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        if not len(samples):
            return
        level = float(np.sqrt(np.mean(samples**2)))
        self._loudest = max(self._loudest, level)
        quiet = level < QUIET_RATIO * self._loudest
        self._quiet_seconds = self._quiet_seconds + len(samples) / SAMPLE_RATE_HZ if quiet else 0.0
        self._is_stale = self._is_stale or not quiet
        believed = self._quiet_seconds >= (_STALE_SECONDS if self._is_stale else _QUIET_SECONDS)
        if believed and self._running is None and self._begun < _MOST_REPLIES:
            self._speculate(settings)

    def claim(
        self, messages: Sequence[Message], settings: Settings
    ) -> AsyncGenerator[ReplyItem, None] | None:
        """Return the reply that was begun for these messages, if there is one; another is thrown away."""
        running = self._running
        if running is not None and running.serves(messages, settings):
            self._running = None
            self._reset()
            return running.items()
        self.discard()
        self._reset()
        return None

    def discard(self) -> None:
        """Throw away what was begun."""
        running, self._running = self._running, None
        if running is not None:
            self._discarded += running.is_sent  # the service knows nothing of one that never went out
            self._discarded_tokens += running.stop()

    def pop_costs(self) -> tuple[int, int]:
        """Return how many replies were thrown away and how many of their tokens had come; then count anew."""
        costs = self._discarded, self._discarded_tokens
        self._discarded = self._discarded_tokens = 0
        return costs

    def _speculate(self, settings: Settings) -> None:
        text, self._hypothesis = self._hypothesis, ""
        self._running = self._begin(text, settings, self._language) if text.strip() else None
        self._begun += self._running is not None

    def _reset(self) -> None:
        self._hypothesis = ""
        self._loudest = self._quiet_seconds = 0.0
        self._begun = 0


class Speculation:
    """One reply begun ahead: read as it comes, and kept until somebody wants it.

    Parameters
    ----------
    text
        The utterance that it replies to, which may be a part of the last message.
    stream
        `Completer.stream`.
    """

    def __init__(
        self,
        text: str,
        messages: Sequence[Message],
        settings: Settings,
        stream: Callable[..., AsyncGenerator[ReplyItem, None]],
    ) -> None:
        self.is_sent = False
        """Whether the request for it went out."""
        self._text = text
        self._messages = messages
        self._settings = settings
        self._reply = ReplayableStream(stream(messages, settings, on_sent=self._note_sent))

    def answers(self, text: str) -> bool:
        """Whether it is a reply to these words, whatever their case and punctuation."""
        return words(self._text) == words(text)

    def serves(self, messages: Sequence[Message], settings: Settings) -> bool:
        """Whether it is as good as a reply to these messages."""
        same = list(self._messages[:-1]) == list(messages[:-1]) and self._settings == settings
        last, other = self._messages[-1]["content"], messages[-1]["content"]
        return same and self._reply.failure is None and words(last) == words(other)

    async def items(self) -> AsyncGenerator[ReplyItem, None]:
        """Yield the reply, what has come of it at once."""
        try:
            async for item in self._reply:
                yield item
        finally:
            await self._reply.aclose()

    def stop(self) -> int:
        """Let the service stop; returns how many tokens had come."""
        self._reply.cancel()
        return sum(isinstance(item, Delta) for item in self._reply.items)

    def _note_sent(self) -> None:
        self.is_sent = True
