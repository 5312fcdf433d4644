"""ReplyFinish: how a reply ended, and what all responses used that were made for it."""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING

from voicelab.completion.messages import Finish
from voicelab.realtime.events import TokenUsage

if TYPE_CHECKING:
    from voicelab.realtime.events import ResponseDone

__all__ = ["ReplyFinish"]

_REASONS = {"max_output_tokens": "length"}
"""Why a response is incomplete, in the words of chat completions."""
_OURS = "client_cancelled"
"""Why a response is cancelled that we cancel."""


class ReplyFinish:
    """The ends of the responses of one reply, of which the last one counts; their tokens are summed."""

    def __init__(self) -> None:
        self.reason: str | None = None
        """Why the last response ended."""
        self._done: ResponseDone | None = None
        self._model: str | None = None
        self._usages: list[TokenUsage] = []

    def begin(self) -> None:
        """Begin the next response, of whose end nothing is known."""
        self.reason = self._done = None

    def note(self, done: ResponseDone) -> None:
        """Note how a response ended."""
        self._done = done
        self._usages.append(done.usage)
        self._model = done.model or self._model
        reasons = {
            "completed": "stop",
            "incomplete": _REASONS.get(done.reason or "", done.reason),
            "cancelled": None if done.reason == _OURS else done.reason,
        }
        self.reason = reasons.get(done.status)

    def note_lost(self) -> None:
        """Note that a response began, and that nobody knows what it used."""
        self._usages.append(TokenUsage())

    def forget_lost(self) -> None:
        """Count no response of which nobody knows: the reply is asked for again."""
        self._usages = [each for each in self._usages if each.input_tokens is not None]

    @property
    def whole(self) -> Finish:
        """How the reply ended, as far as that is known."""
        usage, done = reduce(operator.add, self._usages or [TokenUsage()]), self._done
        return Finish(
            self.reason,
            self._model,
            prompt_tokens=usage.input_tokens,
            completion_tokens=usage.output_tokens,
            prompt_audio_tokens=usage.input_audio_tokens,
            completion_audio_tokens=usage.output_audio_tokens,
            cached_tokens=usage.cached_tokens,
            cached_audio_tokens=usage.cached_audio_tokens,
            filtered=done.filtered if done is not None else None,
        )
