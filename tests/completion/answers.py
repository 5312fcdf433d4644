"""What the tests of completion ask, and the answer in its parts."""

from __future__ import annotations

from voicelab import Settings
from voicelab.completion.completer import Completer
from voicelab.completion.messages import CompletionNotice, Delta, Finish, Message

REPLY = "It is this. And it is that."
QUESTION: list[Message] = [{"role": "user", "content": "What is it?"}]
APIS = ("chat", "responses", "completions")


async def answer(
    completer: Completer, settings: Settings, messages: list[Message] = QUESTION
) -> tuple[str, Finish, list[CompletionNotice]]:
    items = [item async for item in completer.stream(messages, settings)]
    (finish,) = (item for item in items if isinstance(item, Finish))
    text = "".join(item.text for item in items if isinstance(item, Delta))
    return text, finish, [item for item in items if isinstance(item, CompletionNotice)]
