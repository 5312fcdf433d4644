"""A model's interfaces: how the request of each is built, and how its events are read.

One class an interface, all of one shape: `body` words the request, `create` sends it, `read` says what an
event of the answer means.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from voicelab.completion.content_filter import Filtered, filtered_in

if TYPE_CHECKING:
    import openai

    from voicelab.completion.messages import Message
    from voicelab.settings import Settings

__all__ = ["APIS", "Api", "FailedResponseError", "ReplyEvent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyEvent:
    """What one event of a streamed reply holds; most hold one of these."""

    text: str = ""
    reason: str | None = None
    """Why the reply ended: ``stop``, ``length``, ``content_filter``."""
    model: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    filtered: Filtered | None = None


class FailedResponseError(ValueError):
    """A response that the service itself declares failed."""


class Api(Protocol):
    """An interface."""

    undated: bool
    """Whether Azure offers it at ``/openai/v1/``, whatever dated version is used for the others."""

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request, without the parameters (`unsupported`) that the model does not know."""
        ...

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it, which is imported at its first use: a tenth of a second."""
        ...

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request; returns the stream of its events."""
        ...

    def read(self, event: Any) -> ReplyEvent:
        """Return what an event of the SDK holds."""
        ...


class ChatApi:
    """Chat completions."""

    undated = False

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request."""
        most = "max_completion_tokens" if "max_tokens" in unsupported else "max_tokens"
        body = {"model": deployment, "messages": list(messages), most: settings.max_tokens, "stream": True}
        if settings.reasoning_effort is not None:
            body["reasoning_effort"] = settings.reasoning_effort
        return body | _options(settings, unsupported)

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it."""
        return client.chat.completions

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request."""
        stream: Awaitable[Any] = self.resource(client).create(**_unchecked(body, "messages"))
        return stream

    def read(self, event: Any) -> ReplyEvent:
        """Return what a chunk holds.

        Azure's first chunk carries only the prompt's filter results, the last only the usage.
        """
        choice = event.choices[0] if event.choices else None
        delta = choice.delta if choice is not None else None
        return ReplyEvent(
            # A model that refuses says so in a field of its own.
            text=(delta.content or getattr(delta, "refusal", None) or "") if delta is not None else "",
            reason=choice.finish_reason if choice is not None else None,
            model=event.model or None,
            filtered=_filtered(choice),
            **_tokens(event.usage, "prompt_tokens", "completion_tokens"),
        )


class ResponsesApi:
    """Responses; nothing is stored at the service."""

    undated = True

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request."""
        body: dict[str, Any] = {
            "model": deployment,
            "input": list(messages),
            "max_output_tokens": settings.max_tokens,
            "store": False,
            "stream": True,
        }
        if settings.temperature is not None and "temperature" not in unsupported:
            body["temperature"] = settings.temperature
        if settings.reasoning_effort is not None:
            body["reasoning"] = {"effort": settings.reasoning_effort}
        return body

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it."""
        return client.responses

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request."""
        stream: Awaitable[Any] = self.resource(client).create(**_unchecked(body, "input"))
        return stream

    def read(self, event: Any) -> ReplyEvent:
        """Return what an event holds.

        Raises
        ------
        FailedResponseError
            The service failed in mid-reply.
        """
        if event.type in ("response.output_text.delta", "response.refusal.delta"):
            return ReplyEvent(text=event.delta)
        if event.type in ("response.failed", "error"):
            error = event if event.type == "error" else event.response.error
            raise FailedResponseError(getattr(error, "message", None) or "the response failed")
        if event.type not in ("response.completed", "response.incomplete"):
            return ReplyEvent()
        response = event.response
        why = response.incomplete_details.reason if response.incomplete_details is not None else None
        return ReplyEvent(
            reason={None: "stop", "max_output_tokens": "length"}.get(why, why),
            model=response.model,
            filtered=_filtered(response),
            **_tokens(response.usage, "input_tokens", "output_tokens"),
        )


class CompletionsApi:
    """The quickstart's legacy completions, which know a prompt and no messages."""

    undated = False

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request: the utterance alone as it is, a conversation as a script to go on with."""
        body: dict[str, Any] = {"model": deployment, "max_tokens": settings.max_tokens, "stream": True}
        if len(messages) == 1:
            body["prompt"] = messages[0]["content"]
        else:
            names = {"system": "", "user": "User: ", "assistant": "Assistant: "}
            lines = [names.get(message["role"], "") + message["content"] for message in messages]
            body |= {"prompt": "\n".join([*lines, "Assistant:"]), "stop": ["\nUser:"]}
        return body | _options(settings, unsupported)

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it."""
        return client.completions

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request."""
        stream: Awaitable[Any] = self.resource(client).create(**body)
        return stream

    def read(self, event: Any) -> ReplyEvent:
        """Return what a chunk holds."""
        choice = event.choices[0] if event.choices else None
        return ReplyEvent(
            text=choice.text or "" if choice is not None else "",
            reason=choice.finish_reason if choice is not None else None,
            model=event.model or None,
            filtered=_filtered(choice),
            **_tokens(event.usage, "prompt_tokens", "completion_tokens"),
        )


APIS: dict[str, Api] = {"chat": ChatApi(), "responses": ResponsesApi(), "completions": CompletionsApi()}
"""The interfaces by the names that `Settings.api` has for them."""


def _options(settings: Settings, unsupported: set[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if "stream_options" not in unsupported:
        options["stream_options"] = {"include_usage": True}
    if settings.temperature is not None and "temperature" not in unsupported:
        options["temperature"] = settings.temperature
    return options


def _unchecked(body: Mapping[str, Any], messages: str) -> dict[str, Any]:
    """Return a request's arguments, its messages as a field that the SDK sends as it is.

    Otherwise the SDK holds each message against every type that it knows for one, before each request: 2 ms
    for a dozen messages, 9 ms if the processor was idle before, and longer the longer the conversation.
    """
    return {**body, messages: [], "extra_body": {messages: body[messages]}}


def _tokens(usage: Any, prompt: str, completion: str) -> dict[str, Any]:
    return {
        "prompt_tokens": getattr(usage, prompt, None),
        "completion_tokens": getattr(usage, completion, None),
    }


def _filtered(part: Any) -> Filtered | None:
    """Return what Azure's filter stopped, from fields that the openai SDK does not know."""
    return filtered_in(getattr(part, "model_extra", None))
