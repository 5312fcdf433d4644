"""History: what the model sees of the exchanges before."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from voicelab.completion.messages import Message, ToolRequest
from voicelab.completion.tool_messages import call_message, result_message
from voicelab.realtime.conversation_items import EarlierTurn
from voicelab.text.languages import ENGLISH_NAMES, language_of
from voicelab.text.well_formed import well_formed
from voicelab.text.wide_letters import weighted_length

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange
    from voicelab.exchange.tool_use import ToolUse
    from voicelab.settings import Settings

__all__ = ["History", "length_of"]

_MOST_KEPT = 1_000
_NOT_TRANSCRIBED = "(What the user said has no transcript.)"
"""Stands for what a speech-to-speech model alone has heard: servers refuse messages without content."""


class History:
    """The exchanges of a conversation as messages, the newest last.

    A reply that was interrupted stands as far as it was heard; what failed, was filtered or dropped does
    not stand at all, so that one refusal does not spoil the turns after it. What got no answer stands with
    the next utterance in one message, with what tools returned as text: many servers want user and assistant
    by turns.
    """

    def __init__(self) -> None:
        self._turns: list[EarlierTurn] = []
        self._limits: dict[str | None, int] = {}

    def __len__(self) -> int:
        return len(self._turns)

    @property
    def last_reply(self) -> str:
        """What the assistant said last; empty if that was nothing."""
        return self._turns[-1].replied if self._turns else ""

    def add(self, exchange: Exchange) -> None:
        """Add the next exchange."""
        key = (exchange.session, exchange.turn)
        calls = tuple(use for use in exchange.tool_calls if use.is_over)
        if exchange.outcome == "completed":
            self._turns.append(EarlierTurn(key, exchange.transcript, exchange.reply, calls))
        elif exchange.outcome == "interrupted":
            self._turns.append(EarlierTurn(key, exchange.transcript, exchange.heard_text or "", calls))
        if len(self._turns) == 2 * _MOST_KEPT:
            del self._turns[:-_MOST_KEPT]

    def begin_with(self, exchanges: Iterable[Exchange]) -> None:
        """Begin anew: the model sees these exchanges, and nothing else of what was said before."""
        self.forget()
        for exchange in exchanges:
            self.add(exchange)

    def forget(self) -> None:
        """Begin anew: the model sees nothing of what was said before."""
        self._turns.clear()

    def set_limit(self, settings: Settings, messages: Sequence[Message]) -> bool:
        """Let messages be no longer from now on than these, which the model took where it had refused more.

        Returns
        -------
        bool
            Whether it is the first time for this model.
        """
        is_first = settings.deployment not in self._limits
        self._limits[settings.deployment] = length_of(messages)
        return is_first

    def earlier(self, settings: Settings) -> list[EarlierTurn]:
        """Return the exchanges that a speech-to-speech model is to know of."""
        characters = settings.history_characters if settings.history else 0
        return self._turns[self._begin(len, characters, characters) :]

    def messages(
        self, settings: Settings, utterance: str, heard: str | None = None, *, most: float = math.inf
    ) -> list[Message]:
        """Return what the model is to see for an utterance.

        Parameters
        ----------
        heard
            Locale of the utterance, where it was identified among several: the model is to reply in it.
        most
            How long all may be, as `length_of` counts; the oldest exchanges go first, the utterance stays.
        """
        messages: list[Message] = []
        instructions = [settings.system_prompt] if settings.system_prompt else []
        if heard is not None and len(settings.languages) > 1:
            language = ENGLISH_NAMES.get(language_of(heard), heard)
            instructions.append(f"The user speaks {language} now; reply in {language}.")
        characters = settings.history_characters if settings.history else 0
        most = min(most, self._limits.get(settings.deployment, math.inf))
        rest = most - sum(map(weighted_length, [*instructions, utterance]))
        begin = max(self._begin(len, characters, characters), self._begin(weighted_length, rest, most))
        unanswered: list[str] = []
        for place, turn in enumerate(self._turns[begin:], begin):
            is_answered = bool(turn.replied.strip())
            unanswered.append(turn.asked if is_answered else turn.asked_with_tools)
            if is_answered:
                messages.append({"role": "user", "content": _user_content(unanswered)})
                messages += _tool_messages(place, turn.tool_calls)
                messages.append({"role": "assistant", "content": turn.replied})
                unanswered.clear()
        if instructions:
            messages.insert(0, {"role": "system", "content": well_formed("\n".join(instructions))})
        messages.append({"role": "user", "content": _user_content([*unanswered, utterance])})
        return messages

    def _begin(self, length: Callable[[str], int], most: float, whole: float) -> int:
        """Return the place of the oldest exchange that the model sees.

        It moves on by a quarter of the whole at once: what follows on another beginning has to be read anew
        by the server, which takes a small machine seconds, so it must not be another one at every turn.
        """
        if math.isinf(most):
            return 0
        before = list(accumulate((length(turn.text) for turn in self._turns), initial=0))
        fitting = [place for place, start in enumerate(before) if before[-1] - start <= most]
        first = fitting[0] if fitting else len(self._turns)
        if first == 0:
            return 0
        step = max(1.0, whole / 4)
        moves = (n for n in range(first, len(self._turns)) if before[n] // step > before[n - 1] // step)
        return next(moves, first)


def _user_content(utterances: Sequence[str]) -> str:
    return "\n".join(utterances) if any(map(str.strip, utterances)) else _NOT_TRANSCRIBED


def length_of(messages: Sequence[Message]) -> int:
    """Return how long messages are for a model, in letters of an alphabet."""
    return sum(
        weighted_length(message["content"])
        + sum(weighted_length(call["function"]["arguments"]) for call in message.get("tool_calls", ()))
        for message in messages
    )


def _tool_messages(place: int, uses: Sequence[ToolUse]) -> list[Message]:
    """Return the calls of an earlier turn, and what they returned, as messages."""
    if not uses:
        return []
    # Ids as all services take them, nine letters and digits, the same at each turn: of 2,000 turns at most.
    requests = [
        ToolRequest(f"c{place:04}{number:04}", use.name, use.arguments_json)
        for number, use in enumerate(uses)
    ]
    results = (result_message(request, use.output) for request, use in zip(requests, uses, strict=True))
    return [call_message(requests), *results]
