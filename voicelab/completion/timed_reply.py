"""One reply of a model, with how quick it came: asked for as a session asks."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.completion.messages import Delta, Finish, Message
from voicelab.reply_speed import ReplySpeed, ReplyTimer

if TYPE_CHECKING:
    from voicelab.completion.completer import Completer
    from voicelab.settings import Settings

__all__ = ["timed_reply"]


async def timed_reply(completer: Completer, messages: Sequence[Message], settings: Settings) -> ReplySpeed:
    """Have the model reply, and measure how soon and how quickly it does.

    Raises
    ------
    CompletionError
        As `Completer.stream` raises it.
    ConfigurationError
        As `Completer.stream` raises it.
    """
    timer, tokens = ReplyTimer(), None
    async with contextlib.aclosing(completer.stream(messages, settings)) as items:
        async for item in items:
            if isinstance(item, Delta):
                timer.add(item.text)
            elif isinstance(item, Finish) and not item.reasoning:  # whose tokens are counted with the reply's
                tokens = item.completion_tokens
    return timer.speed(tokens)
