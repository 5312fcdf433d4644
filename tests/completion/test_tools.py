"""Tools in a request, and calls in an answer, in all the shapes in which servers give them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.completion.answers import QUESTION
from tests.completion.odd_server import OddAnswer, delta, events, odd_server, whole
from voicelab import RetryPolicy, Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta, Finish, Message, ReplyItem, ToolRequest, finish_of_all
from voicelab.completion.tool_messages import call_message, result_message
from voicelab.errors import CompletionError
from voicelab.testing import ScriptedEngines, ToolCall, embedded_services

AT_ONCE = Timeouts(retry=RetryPolicy(first_pause_seconds=0.0), first_token_seconds=5.0)
TOOLS = [{"name": "look", "description": "Look.", "parameters": {"type": "object", "properties": {}}}]
CALL = ToolRequest("call_1", "look", '{"city": "Rome"}')


def call(index: int | None = 0, call_id: str | None = None, **function: Any) -> dict[str, Any]:
    """Return a chunk with a piece of a call."""
    piece: dict[str, Any] = {"type": "function", "function": function}
    piece |= {} if index is None else {"index": index}
    return delta(tool_calls=[piece if call_id is None else {**piece, "id": call_id}])


def item(**more: Any) -> dict[str, Any]:
    """Return a call as responses have it."""
    return {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "look", **more}


async def asked(
    *answers: OddAnswer, api: str = "chat", messages: list[Message] = QUESTION, **options: Any
) -> tuple[list[ReplyItem], list[dict[str, Any]]]:
    """Return what a stream gave, and what the server was asked."""
    options.setdefault("tools", TOOLS)
    async with odd_server(*answers) as (service, requests):
        completer = Completer(service, AT_ONCE)
        try:
            stream = completer.stream(messages, Settings(deployment="m", api=api), **options)
            return [each async for each in stream], requests
        finally:
            await completer.close()


ROME, OSLO = '{"city": "Rome"}', '{"city": "Oslo"}'
DONE = delta(reason="tool_calls")
HALVES = '{"city": ', '"Rome"}'
MESSAGE = {"id": "a", "function": {"name": "look", "arguments": ROME}}
OTHER = {"name": "look", "arguments": OSLO}
CHAT_CALLS: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "in pieces": (
        [call(0, "a", name="look", arguments=""), *(call(arguments=half) for half in HALVES), DONE],
        [ROME],
    ),
    "two at once": (
        [
            call(0, "a", name="look", arguments=ROME),
            call(1, "b", name="look", arguments='{"city": '),
            call(1, arguments='"Oslo"}'),
            DONE,
        ],
        [ROME, OSLO],
    ),
    "both with the index 0": (
        [call(0, "a", name="look", arguments=ROME), call(0, "b", name="look", arguments=OSLO), DONE],
        [ROME, OSLO],
    ),
    "without index and id": (
        [call(None, name="look", arguments=ROME), call(None, name="look", arguments=OSLO), DONE],
        [ROME, OSLO],
    ),
    "the name again with each piece": (
        [*(call(0, "a", name="look", arguments=half) for half in HALVES), DONE],
        [ROME],
    ),
    "an id of its own for each piece": (
        [call(0, "a", name="look", arguments=HALVES[0]), call(0, "b", arguments=HALVES[1]), DONE],
        [ROME],
    ),
    "the arguments as an object": (
        [call(0, "a", name="look", arguments={"city": "Rome"}), DONE],
        [ROME],
    ),
    "with the reason stop": ([call(0, "a", name="look", arguments=ROME), delta(reason="stop")], [ROME]),
    "with the reason in the same chunk": ([delta(tool_calls=[MESSAGE], reason="tool_calls")], [ROME]),
    "as a function": (
        [
            delta(function_call={"name": "look", "arguments": HALVES[0]}),
            delta(function_call={"arguments": HALVES[1]}),
            delta(reason="function_call"),
        ],
        [ROME],
    ),
    "one without a name beside it": (
        [call(0, "a", name="look", arguments=ROME), call(1, "b", arguments="{}"), DONE],
        [ROME],
    ),
    "one id for all": (
        [call(0, "a", name="look", arguments=ROME), call(1, "a", name="look", arguments=OSLO), DONE],
        [ROME, OSLO],
    ),
    "one id for all, without index": (
        [
            call(None, "look", name="look", arguments=ROME),
            call(None, "look", name="look", arguments=OSLO),
            DONE,
        ],
        [ROME, OSLO],
    ),
    "a second time as a whole message": (
        [
            call(0, "a", name="look", arguments=ROME),
            {"choices": [{"message": {"tool_calls": [MESSAGE]}, "finish_reason": "tool_calls"}]},
        ],
        [ROME],
    ),
    "each chunk twice": ([call(0, "a", name="look", arguments=ROME)] * 2 + [DONE], [ROME]),
    "again as a whole message, without id": (
        [
            call(0, name="look", arguments=ROME),
            {"choices": [{"message": {"tool_calls": [{"function": MESSAGE["function"]}]}}]},
            DONE,
        ],
        [ROME],
    ),
    "a whole message with one id for all": (
        [
            {
                "choices": [
                    {
                        "message": {"tool_calls": [MESSAGE, {**MESSAGE, "function": OTHER}]},
                        "finish_reason": "tool_calls",
                    }
                ]
            }
        ],
        [ROME, OSLO],
    ),
    "without arguments": ([call(0, "a", name="look"), DONE], [""]),
    "as a whole message": (
        [{"choices": [{"message": {"content": None, "tool_calls": [MESSAGE]}, "finish_reason": "stop"}]}],
        [ROME],
    ),
}


@pytest.mark.parametrize("shape", CHAT_CALLS)
async def test_calls_are_put_together_from_any_pieces(shape: str) -> None:
    chunks, arguments = CHAT_CALLS[shape]
    items, _ = await asked(events(*chunks))
    requests = [each for each in items if isinstance(each, ToolRequest)]
    assert [(each.name, each.arguments) for each in requests] == [("look", each) for each in arguments]
    assert len({each.call_id for each in requests}) == len(requests)
    assert isinstance(items[-1], Finish)


@pytest.mark.parametrize(
    "answer",
    [
        events(
            {"type": "response.output_item.added", "item": item(arguments="")},
            {"type": "response.function_call_arguments.delta", "delta": ROME},
            {"type": "response.output_item.done", "item": item(arguments=ROME)},
            {"type": "response.completed", "response": {"output": [item(arguments=ROME)]}},
            done=False,
        ),
        events({"type": "response.completed", "response": {"output": [item(arguments=ROME)]}}, done=False),
        whole({"object": "response", "status": "completed", "output": [item(arguments=ROME)]}),
    ],
)
async def test_responses_give_each_call_once(answer: OddAnswer) -> None:
    items, _ = await asked(answer, api="responses")
    assert items[:-1] == [CALL]


@pytest.mark.parametrize(
    ("name", "arguments", "sent"),
    [
        ("look", '{"city": "Rome"}', {"name": "look", "arguments": '{"city": "Rome"}'}),
        ("look", "", {"name": "look", "arguments": "{}"}),
        ("look", '{"ci', {"name": "look", "arguments": '{"invalid_json": "{\\"ci"}'}),
        ("look", "[1]", {"name": "look", "arguments": '{"invalid_json": "[1]"}'}),
        ("look", '{"a": NaN}', {"name": "look", "arguments": '{"invalid_json": "{\\"a\\": NaN}"}'}),
        ("look", '"{\\"a\\": 1}"', {"name": "look", "arguments": '{"a": 1}'}),
        ("multi_tool_use.parallel", "{}", {"name": "multi_tool_use_parallel", "arguments": "{}"}),
        ("ü" * 65, "{}", {"name": "_" * 64, "arguments": "{}"}),
    ],
)
def test_a_call_is_sent_back_as_every_server_takes_it(
    name: str, arguments: str, sent: dict[str, str]
) -> None:
    (called,) = call_message([ToolRequest("a", name, arguments)])["tool_calls"]
    assert called["function"] == sent


async def test_what_a_server_wants_back_with_a_call_it_gets() -> None:
    signed = {**MESSAGE, "extra_content": {"google": {"thought_signature": "c2lnbmVk"}}}
    items, _ = await asked(events(delta(tool_calls=[signed]), DONE))
    (called,) = call_message([each for each in items if isinstance(each, ToolRequest)])["tool_calls"]
    assert called["extra_content"] == signed["extra_content"]


async def test_what_the_model_thought_ahead_of_its_calls_goes_back_where_the_server_names_it_so() -> None:
    answer = events(
        delta(reasoning_content="Rome "), delta(reasoning_content="it is."), call(0, "a", **OTHER), DONE
    )
    items, _ = await asked(answer)
    message = call_message([each for each in items if isinstance(each, ToolRequest)])
    assert message["reasoning_content"] == "Rome it is."
    items, _ = await asked(events(delta(reasoning="Rome it is."), call(0, "a", **OTHER), DONE))
    assert "reasoning_content" not in call_message([each for each in items if isinstance(each, ToolRequest)])


async def test_what_was_said_ahead_of_a_call_comes_first() -> None:
    items, _ = await asked(events(delta("Let me see."), call(0, "call_1", name="look", arguments=ROME), DONE))
    assert items[:-1] == [Delta("Let me see."), CALL]


async def test_a_call_that_was_cut_at_the_most_tokens_is_none() -> None:
    with pytest.raises(CompletionError, match="used all of its 100 tokens"):
        await asked(events(call(0, "a", name="look", arguments='{"ci'), delta(reason="length")))


async def test_a_request_that_breaks_off_in_a_call_is_sent_again_and_the_call_comes_once() -> None:
    begun = events(call(0, "a", name="look", arguments='{"ci'), done=False)
    items, requests = await asked(
        OddAnswer(pieces=begun.pieces, is_cut=True),
        events(call(0, "call_1", name="look", arguments=ROME), DONE),
    )
    assert [each for each in items if isinstance(each, ToolRequest)] == [CALL]
    assert len(requests) == 2


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "registry.ollama.ai/library/gemma:latest does not support tools"),
        (404, "No endpoints found that support tool use."),
        (400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        (500, "tools param requires --jinja flag"),
        (400, "`tool calling` is not supported with this model"),
        (400, "'tools' is not supported: the local model calls no tools."),
    ],
)
async def test_a_model_that_knows_no_tools_is_asked_without_them_and_that_is_told(
    status: int, words: str
) -> None:
    refusal = whole({"error": {"message": words}}, status=status)
    earlier = [*QUESTION, call_message([CALL]), result_message(CALL, "Sunny."), *QUESTION]
    items, requests = await asked(refusal, events(delta("Fine."), delta(reason="stop")), messages=earlier)
    assert [getattr(each, "code", None) for each in items[:2]] == ["tools-left-out", None]
    assert ("tools" in requests[0], "tools" in requests[1]) == (True, False)
    assert requests[1]["messages"] == [*QUESTION, *QUESTION]


async def test_an_error_that_speaks_of_tools_is_told_where_none_were_offered() -> None:
    with pytest.raises(CompletionError, match="does not support tools"):
        await asked(whole({"error": {"message": "it does not support tools"}}, status=400), tools=())


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_the_sdk_s_own_request_carries_tools_calls_and_results(api: str) -> None:
    seen: list[Any] = []

    def reply(messages: list[dict[str, Any]]) -> str | ToolCall:
        seen.append(messages)
        return "It is sunny." if len(messages) > 1 else ToolCall("look", {"city": "Rome"}, text="Wait.")

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        completer = Completer(embedded.services.completion)
        settings = Settings(api=api)
        try:
            first = [each async for each in completer.stream(QUESTION, settings, tools=TOOLS)]
            (request,) = (each for each in first if isinstance(each, ToolRequest))
            messages = [*QUESTION, call_message([request], "Wait."), result_message(request, "Sunny.")]
            second = [
                each async for each in completer.stream(messages, settings, tools=TOOLS, may_call=False)
            ]
        finally:
            await completer.close()
    assert json.loads(request.arguments) == {"city": "Rome"}
    assert "".join(each.text for each in second if isinstance(each, Delta)) == "It is sunny."
    kinds = [each.get("type") or each["role"] for each in seen[1]]
    called = ["tool"] if api == "chat" else ["function_call", "function_call_output"]
    assert kinds == ["user", "assistant", *called]


def test_what_several_answers_used_is_told_in_all() -> None:
    first, last = Finish("tool_calls", "m", 10, 5, cached_tokens=1), Finish("stop", "m", 20, None)
    both = finish_of_all(first, last)
    assert (both.reason, both.prompt_tokens, both.completion_tokens, both.cached_tokens) == (
        "stop",
        30,
        None,
        None,
    )
    assert finish_of_all(None, last) is last
