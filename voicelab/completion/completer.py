"""Completion: text to text, streamed, through the openai SDK."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import httpx2
import openai

from voicelab.completion.answer_events import AnswerEvents
from voicelab.completion.apis import APIS, Api
from voicelab.completion.clients import ServiceClients
from voicelab.completion.end_of_turn_mark import (
    MarkAloneError,
    MarkGivers,
    ask_for_mark,
    most_tokens_with_mark,
)
from voicelab.completion.failure_causes import words_of
from voicelab.completion.failures import (
    completion_error,
    empty_reply,
    filtered_reply,
    missing_deployment,
    refuses_system_prompt,
    unsupported_parameter,
)
from voicelab.completion.messages import Delta, EndOfTurnMark, Finish, Message, ReplyItem, ToolRequest
from voicelab.completion.notices import completion_retry, parameter_left_out, reply_cut, tools_left_out
from voicelab.completion.reply_reader import ReplyPart, ReplyReader
from voicelab.completion.sent_requests import on_sending
from voicelab.completion.tool_messages import uses_tools, without_tools
from voicelab.errors import ConfigurationError
from voicelab.event_loop import within
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.completion.answer_schema import AnswerSchema
    from voicelab.completion.tool_messages import Declaration
    from voicelab.services.endpoints import CompletionService
    from voicelab.settings import Settings

__all__ = ["Completer"]

_CHARACTERS_A_TOKEN = 20
"""Far more than tokens of any language have; what is longer was not bounded by the server."""
_MOST_CHARACTERS = 500
"""Allowed beyond that, as a few tokens are long."""
_USAGE_SECONDS = 1.0
"""How long the usage of a reply that has ended is waited for."""
_END_SECONDS = 0.1
"""How long an answer may take to end once all was sent; its connection can then be used again."""


class Completer:
    """A model that replies, its connections kept open between turns.

    Belongs to the event loop that first uses it.

    Parameters
    ----------
    service
        Where the model is.
    timeouts
        How long the service may say nothing, and how often a request is sent again.
    """

    def __init__(self, service: CompletionService, timeouts: Timeouts | None = None) -> None:
        self._service = service
        self._timeouts = timeouts or Timeouts()
        self._clients = ServiceClients(service)
        self._unsupported: dict[tuple[str, str], set[str]] = {}
        self._begin_in_thought: set[str] = set()
        self._mark_givers = MarkGivers()

    def deployment(self, settings: Settings) -> str:
        """Return the deployment that these settings ask for.

        Raises
        ------
        CompletionError
            Neither the settings nor the services name one.
        """
        name = settings.deployment or self._service.deployment
        if name is None:
            raise missing_deployment(self._service)
        return name

    def gives_end_of_turn(self, settings: Settings) -> bool:
        """Return whether the model of these settings says if the user is done, as far as is known."""
        deployment = settings.deployment or self._service.deployment or ""
        return self._mark_givers.are_asked(settings.api, deployment)

    async def warm(self, settings: Settings) -> None:
        """Open a connection ahead of the first request; failures are left to that request."""
        api = APIS[settings.api]
        try:
            async with self._client(api) as client:
                await within(5.0, client.models.with_raw_response.list())
        except (openai.OpenAIError, ConfigurationError, asyncio.TimeoutError):
            return

    async def stream(
        self,
        messages: Sequence[Message],
        settings: Settings,
        *,
        on_sent: Callable[[], None] | None = None,
        asks_end_of_turn: bool = False,
        schema: AnswerSchema | None = None,
        tools: Sequence[Declaration] = (),
        may_call: bool = True,
    ) -> AsyncGenerator[ReplyItem, None]:
        """Yield the reply as the model writes it, a `Finish` at the end.

        Closing the iterator cancels the request. It is sent once more for each parameter that the model turns
        out not to know, and, as long as no text came, again after a transient failure as the retry policy
        says.

        Parameters
        ----------
        on_sent
            Called whenever the request goes out: from then on the service may bill it.
        asks_end_of_turn
            Whether the model is to say first whether the user is done: an `EndOfTurnMark` comes ahead of the
            reply, or in its place if the user goes on, with a `Finish` only where the usage comes at
            once. The reply of a model that does not say so, or is not asked any more (`gives_end_of_turn`),
            comes without. A model that says nothing else is asked again at once, without the mark.
        schema
            What the reply is to keep, as JSON; without it where the service holds no model to a schema.
        tools
            What the model may call: a `ToolRequest` each, ahead of the `Finish`; whoever gets them has their
            results in the next request. Without them, with a notice, where the model knows no tools.
        may_call
            Whether it may call them this time; it is told of them all the same: messages may speak of them.

        Raises
        ------
        CompletionError
            The service refused, failed or fell silent; code ``content-filter`` for a prompt or a reply that
            the filter stopped, ``empty-reply`` for one with no words, both after the `Finish` of a reply.
        ConfigurationError
            A variable of proxies, certificates or headers cannot be used.
        """
        deployment, api, has_text = self.deployment(settings), APIS[settings.api], False
        unsupported = self._unsupported.setdefault((settings.api, deployment), set())
        failures, waited_seconds, owes_reply = 0, 0.0, False
        asks_mark = asks_end_of_turn and self.gives_end_of_turn(settings)
        has_system_prompt = any(message["role"] == "system" for message in messages)
        optional = {"response_format": schema is not None, "tools": bool(tools) or uses_tools(messages)}
        while True:
            said = without_tools(messages) if "tools" in unsupported else messages
            asked = ask_for_mark(said) if asks_mark else said
            body = api.body(asked, settings, deployment, unsupported)
            if schema is not None and "response_format" not in unsupported:
                body |= api.held_to(schema)
            if tools and "tools" not in unsupported:
                body |= api.with_tools(tools)
                if not may_call and "tool_choice" not in unsupported:
                    body["tool_choice"] = "none"
            if asks_mark:
                body[_most_tokens_name(body)] = most_tokens_with_mark(settings.max_tokens)
            answer = self._answer(api, body, deployment, settings.max_tokens, on_sent, asks_mark=asks_mark)
            try:
                async with contextlib.aclosing(answer) as items:
                    async for item in items:
                        if (asks_mark or owes_reply) and isinstance(item, Delta | EndOfTurnMark):
                            asks_mark = False  # nor behind it, where the request is sent again
                            is_given = owes_reply or isinstance(item, EndOfTurnMark)
                            owes_reply = item == EndOfTurnMark(is_over=True)
                            if not owes_reply:
                                notice = self._mark_givers.note(settings.api, deployment, is_given=is_given)
                                if notice is not None:
                                    yield notice
                        has_text = has_text or isinstance(item, Delta | ToolRequest)
                        yield item
                return
            except MarkAloneError:
                pause, owes_reply = 0.0, False
                notice = self._mark_givers.note(settings.api, deployment, is_given=False)
            except (openai.OpenAIError, httpx2.HTTPError, ValueError, asyncio.TimeoutError) as error:
                traceback.clear_frames(error.__traceback__)  # where the SDK's iterators stand open
                parameter = unsupported_parameter(error)
                if not optional.get(parameter or "", True):
                    parameter = None  # something else was refused, such as a prompt that speaks of schemas
                if asks_mark and not has_system_prompt and refuses_system_prompt(error):
                    asks_mark, pause = False, 0.0
                    notice = self._mark_givers.give_up(settings.api, deployment)
                elif parameter is not None and parameter not in unsupported:
                    unsupported.add(parameter)
                    pause, notice = 0.0, parameter_left_out(parameter, deployment)
                    if parameter == "tools" and tools:
                        notice = tools_left_out(deployment, words_of(error))
                else:
                    failure = completion_error(error, self._service, deployment)
                    failures += 1
                    next_pause = self._timeouts.retry.next_pause_seconds(
                        failures, failure.retry_after_seconds, waited_seconds
                    )
                    if has_text or next_pause is None or not failure.is_retryable:
                        raise failure from None
                    pause, notice = next_pause, completion_retry(failure.code, deployment, next_pause)
            if notice is not None:
                yield notice
            waited_seconds += pause
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    async def _answer(
        self,
        api: Api,
        body: Mapping[str, Any],
        deployment: str,
        most_tokens: int,
        on_sent: Callable[[], None] | None,
        *,
        asks_mark: bool,
    ) -> AsyncGenerator[ReplyItem, None]:
        """Send a request once, and yield its answer.

        Parameters
        ----------
        most_tokens
            Of the reply, as the settings have it: the request may ask for a few more, for the mark.
        """
        first_token_by = time.monotonic() + self._timeouts.first_token_seconds
        async with self._client(api) as client:
            with on_sending(on_sent):
                response = await within(self._timeouts.first_token_seconds, api.create(client, body))
            events = AnswerEvents(response.http_response)
            reply = ReplyReader(
                api,
                events,
                most_characters=_MOST_CHARACTERS + _CHARACTERS_A_TOKEN * most_tokens,
                begins_in_thought=deployment in self._begin_in_thought,
                is_asked_for_mark=asks_mark,
            )
            try:
                while True:
                    items = await self._next(reply, first_token_by)
                    if items is None:
                        break
                    if reply.is_mark_alone:
                        items = [item for item in items if not isinstance(item, Finish)]
                    for item in items:
                        yield item
                        if item == EndOfTurnMark(is_over=False):
                            with contextlib.suppress(httpx2.HTTPError, ValueError, asyncio.TimeoutError):
                                await within(_END_SECONDS, reply.read_out())
                            if reply.finish.completion_tokens is not None:
                                yield reply.finish
                            return
            finally:
                await events.aclose()
        if reply.is_too_long:
            yield reply_cut(deployment, most_tokens, len(reply.text))
        if reply.began_in_thought:
            self._begin_in_thought.add(deployment)
        else:
            self._begin_in_thought.discard(deployment)
        finish = reply.finish
        if finish.reason == "content_filter":
            raise filtered_reply(finish.filtered, deployment, finish.request_id)
        if reply.is_mark_alone:
            raise MarkAloneError
        if not (reply.has_words or reply.requests):
            raise empty_reply(deployment, most_tokens, finish, reply.text, calls_tool=reply.calls_tool)

    async def _next(self, reply: ReplyReader, first_token_by: float) -> list[ReplyPart] | None:
        """Return what comes next of a reply; its end, where the server said it and leaves the rest open."""
        if reply.is_complete:
            seconds = (_END_SECONDS if reply.is_done else _USAGE_SECONDS) - reply.waited_seconds
        elif reply.has_tokens:
            seconds = self._timeouts.next_token_seconds - reply.waited_seconds
        else:
            seconds = first_token_by - time.monotonic()
        try:
            return await within(max(0.0, seconds), reply.next())
        except (asyncio.TimeoutError, httpx2.HTTPError):
            if not reply.is_complete:
                raise
            return reply.end()

    def _client(self, api: Api) -> contextlib.AbstractAsyncContextManager[openai.AsyncOpenAI]:
        return self._clients.request(api.resource, undated=api.undated)


def _most_tokens_name(body: Mapping[str, Any]) -> str:
    """Return by which name a request says how many tokens the reply may have."""
    return next(name for name in body if name.startswith("max_"))
