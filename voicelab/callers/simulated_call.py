"""SimulatedCall: one call of a simulated caller, whose model is asked for each turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.callers.caller_answer import CallerAnswer, read_caller_answer
from voicelab.callers.caller_prompt import (
    AGAIN,
    ANSWER_SCHEMA,
    ECHO,
    SILENT,
    UNREADABLE,
    SpokenTurn,
    call_messages,
    heard_reply,
)
from voicelab.callers.caller_turn import CallerTurn
from voicelab.completion.asked_model import ModelAnswer, total_tokens, unread
from voicelab.errors import CompletionError, VoicelabError
from voicelab.exchange.call_end import CallEnd, CallEnding
from voicelab.text.words import folded, words

if TYPE_CHECKING:
    from voicelab.completion.asked_model import AskedModel
    from voicelab.completion.messages import Message
    from voicelab.exchange.exchange import Exchange

__all__ = ["SimulatedCall"]

_ATTEMPTS = 2
"""Answers that are asked for where the first will not do: small models are reminded of their part by that."""
_MOST_TIMES = 2
"""How often the caller may say the same: once more where it was not understood."""

_STOPPED = "The call was stopped before its end."


class SimulatedCall:
    """One call of a simulated caller: a `Caller`.

    Parameters
    ----------
    model
        Who plays the caller.
    instructions
        What the model is told.
    goal, opening, most_turns, voice
        As in `SimulatedCaller`.
    """

    def __init__(
        self,
        model: AskedModel,
        instructions: str,
        *,
        goal: str,
        opening: str | None,
        most_turns: int,
        voice: str | None,
    ) -> None:
        self._model = model
        self._instructions = instructions
        self._goal = goal
        self._opening = opening
        self._most_turns = most_turns
        self._voice = voice
        self._said: list[tuple[str, int]] = []
        self._answers: list[ModelAnswer] = []
        self._end: CallEnd | None = None

    @property
    def voice(self) -> str | None:
        """The voice that speaks its words; `None` where they are typed."""
        return self._voice

    @property
    def is_spoken(self) -> bool:
        """Whether its words are spoken."""
        return self._voice is not None

    def interruption(self, exchanges: Sequence[Exchange]) -> CallerTurn | None:
        """Return `None`: it hears each reply to its end."""
        return None

    async def next_turn(self, exchanges: Sequence[Exchange]) -> CallerTurn | None:
        """Return what it says next; `None` where the call is over, of which `end` then says how it went.

        Parameters
        ----------
        exchanges
            Those of the call so far.

        Raises
        ------
        CompletionError
            The service of its model refused or failed, or the model did not keep to its part: how the
            assistant does is not known.
        """
        if self._end is not None or (exchanges and exchanges[-1].outcome in ("failed", "dropped")):
            return None
        if not self._said and self._opening:
            return self._turn(self._opening, exchanges)
        is_last = len(self._said) >= self._most_turns
        turns = self._turns(exchanges)
        answer, complaint = None, ""
        for _ in range(_ATTEMPTS):
            messages = call_messages(
                self._instructions, self._goal, turns, is_last=is_last, complaint=complaint
            )
            given = await self._ask(messages)
            is_answer = not given.failure and not given.is_refusal
            answer = read_caller_answer(given.text, is_last=is_last) if is_answer else None
            complaint = self._complaint(answer, exchanges, is_last=is_last)
            if not complaint or given.failure:
                break
        if answer is None:
            raise self._failed(unread(given, "next words of the caller"))
        if complaint and complaint != AGAIN:
            raise self._failed(f"The caller's model did not keep to its part. {complaint}")
        if self._said and answer.goal_met:
            self._hang_up("goal-met", True, answer.reason)
        elif self._said and answer.gives_up:
            self._hang_up("gave-up", False, answer.reason)
        elif is_last:
            self._hang_up("turns-over", False, answer.reason or "The turns of the caller are over.")
        elif complaint == AGAIN:
            self._hang_up("repetition", False, f"The caller went on to say: {answer.says}")
        else:
            return self._turn(answer.says, exchanges)
        return None

    def fail(self, error: VoicelabError) -> None:
        """End the call, as the caller's model or its voice failed; one that is over has its end."""
        if self._end is None:
            self._hang_up("caller-failed", None, str(error))

    def _failed(self, reason: str) -> CompletionError:
        """End the call, as the caller's model gave no words to say, and return why as an error."""
        error = CompletionError(reason, code="caller-failed")
        self.fail(error)
        return error

    def end(self, exchanges: Sequence[Exchange]) -> CallEnd:
        """Return how the call went; one that is not over counts as stopped.

        Parameters
        ----------
        exchanges
            All those of the call.
        """
        end = self._end
        if end is None and exchanges and exchanges[-1].outcome == "failed":
            end = self._ended("assistant-failed", False, exchanges[-1].error_message or "")
        prompt_tokens, completion_tokens = total_tokens(self._answers)
        return dataclasses.replace(
            end or self._ended("stopped", None, _STOPPED),
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            model=self._answers[-1].model if self._answers else None,
        )

    async def _ask(self, messages: Sequence[Message]) -> ModelAnswer:
        try:
            given = await self._model.ask(messages, ANSWER_SCHEMA)
        except VoicelabError as error:
            self.fail(error)
            raise
        self._answers.append(given)
        return given

    def _turn(self, says: str, exchanges: Sequence[Exchange]) -> CallerTurn:
        self._said.append((says, len(exchanges)))
        return CallerTurn(says=says)

    def _turns(self, exchanges: Sequence[Exchange]) -> list[SpokenTurn]:
        starts = [*(start for _, start in self._said), len(exchanges)]
        return [
            SpokenTurn(says, exchanges[start:end])
            for (says, start), end in zip(self._said, starts[1:], strict=True)
        ]

    def _complaint(self, answer: CallerAnswer | None, exchanges: Sequence[Exchange], *, is_last: bool) -> str:
        """Return why an answer will not do; empty where it does."""
        if answer is None:
            return UNREADABLE
        if is_last or (self._said and (answer.goal_met or answer.gives_up)):
            return ""
        says = _alike(answer.says)
        if not says:
            return SILENT
        if exchanges and says == _alike(heard_reply(exchanges[-1])):
            return ECHO
        return AGAIN if sum(_alike(said) == says for said, _ in self._said) >= _MOST_TIMES else ""

    def _hang_up(self, ended_by: CallEnding, goal_met: bool | None, reason: str) -> None:
        self._end = self._ended(ended_by, goal_met, reason)

    def _ended(self, ended_by: CallEnding, goal_met: bool | None, reason: str) -> CallEnd:
        said = tuple(words for words, _ in self._said)
        return CallEnd(ended_by=ended_by, goal_met=goal_met, reason=reason, said=said, voice=self._voice)


def _alike(text: str) -> str:
    """Return a text in which case, width and punctuation make no difference, where it has words."""
    return " ".join(words(text)) or folded(text).strip()
