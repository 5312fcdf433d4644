"""A model's interfaces: how the request of each is built, and how its events are read.

One class an interface, all of one shape: `body` words the request, `create` sends it, `read` says what an
event of the answer means.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from voicelab.completion.answer_events import FailedAnswerError
from voicelab.completion.choices import read_choice
from voicelab.completion.content_filter import filtered_in
from voicelab.completion.reply_event import ReplyEvent, fields_of, has_refusal, name_of, text_of, usage_of
from voicelab.completion.tool_calls import ToolCallPiece, arguments_json
from voicelab.completion.tool_messages import (
    Declaration,
    chat_tools,
    response_items,
    response_tools,
    without_tools,
)

if TYPE_CHECKING:
    import openai

    from voicelab.completion.answer_schema import AnswerSchema
    from voicelab.completion.messages import Message
    from voicelab.settings import Settings

__all__ = ["APIS", "Api"]


class Api(Protocol):
    """An interface."""

    undated: bool
    """Whether Azure offers it at ``/openai/v1/``, whatever dated version is used for the others."""

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request, without the parameters (`unsupported`) that the model does not know."""
        ...

    def held_to(self, schema: AnswerSchema) -> dict[str, Any]:
        """Return what of a request holds the reply to a schema; nothing where the interface knows none."""
        ...

    def with_tools(self, tools: Sequence[Declaration]) -> dict[str, Any]:
        """Return what of a request offers tools; nothing where the interface knows none."""
        ...

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it, which is imported at its first use: a tenth of a second."""
        ...

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request; returns the SDK's raw response, its body not read yet."""
        ...

    def read(self, event: Mapping[str, Any]) -> ReplyEvent:
        """Return what an event of the answer holds, or the answer as one whole."""
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

    def held_to(self, schema: AnswerSchema) -> dict[str, Any]:
        """Return the format of the response."""
        return {"response_format": {"type": "json_schema", "json_schema": schema.strict}}

    def with_tools(self, tools: Sequence[Declaration]) -> dict[str, Any]:
        """Return the tools."""
        return {"tools": chat_tools(tools)}

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it."""
        return client.chat.completions

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request."""
        response: Awaitable[Any] = self.resource(client).with_raw_response.create(
            **_unchecked(body, "messages")
        )
        return response

    def read(self, event: Mapping[str, Any]) -> ReplyEvent:
        """Return what a chunk holds."""
        return read_choice(event)


