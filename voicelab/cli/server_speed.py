"""How quick a model behind a server replies, asked as a session asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from voicelab.completion.completer import Completer
from voicelab.completion.messages import Message
from voicelab.completion.timed_reply import timed_reply
from voicelab.embedded.local.chat.chat_speed import TALK_TOKENS, talk_speed
from voicelab.embedded.local.measured_speeds import MeasuredSpeed
from voicelab.event_loop import call
from voicelab.resources import processor_count
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings

if TYPE_CHECKING:
    from voicelab.reply_speed import ReplySpeed
    from voicelab.services.endpoints import CompletionService

__all__ = ["measure_server"]

_PATIENT = Timeouts(first_token_seconds=600.0, next_token_seconds=60.0, retry=RetryPolicy().without_retries())
"""A server may have to load the model first; what is asked again would not be measured."""


def measure_server(service: CompletionService, model: str) -> MeasuredSpeed:
    """Measure a model behind a server that speaks OpenAI's protocol.

    Raises
    ------
    CompletionError
        It does not answer, refuses, or gives no reply.
    ConfigurationError
        A variable of proxies, certificates or headers cannot be used.
    """
    completer = Completer(service, _PATIENT)
    settings = Settings(deployment=model, max_tokens=TALK_TOKENS, temperature=0.0)

    def ask(messages: Sequence[Mapping[str, str]]) -> ReplySpeed:
        asked = [Message(role=each["role"], content=each["content"]) for each in messages]
        return call(timed_reply(completer, asked, settings))

    try:
        first, rate = talk_speed(ask)
    finally:
        call(completer.close())
    return MeasuredSpeed(processors=processor_count(), first_token_seconds=first, tokens_per_second=rate)
