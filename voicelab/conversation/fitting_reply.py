"""The reply to as much of a conversation as the model can take."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from voicelab.completion.messages import CompletionNotice, Delta, Message, ReplyItem, ToolRequest
from voicelab.conversation.history import History, length_of
from voicelab.errors import CompletionError

if TYPE_CHECKING:
    from voicelab.conversation.turn_input import TurnInput
    from voicelab.settings import Settings

__all__ = ["fitting_reply"]

_PORTIONS = (0.75, 0.5, 0.25, 0.0)
"""How much of the earlier exchanges is sent, at most, where the model refused all: nobody says how much
fits, only some servers count in tokens, and a refusal comes at once."""

Stream = Callable[[list[Message], "Settings"], AsyncGenerator[ReplyItem, None]]


async def fitting_reply(
    history: History,
    turn_input: TurnInput,
    settings: Settings,
    stream: Stream,
    following: Sequence[Message] = (),
) -> AsyncGenerator[ReplyItem, None]:
    """Yield the reply to an utterance, asked for again with fewer exchanges where those are too long.

    The history keeps in mind how much the model took.

    Parameters
    ----------
    stream
        `Completer.stream`.
    following
        What follows on the utterance: calls of tools, and what they returned.
    """
    shortened = _shortened(history, turn_input, settings)
    messages = [*next(shortened), *following]
    has_text = was_refused = False
    while True:
        try:
            async with contextlib.aclosing(stream(messages, settings)) as items:
                async for item in items:
                    if isinstance(item, Delta | ToolRequest) and not has_text:
                        has_text = True
                        if was_refused and history.set_limit(settings, messages):
                            yield _notice(settings)
                    yield item
            return
        except CompletionError as error:
            fewer = next(shortened, None) if error.code == "too-long" and not has_text else None
            if fewer is None:
                raise
            messages, was_refused = [*fewer, *following], True


def _shortened(history: History, turn_input: TurnInput, settings: Settings) -> Iterator[list[Message]]:
    """Yield what the model is to see, then the same with fewer and fewer of the earlier exchanges."""
    text, heard = turn_input.text, turn_input.detected_language
    messages = history.messages(settings, text, heard)
    yield messages
    most, least = length_of(messages), length_of(history.messages(settings, text, heard, most=0))
    for portion in _PORTIONS:
        fewer = history.messages(settings, text, heard, most=least + portion * (most - least))
        if fewer != messages:
            messages = fewer
            yield messages


def _notice(settings: Settings) -> CompletionNotice:
    return CompletionNotice(
        "history-shortened",
        f"The model takes less text than history_characters={settings.history_characters} allows: "
        "from now on it sees fewer of the earlier exchanges, the newest of them.",
    )
