"""Calls of functions by a model of our own, as the SDK reads them; what chooses them follows a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openai
import pytest

from tests.embedded.clients import engines, plain_client
from tests.embedded.realtime.talks import openai_talk
from voicelab.embedded.engines import ChosenCalls, FunctionCall
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}}
FUNCTION = {"name": "look", "description": "Look.", "parameters": PARAMETERS}
OTHER = {"name": "ring"}
CHAT_TOOLS: Any = [{"type": "function", "function": each} for each in (FUNCTION, OTHER)]
TOOLS: Any = [{"type": "function", **each} for each in (FUNCTION, OTHER)]
BOTH = (FunctionCall("look", '{"city": "Rome"}'), FunctionCall("ring", "{}"))
QUESTION: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "How is Rome?"}]


@dataclass
class Chooser:
    """Chooses the same calls each time."""

    calls: tuple[FunctionCall, ...] = BOTH
    asked: list[Any] = field(default_factory=list)

    def choose(
        self,
        messages: Sequence[Mapping[str, str]],
        functions: Sequence[Mapping[str, Any]],
        must_call: bool,
        may_call_several: bool,
    ) -> ChosenCalls:
        self.asked.append((messages, [each["name"] for each in functions], must_call, may_call_several))
        return ChosenCalls(self.calls, 20, 5)


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply="It is sunny.")) as model:
        yield model


@pytest.fixture(scope="module")
def served(model: EmbeddedServices) -> Iterator[tuple[EmbeddedServices, Chooser]]:
    chooser = Chooser()
    with embedded_services(
        engines(
            completion_url=f"http://127.0.0.1:{model.port}/v1",
            completion_key=model.key,
            completion_is_own=True,
            tool_calling=chooser,
        )
    ) as embedded:
        yield embedded, chooser


@pytest.fixture
def client(served: tuple[EmbeddedServices, Chooser]) -> openai.OpenAI:
    return plain_client(served[0].services)


@pytest.fixture
def chooser(served: tuple[EmbeddedServices, Chooser]) -> Iterator[Chooser]:
    served[1].asked.clear()
    yield served[1]
    served[1].calls = BOTH


def chat(client: openai.OpenAI, **given: Any) -> Any:
    return client.chat.completions.create(
        **{"model": "m", "messages": QUESTION, "tools": CHAT_TOOLS, **given}
    )


def test_a_chat_calls_several_functions(client: openai.OpenAI, chooser: Chooser) -> None:
    answer = chat(client)
    (choice,) = answer.choices
    assert (choice.finish_reason, choice.message.content) == ("tool_calls", None)
    called = [(call.function.name, call.function.arguments) for call in choice.message.tool_calls]
    assert called == [("look", '{"city": "Rome"}'), ("ring", "{}")]
    assert len({call.id for call in choice.message.tool_calls}) == 2
    assert (answer.usage.prompt_tokens, answer.usage.total_tokens) == (20, 25)
    assert chooser.asked == [(QUESTION, ["look", "ring"], False, True)]


def test_a_streamed_chat_tells_each_call_piece_by_piece(client: openai.OpenAI) -> None:
    chunks = list(chat(client, stream=True, stream_options={"include_usage": True}))
    deltas = [call for chunk in chunks for choice in chunk.choices for call in choice.delta.tool_calls or ()]
    for place, wanted in enumerate(BOTH):
        mine = [delta for delta in deltas if delta.index == place]
        assert [delta.function.name for delta in mine if delta.function.name] == [wanted.name]
        assert "".join(delta.function.arguments for delta in mine) == wanted.arguments
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "tool_calls"
    assert chunks[-1].usage.total_tokens == 25


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_response_that_calls_functions_has_no_message(client: openai.OpenAI, is_streamed: bool) -> None:
    asked: Any = {"model": "m", "input": "How is Rome?", "tools": TOOLS}
    if is_streamed:
        events: list[Any] = list(client.responses.create(stream=True, **asked))
        response = events[-1].response
        begun = [event.output_index for event in events if event.type == "response.output_item.added"]
        assert begun == [0, 1]
        pieces = [event for event in events if event.type == "response.function_call_arguments.delta"]
        assert "".join(piece.delta for piece in pieces if piece.output_index == 0) == BOTH[0].arguments
    else:
        response = client.responses.create(**asked)
    assert response.status == "completed"
    assert [(item.type, item.name) for item in response.output] == [
        ("function_call", "look"),
        ("function_call", "ring"),
    ]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"tool_choice": "required"}, (["look", "ring"], True, True)),
        ({"parallel_tool_calls": False}, (["look", "ring"], False, False)),
        ({"tool_choice": {"type": "function", "function": {"name": "ring"}}}, (["ring"], True, False)),
    ],
)
def test_a_choice_says_what_must_be_called(
    client: openai.OpenAI, chooser: Chooser, given: dict[str, Any], asked: tuple[Any, ...]
) -> None:
    chat(client, **given)
    assert [each[1:] for each in chooser.asked] == [asked]


def test_a_model_that_calls_none_replies(client: openai.OpenAI, chooser: Chooser) -> None:
    chooser.calls = ()
    assert chat(client).choices[0].message.content == "It is sunny."
    assert chat(client, tool_choice="none").choices[0].message.content == "It is sunny."
    assert len(chooser.asked) == 1


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_what_functions_returned_stands_behind_the_question(
    client: openai.OpenAI, chooser: Chooser, model: EmbeddedServices, api: str
) -> None:
    later: Any = {"role": "user", "content": "Thanks."}
    if api == "chat":
        message = chat(client).choices[0].message
        results = [
            {"role": "tool", "tool_call_id": each.id, "content": "fine"} for each in message.tool_calls
        ]
        talk = [*QUESTION, message.model_dump(exclude_none=True), *results]
        reply = chat(client, messages=talk).choices[0].message.content
        chat(client, messages=[*talk, {"role": "assistant", "content": reply}, later], tool_choice="none")
    else:
        calls = client.responses.create(model="m", input=QUESTION, tools=TOOLS).output
        outputs = [
            {"type": "function_call_output", "call_id": each.call_id, "output": "fine"}
            for each in calls
            if each.type == "function_call"
        ]
        talk = [*QUESTION, *[each.model_dump() for each in calls], *outputs]
        reply = client.responses.create(model="m", input=talk, tools=TOOLS).output_text
        items = [*talk, {"role": "assistant", "content": reply}, later]
        client.responses.create(model="m", input=items)
    assert reply == "It is sunny."
    assert len(chooser.asked) == 1
    first, second = (request["messages"] for request in model.request_log.chat_requests[-2:])
    asked = "How is Rome?\n\nlook returned: fine\n\nring returned: fine"
    assert first == [QUESTION[0], {"role": "user", "content": asked}]
    assert second == [*first, {"role": "assistant", "content": reply}, later]


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"n": 2}, "n"),
        ({"tools": [{"type": "custom", "custom": {"name": "a"}}]}, "tools[0].type"),
        ({"tools": [{"type": "function", "function": {"name": 1}}]}, "tools[0].function.name"),
        ({"tool_choice": {"type": "function", "function": {"name": "away"}}}, "tool_choice"),
        ({"tool_choice": "any"}, "tool_choice"),
    ],
)
def test_tools_that_cannot_be_called_are_refused_by_their_place(
    client: openai.OpenAI, given: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        chat(client, **given)
    assert refused.value.param == param


async def test_a_realtime_response_calls_functions(served: tuple[EmbeddedServices, Chooser]) -> None:
    async with openai_talk(served[0]) as talk:
        await talk.update(type="realtime", tools=TOOLS)
        await talk.write("How is Rome?")
        done = await talk.reply()
    assert [(item["name"], item["arguments"]) for item in done["output"]] == [
        (call.name, call.arguments) for call in BOTH
    ]