class ResponsesApi:
    """Responses; nothing is stored at the service."""

    undated = True

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request."""
        body: dict[str, Any] = {
            "model": deployment,
            "input": response_items(messages),
            "max_output_tokens": settings.max_tokens,
            "store": False,
            "stream": True,
        }
        if settings.temperature is not None and "temperature" not in unsupported:
            body["temperature"] = settings.temperature
        if settings.reasoning_effort is not None:
            body["reasoning"] = {"effort": settings.reasoning_effort}
        return body

    def held_to(self, schema: AnswerSchema) -> dict[str, Any]:
        """Return the format of the text."""
        return {"text": {"format": {"type": "json_schema", **schema.strict}}}

    def with_tools(self, tools: Sequence[Declaration]) -> dict[str, Any]:
        """Return the tools."""
        return {"tools": response_tools(tools)}

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it."""
        return client.responses

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request."""
        response: Awaitable[Any] = self.resource(client).with_raw_response.create(**_unchecked(body, "input"))
        return response

    def read(self, event: Mapping[str, Any]) -> ReplyEvent:
        """Return what an event holds.

        Raises
        ------
        FailedAnswerError
            The service failed in mid-reply.
        """
        kind, item = str(event.get("type") or ""), name_of(event.get("item_id")) or ""
        if kind in ("response.output_text.delta", "response.refusal.delta"):
            return ReplyEvent(text=text_of(event.get("delta")), item=item, refuses="refusal" in kind)
        if kind in ("response.reasoning_text.delta", "response.reasoning_summary_text.delta"):
            return ReplyEvent(reasoning=text_of(event.get("delta")))
        if kind in ("response.output_text.done", "response.refusal.done"):
            done = text_of(event.get("text") or event.get("refusal"))
            return ReplyEvent(done=done, item=item, refuses="refusal" in kind)
        if kind == "response.content_part.done":
            part = event.get("part")
            return ReplyEvent(done=text_of(part), item=item, refuses=has_refusal(part))
        if kind == "response.function_call_arguments.delta":
            return ReplyEvent(is_calling=True)
        if kind == "response.output_item.done":
            return _read_item(fields_of(event.get("item")))
        response = fields_of(event.get("response"))
        if kind in ("response.failed", "response.cancelled", "error"):
            raise FailedAnswerError(response.get("error") or event)
        if event.get("object") == "response":  # the answer as one whole
            response = event
        elif kind not in ("response.completed", "response.incomplete"):
            return ReplyEvent(is_known=kind.startswith("response."))
        if response.get("error") or response.get("status") in ("failed", "cancelled"):
            raise FailedAnswerError(response.get("error") or {})
        output = response.get("output")
        items = [_read_item(fields_of(item)) for item in output] if isinstance(output, list) else []
        why = name_of(fields_of(response.get("incomplete_details")).get("reason"))
        return ReplyEvent(
            wholes=tuple(item.done for item in items if item.done),
            calls=tuple(call for item in items for call in item.calls),
            refuses=any(item.refuses for item in items),
            reason={None: "stop", "max_output_tokens": "length"}.get(why, why),
            model=name_of(response.get("model")),
            filtered=filtered_in(response),
            **usage_of(response, "input_tokens", "output_tokens"),
        )


class CompletionsApi:
    """The quickstart's legacy completions, which know a prompt and no messages."""

    undated = False

    def body(
        self, messages: Sequence[Message], settings: Settings, deployment: str, unsupported: set[str]
    ) -> dict[str, Any]:
        """Return the request: the utterance alone as it is, a conversation as a script to go on with."""
        body: dict[str, Any] = {"model": deployment, "max_tokens": settings.max_tokens, "stream": True}
        messages = without_tools(messages)
        if len(messages) == 1:
            body["prompt"] = messages[0]["content"]
        else:
            names = {"system": "", "user": "User: ", "assistant": "Assistant: "}
            lines = [names.get(message["role"], "") + message["content"] for message in messages]
            body |= {"prompt": "\n".join([*lines, "Assistant:"]), "stop": ["\nUser:"]}
        return body | _options(settings, unsupported)

    def held_to(self, schema: AnswerSchema) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def with_tools(self, tools: Sequence[Declaration]) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def resource(self, client: openai.AsyncOpenAI) -> Any:
        """Return the SDK's part for it."""
        return client.completions

    def create(self, client: openai.AsyncOpenAI, body: Mapping[str, Any]) -> Awaitable[Any]:
        """Send the request."""
        response: Awaitable[Any] = self.resource(client).with_raw_response.create(**body)
        return response

    def read(self, event: Mapping[str, Any]) -> ReplyEvent:
        """Return what a chunk holds."""
        return read_choice(event)


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


def _read_item(item: Mapping[str, Any]) -> ReplyEvent:
    """Return what an item of a response holds."""
    return ReplyEvent(
        done=text_of(item.get("content")) if item.get("type") == "message" else "",
        item=name_of(item.get("id")) or "",
        calls=_calls(item),
        refuses=has_refusal(item.get("content")),
    )


def _calls(item: Mapping[str, Any]) -> tuple[ToolCallPiece, ...]:
    """Return the call that an item of a response is."""
    if item.get("type") != "function_call":
        return ()
    call_id = name_of(item.get("call_id")) or name_of(item.get("id")) or ""
    name, arguments = name_of(item.get("name")) or "", arguments_json(item.get("arguments"))
    return (ToolCallPiece(call_id=call_id, name=name, arguments=arguments, is_whole=True),)
