"""A recorded conversation: one recording or text after the other, each answered by a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.conversation.conversation import Conversation
from voicelab.events import EndReason

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_runner import TurnRunner

__all__ = ["RecordedConversation"]


class RecordedConversation(Conversation):
    """Utterances that are there already, sound or text, each answered before the next is read."""

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        inputs: Sequence[Audio | str],
        sink: Sink,
        *,
        end_on_no_match: bool = False,
    ) -> None:
        super().__init__(context, turns, sink, end_on_no_match=end_on_no_match)
        self._inputs = inputs

    async def _converse(self) -> EndReason:
        for each in self._inputs:
            if isinstance(each, str):
                reason = await self._answer(each)
            else:
                heard = await self._turns.recognize(each, self._context.settings)
                reason = await self._answer(heard, each)
            if reason is not None:
                return reason
        return "end-of-input"
